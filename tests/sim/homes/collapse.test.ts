/**
 * Each variant of a collapse shows what its words say, and nothing of a person beyond that.
 *
 * On a home without lone pulses, so that whatever is seen afterwards was put there. Never runs a detector.
 */
import { describe, expect, test } from 'vitest';
import { plainPerson } from '../../../sim/homes/person.ts';
import { HOUR_MS, MINUTE_MS } from '../../../sim/homes/tick.ts';
import { type Collapse, VARIANTS, type Variant, leadMs } from '../../../sim/homes/trial/collapse.ts';
import { collapsesOn, meantFrom } from '../../../sim/homes/trial/collapse-run.ts';
import type { Happening } from '../../../sim/homes/trial/course.ts';

const PERSON = { ...plainPerson('casas_hh103', 3), ghosts: 0 };
const DAYS = Array.from({ length: 12 }, (_, day) => day + 2);
const MEANT = new Map(DAYS.map((day) => [day, meantFrom(PERSON, day)]));
const ALL = DAYS.flatMap((day) =>
  collapsesOn(PERSON, day, MEANT.get(day)!).map((collapse) => ({ ...collapse, day })),
);

interface Shown {
  readonly sensor: string;
  readonly localMs: number;
  readonly value: unknown;
}
function shown(happenings: readonly Happening[]): Shown[] {
  return happenings.flatMap((one) =>
    one.what === 'fact' && one.fact.kind === 'observation'
      ? [{ sensor: one.fact.sensor, localMs: one.localMs, value: one.fact.value }]
      : [],
  );
}
const of = (variant: Variant) => ALL.filter((one) => one.variant === variant);
const hoursAfter = ({ atMs }: Collapse, { localMs }: { localMs: number }): number =>
  (localMs - atMs) / HOUR_MS;

test.each(VARIANTS)('%s happens, in order, and nothing before the fork or after its time', (variant) => {
  expect(of(variant).length).toBeGreaterThan(2);
  for (const { before, after, atMs } of of(variant)) {
    const times = [...before, ...after].map(({ localMs }) => localMs);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(times.every((ms) => ms >= atMs - leadMs(variant) - MINUTE_MS)).toBe(true);
  }
});

test.each(['S', 'P4', 'P5', 'P6', 'P7', 'P8'] as const)('%s: nothing of the person any more', (variant) => {
  expect(of(variant).flatMap(({ after }) => shown(after))).toEqual([]);
});

describe('what is still seen', () => {
  test('P1: one room, some three signs an hour', () => {
    for (const collapse of of('P1')) {
      const signs = shown(collapse.after).filter(({ value }) => value === 'on');
      expect(new Set(signs.map(({ sensor }) => sensor)).size).toBe(1);
      expect(signs.length).toBeGreaterThan(40);
      expect(signs.length).toBeLessThan(110);
    }
  });
  test('P2: once, after one to three hours, in another room', () => {
    for (const collapse of of('P2')) {
      const signs = shown(collapse.after).filter(({ value }) => value === 'on');
      expect(signs).toHaveLength(2);
      expect(hoursAfter(collapse, signs[0]!)).toBeGreaterThanOrEqual(1);
      expect(hoursAfter(collapse, signs[1]!)).toBeLessThan(3.01);
      const last = MEANT.get(collapse.day)!.seen.findLast(
        ({ localMs, sensor }) => localMs <= collapse.atMs && sensor !== 'front-door',
      );
      expect(signs[0]!.sensor).not.toBe(last!.sensor);
    }
  });
  test('P3: the bathroom by night', () => {
    for (const collapse of of('P3')) {
      expect(new Set(shown(collapse.after).map(({ sensor }) => sensor))).toEqual(
        new Set(['motion-bathroom']),
      );
      const hour = (collapse.atMs / HOUR_MS) % 24;
      expect(hour).toBeGreaterThanOrEqual(2);
      expect(hour).toBeLessThan(6.1);
    }
  });
  test('P9: about a fifth of what was meant', () => {
    let [left, meant] = [0, 0];
    for (const { day, atMs, after } of of('P9')) {
      left += shown(after).length;
      meant += MEANT.get(day)!.seen.filter(
        ({ localMs }) => localMs > atMs && localMs <= atMs + 24 * HOUR_MS,
      ).length;
    }
    expect(left / meant).toBeGreaterThan(0.1);
    expect(left / meant).toBeLessThan(0.3);
  });
});

describe('how it comes to that', () => {
  test('P4 within minutes of coming home, P5 within a minute of leaving', () => {
    for (const { day, atMs } of of('P4')) {
      const back = MEANT.get(day)!.parts.find(({ doing, returns }) => doing === 'away' && returns)!;
      expect((atMs - back.untilMs) / MINUTE_MS).toBeLessThanOrEqual(5);
    }
    for (const collapse of of('P5')) {
      const out = MEANT.get(collapse.day)!.parts.find(({ doing, leaves }) => doing === 'away' && leaves)!;
      expect(collapse.atMs - out.fromMs).toBeLessThan(MINUTE_MS);
      expect(collapse.atMs).toBeGreaterThan(out.fromMs);
    }
  });
  test('P6: somebody came by the door, and the door is the last that moved', () => {
    for (const { before, atMs } of of('P6')) {
      const doors = shown(before).filter(({ sensor }) => sensor === 'front-door');
      expect(doors.map(({ value }) => value)).toEqual(['open', 'closed', 'open', 'closed']);
      expect(shown(before).at(-1)).toEqual(doors.at(-1));
      expect(atMs - doors.at(-1)!.localMs).toBeLessThan(MINUTE_MS);
    }
  });
  test('P7: one sensor is said to be lost, and shows nothing since', () => {
    for (const { before } of of('P7')) {
      const [lost] = before;
      expect(lost).toMatchObject({ fact: { kind: 'sensor-health', health: 'lost', why: 'heartbeat' } });
      const sensor = lost!.what === 'fact' && lost!.fact.kind === 'sensor-health' ? lost!.fact.sensor : '';
      expect(shown(before).some((one) => one.sensor === sensor)).toBe(false);
      expect(shown(before).length).toBeGreaterThan(50);
    }
  });
  test('P8: the hub is off ten minutes later, for a minute', () => {
    for (const { after, atMs } of of('P8')) {
      expect(after).toEqual([
        { localMs: atMs + 10 * MINUTE_MS, what: 'off', untilMs: atMs + 11 * MINUTE_MS },
      ]);
    }
  });
});
