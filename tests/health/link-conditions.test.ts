/**
 * What the certificates of a link lead to: whose fault it is that the broker is not believed, and a term that ends.
 * Records in, conditions out; who is believed is proven in `tests/uplink/mqtt-dates.test.ts`.
 */
import { expect, test } from 'vitest';
import { CONDITION_ROWS } from '../../agent/health/conditions.ts';
import type { Body } from '../../agent/record.ts';
import { Bench, HOUR_MS, MINUTE_MS, briefs } from '../checkon/bench.ts';

const DAY_MS = 24 * HOUR_MS;

function conditions(bodies: readonly Body[]): string[] {
  return briefs(bodies).filter((line) => line.startsWith('condition'));
}
/** Starts the process, and its link. */
function start(bench: Bench): void {
  bench.restart(0);
  bench.give({ kind: 'link', state: 'up', why: null });
}

test('whoever answers instead of the broker is said once, for each reason, until the link stands', () => {
  const bench = new Bench();
  start(bench);
  const down = { kind: 'link', state: 'down' } as const;
  expect(conditions(bench.give({ ...down, why: 'broker-untrusted' }))).toStrictEqual([
    'condition raised broker-untrusted broker',
  ]);
  expect(conditions(bench.give({ ...down, why: 'broker-untrusted' }))).toStrictEqual([]);
  expect(conditions(bench.give({ ...down, why: 'certificate-expired' }))).toStrictEqual([
    'condition raised broker-certificate-expired broker',
  ]);
  expect(conditions(bench.give({ ...down, why: 'broker-unreachable' }))).toStrictEqual([]);
  expect(conditions(bench.give({ kind: 'link', state: 'up', why: null }))).toStrictEqual([
    'condition cleared broker-untrusted broker',
    'condition cleared broker-certificate-expired broker',
  ]);
});

test('a certificate of the hub that ends is said 30 days ahead, and is over when it was renewed', () => {
  const bench = new Bench();
  start(bench);
  const link = { kind: 'link', state: 'up', why: null } as const;
  expect(conditions(bench.give({ ...link, certificateLeftMs: 40 * DAY_MS }))).toStrictEqual([]);
  const early = conditions(bench.pass(10 * DAY_MS - MINUTE_MS)).filter((line) =>
    line.includes('certificate'),
  );
  expect(early).toStrictEqual([]);
  const due = conditions(bench.pass(2 * MINUTE_MS)).filter((line) => line.includes('certificate'));
  expect(due).toStrictEqual(['condition raised certificate-expiring hub']);
  const late = conditions(bench.pass(CONDITION_ROWS['certificate-expiring'].dueMs + MINUTE_MS));
  expect(late).toContain('condition overdue certificate-expiring hub');
  expect(conditions(bench.give({ ...link, certificateLeftMs: 365 * DAY_MS }))).toStrictEqual([
    'condition cleared certificate-expiring hub',
  ]);
});
