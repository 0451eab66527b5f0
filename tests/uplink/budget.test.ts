/**
 * What a home costs its link in a day, all in: an LTE stick may be the only one, and a month of it is paid by the megabyte.
 *
 * Payloads are counted, TLS, TCP/IP and keepalives by the arithmetic of `sim/wire-bytes.ts`.
 */
import { expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { WireBytes } from '../../sim/wire-bytes.ts';
import { WiredHome } from '../../sim/wired-home.ts';
import { FLAT } from '../detector/lived-home.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS = 1;
/**
 * 42 MB in a month of 30 days, of the 100 MB of a small machine SIM; the rest is for updates and for whoever looks after
 * the hub. Heartbeats (1,440 of 0.7 kB) and keepalives (1,440 of 0.2 kB) are all but a thirtieth of it.
 */
const DAY_BYTES_MAX = 1_400_000;
/** What is told of the home itself: summaries, presence, the daily test, questions, the receiver's acknowledgements. */
const TOLD_BYTES_MAX = 60_000;

test('a home day stays within its budget, and nearly all of it is proof of life', () => {
  let wire: WireBytes | null = null;
  const home = new WiredHome({
    config: defaultConfig(
      { home: 'flat', timezone: 'UTC', sensors: FLAT },
      { uplink: { site: 'district-9', hub: 'hub-12' } },
    ),
    zone: [{ fromMs: 0, offsetMin: 540 }],
    startWallMs: Date.UTC(2026, 2, 1, 15),
    over: (inner, nowMs) => {
      wire = new WireBytes(nowMs);
      return wire.over(inner);
    },
  });
  for (let minute = 0; minute < (DAYS * DAY_MS) / MINUTE_MS; minute += 1) {
    const ofDay = minute % 1440;
    if (ofDay < 7 * 60 || ofDay > 23 * 60) continue;
    const room = ['kitchen', 'bed', 'bath'][minute % 3] ?? 'bed';
    home.see(minute * MINUTE_MS, room, 'on');
    home.see(minute * MINUTE_MS + 5000, room, 'off');
  }
  home.clock.advanceTo(DAYS * DAY_MS);
  const { bytes, packets, total } = wire!;
  expect(packets.get('heartbeat')).toBeGreaterThan(DAYS * 1400);
  expect(packets.get('history')).toBeGreaterThanOrEqual(DAYS * 24 - 1);
  const proofOfLife = (bytes.get('heartbeat') ?? 0) + (bytes.get('ping') ?? 0);
  expect(total / DAYS).toBeLessThan(DAY_BYTES_MAX);
  expect((total - proofOfLife) / DAYS).toBeLessThan(TOLD_BYTES_MAX);
});
