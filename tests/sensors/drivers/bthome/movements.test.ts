/**
 * Which `on` of a BTHome device is a movement of its own, and when its detector is stuck (F54).
 *
 * What the other objects mean is tested in `meanings.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { DAY_MS, Ear, KEY, MINUTE_MS, spoilt, words } from './ear.ts';

const [TRIGGERED, BEACON] = [0x45, 0x41];

/** Says `objects` every so often, each time as a new packet, and returns what was read. */
function repeat(ear: Ear, objects: string, { everyMs, forMs, info = TRIGGERED }: Repeated): string[] {
  const heard: string[] = [];
  for (let atMs = 0; atMs < forMs; atMs += everyMs) {
    const packet = (ear.nowMs / 1_000) % 256;
    const id = Math.floor(packet).toString(16).padStart(2, '0');
    heard.push(...ear.wait(everyMs).get((frames += 1), `00${id} ${objects}`, info));
  }
  return heard;
}
interface Repeated {
  readonly everyMs: number;
  readonly forMs: number;
  readonly info?: number;
}
let frames = 0;

describe('a movement', () => {
  test('is one, however often it is said, until it was not said for a rest by a device that says no end', () => {
    const ear = new Ear(KEY);
    expect(repeat(ear, '2101', { everyMs: 10_000, forMs: 5 * MINUTE_MS })).toEqual(['motion on']);
    expect(repeat(ear, '2101', { everyMs: 3 * MINUTE_MS, forMs: 9 * MINUTE_MS })).toHaveLength(3);
    expect(ear.health).not.toContain('lost self-test');
  });
  test('ends with its end, where the device says one', () => {
    const ear = new Ear(KEY);
    expect(repeat(ear, '2101', { everyMs: 10_000, forMs: MINUTE_MS })).toEqual(['motion on']);
    expect(ear.get((frames += 1), '2100', TRIGGERED)).toEqual(['motion off']);
    expect(ear.get((frames += 1), '2101', TRIGGERED)).toEqual(['motion on']);
    expect(ear.wait(20 * MINUTE_MS).get((frames += 1), '2101', TRIGGERED)).toEqual([]);
  });
  test('is not another one because the radio was away for a moment', () => {
    const ear = new Ear(KEY);
    expect(repeat(ear, '2101', { everyMs: 10_000, forMs: MINUTE_MS })).toEqual(['motion on']);
    ear.step({ type: 'down', why: 'bus-unavailable', detail: 'gone' });
    ear.step({ type: 'up', level: null });
    expect(repeat(ear, '2101', { everyMs: 10_000, forMs: MINUTE_MS })).toEqual([]);
    ear.step({ type: 'down', why: 'bus-unavailable', detail: 'gone' });
    ear.wait(60 * MINUTE_MS).step({ type: 'up', level: null });
    expect(repeat(ear, '2101', { everyMs: 10_000, forMs: MINUTE_MS })).toEqual(['motion on']);
    expect(ear.health).not.toContain('lost self-test');
  });
});

describe('a detector that is stuck (F54)', () => {
  test.each([
    [TRIGGERED, '2101', ['motion on']],
    [TRIGGERED, '2201', ['moving on']],
    [TRIGGERED, '2C01', ['vibration on']],
    [BEACON, '2101', []],
  ])(
    'of kind %i saying %s every 30 s for a day: one movement at most, and a fault',
    (info, objects, heard) => {
      const ear = new Ear(KEY);
      expect(repeat(ear, objects, { everyMs: 30_000, forMs: 29 * MINUTE_MS, info })).toEqual(heard);
      expect(ear.health).not.toContain('lost self-test');
      expect(repeat(ear, objects, { everyMs: 30_000, forMs: DAY_MS, info })).toEqual([]);
      expect(ear.health.filter((said) => said === 'lost self-test')).toHaveLength(1);
      expect(ear.health.at(-1)).toBe('lost self-test');
    },
  );
  test('is the channel, and is well with the next end', () => {
    const ear = new Ear(KEY);
    repeat(ear, '1A00 2101', { everyMs: 30_000, forMs: 32 * MINUTE_MS });
    const lost = { type: 'health', channel: 'motion', health: 'lost', why: 'self-test' };
    expect(ear.said.filter(({ type }) => type === 'health').at(-1)).toEqual(lost);
    expect(ear.get((frames += 1), '1A01 2101', TRIGGERED)).toEqual(['door open']);
    const over = ear.hear(ear.frame((frames += 1), '2100', TRIGGERED));
    expect(over).toContainEqual({ ...lost, health: 'ok' });
    expect(words(over)).toEqual(['motion off']);
    expect(ear.get((frames += 1), '2101', TRIGGERED)).toEqual(['motion on']);
  });
  test('that never says an end is well when it has rested', () => {
    const ear = new Ear(KEY);
    repeat(ear, '2101', { everyMs: 30_000, forMs: 32 * MINUTE_MS });
    expect(ear.wait(3 * MINUTE_MS).get((frames += 1), '2101', TRIGGERED)).toEqual(['motion on']);
    expect(ear.health.at(-1)).toBe('ok self-test');
  });
  test('shows no life after the radio was away', () => {
    const ear = new Ear(KEY);
    repeat(ear, '2101', { everyMs: 30_000, forMs: 5 * MINUTE_MS });
    ear.get((frames += 1), '2100', TRIGGERED);
    repeat(ear, '2101', { everyMs: 30_000, forMs: 32 * MINUTE_MS });
    ear.step({ type: 'down', why: 'bus-unavailable', detail: 'gone' });
    ear.wait(60 * MINUTE_MS).step({ type: 'up', level: null });
    expect(repeat(ear, '2101', { everyMs: 30_000, forMs: MINUTE_MS })).toEqual([]);
  });
  test('is still stuck when forged frames are over, which the whole device was lost by', () => {
    const ear = new Ear(KEY);
    repeat(ear, '2101', { everyMs: 30_000, forMs: 32 * MINUTE_MS });
    for (let minute = 0; minute < 20; minute += 1) ear.wait(MINUTE_MS).hear(spoilt(ear.frame(99, '2101')));
    ear.said.length = 0;
    expect(ear.get((frames += 1), '0001 2101', BEACON)).toEqual([]);
    expect(ear.said.filter((each) => each.type === 'health' && each.why === 'self-test')).toEqual([
      { type: 'health', health: 'ok', why: 'self-test' },
      { type: 'health', channel: 'motion', health: 'lost', why: 'self-test' },
    ]);
  });
  test('is not one whose bed or room is occupied', () => {
    const ear = new Ear(KEY);
    expect(repeat(ear, '2301', { everyMs: 30_000, forMs: DAY_MS })).toEqual(['occupancy on']);
    expect(ear.health).not.toContain('lost self-test');
  });
});
