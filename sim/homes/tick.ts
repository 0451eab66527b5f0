/**
 * Signs of life in a home's log, thinned to one per room in ten seconds, and the gaps between them.
 *
 * Owns the reading that real and simulated logs share, so that both are measured by one rule: no label, no truth of
 * a simulator. An absence is a gap that begins in the entrance. Pure; never knows a detector.
 */
import type { ObservationValue, SensorClass, SensorDescription } from '../../agent/record.ts';

/** One line of a log. */
export interface Seen {
  /** Local wall clock as if UTC, ms. */
  readonly localMs: number;
  readonly sensor: string;
  readonly value: ObservationValue;
}
export interface Tick {
  readonly localMs: number;
  readonly room: string;
  /** A contact of the entrance door. */
  readonly door: boolean;
}
export interface Gap {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly room: string;
  readonly nextRoom: string;
  readonly away: boolean;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Detector anchors §8.1: one tick per sensor in ten seconds. */
export const TICK_MS = 10_000;
/** Nobody stands at the door for so long. */
export const AWAY_MS_MIN = 20 * MINUTE_MS;
/** No night is so long: nobody was there. */
const HOME_MS_MAX = 16 * HOUR_MS;
/** Hours of the day that share a table. */
export const BAND_HOURS = 4;
export const BANDS = 24 / BAND_HOURS;

/** The band of a local time, 0 to 5. */
export function bandOf(localMs: number): number {
  const hour = Math.floor(localMs / HOUR_MS) % 24;
  return Math.floor((hour < 0 ? hour + 24 : hour) / BAND_HOURS);
}

/** Whether a value after another is a sign of a person. Electricity switches itself. */
function isSign(kind: SensorClass, before: ObservationValue | undefined, value: ObservationValue): boolean {
  switch (kind) {
    case 'motion':
      return value === 'on';
    case 'door':
    case 'item':
    case 'pressure':
    case 'light':
      return before !== undefined && before !== value;
    case 'power':
      return false;
    default:
      return kind satisfies never;
  }
}

export function ticksOf(log: Iterable<Seen>, sensors: readonly SensorDescription[]): Tick[] {
  const placed = new Map(sensors.map((sensor) => [sensor.id, sensor]));
  const values = new Map<string, ObservationValue>();
  const lastMs = new Map<string, number>();
  const ticks: Tick[] = [];
  for (const { localMs, sensor: id, value } of log) {
    const sensor = placed.get(id);
    if (sensor === undefined) continue;
    const before = values.get(id);
    values.set(id, value);
    if (!isSign(sensor.class, before, value)) continue;
    const door = sensor.class === 'door' && sensor.entrance === true;
    const key = door ? id : sensor.room;
    if (localMs - (lastMs.get(key) ?? Number.NEGATIVE_INFINITY) < TICK_MS) continue;
    lastMs.set(key, localMs);
    ticks.push({ localMs, room: sensor.room, door });
  }
  return ticks;
}

/** The room through which people leave. */
export function entranceOf(sensors: readonly SensorDescription[]): string {
  return sensors.find((sensor) => sensor.entrance === true)?.room ?? 'entrance';
}

/** Every gap between two ticks. What stirs alone in an empty home (a ghost) does not end an absence. */
export function gapsOf(ticks: readonly Tick[], entrance: string): Gap[] {
  const gaps: Gap[] = [];
  let away = false;
  for (let at = 0; at + 1 < ticks.length; at += 1) {
    const [tick, next] = [ticks[at], ticks[at + 1]];
    if (tick === undefined || next === undefined) break;
    const gapMs = next.localMs - tick.localMs;
    const isLong = gapMs >= AWAY_MS_MIN;
    away = gapMs >= HOME_MS_MAX || (isLong && (tick.room === entrance || away));
    gaps.push({ fromMs: tick.localMs, untilMs: next.localMs, room: tick.room, nextRoom: next.room, away });
  }
  return gaps;
}
