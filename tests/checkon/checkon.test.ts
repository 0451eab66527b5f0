/**
 * Runs the table of promises: what was given, what happened, what must follow, and when the next step is due.
 * Never adds a case of its own; the table is the specification.
 */
import { expect, test } from 'vitest';
import { Bench, MINUTE_MS, SECOND_MS, briefs } from './bench.ts';
import { POLICY, RESTARTS, ROWS } from './promises-table.ts';

test.each(ROWS)('$what', ({ given, when, then, next }) => {
  const bench = new Bench(POLICY);
  for (const step of given) step(bench);
  expect(briefs(when(bench))).toStrictEqual(then);
  // Conditions have days; the rows are about minutes.
  const nextMs = bench.deadlineMs - bench.ms > 60 * MINUTE_MS ? null : bench.deadlineMs / SECOND_MS;
  expect(nextMs).toBe(next);
});

test.each(RESTARTS)('$what', ({ given, when, then }) => {
  const bench = new Bench(POLICY);
  for (const step of given) step(bench);
  expect(briefs(when(bench))).toStrictEqual(then);
});
