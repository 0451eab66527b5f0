/**
 * What sensors still show after a fall that is not silent: lines that were never in the log, in order of time.
 *
 * Owns making them. A line moves its sensor: what has no pulse is toggled from the value it was last heard with.
 */
import { sightsOf } from '../../agent/detector/places.ts';
import type { ObservationValue, SensorDescription } from '../../agent/record.ts';
import type { Unit } from '../world/chance.ts';
import type { Fold } from './fold.ts';
import type { HomeCase, TimedObservation } from './homes.ts';
import { HORIZON_MS } from './silences.ts';
import { MINUTE_MS } from './units.ts';

export type Course = readonly TimedObservation[];

/** Of the lines of a life, so many are left. */
const DECLINED_SHARE = 0.2;
const BATHROOMS: ReadonlySet<string> = new Set(['bathroom', 'toilet']);

/** The sensor of the last sign of life, when it is further in than the entrance; null there. */
export function lastInside(home: HomeCase, { state }: Fold): string | null {
  const sensor = home.config.home.sensors.find(({ id }) => id === state.sensors.lifeSensor);
  if (sensor === undefined || sightsOf(home.config.home.sensors).entrances.has(sensor.room)) return null;
  return sensor.id;
}

/** Poisson, one each `everyMinutes` on average, for as long as anybody looks. */
export function noise(
  fold: Fold,
  home: HomeCase,
  sensor: string,
  [unit, everyMinutes]: readonly [Unit, number],
): Course {
  const course: TimedObservation[] = [];
  let value = heard(fold, sensor);
  for (let ms = fold.ms; ;) {
    ms += Math.round(-Math.log(1 - unit()) * everyMinutes * MINUTE_MS) + 1;
    if (ms > fold.ms + HORIZON_MS) return course;
    value = moved(find(home, sensor), value);
    course.push({ ms, sensor, value });
  }
}

export function pulse(fold: Fold, home: HomeCase, sensor: string, ms: number): Course {
  return [{ ms: Math.round(ms), sensor, value: moved(find(home, sensor), heard(fold, sensor)) }];
}

/** A sensor of another room than this one's, drawn; null when there is none. */
export function anotherRoom(home: HomeCase, sensor: string | null, unit: Unit): string | null {
  const here = find(home, sensor ?? '')?.room;
  const others = home.config.home.sensors.filter((one) => one.room !== here && one.entrance !== true);
  return others[Math.floor(unit() * others.length)]?.id ?? null;
}

export function bathroomOf(home: HomeCase): string | null {
  const own = home.config.home.sensors.filter(({ room }) => BATHROOMS.has(room));
  return (own.find((sensor) => sensor.class === 'motion') ?? own[0])?.id ?? null;
}

/** The log goes on with a fifth of its lines, each kept or lost by itself. */
export function declined(home: HomeCase, index: number, fromMs: number, unit: Unit): Course {
  const course: TimedObservation[] = [];
  for (let at = index + 1; at < home.observations.length; at += 1) {
    const one = home.observations[at];
    if (one === undefined || one.ms > fromMs + HORIZON_MS) break;
    if (one.ms > fromMs && unit() < DECLINED_SHARE) course.push(one);
  }
  return course;
}

function find(home: HomeCase, id: string): SensorDescription | undefined {
  return home.config.home.sensors.find((sensor) => sensor.id === id);
}

function heard({ state }: Fold, sensor: string): ObservationValue | null {
  return state.sensors.memories.find(({ id }) => id === sensor)?.value ?? null;
}

function moved(sensor: SensorDescription | undefined, before: ObservationValue | null): ObservationValue {
  if (sensor?.class === 'motion') return 'on';
  if (before === 'open') return 'closed';
  if (before === 'closed') return 'open';
  return before === 'on' ? 'off' : 'on';
}
