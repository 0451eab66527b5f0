/**
 * What the memory card has been made to write by this hub, and how long it will bear that.
 *
 * Owns that slice of the state and the months that are left. Counts what the kernel says this process caused, in
 * bytes (proc_pid_io(5), `write_bytes`), not what the card makes of them inside: that is in the endurance that the
 * configuration states. What was written since the last count dies with a killed process: at most six hours of it.
 */
import type { CardWritten } from '../record.ts';

export interface CardState {
  /** All that was counted of this card. */
  bytes: number;
  /** What was written lately, and in how long a time; both are halved together, so that old habits fade. */
  recent: { bytes: number; ms: number };
  /** Home time of the last count; null before the first. */
  countedMs: number | null;
  monthsLeft: number | null;
}

const DAY_MS = 86_400_000;
const MONTH_MS = 30 * DAY_MS;
/** The pace is that of the last one or two months: a week of outage shows, a bad day does not frighten anybody. */
const RECENT_MS_MAX = 2 * MONTH_MS;
/** Before a day has passed, a pace means nothing. */
const PACE_MS_MIN = DAY_MS;
/** A hundred years: beyond, a number says no more. */
const MONTHS_MAX = 1200;
const TERABYTE = 1e12;

/** A technician passes within half a year. */
export const WEARING_MONTHS = 6;
/** What is told at six months is over only when it is clearly no longer so. */
export const WELL_MONTHS = 9;

export function initialCard(): CardState {
  return { bytes: 0, recent: { bytes: 0, ms: 0 }, countedMs: null, monthsLeft: null };
}

/** Applies one count; owns `slice` and may change it in place. */
export function evolveCard(
  slice: CardState,
  { bytes, monthsLeft, isNew = false }: CardWritten,
  nowMs: number,
): CardState {
  const { bytes: all, recent, countedMs } = isNew ? initialCard() : slice;
  const grown = growing(recent, bytes, countedMs === null ? 0 : Math.max(0, nowMs - countedMs));
  return { bytes: all + bytes, recent: grown, countedMs: nowMs, monthsLeft };
}

/** The months that are left once `bytes` more are written; null as long as the pace is not known. */
export function monthsLeftOf(
  slice: Readonly<CardState>,
  bytes: number,
  nowMs: number,
  terabytes: number,
): number | null {
  if (slice.countedMs === null) return null;
  const recent = growing(slice.recent, bytes, Math.max(0, nowMs - slice.countedMs));
  if (recent.ms < PACE_MS_MIN) return null;
  const left = Math.max(0, terabytes * TERABYTE - slice.bytes - bytes);
  const months = (left * recent.ms) / Math.max(1, recent.bytes) / MONTH_MS;
  return Math.min(MONTHS_MAX, Math.floor(months));
}

/** Bytes a day at the pace of late; null as long as it is not known. */
export function bytesPerDay({ recent }: Readonly<CardState>): number | null {
  return recent.ms < PACE_MS_MIN ? null : Math.round((recent.bytes * DAY_MS) / recent.ms);
}

/** The first count covers no known time: it is in the sum, not in the pace. */
function growing(recent: CardState['recent'], bytes: number, spanMs: number): CardState['recent'] {
  if (spanMs === 0) return recent;
  const ms = recent.ms + spanMs;
  const share = ms > RECENT_MS_MAX ? 0.5 : 1;
  return { bytes: (recent.bytes + bytes) * share, ms: ms * share };
}
