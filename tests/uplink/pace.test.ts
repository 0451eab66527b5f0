/**
 * How fast old history leaves: its share of any link, its rate, and its start after an outage.
 * That nothing else waits for it is shown in `thin-link.test.ts`.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PACKET_OVERHEAD_BYTES, Pace, START_WITHIN_MS } from '../../agent/uplink/pace.ts';
import { seededRandom } from '../../sim/quiet-ports.ts';

const HOUR_MS = 3_600_000;

test('old history has at most half of any link, and at most its rate, however long packets take', () => {
  const flight = fc.record({
    bytes: fc.integer({ min: 1, max: 20_000 }),
    tookMs: fc.integer({ min: 1, max: 30_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(flight, { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 250, max: 1_000_000 }),
      (flights, rate) => {
        const pace = new Pace(rate, seededRandom(1));
        let nowMs = 0;
        let [flownMs, bytesSent] = [0, 0];
        for (const { bytes, tookMs } of flights) {
          nowMs = Math.max(nowMs, pace.dueMs);
          pace.tookOff(bytes, nowMs);
          expect(pace.dueMs).toBe(Number.POSITIVE_INFINITY);
          nowMs += tookMs;
          pace.landed(nowMs);
          flownMs += tookMs;
          bytesSent += bytes;
          // Counted to the end of the rest that each flight owes.
          expect(pace.dueMs).toBeGreaterThanOrEqual(flownMs * 2);
          expect(pace.dueMs).toBeGreaterThanOrEqual((bytesSent * 1000) / rate);
        }
      },
    ),
  );
});

test('a thousand homes that come back at once do not begin at once; one that only blinked begins at once', () => {
  const starts: number[] = [];
  for (let seed = 0; seed < 1000; seed += 1) {
    const pace = new Pace(8000, seededRandom(seed));
    pace.cameBack(0);
    starts.push(pace.dueMs);
    pace.wentDown(START_WITHIN_MS);
    pace.cameBack(START_WITHIN_MS + 59_999);
    expect(pace.dueMs).toBe(starts.at(-1));
    pace.wentDown(HOUR_MS);
    pace.cameBack(2 * HOUR_MS);
    expect(pace.dueMs).toBeGreaterThanOrEqual(2 * HOUR_MS);
  }
  const ofMinute = [0, 1, 2, 3, 4].map(
    (minute) => starts.filter((ms) => Math.floor(ms / 60_000) === minute).length,
  );
  expect(Math.min(...ofMinute)).toBeGreaterThan(150);
  expect(Math.max(...starts)).toBeLessThan(START_WITHIN_MS);
});

test('a packet that was lost with its connection has cost its bytes, and keeps nothing waiting for its landing', () => {
  const pace = new Pace(1000, seededRandom(1));
  pace.tookOff(10_000 - PACKET_OVERHEAD_BYTES, 0);
  pace.broke(2000);
  expect(pace.dueMs).toBe(10_000);
  pace.landed(50_000);
  expect(pace.dueMs).toBe(10_000);
});

test('without a rate nothing waits', () => {
  const pace = new Pace(null, seededRandom(1));
  pace.cameBack(HOUR_MS);
  pace.tookOff(10_000, HOUR_MS);
  expect(pace.dueMs).toBe(0);
});
