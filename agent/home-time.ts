/**
 * Home time: milliseconds of this home that go on over reboots, and how far its wall clock can be believed.
 *
 * Owns the time slice. Home time never goes back; it jumps forward only by off-time that two believed wall clocks
 * measure. What passed while nobody watched is counted as unobserved. Never asks a clock itself.
 */
import type { Instant } from './ports.ts';
import type { Boot, ClockStep, Stamp } from './record.ts';

export interface TimeState {
  /** Home time at the running boot's monotonic zero. */
  originMs: number;
  boot: string;
  /** The last record's time, on both scales. */
  lastMs: number;
  last: Stamp | null;
  /** Home time not seen because the hub was off or stood still, since the start; only ever grows. */
  unobservedMs: number;
  /** Home time at which the running boot began. */
  bootMs: number;
  /** The last moment at which the time of day was believed, on both scales; null before the first. */
  believedMs: number | null;
  believedWallMs: number | null;
  /** The hub was off before this boot, and for how long is not known yet. */
  offUnknown: boolean;
  /** Home time until which a clock that stepped is not believed, though a time server set it. */
  doubtedUntilMs: number;
}

const MINUTE_MS = 60_000;
/** What a time server corrects once it watches a clock is seconds; a step like this is somebody's mistake. */
const DOUBTED_STEP_MS = 30 * MINUTE_MS;
/** A clock that stood so long is taken to be right: a bad server or a forged answer shows itself earlier. */
const DOUBT_MS = 60 * MINUTE_MS;

export function initialTime(): TimeState {
  return {
    originMs: 0,
    boot: '',
    lastMs: 0,
    last: null,
    unobservedMs: 0,
    bootMs: 0,
    believedMs: null,
    believedWallMs: null,
    offUnknown: false,
    doubtedUntilMs: 0,
  };
}

/** Applies a start: home time goes on from where the record says. Changes `time` in place. */
export function evolveBootTime(time: TimeState, { originMs, offMs }: Boot, at: Stamp): void {
  if (offMs !== null) time.unobservedMs += offMs;
  time.offUnknown = offMs === null && time.last !== null;
  time.originMs = originMs;
  time.boot = at.boot;
  time.bootMs = originMs + at.monotonicMs;
}

/** Applies what became of the clock. Changes `time` in place. */
export function evolveClockTime(time: TimeState, { stepMs, frozenMs, offMs }: ClockStep, at: Stamp): void {
  time.unobservedMs += (frozenMs ?? 0) + (offMs ?? 0);
  time.originMs += offMs ?? 0;
  const wasSet = time.last?.quality === 'synced' && at.quality === 'synced';
  if (wasSet && Math.abs(stepMs) > DOUBTED_STEP_MS)
    time.doubtedUntilMs = time.originMs + at.monotonicMs + DOUBT_MS;
}

/** Whether the time of day can be believed at a moment of home time. */
export function isTrusted(time: Readonly<TimeState>, homeMs: number, quality: Stamp['quality']): boolean {
  return quality === 'synced' && homeMs >= time.doubtedUntilMs;
}

/**
 * Whether the time of day can be believed at this very instant, though the loop has not looked at the clock yet: it did
 * not step since the last record.
 */
export function isBelieved(time: Readonly<TimeState>, now: Instant): boolean {
  if (!isTrusted(time, time.originMs + now.monotonicMs, now.quality)) return false;
  const { last } = time;
  if (last === null || last.boot !== time.boot || last.quality !== 'synced') return true;
  return Math.abs(now.wallMs - last.wallMs - (now.monotonicMs - last.monotonicMs)) <= DOUBTED_STEP_MS;
}

/** Remembers the last record's time. Changes `time` in place. */
export function noteRecord(time: TimeState, at: Stamp, homeMs: number, trusted: boolean): void {
  time.lastMs = homeMs;
  time.last = at;
  if (!trusted) return;
  time.believedMs = homeMs;
  time.believedWallMs = at.wallMs;
  time.offUnknown = false;
}

/** Where home time goes on at a start, and how long the hub was off (ms); null when no two clocks can tell. */
export function startOf(time: Readonly<TimeState>, now: Instant): Pick<Boot, 'originMs' | 'offMs'> {
  const offMs = isTrusted(time, time.lastMs, now.quality) ? offBetween(time, time.lastMs, now) : null;
  return { originMs: time.lastMs + (offMs ?? 0) - now.monotonicMs, offMs };
}

/** How much more the believed wall clock went on than home time did, ms; null when it was never believed. */
export function offBetween(time: Readonly<TimeState>, homeMs: number, { wallMs }: Instant): number | null {
  if (time.believedMs === null || time.believedWallMs === null) return null;
  return Math.max(0, wallMs - time.believedWallMs - (homeMs - time.believedMs));
}
