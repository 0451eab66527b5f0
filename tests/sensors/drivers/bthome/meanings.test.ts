/**
 * What BTHome adverts say of a home: each Shelly BLU as its documentation has it, states and events, air and battery.
 *
 * The object lists are those of shelly-api-docs.shelly.cloud/docs-ble/Devices. Who is believed is tested in
 * `trust.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { BthomeEmulator } from '../../../../agent/sensors/drivers/bthome/emulator.ts';
import { Ear, HOUR_MS, KEY, MINUTE_MS, hex, words } from './ear.ts';

const MAC = 'A4:C1:38:8D:18:B2';

describe('what a Shelly BLU says', () => {
  test('Door/Window: opened and closed; the first state is a level', () => {
    const ear = new Ear(KEY);
    expect(ear.get(1, '004E 0164 05102700 2D00 3F0000')).toEqual(['illuminance 100']);
    expect(ear.get(2, '004F 0164 05102700 2D01 3F0000')).toEqual(['window open']);
    expect(ear.get(3, '004F 0164 05102700 2D01 3F0000')).toEqual([]);
    expect(ear.get(4, '0050 0164 05102700 2D01 3F2C01')).toEqual([]);
    expect(ear.get(5, '0051 0164 05102700 2D00 3F0000')).toEqual(['window closed']);
  });
  test('Motion: a movement and its end, once each, however often they are said', () => {
    const ear = new Ear(KEY);
    ear.get(1, '0001 0164 05102700 2100');
    const heard = [1, 1, 1, 0, 0, 1].flatMap((level, at) =>
      ear.get(2 + at, `00${10 + at} 0164 05102700 210${level}`),
    );
    expect(heard).toEqual(['motion on', 'motion off', 'motion on']);
  });
  test('Button: every kind of press, once for the three frames of it, and no press in its beacons', () => {
    const ear = new Ear(KEY);
    let counter = 0;
    for (const [at, kind] of ['01', '02', '03', '04', '80', 'FE'].entries()) {
      const heard = [kind, kind, kind, '00'].flatMap((event) => {
        counter += 1;
        return ear.get(counter, `000${at} 0164 3A${event}`, 0x45);
      });
      expect(heard).toEqual(['press']);
      ear.wait(MINUTE_MS);
    }
    expect(ear.count('presses')).toBe(6);
  });
  test('Button: the same packet again, however late, is the same press', () => {
    const ear = new Ear(KEY);
    expect(ear.get(1, '0007 0164 3A01', 0x45)).toEqual(['press']);
    expect(ear.wait(MINUTE_MS).get(2, '0007 0164 3A01', 0x45)).toEqual([]);
    expect(ear.get(3, '0008 0164 3A01', 0x45)).toEqual(['press']);
  });
  test('four buttons: the one that was pressed', () => {
    expect(new Ear(KEY).get(1, '0001 0164 3A00 3A00 3A01 3A00', 0x45)).toEqual(['press']);
  });
  test('H&T: the air, at most once a minute when it changed, else once an hour', () => {
    const ear = new Ear(null);
    const climate: string[] = [];
    for (let minute = 0; minute < 180; minute += 1) {
      for (const output of ear.hear(hex(`40 00${minute.toString(16).padStart(2, '0')} 0164 2E34 451101`))) {
        if (output.type === 'climate') climate.push(`${minute}: ${output.quantity} ${output.value}`);
      }
      ear.wait(MINUTE_MS);
    }
    expect(climate).toEqual([0, 60, 120].flatMap((at) => [`${at}: humidity 52`, `${at}: temperature 27.3`]));
    expect(ear.said.filter(({ type }) => type === 'battery')).toHaveLength(3);
    expect(ear.hear(hex('40 2E34 452001'))).toContainEqual({
      type: 'climate',
      quantity: 'temperature',
      value: 28.8,
    });
    expect(ear.hear(hex('40 2E34 453001'))).toEqual([]);
  });
  test('a part that only speaks when it is used: its first word is an event', () => {
    expect(new Ear(KEY).get(1, '2101', 0x45)).toEqual(['motion on']);
    expect(new Ear(KEY).get(1, '1A01', 0x45)).toEqual(['door open']);
  });
  test('a state found after a gap is a level', () => {
    const ear = new Ear(KEY);
    ear.get(1, '1A00');
    ear.step({ type: 'down', why: 'bus-unavailable', detail: 'gone' });
    ear.wait(HOUR_MS).step({ type: 'up', level: null });
    expect(ear.get(9, '1A01')).toEqual([]);
    expect(ear.get(10, '1A00')).toEqual(['door closed']);
  });
  test('the battery, and when it becomes low', () => {
    const ear = new Ear(KEY);
    const batteries = (objects: string, counter: number): unknown[] =>
      ear.hear(ear.frame(counter, objects)).filter(({ type }) => type === 'battery');
    expect(batteries('0163 0CBE0B', 1)).toEqual([
      { type: 'battery', percent: 99, millivolts: 3006, isLow: false },
    ]);
    ear.wait(10 * MINUTE_MS);
    expect(batteries('0162', 2)).toEqual([]);
    expect(batteries('0109', 3)).toEqual([{ type: 'battery', percent: 9, millivolts: null, isLow: true }]);
    expect(batteries('1501', 4)).toEqual([]);
    expect(batteries('01FF', 5)).toEqual([]);
    expect(ear.count('absurd')).toBe(1);
  });
  test('values that cannot be are counted, and nothing else', () => {
    const ear = new Ear(KEY);
    ear.get(1, '2100');
    expect(ear.get(2, '02FF7F 2E65 2102')).toEqual([]);
    expect(ear.said.filter(({ type }) => type === 'climate')).toEqual([]);
    expect(ear.count('absurd')).toBe(3);
  });
});

test.each(['motion', 'door', 'button'] as const)('the emulated %s is heard by the driver', (kind) => {
  const due: { atMs: number; run: () => void }[] = [];
  const ear = new Ear(KEY);
  const after = (ms: number, run: () => void): (() => void) => {
    due.push({ atMs: ear.nowMs + ms, run });
    return () => {};
  };
  const being = { nowMs: () => ear.nowMs, key: KEY, mac: MAC, options: {} };
  const part = new BthomeEmulator({ after, unit: () => 0.5 }, being, kind);
  part.beacon.listen((advert) => ear.step({ type: 'advert', advert }));
  const pass = (ms: number): void => {
    const untilMs = ear.nowMs + ms;
    for (;;) {
      const next = due.toSorted((left, right) => left.atMs - right.atMs).at(0);
      if (next === undefined || next.atMs > untilMs) break;
      due.splice(due.indexOf(next), 1);
      ear.wait(next.atMs - ear.nowMs);
      next.run();
    }
    ear.wait(untilMs - ear.nowMs);
  };
  pass(5 * MINUTE_MS);
  part.use();
  pass(5 * MINUTE_MS);
  const wanted = { motion: ['motion on', 'motion off'], door: ['window open'], button: ['press'] };
  expect(words(ear.said).filter((word) => !word.startsWith('illuminance'))).toEqual(wanted[kind]);
});
