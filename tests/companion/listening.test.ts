/**
 * What is made of levels alone: whether our sentence was heard, and whether somebody spoke after it.
 *
 * Owns a table of rooms for each of the two, in which it says what cannot be told; `made-room.ts` makes them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { envelopeOf, levelOf } from '../../agent/companion/level.ts';
import { loopback } from '../../agent/companion/loopback.ts';
import { hearLevel, ownVoice, quietVoice } from '../../agent/companion/voice-activity.ts';
import type { EarVerdict } from '../../agent/record.ts';
import {
  DISHES,
  KNOCKS,
  type Levels,
  SECOND,
  TELEVISION,
  add,
  chance,
  dialogue,
  knock,
  noise,
  spoken,
} from './made-room.ts';
import { makeWav } from './make-wav.ts';

const QUESTION = spoken('안녕하세요. 별일 없으신지 여쭙니다. 괜찮으시면 단추를 눌러 주세요.', 'ko');
const FILM = spoken(TELEVISION);
const LENGTH = QUESTION.length + 20;
/** Our sentence begins 300 ms after its player did, and fills the rest. */
const START = 15;
const quiet = noise(LENGTH, 30);

describe('our own sentence in the room', () => {
  const rows: readonly (readonly [string, Levels, EarVerdict])[] = [
    ['a quiet room, and it is heard', add(quiet, QUESTION, START, 0.3), 'heard'],
    ['the same, far away', add(quiet, QUESTION, START, 0.02), 'heard'],
    ['a quiet room, and it is muted', quiet, 'not-heard'],
    ['a dead microphone', noise(LENGTH, 0), 'cannot-tell'],
    ['a microphone of which the last bit flutters', noise(LENGTH, 1), 'cannot-tell'],
    ['a good microphone in a still night', noise(LENGTH, 4), 'not-heard'],
    ['a fridge hums, and it is heard', add(noise(LENGTH, 200), QUESTION, START, 0.3), 'heard'],
    ['a fridge hums, and it is muted', noise(LENGTH, 200), 'not-heard'],
    ['a door slams, and it is muted', add(quiet, knock(8_000, 10), 60), 'not-heard'],
    ['a door slams, and it is heard', add(add(quiet, QUESTION, START, 0.3), knock(8_000, 10), 60), 'heard'],
    ['a cough, and it is muted', add(add(quiet, knock(3_000, 8), 60), knock(2_500, 8), 80), 'not-heard'],
    ['television, and it is muted', add(quiet, FILM, 0, 0.2), 'cannot-tell'],
    ['television, and it is louder', add(add(quiet, FILM, 0, 0.2), QUESTION, START, 0.6), 'heard'],
    ['television that is louder', add(add(quiet, FILM, 0, 0.5), QUESTION, START, 0.05), 'cannot-tell'],
    ['a vacuum cleaner, and it is muted', noise(LENGTH, 4_000), 'cannot-tell'],
    ['too short a piece of it', add(quiet, QUESTION, START, 0.3).slice(0, SECOND), 'cannot-tell'],
    ['no levels at all', [], 'cannot-tell'],
  ];
  test.each(rows)('%s', (_what, levels, verdict) => {
    expect(loopback(QUESTION, levels.map(Math.round))).toBe(verdict);
  });
  test('a clip that is not known cannot be heard', () => {
    expect(loopback([], quiet)).toBe('cannot-tell');
  });
  test('a sentence that ends up to 600 ms late is heard, one that ends later is not believed', () => {
    const late = (frames: number): EarVerdict =>
      loopback(QUESTION, add(noise(LENGTH, 30), QUESTION, 20 + frames, 0.3));
    expect([0, 10, 30].map(late)).toEqual(['heard', 'heard', 'heard']);
    expect(late(60)).not.toBe('heard');
  });
  test('another sentence of the same voice is not taken for ours', () => {
    const verdicts = [0, 40, 80, 120, 160, 200].map((at) =>
      loopback(QUESTION, add(quiet, FILM.slice(at), 0, 0.3)),
    );
    expect(verdicts).not.toContain('heard');
  });
  test('it is never heard in noise, and whoever is loud enough always is', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 10, max: 600 }), (seed, level) => {
        expect(loopback(QUESTION, noise(LENGTH, level, seed).map(Math.round))).toBe('not-heard');
        const gain = level / 1_000;
        expect(loopback(QUESTION, add(noise(LENGTH, level, seed), QUESTION, START, gain))).toBe('heard');
      }),
      { numRuns: 60 },
    );
  });
  test('somebody else’s rhythm is not ours, whatever it is', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 4, max: 15 }), (seed, syllable) => {
        const draw = chance(seed);
        const loud = Array.from({ length: LENGTH }, () => draw());
        const talk = loud.map((_, n) => 1_000 * (loud[Math.floor(n / syllable)] ?? 0));
        expect(loopback(QUESTION, add(quiet, talk, 0))).not.toBe('heard');
      }),
      { numRuns: 200 },
    );
  });
});

