/**
 * A month without a link, and then one: the alert of that moment goes first, the rest follows at its pace, whole.
 *
 * The long form, with SQLite and mosquitto, is `npm run bench -- --only drain`.
 */
import { expect, test } from 'vitest';
import { alertBody } from './hub-packets.ts';
import { EVENTS, HOUR_MS, afterAMonth, keeping } from './month-behind.ts';
import type { Rig } from './uplink-rig.ts';

/** Two ways of 20 ms each, and the desk looks each second. */
const ALERT_MS_MAX = 2000;

/** The numbers of the history that arrived, without repeats. */
function arrived(rig: Rig): Set<number> {
  const numbers = new Set<number>();
  for (const { data } of rig.on('history')) {
    const { records } = data as { records: { seq: number }[] };
    for (const { seq } of records) numbers.add(seq);
  }
  return numbers;
}
function drain(rig: Rig, hours: number, meanwhile: () => void): void {
  const endMs = rig.clock.now().monotonicMs + hours * HOUR_MS;
  while (rig.journal.backlog('history').rows > 0 && rig.clock.now().monotonicMs < endMs) meanwhile();
  expect(rig.journal.backlog('history').rows).toBe(0);
  expect(arrived(rig).size).toBe(EVENTS);
}

test('an alert that is raised as the link comes back is there at once, and history follows at its pace, without a gap', () => {
  const rig = afterAMonth(null);
  keeping(rig);
  while (rig.state.centre.link.state !== 'up') rig.pass(1000);
  const raisedMs = rig.clock.now().monotonicMs;
  rig.commit(alertBody());
  drain(rig, 2, () => rig.pass(10_000));
  expect((rig.firstHeardMs.get('alert-1') ?? Infinity) - raisedMs).toBeLessThan(ALERT_MS_MAX);
  const order = rig.heard.map(({ topic }) => topic.split('/').at(-1));
  expect(order.indexOf('alert')).toBeLessThan(order.indexOf('history'));
  // 8 kB a second at most, as shipped.
  const bytes = rig.heard.filter(({ topic }) => topic.endsWith('/history')).length * 1000;
  expect(rig.clock.now().monotonicMs - raisedMs).toBeGreaterThan((bytes / 8000) * 1000);
});

test('a broker that is started anew every ten seconds, and forgets, gets all of it, and nothing of it is applied twice', () => {
  const rig = afterAMonth(null);
  keeping(rig);
  drain(rig, 6, () => {
    rig.pass(10_000);
    rig.broker.set({ outage: true });
    rig.broker.forget();
    rig.pass(500);
    rig.broker.set({ outage: false });
  });
});
