/**
 * When the microphone is open, what waits for it, and whose sounds are told: through an ear that gives the levels of rooms
 * that were made up.
 */
import { describe, expect, test } from 'vitest';

import { type EarSignal, FRAME_MS } from '../../agent/companion/level.ts';
import { Listener, type Told } from '../../agent/companion/listener.ts';
import { Speaking } from '../../agent/companion/speaking.ts';
import type { Ear, Speaker } from '../../agent/ports.ts';
import type { Fact } from '../../agent/record.ts';
import { Bench, SECOND_MS } from '../checkon/bench.ts';
import { POLICY } from '../checkon/promises-table.ts';
import { DISHES, KNOCKS, type Levels, SECOND, add, dialogue, noise, spoken } from './made-room.ts';

const WAIT_MS = 100 * SECOND_MS;
const QUESTION = spoken('Are you all right? If you are, please press the button.');
const QUIET = noise(5 * SECOND, 30);

class ScriptedEar implements Ear {
  opened = 0;
  #tell: ((signal: EarSignal) => void) | null = null;
  open(tell: (signal: EarSignal) => void): void {
    this.opened += 1;
    this.#tell = tell;
  }
  close(): void {
    this.#tell = null;
  }
  get isOpen(): boolean {
    return this.#tell !== null;
  }
  gives(...signals: readonly EarSignal[]): void {
    for (const signal of signals) this.#tell?.(signal);
  }
  measures(levels: Levels): void {
    for (const level of levels) this.gives({ type: 'level', level: Math.round(level) });
  }
  /** Our own sentence, and what of it is in the room. */
  sounds(levels: Levels): void {
    this.gives({ type: 'sounds', envelope: QUESTION });
    this.measures(levels);
    this.gives({ type: 'silent' });
  }
}
const HEARD = add(noise(QUESTION.length + 20, 30), QUESTION, 15, 0.3);
const MUTED = noise(QUESTION.length + 20, 30);

class Asked {
  readonly ear = new ScriptedEar();
  readonly told: Told[] = [];
  readonly bench = new Bench({ ...POLICY, probes: false });
  readonly listener = new Listener(
    this.ear,
    (fact) => void this.told.push(fact),
    () => {},
  );
  constructor() {
    this.bench.overdue('inactivity');
    this.follow();
  }
  follow(): void {
    this.listener.follow(this.bench.state);
  }
  asksAgain(): void {
    this.bench.pass(WAIT_MS);
    this.follow();
  }
  get voices(): number {
    return this.told.filter(({ kind }) => kind === 'reply').length;
  }
  get microphone(): string[] {
    return this.told.flatMap((fact) =>
      fact.kind === 'companion' ? [fact.state + (fact.why === null ? '' : ` ${fact.why}`)] : [],
    );
  }
}

describe('somebody after the question', () => {
  const HELP = spoken('Help me please, I am on the floor');
  const then = (sound: Levels): Levels => add(noise(sound.length + 4 * SECOND, 30), sound, SECOND, 0.2);
  const rows: readonly (readonly [string, Levels, Levels, number])[] = [
    ['calls, in a still room', QUIET, then(HELP), 1],
    ['calls twice', QUIET, [...then(HELP), ...then(HELP)], 1],
    ['calls beside a fridge', noise(5 * SECOND, 200), add(noise(8 * SECOND, 200), HELP, SECOND, 0.3), 1],
    ['says nothing', QUIET, QUIET, 0],
    // Nobody knows what the room was like.
    ['calls, and the microphone was opened with the question', [], then(HELP), 0],
    ['calls, where dishes are washed', then(DISHES), then(HELP), 0],
    ['washes dishes, as before', then(DISHES), then(DISHES), 0],
    ['knocks at the door, as before', then(KNOCKS).slice(0, -3 * SECOND), then(KNOCKS), 0],
    // What begins with the question cannot be told from a voice: it is said as what it is, and hurries once.
    ['knocks at the door', QUIET, then(KNOCKS), 1],
    ['washes dishes', QUIET, then(DISHES), 1],
  ];
  test.each(rows)('%s', (_what, before, after, voices) => {
    const home = new Asked();
    home.ear.measures(before);
    home.ear.gives({ type: 'settled' });
    home.ear.sounds(HEARD);
    home.ear.measures(after);
    expect(home.voices).toBe(voices);
    for (const fact of home.told)
      if (fact.kind === 'reply')
        expect(fact).toEqual({ kind: 'reply', by: 'voice', meaning: 'unclear', byLevel: true });
  });
  test('is not the film that was on before it, whichever line it is', () => {
    const film = dialogue(30);
    const told = Array.from({ length: 12 }, (_, line) => {
      const home = new Asked();
      const at = film.starts[line + 2] ?? 0;
      home.ear.measures(film.levels.slice(Math.max(0, at - 5 * SECOND), at));
      home.ear.gives({ type: 'settled' });
      home.ear.sounds(HEARD);
      home.ear.measures(film.levels.slice(at));
      home.asksAgain();
      home.ear.sounds(HEARD);
      home.ear.measures(film.levels.slice(at));
      return home.voices;
    });
    expect(told).toEqual(Array.from({ length: 12 }, () => 0));
  });
  test('is told of once after each question', () => {
    const home = new Asked();
    home.ear.measures(QUIET);
    home.ear.sounds(HEARD);
    for (let stage = 1; stage <= 3; stage += 1) {
      home.ear.measures([...then(HELP), ...then(HELP), ...QUIET]);
      expect(home.voices).toBe(stage);
      if (stage === 3) break;
      home.asksAgain();
      // The call before it, and then its words.
      home.ear.sounds(HEARD);
      home.ear.sounds(HEARD);
    }
  });
});

