/**
 * Which BTHome adverts are believed: replayed, forged, downgraded, and after a new battery (F71 to F74).
 *
 * What a believed one means is tested in `meanings.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, Ear, HOUR_MS, KEY, MINUTE_MS, hex, place, spoilt, words } from './ear.ts';

describe('what is believed', () => {
  test('replayed: dropped, and no sign of the device either (F71)', () => {
    const ear = new Ear(KEY);
    const frames = Array.from({ length: 40 }, (_, at) => ear.frame(at + 1, `210${at % 2}`));
    for (const frame of frames) {
      ear.hear(frame);
      ear.wait(MINUTE_MS);
    }
    ear.said.length = 0;
    for (let round = 0; round < 30; round += 1) {
      ear.wait(MINUTE_MS);
      ear.hear(frames[39] ?? new Uint8Array());
      ear.hear(frames[round] ?? new Uint8Array());
    }
    expect(words(ear.said)).toEqual([]);
    expect(ear.health).toEqual(['lost heartbeat']);
  });
  test('forged: the counter stays, and the next true frame is taken (F72)', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 20 }), (noise) => {
        const ear = new Ear(KEY);
        ear.get(5, '2100');
        for (const bytes of noise) ear.hear(Uint8Array.of(0x41, ...bytes));
        const forged = spoilt(ear.frame(4_000_000_000, '2101'));
        ear.hear(forged);
        expect(ear.get(6, '2101')).toEqual(['motion on']);
      }),
    );
  });
  test('forged for ten minutes, with nothing true between: said once, and mended by the first true frame (F72)', () => {
    const ear = new Ear(KEY);
    ear.get(1, '2100');
    ear.said.length = 0;
    for (let minute = 0; minute < 120; minute += 1) {
      ear.wait(MINUTE_MS).hear(spoilt(ear.frame(99, '2101')));
      if (minute === 5) expect(ear.health).toEqual([]);
    }
    expect(ear.health).toEqual(['lost self-test']);
    ear.get(2, '2100');
    expect(ear.health).toEqual(['lost self-test', 'ok self-test']);
  });
  test('a device with a key in plaintext, one without a key encrypted (F74)', () => {
    const keyed = new Ear(KEY);
    expect(keyed.hear(hex('40 2101'))).toEqual([]);
    expect(keyed.hear(hex('44 3A01'))).toEqual([]);
    expect(keyed.count('plaintextRefused')).toBe(2);
    const open = new Ear(null);
    expect(open.hear(open.frame(1, '2101'))).toEqual([]);
    expect(open.count('keyMissing')).toBe(1);
  });
  test('without a key nothing is believed about a person (F74)', () => {
    const ear = new Ear(null);
    const events = ['2100', '2101', '1A00', '1A01', '3A01', '2D00', '2D01'].flatMap((objects) =>
      words(ear.wait(MINUTE_MS).hear(hex(`44 ${objects}`))),
    );
    expect(events).toEqual([]);
    expect(ear.count('unproven')).toBe(7);
  });
  test('the counter goes on where it was kept, and is urgent with a sign of life', () => {
    const ear = new Ear(KEY, { session: 3, count: 500 });
    expect(ear.get(500, '2101', 0x45)).toEqual([]);
    expect(ear.get(499, '2101', 0x45)).toEqual([]);
    const counted = ear.hear(ear.frame(501, '0164')).filter(({ type }) => type === 'counter');
    expect(counted).toEqual([
      { type: 'counter', counter: { session: 3, count: place(501) }, isUrgent: false },
    ]);
    const outputs = ear.hear(ear.frame(4_000_000_000, '2101', 0x45));
    expect(outputs.at(-1)).toEqual({
      type: 'counter',
      counter: { session: 3, count: place(4_000_000_000) },
      isUrgent: true,
    });
  });
  test('any frames in any order: no counter is taken twice or after a higher one, without a silence', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), (counters) => {
        const ear = new Ear(KEY);
        for (const counter of counters) ear.wait(10_000).hear(ear.frame(counter, '2101', 0x45));
        const taken = ear.said.flatMap((each) => (each.type === 'counter' ? [each.counter.count] : []));
        expect(taken).toEqual([...new Set(taken)].toSorted((left, right) => left - right));
      }),
    );
  });
});

describe('a packet over a start of the hub', () => {
  const kept = (ear: Ear): { session: number; count: number } | undefined =>
    ear.said.flatMap((each) => (each.type === 'counter' ? [each.counter] : [])).at(-1);
  test('the rest of the burst of a press is the same press', () => {
    const before = new Ear(KEY, { session: 2, count: 100 });
    expect(before.get(101, '0005 3A01', 0x45)).toEqual(['press']);
    expect(kept(before)).toEqual({ session: 2, count: place(101, 5) });
    const after = new Ear(KEY, { session: 2, count: 101, packetId: 5 });
    expect([after.get(102, '0005 3A01', 0x45), after.get(103, '0005 3A01', 0x45)]).toEqual([[], []]);
    expect(after.get(104, '0006 3A01', 0x45)).toEqual(['press']);
  });
  test('with a number that may have come round it is another press, and in another session it is', () => {
    const later = new Ear(KEY, { session: 2, count: 101, packetId: 5 });
    expect(later.get(101 + 256, '0005 3A01', 0x45)).toEqual(['press']);
    const anew = new Ear(KEY, { session: 2, count: 101, packetId: 5 }, { session: 3 });
    expect(anew.get(102, '0005 3A01', 0x45)).toEqual(['press']);
  });
});

describe('a new battery (F73)', () => {
  const worn = (): Ear => {
    const ear = new Ear(KEY);
    ear.get(70_000, '2100');
    return ear;
  };
  test('after a silence, from the second frame on, as a new session', () => {
    const ear = worn().wait(20 * MINUTE_MS);
    expect(ear.get(1, '2101', 0x45)).toEqual([]);
    expect(ear.get(1, '2101', 0x45)).toEqual([]);
    expect(ear.get(2, '2101', 0x45)).toEqual(['motion on']);
    expect(ear.said.at(-1)).toMatchObject({
      type: 'counter',
      counter: { session: 1, count: place(2) },
      isUrgent: true,
    });
    expect([ear.count('restarts'), ear.count('replayed')]).toEqual([1, 2]);
  });
  test('not while it is heard', () => {
    const ear = worn();
    for (let at = 1; at < 60; at += 1) {
      ear.wait(MINUTE_MS).get(70_000 + at, '2100');
      expect(ear.get(at, '2101')).toEqual([]);
    }
    expect(ear.count('restarts')).toBe(0);
  });
  test('not because nobody listened: the silence is heard, or it is none', () => {
    const ear = worn();
    ear.step({ type: 'down', why: 'bus-unavailable', detail: 'gone' });
    ear.wait(DAY_MS).step({ type: 'up', level: null });
    expect([ear.get(1, '2101', 0x45), ear.get(2, '2101', 0x45)]).toEqual([[], []]);
    const restarted = new Ear(KEY, { session: 0, count: 70_000 });
    expect([restarted.get(1, '2101', 0x45), restarted.get(2, '2101', 0x45)]).toEqual([[], []]);
  });
  test('not with frames that were heard before, and not in the middle of a life', () => {
    const ear = new Ear(KEY);
    const life = [...Array.from({ length: 40 }, (_, at) => at + 1), 3_000, 3_001, 3_002].map((counter) =>
      ear.frame(counter, `210${counter % 2}`),
    );
    for (const frame of life) ear.hear(frame);
    ear.wait(HOUR_MS).said.length = 0;
    for (const frame of life) expect(ear.hear(frame)).toEqual([]);
    expect([ear.get(2_998, '2100'), ear.get(2_999, '2101')]).toEqual([[], []]);
    expect(ear.count('restarts')).toBe(0);
  });
  test('a button whose new life repeats its old one is believed from its first press on', () => {
    const ear = new Ear(KEY);
    for (let counter = 1; counter <= 30; counter += 1)
      ear.wait(MINUTE_MS).get(counter, '0000 0164 3A00', 0x45);
    ear.get(31, '0001 0164 3A01', 0x45);
    ear.wait(HOUR_MS);
    for (let counter = 1; counter <= 20; counter += 1)
      ear.wait(MINUTE_MS).get(counter, '0000 0164 3A00', 0x45);
    expect(ear.count('restarts')).toBe(0);
    const burst = [21, 22, 23].flatMap((counter) => ear.get(counter, '0001 0164 3A01', 0x45));
    expect([burst, ear.count('restarts')]).toEqual([['late', 'press'], 1]);
  });
  test('a press of it is a call at once, and an answer from the second frame on', () => {
    const ear = new Ear(KEY);
    ear.get(70_000, '0001 3A01', 0x45);
    ear.wait(20 * MINUTE_MS).said.length = 0;
    expect(ear.get(1, '0001 3A01', 0x45)).toEqual(['late']);
    expect(ear.said.map(({ type }) => type)).toEqual(['press']);
    expect(ear.get(1, '0001 3A01', 0x45)).toEqual([]);
    expect(ear.get(2, '0001 3A01', 0x45)).toEqual(['press']);
  });
  test('that was fitted while the hub was off: each press is a call until it is believed', () => {
    const ear = new Ear(KEY, { session: 0, count: 70_000 });
    const heard = Array.from({ length: 6 }, (_, press) => {
      const burst = [1, 2, 3].flatMap((frame) => ear.get(press * 3 + frame, `000${press} 3A01`, 0x45));
      ear.wait(4 * MINUTE_MS);
      return burst;
    });
    expect(heard).toEqual([['late'], ['late'], ['late'], ['late'], ['late', 'press'], ['press']]);
    expect([ear.count('restarts'), ear.count('unsureCalls')]).toEqual([1, 13]);
  });
  test('recorded presses are no call once the device was heard, nor twice, nor in the middle of a life', () => {
    const ear = new Ear(KEY, { session: 0, count: 70_000 });
    expect(ear.get(5_000, '0001 3A01', 0x45)).toEqual([]);
    expect(ear.get(5, '0001 3A01', 0x45)).toEqual(['late']);
    expect(ear.wait(MINUTE_MS).get(5, '0001 3A01', 0x45)).toEqual([]);
    expect(ear.health).not.toContain('ok heartbeat');
    ear.get(70_001, '0002 3A00', 0x45);
    expect(ear.wait(MINUTE_MS).get(6, '0002 3A01', 0x45)).toEqual([]);
    expect(ear.wait(HOUR_MS).get(6, '0002 3A01', 0x45)).toEqual([]);
  });
  test('by the technician: a higher session', () => {
    const ear = new Ear(KEY, { session: 2, count: 70_000 }, { session: 3 });
    expect(ear.get(5_000, '2101', 0x45)).toEqual(['motion on']);
    expect(ear.said.at(-1)).toMatchObject({ type: 'counter', counter: { session: 3, count: place(5_000) } });
    const again = new Ear(KEY, { session: 3, count: 5_000 }, { session: 3 });
    expect(again.get(5_000, '2101', 0x45)).toEqual([]);
  });
  test('not in descending order, and not unauthentic', () => {
    const ear = worn().wait(HOUR_MS);
    for (let counter = 60; counter > 0; counter -= 1) expect(ear.get(counter, '2101', 0x45)).toEqual([]);
    ear.hear(spoilt(ear.frame(2, '2101')));
    expect(ear.count('restarts')).toBe(0);
  });
});
