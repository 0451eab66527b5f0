/**
 * Orders by their form alone: every verb, every bound from both sides, and instants as text.
 *
 * Envelopes are opened already here; what seals and counts is in `envelope.test.ts` and `orders.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AHEAD_MS_MAX, PLAN_MS_MAX, RAISED_MS_MAX } from '../../agent/detector/plan-slice.ts';
import { readOrder } from '../../agent/uplink/command-verbs.ts';
import { parseRfc3339, rfc3339 } from '../../agent/uplink/rfc3339.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 12);
const HOUR_MS = 3_600_000;
const SEAL = { keyId: 'k', counter: 7 };
/** Two keys: the one that signs, and another that was obeyed before. */
const KEYS = {
  known: (keyId: string): boolean => keyId === 'k' || keyId === 'old',
  isProven: (): boolean => true,
  wasKnown: (keyId: string): boolean => ['k', 'old', 'older'].includes(keyId),
  ever: 1,
};
/** Nothing ordered yet. */
const SETTINGS = { canChange: true, version: 0, isBusy: false, recent: 0 };
const inMs = (ms: number): string => rfc3339(NOW_MS + ms, 540);

const PROGRAMMES = { open: ['p1', 'p2', 'p3', 'p4'], over: ['gone'] };

function read(payload: unknown, believed = true, seesLeaving = true) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const reading = {
    nowWallMs: NOW_MS,
    believed,
    seesLeaving,
    keys: KEYS,
    settings: SETTINGS,
    needs: [],
    reminders: [],
    programmes: PROGRAMMES,
    messages: { waiting: 0, recent: 0 },
  };
  const order = readOrder({ ...SEAL, payload: text }, reading);
  return order.ok ? order.fact : order.why;
}

const absence = { kind: 'plan', plan: 'absence', until: inMs(24 * HOUR_MS), by: 'Kim' };
const outing = { ...absence, plan: 'outing', until: inMs(HOUR_MS) };
const raised = { kind: 'watch', level: 'raised', until: inMs(HOUR_MS), by: 'Kim' };

test('a plan for a home in which nothing notices who leaves is refused: it would excuse nothing', () => {
  expect(read(absence, true, false)).toBe('leaving-unseen');
  expect(read(outing, true, false)).toBe('leaving-unseen');
  expect(read(raised, true, false)).toMatchObject({ kind: 'watch' });
  expect(read({ kind: 'plan-withdrawn', by: 'Kim' }, true, false)).toMatchObject({ kind: 'plan' });
});

describe('an order that is obeyed', () => {
  test.each([
    [
      'an absence',
      absence,
      { kind: 'plan', plan: 'absence', fromWallMs: null, untilWallMs: NOW_MS + 24 * HOUR_MS },
    ],
    [
      'an outing that begins later',
      { ...outing, from: inMs(60_000) },
      { kind: 'plan', plan: 'outing', fromWallMs: NOW_MS + 60_000, untilWallMs: NOW_MS + HOUR_MS },
    ],
    [
      'a withdrawal',
      { kind: 'plan-withdrawn', by: 'Kim' },
      { kind: 'plan', plan: 'none', fromWallMs: null, untilWallMs: null },
    ],
    ['a closer watch', raised, { kind: 'watch', level: 'raised', untilWallMs: NOW_MS + HOUR_MS }],
    [
      'the usual watch',
      { kind: 'watch', level: 'normal', by: 'Kim' },
      { kind: 'watch', level: 'normal', untilWallMs: null },
    ],
  ])('%s', (_name, payload, fact) => {
    expect(read(payload)).toEqual({ ...fact, by: 'Kim', ...SEAL });
  });
});

