/**
 * Records as lines: which are shown, under which name, at what time.
 *
 * The shapes are those of `anbu replay --json` (design §8).
 */
import { describe, expect, test } from 'vitest';
import { endLine, lineOf, localTime } from '../agent/lines.ts';
import type { Alert, Body } from '../agent/record.ts';
import { BOOTS, ONE_OF_EACH, stampOf } from './journal/journal-rows.ts';

const AT = { ...stampOf(BOOTS[0], 0), wallMs: Date.UTC(2011, 6, 1, 0, 12), utcOffsetMin: 180 };
const line = (body: Body): ReturnType<typeof lineOf> => lineOf({ at: AT, body });
const alert: Alert = { ...ONE_OF_EACH.alert, test: false, why: 'raised', stage: 'raised', durable: true };

test('the time is the local wall clock, to the millisecond', () => {
  expect(localTime(AT)).toBe('2011-07-01T03:12:00.000');
});

describe('what is shown', () => {
  test.each(['prompt', 'answer', 'alert', 'condition', 'presence'] as const)('%s', (kind) => {
    expect(line(ONE_OF_EACH[kind])?.['at']).toBe('2011-07-01T03:12:00.000');
  });
  test.each(['observation', 'say', 'checkpoint', 'kept', 'reply', 'boot', 'overdue', 'deadline'] as const)(
    'not: %s',
    (kind) => {
      expect(line(ONE_OF_EACH[kind])).toBeNull();
    },
  );
});

describe('an alert', () => {
  test.each([
    ['alert', { why: 'raised' }],
    ['alert', { why: 'desk', stage: 'acknowledged' }],
    ['revision', { why: 'reminder' }],
    ['revision', { why: 'answered' }],
    ['test', { test: true }],
  ] as const)('is shown as %s: %o', (kind, change) => {
    expect(line({ ...alert, ...change })?.kind).toBe(kind);
  });
  test('says that it is not on disk, and only then speaks of it', () => {
    expect(line(alert)).not.toHaveProperty('durable');
    expect(line({ ...alert, durable: false })).toMatchObject({ durable: false });
  });
});

test('what is said anyway is a line of its own', () => {
  expect(line(ONE_OF_EACH.probe)).toMatchObject({ kind: 'probe', sentence: 'small-talk', quietMinutes: 95 });
});

test('the last line counts', () => {
  const counts = { observations: 4, probes: 5, prompts: 3, alerts: 2, conditions: 1 };
  expect(endLine(counts, { desk: {} })).toEqual({ kind: 'end', ...counts, desk: {} });
  expect(Object.keys(endLine(counts)).slice(0, 3)).toEqual(['kind', 'observations', 'probes']);
});
