/**
 * A small home for tests of the evaluation: ten days of one person, seeded, with outings and one long lie-in.
 *
 * Owns the making of the log. Nobody real lived it, and no log of a real home is needed beside it.
 */
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../../../agent/config/config.ts';
import { type HomeCase, homeCase } from '../../../sim/evaluate/homes.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../sim/evaluate/units.ts';
import type { LoggedObservation } from '../../../sim/home-log.ts';
import { unitOf } from '../../../sim/world/chance.ts';

export const HOME: Home = {
  home: 'generated',
  timezone: 'Europe/Amsterdam',
  sensors: [
    { id: 'bed', room: 'bedroom', class: 'motion' },
    { id: 'kitchen', room: 'kitchen', class: 'motion' },
    { id: 'bath', room: 'bathroom', class: 'motion' },
    { id: 'sofa', room: 'living', class: 'pressure' },
    { id: 'door', room: 'entrance', class: 'door', entrance: true },
  ],
};
/** Midnight, 2026-03-02, a Monday; the clocks change on the 29th. */
const START_MS = Date.UTC(2026, 2, 2);
const DAYS = 10;
/** The day on which nobody gets up before three in the afternoon. */
const LIE_IN = 8;

export function generatedLog(seed: number, startMs = START_MS, days = DAYS): LoggedObservation[] {
  const log: LoggedObservation[] = [];
  const unit = unitOf(seed);
  const say = (localMs: number, sensor: string, value: LoggedObservation['value']): void => {
    log.push({ localMs: Math.round(localMs), sensor, value });
  };
  for (let day = 0; day < days; day += 1) {
    const midnight = startMs + day * DAY_MS;
    const wakes = midnight + (day === LIE_IN ? 15 : 7 + unit()) * HOUR_MS;
    const out = midnight + (16 + unit()) * HOUR_MS;
    const back = out + (day % 2 === 0 ? 2 * HOUR_MS * unit() + HOUR_MS : 0);
    let seated = false;
    for (let ms = wakes; ms < midnight + 23 * HOUR_MS; ms += (1 + 50 * unit() * unit()) * MINUTE_MS) {
      if (ms >= out && ms < back) {
        say(out, 'door', 'open');
        say(out + 5_000, 'door', 'closed');
        say(back, 'door', 'open');
        say(back + 5_000, 'door', 'closed');
        ms = back + MINUTE_MS;
      }
      const draw = unit();
      if (draw < 0.15) {
        seated = !seated;
        say(ms, 'sofa', seated ? 'on' : 'off');
      } else {
        const sensor = draw < 0.55 ? 'kitchen' : draw < 0.75 ? 'bath' : 'bed';
        say(ms, sensor, 'on');
        say(ms + 10_000, sensor, 'off');
      }
    }
    say(midnight + 23.1 * HOUR_MS, 'bed', 'on');
    say(midnight + 23.1 * HOUR_MS + 10_000, 'bed', 'off');
    if (unit() < 0.7) say(midnight + (26 + unit()) * HOUR_MS, 'bath', 'on');
  }
  return log.toSorted((left, right) => left.localMs - right.localMs);
}

export function generatedHome(seed: number, name = `generated-${seed}`): HomeCase {
  return homeCase(name, { home: HOME, fidelity: 'full', simulated: true }, generatedLog(seed));
}

/** Writes a home as its two files. `changes` go into the description. */
export function writeHome(folder: string, name: string, seed: number, changes: object = {}): void {
  const classes = new Map(HOME.sensors.map((sensor) => [sensor.id, sensor.class]));
  const rows = generatedLog(seed).map(({ localMs, sensor, value }) => {
    const time = new Date(localMs).toISOString().slice(0, 23);
    return `${time},${sensor},${classes.get(sensor) ?? ''},${value}`;
  });
  const description = { ...HOME, fidelity: 'full', simulated: true, ...changes };
  writeFileSync(join(folder, `${name}.home.json`), JSON.stringify(description));
  writeFileSync(
    join(folder, `${name}.events.csv.gz`),
    gzipSync(`time,sensor,class,value\n${rows.join('\n')}\n`),
  );
}
