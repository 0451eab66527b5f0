/**
 * Which event goes when the ring of an emulated node is full, and which number the others have then.
 * The firmware is held to the same in tests/boards.
 */
import { describe, expect, test } from 'vitest';
import type { NodeChannel } from '../../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { EmulatedRing } from '../../../../agent/sensors/drivers/sensor-node/emulated-ring.ts';

const PRESS = ['button', 1] as const;
const OTHERS = [
  ['motion', 1],
  ['contact', 0],
  ['button', 0],
] as const;

class Filled extends EmulatedRing {
  #atMs = 0;
  happen([channel, value]: readonly [NodeChannel, 0 | 1], times = 1): boolean {
    let isIn = false;
    for (let time = 0; time < times; time += 1) isIn = this.add({ channel, value, atMs: (this.#atMs += 1) });
    return isIn;
  }
  /** Numbers and moments of what waits, as they are told one by one. */
  takeAll(): string[] {
    const taken: string[] = [];
    for (let { oldest } = this; oldest !== null; { oldest } = this) {
      taken.push(
        `${oldest.number}: ${oldest.atMs}${oldest.channel === 'button' && oldest.value === 1 ? ' press' : ''}`,
      );
      this.forget(oldest.number);
    }
    return taken;
  }
}

describe('a full ring', () => {
  test('loses the oldest, whose number is spent', () => {
    const ring = new Filled();
    expect(ring.happen(['motion', 1], 18)).toBe(true);
    expect([ring.newest, ring.lost, ring.waiting]).toEqual([18, 2, 16]);
    expect(ring.takeAll()).toEqual(Array.from({ length: 16 }, (_, at) => `${at + 3}: ${at + 3}`));
  });
  test.each(OTHERS)('with a press at its head refuses %s %s, without a number', (...event) => {
    const ring = new Filled();
    ring.happen(PRESS);
    ring.happen(['motion', 0], 15);
    expect(ring.happen(event, 300)).toBe(false);
    expect([ring.newest, ring.lost, ring.waiting]).toEqual([16, 255, 16]);
    expect(ring.takeAll().slice(0, 2)).toEqual(['1: 1 press', '2: 2']);
  });
  test('with a press at its head gives another one the place of the oldest that is none', () => {
    const ring = new Filled();
    ring.happen(PRESS);
    ring.happen(['motion', 0], 15);
    expect(ring.happen(PRESS)).toBe(true);
    expect([ring.newest, ring.lost, ring.waiting]).toEqual([16, 1, 16]);
    const taken = ring.takeAll();
    expect([taken[0], taken[1], taken[15]]).toEqual(['1: 1 press', '2: 3', '16: 17 press']);
  });
  test('of presses refuses one more', () => {
    const ring = new Filled();
    ring.happen(PRESS, 16);
    expect(ring.happen(PRESS)).toBe(false);
    expect([ring.newest, ring.lost]).toEqual([16, 1]);
  });
});

test('what waits is numbered from 1 in a new session', () => {
  const ring = new Filled();
  ring.happen(['motion', 1], 5);
  expect([ring.forget(6), ring.forget(3), ring.forget(3)]).toEqual([false, true, false]);
  ring.renumber();
  expect(ring.takeAll()).toEqual(['1: 4', '2: 5']);
});