describe('bounds', () => {
  const cases: readonly [string, unknown, string | null][] = [
    ['until now', { ...absence, until: inMs(0) }, 'time-passed'],
    ['until a moment from now', { ...absence, until: inMs(1) }, null],
    ['an absence of 30 days', { ...absence, until: inMs(PLAN_MS_MAX.absence) }, null],
    ['an absence of more', { ...absence, until: inMs(PLAN_MS_MAX.absence + 1) }, 'time-too-far'],
    ['an outing of 24 h', { ...outing, until: inMs(PLAN_MS_MAX.outing) }, null],
    ['an outing of more', { ...outing, until: inMs(PLAN_MS_MAX.outing + 1) }, 'time-too-far'],
    [
      'an absence of 30 days in 60',
      { ...absence, from: inMs(AHEAD_MS_MAX), until: inMs(AHEAD_MS_MAX + PLAN_MS_MAX.absence) },
      null,
    ],
    [
      'one that begins still later',
      { ...absence, from: inMs(AHEAD_MS_MAX + 1), until: inMs(AHEAD_MS_MAX + 2) },
      'time-too-far',
    ],
    ['one that began', { ...absence, from: inMs(-HOUR_MS), until: inMs(PLAN_MS_MAX.absence) }, null],
    [
      'one that began, too long from now',
      { ...outing, from: inMs(-HOUR_MS), until: inMs(PLAN_MS_MAX.outing + 1) },
      'time-too-far',
    ],
    ['one that ends as it begins', { ...absence, from: inMs(9), until: inMs(9) }, 'envelope-malformed'],
    ['a closer watch of 14 days', { ...raised, until: inMs(RAISED_MS_MAX) }, null],
    ['a closer watch of more', { ...raised, until: inMs(RAISED_MS_MAX + 1) }, 'time-too-far'],
    ['a closer watch until now', { ...raised, until: inMs(0) }, 'time-passed'],
  ];
  test.each(cases)('%s', (_name, payload, why) => {
    const got = read(payload);
    expect(typeof got === 'string' ? got : null).toBe(why);
  });
});

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'envelope-malformed'],
  ['a list', [], 'envelope-malformed'],
  ['no verb', {}, 'command-unsupported'],
  ['an unknown verb', { kind: 'reboot' }, 'command-unsupported'],
  ['a verb that every object has', { kind: 'toString' }, 'command-unsupported'],
  ['an acknowledgement', { kind: 'kept' }, 'command-unsupported'],
  ['an unknown plan', { ...absence, plan: 'holiday' }, 'command-unsupported'],
  ['no plan, but a withdrawal by its inner word', { ...absence, plan: 'none' }, 'command-unsupported'],
  ['an unknown level', { ...raised, level: 'highest' }, 'command-unsupported'],
  ['a plan with a field of tomorrow', { ...absence, nights: true }, 'command-unsupported'],
  ['a withdrawal with an end', { kind: 'plan-withdrawn', by: 'K', until: inMs(9) }, 'command-unsupported'],
  ['a usual watch with an end', { ...raised, level: 'normal' }, 'command-unsupported'],
  ['nobody’s word', { ...absence, by: '' }, 'envelope-malformed'],
  ['a word of too many', { ...absence, by: 'x'.repeat(201) }, 'envelope-malformed'],
  ['a withdrawal by nobody', { kind: 'plan-withdrawn' }, 'envelope-malformed'],
  ['a watch by nobody', { ...raised, by: 1 }, 'envelope-malformed'],
  ['no end', { kind: 'plan', plan: 'absence', by: 'Kim' }, 'envelope-malformed'],
  ['an end as a number', { ...absence, until: NOW_MS + 1 }, 'envelope-malformed'],
  ['an end of nowhere', { ...absence, until: '2026-03-03T12:00:00' }, 'envelope-malformed'],
  ['a beginning that is null', { ...absence, from: null }, 'envelope-malformed'],
])('not obeyed: %s', (_name, payload, why) => {
  expect(read(payload)).toBe(why);
});

test.each<[string, unknown, boolean]>([
  ['a plan', absence, false],
  ['a closer watch', raised, false],
  ['a withdrawal', { kind: 'plan-withdrawn', by: 'Kim' }, true],
  ['the usual watch', { kind: 'watch', level: 'normal', by: 'Kim' }, true],
])('without a clock that can be believed, %s: obeyed %s', (_name, payload, obeyed) => {
  const got = read(payload, false);
  if (obeyed) expect(got).toMatchObject({ by: 'Kim' });
  else expect(got).toBe('clock-untrusted');
});

test('property: no text makes it throw', () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('plan', 'watch', 'absence', 'raised', inMs(1)),
    fc.jsonValue(),
  );
  const fields = fc.record(
    { kind: value, plan: value, level: value, from: value, until: value, by: value },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fields, fc.jsonValue()), fc.boolean(), (payload, believed) => {
      expect(['string', 'object']).toContain(typeof read(JSON.stringify(payload), believed));
    }),
  );
});

