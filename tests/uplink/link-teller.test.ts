/**
 * How often the link is told of: never a storm, never silence, and never a word that stays wrong.
 * Time is a number here; the uplink's own tests have the clock.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Link } from '../../agent/record.ts';
import { LinkTeller } from '../../agent/uplink/link-teller.ts';

const HOUR_MS = 3_600_000;
const FACTS_PER_HOUR_MAX = 16;

test('any flapping: bounded in each hour, every loss counted, the truth within five minutes', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 900_000 })), { maxLength: 300 });
  fc.assert(
    fc.property(steps, (changes) => {
      const told: { link: Link; atMs: number }[] = [];
      let nowMs = 0;
      const teller = new LinkTeller((link) => told.push({ link, atMs: nowMs }));
      let losses = 0;
      let state: Link['state'] | null = null;
      const until = (endMs: number): void => {
        while (teller.dueMs() <= endMs) {
          nowMs = Math.max(nowMs, teller.dueMs());
          teller.wake(nowMs);
        }
        nowMs = endMs;
      };
      for (const [up, waitMs] of changes) {
        const next = up ? 'up' : 'down';
        if (next === 'down' && state !== 'down') losses += 1;
        state = next;
        teller.change(next, up ? null : 'broker-unreachable', nowMs);
        until(nowMs + waitMs);
      }
      until(nowMs + 300_000);
      expect(told.at(-1)?.link.state).toBe(state ?? undefined);
      const counted = told.map(({ link }) => (link.state === 'down' ? 1 : 0) + (link.flaps ?? 0));
      // Losses in a stretch that ended as it began are owed to the next fact.
      expect(counted.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(losses);
      for (const { atMs } of told) {
        const within = told.filter((one) => one.atMs >= atMs && one.atMs < atMs + HOUR_MS);
        expect(within.length).toBeLessThanOrEqual(FACTS_PER_HOUR_MAX);
      }
    }),
  );
});

test('another reason for a link that is down is told where somebody has to see to it, once', () => {
  const told: (string | null)[] = [];
  const teller = new LinkTeller(({ why, flaps = 0 }) => void told.push(flaps > 0 ? `${why} ${flaps}` : why));
  const whys = ['broker-unreachable', 'broker-refused', 'broker-untrusted', 'broker-untrusted'] as const;
  for (const [at, why] of whys.entries()) teller.change('down', why, at * 1000);
  for (const [at, why] of ['broker-unreachable', 'certificate-expired'].entries())
    teller.change('down', why as 'certificate-expired', 10_000 + at);
  expect(told).toEqual(['broker-unreachable', 'broker-untrusted', 'certificate-expired']);
  expect(teller.dueMs()).toBe(Number.POSITIVE_INFINITY);
});

test('another under our name is told though the link is as it was, and whatever happens before it may be told', () => {
  const told: (string | null)[] = [];
  const teller = new LinkTeller(({ why }) => void told.push(why));
  for (let round = 0; round < 2; round += 1) {
    teller.change('up', null, round * 20_000);
    teller.taken(round * 20_000 + 1);
    teller.change('down', 'broker-unreachable', round * 20_000 + 15_000);
  }
  teller.wake(600_000);
  expect(told).toEqual([null, 'client-id-taken', 'broker-unreachable', null, 'client-id-taken']);
});

test('the end of a certificate is told with the link, by a clock that is set, and again when it is another', () => {
  const told: (number | undefined)[] = [];
  let wallMs: number | null = null;
  const teller = new LinkTeller(
    ({ certificateLeftMs }) => void told.push(certificateLeftMs),
    () => wallMs,
  );
  teller.certificate(50_000);
  expect(teller.dueMs()).toBe(Number.POSITIVE_INFINITY);
  teller.change('up', null, 0);
  wallMs = 20_000;
  teller.wake(60_000);
  teller.wake(120_000);
  teller.certificate(90_000);
  teller.wake(180_000);
  expect(told).toEqual([undefined, 30_000, 70_000]);
});

test('two hubs under one name for a day: a few hundred facts, each loss counted', () => {
  const told: Link[] = [];
  const teller = new LinkTeller((link) => told.push(link));
  const flaps = 24 * 180;
  for (let times = 0; times < flaps; times += 1) {
    for (const [state, atMs] of [
      ['up', times * 20_000],
      ['down', times * 20_000 + 3000],
    ] as const) {
      teller.wake(atMs);
      teller.change(state, state === 'up' ? null : 'client-id-taken', atMs);
    }
  }
  expect(told.length).toBeLessThanOrEqual(4 + 24 * 12);
  expect(told.length).toBeGreaterThan(24 * 10);
  const counted = told.reduce(
    (sum, { state, flaps: more = 0 }) => sum + more + (state === 'down' ? 1 : 0),
    0,
  );
  expect(counted).toBeGreaterThan(flaps - 20);
});
