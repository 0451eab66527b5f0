/**
 * History on a broker of small packets: split as far as it must be, and nothing of it replaced.
 *
 * Really packed, so that what is too big is what the wire makes of it.
 */
import { expect, test } from 'vitest';
import type { Row } from '../../agent/ports.ts';
import { type LaneReader, Lanes } from '../../agent/uplink/lanes.ts';
import { Pace } from '../../agent/uplink/pace.ts';
import { packerFor } from '../../agent/uplink/packing.ts';
import { seededRandom } from '../../sim/quiet-ports.ts';

const ROWS = 64;
const BOOT = 'b'.repeat(32);
const at = { boot: BOOT, monotonicMs: 0, wallMs: 0, quality: 'synced', utcOffsetMin: 0 } as const;
const LIVING: Row[] = Array.from({ length: ROWS }, (_, index) => ({
  n: index + 1,
  lane: 'history',
  seq: index + 1,
  entry: { at, body: { kind: 'observation', sensor: `sensor-${(index * 7919) % 64}`, value: 'on' } },
}));
/** Sends all of it to a broker that takes so many characters; rows by packet taken. */
function drain(charsMax: number): {
  readonly taken: number[][];
  readonly sentN: number;
  readonly lanes: Lanes;
} {
  let sentN = 0;
  const reader: LaneReader = {
    readLane: (lane, after, limit) =>
      lane === 'history' ? LIVING.filter(({ n }) => n > after).slice(0, limit) : [],
    markSent: (_lane, n) => void (sentN = n),
    backlog: () => ({ rows: 0, oldestWallMs: null }),
    durable: () => true,
  };
  const instant = () =>
    ({ boot: BOOT, monotonicMs: 0, wallMs: 0, quality: 'synced', utcOffsetMin: 0 }) as const;
  const packer = packerFor({ site: 'site', hub: 'hub-1' }, [], BOOT, instant);
  const lanes = new Lanes(reader, packer, new Pace(null, seededRandom(1)));
  const taken: number[][] = [];
  for (let next = lanes.next(0, 16); next !== null; next = lanes.next(0, 16)) {
    const fits = next.packet.payload.length <= charsMax;
    expect(next.packet.payload).not.toContain('withheld');
    if (fits) taken.push(next.rows.map(({ n }) => n));
    lanes.landed(next, fits ? null : 'message-too-big', 0);
  }
  return { taken, sentN, lanes };
}

test.each([700, 900, 100_000])('to a broker of %i characters: all of it, at once, in order', (charsMax) => {
  const { taken, sentN, lanes } = drain(charsMax);
  expect(taken.flat()).toEqual(LIVING.map(({ n }) => n));
  expect(sentN).toBe(ROWS);
  expect(lanes.report('history')).toMatchObject({ refusals: 0, refusedSinceMs: null });
  expect(taken.length > 1).toBe(charsMax < 1000);
});
test('where not even one record fits, each waits by itself', () => {
  const { taken, sentN, lanes } = drain(10);
  expect([taken, sentN]).toEqual([[], 0]);
  expect(lanes.report('history').refusals).toBe(ROWS);
});
