/**
 * A programme whose hub is killed at each of its steps: whatever was said, chosen or seen, what becomes of it is the same.
 *
 * Lists the steps by living the story once; then it is lived again for each of them, with the process ended just before a
 * sentence is known to be heard, or just after the turn.
 */
import { expect, test } from 'vitest';
import { owedSpeech } from '../../agent/checkon/speech.ts';
import type { Fact, Kind } from '../../agent/record.ts';
import { TogetherHome, at } from './together-home.ts';

const SECOND_MS = 1000;
/** Turns in which something of it happens. */
const OF_IT: ReadonlySet<Kind> = new Set<Kind>([
  'programme',
  'programme-step',
  'offer',
  'offer-end',
  'say',
  'speech',
  'reply',
  'presence',
]);

class Mortal extends TogetherHome {
  #killAt = 0;
  #offMs: number | null = 0;
  kill(turn: number, offMs: number | null): void {
    this.#killAt = turn;
    this.#offMs = offMs;
    this.after = (now) => {
      if (now === turn) this.#again();
    };
  }
  override give(body: Fact): void {
    // Whoever is killed while a sentence sounds never hears that it was heard.
    if (body.kind === 'speech' && this.turns + 1 === this.#killAt) {
      this.turns += 1;
      this.#again();
    } else super.give(body);
  }
  #again(): void {
    this.#killAt = 0;
    this.after = () => {};
    this.restart(this.#offMs);
    const owed = owedSpeech(this.state, this.now);
    if (owed !== null) this.give({ kind: 'speech', utterance: owed.utterance, outcome: 'spoken', why: null });
  }
  /** A sign of life in two rooms, and quarter of an hour later again, to the minute. */
  stirUntil(minute: number): void {
    for (let next = this.minute; next < minute; next += 9) {
      this.waitUntil(next);
      this.pulse('kitchen');
      this.pulse('bed');
    }
    this.waitUntil(minute);
  }
}

/** Asked in the morning for the afternoon: yes, milk; they go, come home, and it was good. */
function live(home: Mortal): void {
  home.wants = ['yes', 'milk', 'that-is-all'];
  home.waitUntil(at(0, 9));
  home.pulse('bed');
  home.invite({ from: at(0, 14), until: at(0, 16) });
  home.stirUntil(at(0, 12));
  home.waitUntil(at(0, 12, 59));
  home.pulse('bed');
  home.pulse('kitchen');
  home.waitUntil(at(0, 13, 55));
  home.leave();
  home.waitUntil(at(0, 15));
  home.comeHome();
  home.wants = ['good'];
  home.stirUntil(at(0, 18));
}

test('killed at each step', () => {
  const whole = new Mortal();
  const turns: number[] = [];
  let seen = 0;
  whole.after = (turn) => {
    if (whole.noted.slice(seen).some(({ body }) => OF_IT.has(body.kind))) turns.push(turn);
    seen = whole.noted.length;
  };
  live(whole);
  const steps = ['yes', 'wished milk', 'listed milk', 'reminded', 'begun', 'went', 'good .'];
  expect(whole.steps).toEqual(steps);
  expect(turns.length).toBeGreaterThan(20);
  for (const offMs of [0, 5 * SECOND_MS, null]) {
    for (const turn of turns) {
      const home = new Mortal();
      home.kill(turn, offMs);
      live(home);
      const found = home.steps.filter((step) => step !== 'put-off');
      expect(found, `killed at turn ${turn}, off ${offMs}`).toEqual(steps);
      expect(home.state.programmes.open).toEqual([]);
      expect(home.all('alert').filter(({ body }) => !body.test)).toEqual([]);
    }
  }
});