describe('RFC 3339', () => {
  test('property: what was written is read again', () => {
    const wallMs = fc.integer({ min: Date.UTC(1, 0, 2), max: Date.UTC(9998, 11, 30) });
    fc.assert(
      fc.property(wallMs, fc.integer({ min: -1439, max: 1439 }), (ms, offsetMin) => {
        expect(parseRfc3339(rfc3339(ms, offsetMin))).toBe(ms);
      }),
    );
  });
  test.each<[string, number | null]>([
    ['2026-03-10T18:00:00+09:00', Date.UTC(2026, 2, 10, 9)],
    ['2026-03-10T18:00:00.25-03:30', Date.UTC(2026, 2, 10, 21, 30, 0, 250)],
    ['2026-03-10T18:00:00.123456789Z', Date.UTC(2026, 2, 10, 18, 0, 0, 123)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2026-02-29T00:00:00Z', null],
    ['2026-02-30T00:00:00Z', null],
    ['2026-13-01T00:00:00Z', null],
    ['2026-00-10T00:00:00Z', null],
    ['2026-01-00T00:00:00Z', null],
    ['2026-03-10T24:00:00Z', null],
    ['2026-03-10T23:60:00Z', null],
    ['2026-03-10T23:59:60Z', null],
    ['2026-03-10T18:00:00+24:00', null],
    ['2026-03-10T18:00Z', null],
    ['2026-03-10 18:00:00Z', null],
    ['2026-03-10T18:00:00', null],
    ['2026-03-10', null],
    [' 2026-03-10T18:00:00Z', null],
    ['', null],
  ])('%s', (text, ms) => {
    expect(parseRfc3339(text)).toBe(ms);
  });
});

describe('an invitation by name', () => {
  const invitation = {
    kind: 'programme',
    programme: 'p1',
    what: 'shopping',
    who: 'Mrs Park',
    from: inMs(HOUR_MS),
    until: inMs(3 * HOUR_MS),
    by: 'Kim',
  };
  test('is read with its name and place as they will be said', () => {
    const told = { what: 'shopping', where: 'market hall three', fromWallMs: NOW_MS + HOUR_MS };
    expect(read({ ...invitation, where: 'market hall 3' })).toMatchObject({ ...told, who: 'Mrs Park' });
    expect(read({ kind: 'programme-withdrawn', programme: 'p9', by: 'Kim' })).toMatchObject({
      kind: 'programme',
      programme: 'p9',
      what: 'none',
      fromWallMs: null,
    });
  });
  const DAY_MS = 24 * HOUR_MS;
  test.each<[string, object, string]>([
    ['in six days and a moment', { from: inMs(6 * DAY_MS + 1), until: inMs(6 * DAY_MS + 2) }, 'time-too-far'],
    ['of more than 12 hours', { until: inMs(13 * HOUR_MS + 1) }, 'time-too-far'],
    ['that has begun', { from: inMs(0) }, 'time-passed'],
    ['that ends before it begins', { until: inMs(HOUR_MS) }, 'envelope-malformed'],
    ['to something unknown', { what: 'bingo' }, 'command-unsupported'],
    ['to nothing, by its inner word', { what: 'none' }, 'command-unsupported'],
    ['by nobody', { who: '' }, 'text-unspeakable'],
    ['by a number', { who: 7 }, 'envelope-malformed'],
    ['by a long name', { who: 'x'.repeat(61) }, 'text-unspeakable'],
    ['to a place that frightens', { where: 'the place where people die' }, 'text-frightens'],
    ['of which one is over', { programme: 'gone' }, 'programme-over'],
    ['beyond four', { programme: 'p5' }, 'programmes-too-many'],
  ])('%s is not taken', (_name, change, why) => {
    expect(read({ ...invitation, ...change })).toBe(why);
  });
  test('nor by a clock that nobody believes', () => {
    expect(read(invitation, false)).toBe('clock-untrusted');
    expect(read({ kind: 'programme-withdrawn', programme: 'p1', by: 'Kim' }, false)).toMatchObject({
      what: 'none',
    });
  });
});