describe('the microphone', () => {
  test('is opened with the first question, stays open, and is shut with the last wait', () => {
    const home = new Asked();
    expect([home.ear.opened, home.ear.isOpen]).toEqual([1, true]);
    home.asksAgain();
    expect([home.ear.opened, home.ear.isOpen]).toEqual([1, true]);
    home.bench.pass(2 * WAIT_MS);
    home.follow();
    expect([home.ear.opened, home.ear.isOpen]).toEqual([1, false]);
  });
  test.each<[string, EarSignal, string[]]>([
    ['lost', { type: 'lost', why: 'microphone-missing' }, ['lost microphone-missing']],
    ['shut after its bound, which is nobody’s fault', { type: 'ended' }, []],
  ])('%s: what it heard before is no verdict, and each question opens it again', (_what, signal, told) => {
    const home = new Asked();
    home.ear.sounds(HEARD);
    home.told.length = 0;
    home.ear.gives(signal);
    expect(home.listener.verdict()).toBeNull();
    expect(home.microphone).toEqual(told);
    for (let stage = 2; stage <= 3; stage += 1) {
      home.asksAgain();
      expect(home.ear.opened).toBe(stage);
      home.ear.gives(signal);
    }
  });
  test.each<[string, Levels, string, string[]]>([
    [
      'hears nothing at all: it is broken, not the loudspeaker',
      noise(MUTED.length, 0),
      'cannot-tell',
      ['lost microphone-silent'],
    ],
    ['hears a still room', MUTED, 'not-heard', ['works']],
    ['hears us', HEARD, 'heard', ['works']],
    ['shuts its gate between our words', add(noise(MUTED.length, 0), QUESTION, 15, 0.3), 'heard', ['works']],
  ])('%s', (_what, levels, verdict, told) => {
    const home = new Asked();
    home.ear.sounds(levels);
    expect(home.listener.verdict()).toBe(verdict);
    expect(home.microphone).toEqual(told);
  });
});

describe('the question', () => {
  class Saying {
    readonly ear = new ScriptedEar();
    readonly said: string[] = [];
    readonly facts: Fact[] = [];
    readonly bench = new Bench({ ...POLICY, probes: false });
    readonly speaking: Speaking;
    constructor() {
      const speaker: Speaker = { say: ({ sentence }) => void this.said.push(sentence), stop: () => {} };
      this.speaking = new Speaking({
        ports: { speaker, ear: this.ear },
        config: this.bench.policy,
        emit: (fact) => void this.facts.push(fact),
      });
      this.bench.overdue('inactivity');
      this.follow();
    }
    follow(): void {
      this.speaking.follow(this.bench.state, this.bench.now);
    }
  }
  test.each<[string, EarSignal]>([
    ['the room is known', { type: 'settled' }],
    ['the microphone is lost', { type: 'lost', why: 'microphone-silent' }],
  ])('waits until %s, and is said once', (_what, signal) => {
    const home = new Saying();
    home.ear.measures(QUIET);
    home.follow();
    expect(home.said).toEqual([]);
    home.ear.gives(signal);
    home.follow();
    expect(home.said).toEqual(['ask']);
  });
  test('is not said any more once somebody has called; that is answered at once', () => {
    const home = new Saying();
    home.bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    home.follow();
    home.ear.gives({ type: 'settled' });
    expect(home.said).toEqual(['raised']);
  });
  test('the next does not wait: the room is known', () => {
    const home = new Saying();
    home.ear.gives({ type: 'settled' });
    home.bench.pass(WAIT_MS);
    home.follow();
    expect(home.said).toEqual(['ask', 'ask-louder']);
  });
  test('is not said after the stop', () => {
    const home = new Saying();
    home.speaking.stop();
    home.ear.gives({ type: 'settled' });
    home.follow();
    expect(home.said).toEqual([]);
    expect(home.ear.isOpen).toBe(false);
  });
});

test('a frame is what the rooms are made of', () => {
  expect(SECOND * FRAME_MS).toBe(SECOND_MS);
});
