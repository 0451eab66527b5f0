/**
 * When a lane goes out again that the broker took and the receiver never kept: after an hour, ever more slowly.
 *
 * A whole home in which it matters is a seed of the swarm (20185).
 */
import { expect, test } from 'vitest';
import type { Lane } from '../../agent/record.ts';
import { UnkeptLanes } from '../../agent/uplink/unkept-lanes.ts';

const MINUTE_MS = 60_000;
const journalOf = (oldest: Partial<Record<Lane, number>>) => ({
  readLane: () => [],
  markSent: () => {},
  backlog: (lane: Lane) => ({ rows: oldest[lane] === undefined ? 0 : 1, oldestWallMs: oldest[lane] ?? null }),
  durable: () => true,
});
/** Minutes of a day at which a lane went out again, looked at each minute. */
function times(oldest: (minute: number) => Partial<Record<Lane, number>>, isOut = true): string[] {
  const unkept = new UnkeptLanes(100);
  return Array.from({ length: 24 * 60 }, (_, minute) =>
    unkept.due(minute * MINUTE_MS, journalOf(oldest(minute)), () => isOut).map((lane) => `${lane} ${minute}`),
  ).flat();
}

test('what stays unkept goes out after 1 h, then 2, 4, 8 more; each lane for itself', () => {
  const seen = times(() => ({ state: 5, history: 9, alert: 1 }));
  expect(seen.filter((line) => line.startsWith('state'))).toEqual([
    'state 60',
    'state 180',
    'state 420',
    'state 900',
  ]);
  expect(seen.filter((line) => line.startsWith('history'))).toHaveLength(4);
  // Alerts have their own, faster series.
  expect(seen.some((line) => line.startsWith('alert'))).toBe(false);
});
test('a lane that moves never does, nor one whose packets are still on their way', () => {
  expect(times((minute) => ({ history: Math.floor(minute / 30) }))).toEqual([]);
  expect(times(() => ({ history: 9 }), false)).toEqual([]);
});
test('what is of this start has its next record, and waits for it', () => {
  expect(times(() => ({ history: 100 }))).toEqual([]);
});
test('what was kept begins anew', () => {
  const kept = times((minute) => (minute === 170 ? {} : { need: 7 }));
  expect(kept.slice(0, 2)).toEqual(['need 60', 'need 231']);
});
