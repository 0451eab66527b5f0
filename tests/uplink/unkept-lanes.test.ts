/**
 * When a lane goes out again that the broker took and the receiver never kept: after an hour, ever more slowly.
 *
 * A whole home in which it matters is a seed of the swarm (20185).
 */
import { expect, test } from 'vitest';
import type { LaneReader } from '../../agent/uplink/lanes.ts';
import type { Lane } from '../../agent/record.ts';
import { UnkeptLanes } from '../../agent/uplink/unkept-lanes.ts';
import { alertBody } from './hub-packets.ts';

const MINUTE_MS = 60_000;
/** The number of the oldest unkept row of a lane, and the boot it is of. */
type Oldest = Partial<Record<Lane, readonly [n: number, boot: string]>>;
function journalOf(oldest: Oldest): LaneReader {
  return {
    readLane: (lane) => {
      const [n, boot] = oldest[lane] ?? [];
      if (n === undefined || boot === undefined) return [];
      // The wall clock of a board without a battery: it must not matter.
      const at = { boot, monotonicMs: n, wallMs: 9e12, quality: 'none', utcOffsetMin: 0 } as const;
      return [{ n, lane, seq: n, entry: { at, body: alertBody({}) } }];
    },
    markSent: () => {},
    backlog: () => ({ rows: 1, oldestWallMs: null }),
    durable: () => true,
  };
}
/** Minutes of a day at which a lane went out again, looked at each minute. */
function times(
  oldest: (minute: number) => Oldest,
  isOut: (minute: number) => boolean = () => true,
): string[] {
  const unkept = new UnkeptLanes('now');
  return Array.from({ length: 24 * 60 }, (_, minute) =>
    unkept
      .due(minute * MINUTE_MS, journalOf(oldest(minute)), () => isOut(minute))
      .map((lane) => `${lane} ${minute}`),
  ).flat();
}

test('what stays unkept goes out after 1 h, then 2, 4, 8 more; each lane for itself', () => {
  const seen = times(() => ({ state: [5, 'old'], history: [9, 'old'], alert: [1, 'old'] }));
  const states = seen.filter((line) => line.startsWith('state'));
  expect(states).toEqual(['state 60', 'state 180', 'state 420', 'state 900']);
  expect(seen.filter((line) => line.startsWith('history'))).toHaveLength(4);
  // Alerts have their own, faster series.
  expect(seen.some((line) => line.startsWith('alert'))).toBe(false);
});
test('a lane that moves never does', () => {
  expect(times((minute) => ({ history: [Math.floor(minute / 30), 'old'] }))).toEqual([]);
});
test('one whose packets are still on their way waits, and goes out at once when they have landed', () => {
  expect(
    times(
      () => ({ history: [9, 'old'] }),
      () => false,
    ),
  ).toEqual([]);
  const late = times(
    () => ({ history: [9, 'old'] }),
    (minute) => minute < 50 || minute > 100,
  );
  expect(late[0]).toBe('history 101');
});
test('what is of this boot has its next record, and waits for it', () => {
  expect(times(() => ({ history: [100, 'now'] }))).toEqual([]);
});
test('what was kept begins anew', () => {
  const kept = times((minute): Oldest => (minute === 170 ? {} : { need: [7, 'old'] }));
  expect(kept.slice(0, 2)).toEqual(['need 60', 'need 231']);
});
