/**
 * Home time: milliseconds of this home that go on over reboots, and how far its wall clock can be believed.
 *
 * Owns the time slice. Home time never goes back; it jumps forward only by off-time that two believed wall clocks
 * measure. What passed while nobody watched is counted as unobserved. Never asks a clock itself.
 */
import type { Instant } from './ports.ts';
import type { Boot, ClockStep, Stamp } from './record.ts';
import type { HubState } from './state.ts';

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
/** Later than this the alarm rang too late: the process stood still. A busy machine is late by seconds. */
const FROZEN_MS_MIN = 60_000;
/** Below this, off-time found late changes nothing that anybody judges. */
const LATE_OFF_MS_MIN = 60_000;
/** A wall clock that moved this far from the monotonic one has stepped; NTP slews 0.5 ms/s, 60 s of which are 30 ms. */
const STEP_MS = 2000;

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

/**
 * Off-time (ms) that becomes known only after the start, because a time server answered then; null: none.
 *
 * Home time would jump under whatever runs since the start: then it is left alone, and the time stays unknown.
 */
export function lateOffMs(state: Readonly<HubState>, now: Instant): number | null {
  const { time } = state;
  const homeMs = time.originMs + now.monotonicMs;
  if (!time.offUnknown || !isTrusted(time, homeMs, now.quality) || isUnderWay(state)) return null;
  const offMs = offBetween(time, homeMs, now);
  return offMs !== null && offMs >= LATE_OFF_MS_MIN ? offMs : null;
}

/** The clock fact that an instant shows beside the one before it, the alarm late by so much; null: all as it was. */
export function clockFact(
  state: Readonly<HubState>,
  now: Instant,
  before: Instant,
  lateMs: number,
): ClockStep | null {
  const stepMs = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  const frozen = lateMs > FROZEN_MS_MIN;
  const changed = now.quality !== before.quality || now.utcOffsetMin !== before.utcOffsetMin;
  const offMs = state.time.offUnknown ? lateOffMs(state, now) : null;
  if (!frozen && !changed && offMs === null && Math.abs(stepMs) <= STEP_MS) return null;
  return {
    kind: 'clock',
    stepMs,
    ...(frozen ? { frozenMs: lateMs } : {}),
    ...(offMs === null ? {} : { offMs }),
  };
}

function offBetween(time: Readonly<TimeState>, homeMs: number, { wallMs }: Instant): number | null {
  if (time.believedMs === null || time.believedWallMs === null) return null;
  return Math.max(0, wallMs - time.believedWallMs - (homeMs - time.believedMs));
}

/** A question, a sentence, a silence or a blindness that began after the start did not last through the off-time. */
function isUnderWay({ time: { bootMs }, checkon, detector, sensors }: Readonly<HubState>): boolean {
  if (checkon.conversation !== null || checkon.correction !== null || checkon.owed !== null) return true;
  if (detector.sinceMs !== null && detector.sinceMs > bootMs) return true;
  return sensors.blindSinceMs !== null && sensors.blindSinceMs >= bootMs;
}
