/**
 * The homes of a folder, ready to be judged: description and log of each, the times on one scale, who is pooled.
 *
 * Reads every file before anything runs, so that a bad line costs no waiting. Labels are never opened. What the log
 * itself says of being at home is in `truth.ts`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from './description.ts';
import type { Config, Home } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { AnbuError } from '../../agent/errors.ts';
import type { ObservationValue } from '../../agent/record.ts';
import { type ZoneChange, localToUtc, zoneChanges } from '../../agent/zone.ts';
import { type LoggedObservation, readHomeLog } from '../home-log.ts';
import { DAY_MS, MINUTE_MS } from './units.ts';
import { Truth } from './truth.ts';

export interface TimedObservation {
  /** Home time, ms since the first line of the log. */
  readonly ms: number;
  readonly sensor: string;
  readonly value: ObservationValue;
}

/** One home under judgement. */
export interface HomeCase {
  readonly name: string;
  /** Real and simulated homes are never mixed in one figure. */
  readonly kind: 'real' | 'simulated';
  readonly fidelity: string;
  /** Whether it counts in pooled figures: a filtered or partial log is silent where the home was not. */
  readonly counted: boolean;
  readonly config: Config;
  readonly observations: readonly TimedObservation[];
  /** Of the whole log, also where `observations` is one kit's share of it. */
  readonly truth: Truth;
  readonly startUtcMs: number;
  readonly zone: readonly ZoneChange[];
  /** Home time of the log's last line. */
  readonly endMs: number;
  /** Home time from which prompts and collapses count. */
  readonly fromMs: number;
}

export const DESCRIPTION = '.home.json';
const LOGS = ['.events.csv.gz', '.events.csv'] as const;
/** A collapse is followed for a day. */
const BEYOND_MS = 2 * DAY_MS;
/** The judge's burn-in: a week of a log that has three, else three days. */
const LONG_LOG_DAYS = 20;
const BURN_IN_DAYS = { long: 7, short: 3 } as const;

/** The homes of a folder in order of their names. Throws `AnbuError` for a folder that holds none, or half a pair. */
export async function readHomes(folder: string): Promise<HomeCase[]> {
  const files = new Set(filesOf(folder));
  const names = [...files].filter((file) => file.endsWith(DESCRIPTION)).sort();
  if (names.length === 0) {
    const hint = `A home is two files: NAME${DESCRIPTION} and NAME${LOGS[0]}.`;
    throw new AnbuError('file-not-found', `there is no home in ${folder}`, { hint });
  }
  const homes: HomeCase[] = [];
  for (const file of names) {
    const name = file.slice(0, -DESCRIPTION.length);
    const log = LOGS.map((suffix) => `${name}${suffix}`).find((candidate) => files.has(candidate));
    if (log === undefined) {
      const hint = `Put ${name}${LOGS[0]} beside ${file}, or take ${file} away.`;
      throw new AnbuError('file-not-found', `${join(folder, file)} has no log beside it`, { hint });
    }
    const path = join(folder, file);
    const home = await loadHome(path);
    const about = parse(readFileSync(path, 'utf8'));
    homes.push(homeCase(name, { home, ...about }, readHomeLog(join(folder, log), home.sensors)));
  }
  return homes;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const hint = 'Name a folder that holds home descriptions and their logs.';
    throw new AnbuError('file-not-found', `cannot read the folder ${folder}`, { cause: error, hint });
  }
}

export interface Described {
  readonly home: Home;
  readonly fidelity: string;
  readonly simulated: boolean;
}

/** A home from its description and its log (local times). Throws `log-malformed` for a log too short to judge. */
export function homeCase(name: string, about: Described, log: readonly LoggedObservation[]): HomeCase {
  const { home, fidelity, simulated } = about;
  const [first, last] = [log[0], log.at(-1)];
  if (first === undefined || last === undefined) {
    throw new AnbuError('log-malformed', `${name}: the log has no line`, { hint: 'Take this home away.' });
  }
  const zone = zoneChanges(home.timezone, first.localMs - DAY_MS, last.localMs + BEYOND_MS);
  const toUtc = localToUtc(zone);
  const startUtcMs = toUtc(first.localMs);
  const observations = log.map(({ localMs, sensor, value }) => ({
    ms: toUtc(localMs) - startUtcMs,
    sensor,
    value,
  }));
  const endMs = observations.at(-1)?.ms ?? 0;
  const burnInDays = endMs >= LONG_LOG_DAYS * DAY_MS ? BURN_IN_DAYS.long : BURN_IN_DAYS.short;
  const fromMs = burnInDays * DAY_MS;
  if (endMs - DAY_MS <= fromMs) {
    const hint = `A home needs more than ${burnInDays + 1} days of log to be judged.`;
    throw new AnbuError('log-malformed', `${name}: the log covers too few days`, { hint });
  }
  const entrance = new Set(home.sensors.filter((sensor) => sensor.entrance === true).map(({ id }) => id));
  const truth = new Truth(observations, entrance);
  const kind = simulated ? 'simulated' : 'real';
  const counted = fidelity === 'full';
  const config = defaultConfig(home);
  return { name, kind, fidelity, counted, config, observations, truth, startUtcMs, zone, endMs, fromMs };
}

/** Days that are judged. */
export function daysOf({ fromMs, endMs }: Pick<HomeCase, 'fromMs' | 'endMs'>): number {
  return (endMs - fromMs) / DAY_MS;
}

/** Local wall clock (as if UTC, ms) at a moment of home time. */
export function localOf(home: Pick<HomeCase, 'startUtcMs' | 'zone'>, ms: number): number {
  const utcMs = home.startUtcMs + ms;
  let offsetMin = home.zone[0]?.offsetMin ?? 0;
  for (const change of home.zone) if (change.fromMs <= utcMs) offsetMin = change.offsetMin;
  return utcMs + offsetMin * MINUTE_MS;
}

/** 0 to 23, of a local time. */
export function hourOf(localMs: number): number {
  return Math.floor((localMs % DAY_MS) / (60 * MINUTE_MS));
}