/** How often a reply was heard in this. */
function replies(levels: Levels, before = quietVoice()): number {
  let memory = before;
  let count = 0;
  for (const level of levels) {
    const heard = hearLevel(memory, level);
    memory = heard.memory;
    if (heard.spoke) count += 1;
  }
  return count;
}
const after = (sound: Levels, level = 30, gain = 0.2): Levels =>
  add(noise(sound.length + 3 * SECOND, level), sound, SECOND, gain);

describe('somebody in the room', () => {
  const rows: readonly (readonly [string, Levels, number])[] = [
    ['nobody in a quiet room', noise(30 * SECOND, 30), 0],
    ['nobody and a fridge that hums', noise(30 * SECOND, 200), 0],
    [
      'a fridge that begins to hum, and stops',
      [...noise(5 * SECOND, 30), ...noise(20 * SECOND, 200), ...noise(5 * SECOND, 30)],
      0,
    ],
    ['a door that slams', after(knock(8_000, 10)), 0],
    ['a cough', after(add(add(noise(60, 0), knock(3_000, 8), 0), knock(2_500, 8), 20)), 0],
    ['"Help me please"', after(spoken('Help me please')), 1],
    ['"I am here on the floor"', after(spoken('I am here on the floor')), 1],
    ['"살려주세요"', after(spoken('살려주세요', 'ko')), 1],
    ['"거기 누구세요", softly', after(spoken('거기 누구세요', 'ko'), 30, 0.05), 1],
    ['"I am here on the floor" beside a fridge', after(spoken('I am here on the floor'), 200), 1],
    // Three soft syllables drown in it.
    ['"괜찮아요" beside a fridge', after(spoken('괜찮아요', 'ko'), 200), 0],
    // One syllable is a cough, or a chair.
    ['"네"', after(spoken('네', 'ko')), 0],
    // Not a voice, or nobody's here: by their levels they are, so what was before the question counts (`listener.test.ts`).
    ['five knocks at the door', after(KNOCKS), 1],
    ['dishes', after(DISHES), 1],
    ['a film in which two talk, fourteen lines', dialogue(30).levels, 14],
    // A film without a pause is not somebody who answers; where it pauses at the end, nobody can tell.
    ['television that goes on', after([...FILM, ...FILM, ...FILM]).slice(0, 2 * FILM.length), 0],
  ];
  test.each(rows)('%s', (_what, levels, count) => {
    expect(replies(levels)).toBe(count);
  });
  test('never our own loudspeaker, nor its echo', () => {
    let memory = quietVoice();
    for (const level of noise(SECOND, 30)) ({ memory } = hearLevel(memory, level));
    // The listener says so with each level while it sounds.
    for (let n = 0; n < QUESTION.length; n += 1) memory = ownVoice(memory);
    expect(replies([...knock(3_000, 10), ...noise(3 * SECOND, 30)], memory)).toBe(0);
  });
  test('is heard after it', () => {
    const reply = after(spoken('I am here on the floor'));
    expect(replies(reply, ownVoice(quietVoice()))).toBe(1);
  });
  test('whatever is measured: a reply takes half a second of sound and as long a silence', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(32_767), { maxLength: 400 }), (levels) => {
        const count = replies(levels);
        expect(count).toBeLessThanOrEqual(levels.length / 65);
      }),
    );
  });
});

describe('a level', () => {
  test('is the root mean square about the mean', () => {
    expect(levelOf(Int16Array.from([300, -300, 300, -300]))).toBe(300);
    expect(levelOf(Int16Array.from([5_300, 4_700]))).toBe(300);
    expect(levelOf(new Int16Array(0))).toBe(0);
  });
  test('of a clip is one for 20 ms of it; of what is no 16 bit sound there is none', () => {
    const wav = makeWav({
      sampleRate: 16_000,
      frames: 640,
      sample: (n) => (n % 2 ? 1 : -1) * (n < 320 ? 100 : 200),
    });
    expect(envelopeOf(wav)).toEqual([100, 200]);
    expect(envelopeOf(makeWav({ bits: 8 }))).toEqual([]);
    expect(envelopeOf(new Uint8Array(3))).toEqual([]);
  });
});
