/**
 * A reminder in front of others: that there is one is said, its words when a hand wants them or the others have left; done is
 * only what was heard.
 */
import { expect, test } from 'vitest';
import type { Body, Sentence } from '../../agent/record.ts';
import { Bench, HOUR_MS, MINUTE_MS, SECOND_MS } from './bench.ts';

const TEXT = 'It is time for the evening pills.';
const said = (bodies: readonly Body[]): Sentence[] =>
  bodies.flatMap((body) => (body.kind === 'say' ? [body.sentence] : []));
/** Of which of its times it is told, and what. */
const told = (bodies: readonly Body[]): string[] =>
  bodies.flatMap((body) =>
    body.kind === 'reminder-outcome'
      ? [`${new Date(body.localMs).toISOString().slice(11, 16)} ${body.outcome}`]
      : [],
  );
const touch = (bench: Bench): Body[] => bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' });

/** At five in the afternoon, somebody at home who is to be reminded at seven. */
function home(): Bench {
  const bench = new Bench();
  bench.restart(0);
  bench.give({ kind: 'observation', sensor: 'pir-kitchen', value: 'on' });
  bench.write({ kind: 'presence', state: 'home', why: 'seen' });
  const stands = { minutes: [19 * 60], days: [], forMs: 30 * 24 * HOUR_MS };
  bench.give({
    kind: 'reminder',
    reminder: 'pills',
    text: TEXT,
    ...stands,
    by: 'Kim',
    keyId: 'k',
    counter: 3,
  });
  return bench;
}
/** Whatever sounds is heard, for so long. */
function live(bench: Bench, ms: number): Body[] {
  const bodies: Body[] = [];
  for (let lived = 0; lived < ms; lived += 5 * SECOND_MS)
    bodies.push(...bench.hear('spoken'), ...bench.pass(5 * SECOND_MS));
  return bodies;
}
/** In front of a visitor it was said that there is one, and how to hear it. */
function announced(): Bench {
  const bench = home();
  bench.give({ kind: 'observation', sensor: 'door-hall', value: 'closed' });
  live(bench, 115 * MINUTE_MS);
  bench.give({ kind: 'badge', device: 'kim' });
  const bodies = live(bench, 6 * MINUTE_MS);
  expect(said(bodies)).toEqual(['reminder-waits', 'reminder-hear']);
  return bench;
}
test('in company is not done by a touch, but heard by it; then a touch says that it is done', () => {
  const bench = announced();
  const wanted = [...touch(bench), ...live(bench, MINUTE_MS)];
  expect(said(wanted)).toEqual(['reminder', 'reminder-how']);
  expect(wanted).toContainEqual(expect.objectContaining({ sentence: 'reminder', text: TEXT }));
  expect(told(wanted)).toEqual([]);
  expect(told(touch(bench))).toEqual(['19:00 done']);
});
test('in company is said once they have left within its hour, as often as any', () => {
  const bench = announced();
  live(bench, 19 * MINUTE_MS);
  bench.give({ kind: 'observation', sensor: 'door-hall', value: 'open' });
  const bodies = live(bench, 7 * MINUTE_MS);
  expect(said(bodies)).toEqual(['reminder', 'reminder-how']);
  bodies.push(...live(bench, 2 * HOUR_MS));
  expect(said(bodies).filter((sentence) => sentence === 'reminder')).toHaveLength(2);
  expect(told(bodies)).toEqual(['19:00 no-answer']);
});
test('in company to its end was not said; that there was one is said once', () => {
  const bench = announced();
  const bodies: Body[] = [];
  for (let visits = 0; visits < 3; visits += 1) {
    bench.give({ kind: 'badge', device: 'kim' });
    bodies.push(...live(bench, 25 * MINUTE_MS));
  }
  expect(said(bodies)).toEqual([]);
  expect(told(bodies)).toEqual(['19:00 not-said']);
});
