/**
 * A seeded resident of two weeks and more, and the journal that a hub would have of them: a checkpoint and its tail.
 *
 * For tests of `inspect detector`. The life has a habit (meals, naps, a way to the bathroom at night) and chance in it;
 * the same seed lives the same life.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCheckpoint } from '../../agent/journal/checkpoint.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { Row } from '../../agent/ports.ts';
import type { Stamp, TimeQuality } from '../../agent/record.ts';
import { type Draw, drawer } from '../../sim/swarm/draw.ts';
import { FLAT, LivedHome, MINUTE_MS, type Noted, START_LOCAL_MS } from '../detector/lived-home.ts';

export const DAY = 24 * 60;
export const SENSORS = [...FLAT, { id: 'mat', room: 'bedroom', class: 'pressure' }] as const;
const ROOMS = ['kitchen', 'bath', 'bed', 'kitchen', 'bed'] as const;

/** Lives so many days from the first midnight; ends at midnight, in bed. */
export function livedDays(seed: number, days: number): LivedHome {
  const home = new LivedHome(SENSORS);
  const draw = drawer(seed, 1);
  home.see('door', 'closed');
  home.see('mat', 'off');
  home.pulse('bed');
  for (let day = 0; day < days; day += 1) liveOneDay(home, day, draw);
  home.waitUntil(days * DAY);
  return home;
}

function liveOneDay(home: LivedHome, day: number, draw: Draw): void {
  const at = (minute: number): void => home.waitUntil(Math.max(home.minute, day * DAY + minute));
  if (draw.chance(0.6)) {
    at(draw.between(150, 240));
    home.see('mat', 'off');
    home.wait(1);
    home.pulse('bath');
    home.wait(draw.between(3, 9));
    home.pulse('bed');
    home.see('mat', 'on');
  }
  at(draw.between(390, 450));
  home.see('mat', 'off');
  for (let minute = draw.between(455, 470); minute < 22 * 60; minute += draw.between(4, 45)) {
    at(minute);
    home.pulse(draw.pick(ROOMS));
    if (draw.chance(0.3)) home.pulse('kitchen');
  }
  at(draw.between(1340, 1400));
  home.pulse('bath');
  home.wait(4);
  home.pulse('bed');
  home.see('mat', 'on');
}

/**
 * Writes what a hub would have of `home`: a checkpoint of `earlier`, which lived the same until then, and every record
 * since. Returns the data folder.
 */
export async function journalOf(home: LivedHome, earlier: LivedHome = home): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-lived-'));
  const checkpoint = makeCheckpoint(structuredClone(earlier.state), 'code');
  const since = home.noted.filter(({ minute }) => minute > earlier.minute);
  const rows = [{ minute: earlier.minute, body: checkpoint }, ...since].map(rowOf(home.quality));
  const store = await openSqliteStore(folder);
  store.open();
  store.commit({ rows, kept: [], sent: [], pruneUpTo: null });
  store.close();
  return folder;
}

const rowOf =
  (quality: TimeQuality) =>
  ({ minute, body }: Noted, index: number): Row => {
    const monotonicMs = minute * MINUTE_MS;
    const at: Stamp = {
      boot: 'a'.repeat(32),
      monotonicMs,
      wallMs: START_LOCAL_MS + monotonicMs,
      quality,
      utcOffsetMin: 0,
    };
    return { n: index + 1, entry: { at, body }, lane: null, seq: null };
  };
