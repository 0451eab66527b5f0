/**
 * Whether a BTHome device is still there, by the rhythm that the driver learned of it.
 *
 * Only health is looked at here.
 */
import { describe, expect, test } from 'vitest';
import { DAY_MS, Ear, HOUR_MS, KEY, MINUTE_MS } from './ear.ts';

describe('whether it is still there', () => {
  test('a rhythm of a minute: lost within ten', () => {
    const ear = new Ear(KEY);
    for (let at = 1; at <= 30; at += 1) ear.wait(MINUTE_MS).get(at, '0164');
    ear.wait(9 * MINUTE_MS);
    expect(ear.health).not.toContain('lost heartbeat');
    expect(ear.wait(MINUTE_MS).health).toContain('lost heartbeat');
  });
  test('a rhythm of an hour, one in ten frames missed: lost within five, not before', () => {
    const ear = new Ear(KEY);
    for (let at = 1; at <= 60; at += 1)
      if (at % 10 !== 0) ear.wait(HOUR_MS * (at % 10 === 1 ? 2 : 1)).get(at, '0164');
    expect(ear.health).not.toContain('lost heartbeat');
    expect(ear.wait(5 * HOUR_MS).health).toContain('lost heartbeat');
  });
  test('a rhythm between which people come and go', () => {
    const ear = new Ear(KEY);
    let counter = 0;
    for (let at = 1; at <= 40; at += 1) {
      if (at % 7 === 0) for (const level of [1, 0, 1]) ear.wait(20_000).get((counter += 1), `210${level}`);
      ear.wait(MINUTE_MS).get((counter += 1), '2100');
    }
    for (let at = 1; at <= 17; at += 1) ear.wait(MINUTE_MS).get((counter += 1), '2100');
    expect(ear.wait(10 * MINUTE_MS).health).toContain('lost heartbeat');
  });
  test('never heard: lost after a day', () => {
    const ear = new Ear(KEY);
    expect(ear.wait(DAY_MS - 1).health).toEqual(['ok bus']);
    expect(ear.wait(DAY_MS).health).toEqual(['ok bus', 'lost heartbeat']);
  });
  test('one that only speaks when it is used, and feeds a sensor: lost after a day, as it may be dead', () => {
    const ear = new Ear(KEY);
    ear.get(1, '2D01', 0x45);
    expect(ear.wait(DAY_MS - 1).health).not.toContain('lost heartbeat');
    expect(ear.wait(1).health.at(-1)).toBe('lost heartbeat');
    ear.get(2, '2D00', 0x45);
    expect(ear.health.at(-1)).toBe('ok heartbeat');
  });
  test('one that is only there to be pressed may be silent for ever, unless it had a rhythm', () => {
    const button = new Ear(KEY, null, { isForCalls: true });
    expect(button.wait(30 * DAY_MS).health).toEqual(['ok bus']);
    button.get(1, '0001 3A01', 0x45);
    expect(button.wait(365 * DAY_MS).health).not.toContain('lost heartbeat');
    for (let at = 2; at <= 30; at += 1) button.wait(MINUTE_MS).get(at, '0001 3A00', 0x45);
    expect(button.wait(10 * MINUTE_MS).health).toContain('lost heartbeat');
  });
  test('heard again, it is well; what it was like before is learned anew', () => {
    const ear = new Ear(KEY);
    for (let at = 1; at <= 30; at += 1) ear.wait(MINUTE_MS).get(at, '0164');
    ear.wait(HOUR_MS).get(31, '0164');
    expect(ear.health.slice(-2)).toEqual(['lost heartbeat', 'ok heartbeat']);
    ear.wait(HOUR_MS).get(32, '0164');
    expect(ear.wait(HOUR_MS).health.at(-1)).toBe('ok heartbeat');
  });
});
