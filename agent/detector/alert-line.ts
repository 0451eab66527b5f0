/**
 * The alert line: how long a silence this home is used to, per half-hour of local time.
 *
 * Owns the table of the longest silence reached in each half-hour of each home day, and the line drawn from it.
 * Strictly causal: a silence enters when it has ended, never before, and only if the person was at home and we
 * could see. After Cuddihy, Weisenberg, Graichen, Ganesh 2007 and US7091865B2 ("alert line"), with 48 slots.
 */
import type { DetectorPolicy } from '../config/config.ts';
import { priorMinutes } from './prior.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Half an hour. */
export const SLOT_MS = 30 * MINUTE_MS;
export const SLOTS = 48;

/** Rows kept: two months, 60 × 48 numbers, about 8 KiB of a checkpoint. `policy.days` beyond it has no effect. */
export const HOME_DAYS_MAX = 60;
/**
 * Time at home and in sight that makes a home day: a quarter of it. Somebody out at work all day still has one;
 * days of absence are added to the next day at home and push nothing out of memory.
 */
const HOME_DAY_MS_MIN = 6 * HOUR_MS;
/** Slots that one silence can touch: two days, four times the longest cap. */
const SLOTS_PER_SILENCE_MAX = 2 * SLOTS;

/** Slots on each side that count as the same time of day, one hour: nobody gets up by the half-hour. */
const SPREAD_SLOTS = 2;

/** Per slot the longest silence in minutes; null where nobody was at home. */
export type LineRow = (number | null)[];
export interface LineTable {
  /** Local day number that the open row belongs to. */
  day: number | null;
  /** Time at home and in sight that the open row has seen. */
  coveredMs: number;
  today: LineRow;
  /** Home days before, oldest first. */
  days: LineRow[];
}

export function initialLine(): LineTable {
  return { day: null, coveredMs: 0, today: emptyRow(), days: [] };
}

function emptyRow(): LineRow {
  return Array.from({ length: SLOTS }, () => null);
}

/** The slot of a local time, 0 to 47. */
export function slotOf(localMs: number): number {
  const slot = Math.floor(localMs / SLOT_MS) % SLOTS;
  return slot < 0 ? slot + SLOTS : slot;
}

/**
 * Learns a silence that ended at `endLocalMs` (local wall time, ms) after `silenceMs`. It belongs to the day on
 * which it ended, and gives to each slot it touched the age it had reached there. Changes `table` in place.
 */
export function learnSilence(table: LineTable, endLocalMs: number, silenceMs: number): void {
  const day = Math.floor(endLocalMs / DAY_MS);
  if (table.day !== day) openDay(table, day);
  table.coveredMs += silenceMs;
  const startMs = endLocalMs - silenceMs;
  const last = Math.floor(endLocalMs / SLOT_MS);
  const first = Math.max(Math.floor(startMs / SLOT_MS), last - SLOTS_PER_SILENCE_MAX);
  for (let slot = first; slot <= last; slot += 1) {
    const reachedMs = Math.min((slot + 1) * SLOT_MS, endLocalMs) - startMs;
    const minutes = Math.ceil(reachedMs / MINUTE_MS);
    const place = slotOf(slot * SLOT_MS);
    const known = table.today[place] ?? null;
    if (known === null || known < minutes) table.today[place] = minutes;
  }
}

function openDay(table: LineTable, day: number): void {
  table.day = day;
  if (table.coveredMs < HOME_DAY_MS_MIN) return;
  table.days.push(table.today);
  if (table.days.length > HOME_DAYS_MAX) table.days.shift();
  table.today = emptyRow();
  table.coveredMs = 0;
}

/**
 * The longest silence in minutes known around a slot (see `SPREAD_SLOTS`) over the last `days` home days; null
 * when none is known.
 */
export function longestMinutes(table: LineTable, slot: number, days: number): number | null {
  let longest: number | null = null;
  for (let near = slot - SPREAD_SLOTS; near <= slot + SPREAD_SLOTS; near += 1) {
    const place = (near + SLOTS) % SLOTS;
    longest = longer(longest, table.today[place]);
    for (let at = Math.max(0, table.days.length - days); at < table.days.length; at += 1) {
      longest = longer(longest, table.days[at]?.[place]);
    }
  }
  return longest;
}

function longer(longest: number | null, minutes: number | null | undefined): number | null {
  if (minutes === null || minutes === undefined) return longest;
  return longest === null || minutes > longest ? minutes : longest;
}

/** What the line depends on besides the time of day. */
export interface LineContext {
  readonly table: LineTable;
  /** Room of the last sign; null when there was none. */
  readonly room: string | null;
  /** Whether a bedroom has a sensor that notices somebody resting (see `prior.ts`). */
  readonly bedroomSeen: boolean;
  readonly policy: DetectorPolicy;
}

/** Home days the line rests on; 0 while it rests on the prior. */
export function learnedDays({ table, policy }: LineContext): number {
  return table.days.length < policy.priorDays ? 0 : Math.min(table.days.length, policy.days);
}

/**
 * The line of one slot: the silence (ms) at which it is crossed. A slot in which nobody was ever at home stands
 * on the prior however many days are known; in the first days the higher of the two holds.
 */
export function lineMs(context: LineContext, slot: number): number {
  const { table, policy } = context;
  const longest = longestMinutes(table, slot, policy.days);
  let line = longest === null ? 0 : longest * MINUTE_MS + policy.bufferMs;
  if (longest === null || table.days.length < policy.priorDays) {
    line = Math.max(line, priorMinutes(context.room, slot, context.bedroomSeen) * MINUTE_MS);
  }
  return Math.min(Math.max(line, policy.floorMs), policy.capMs);
}

/** The highest line over all slots (ms): what holds while the time of day is not known. */
export function highestLineMs(context: LineContext): number {
  let highest = 0;
  for (let slot = 0; slot < SLOTS; slot += 1) highest = Math.max(highest, lineMs(context, slot));
  return highest;
}

export interface Crossing {
  /** After so much silence (ms) the line is crossed. */
  readonly silenceMs: number;
  /** The line that is crossed (ms): not more than the silence. */
  readonly lineMs: number;
}

/**
 * Where a silence that began at `startLocalMs` (local wall time, ms) and goes on will first reach the line of the
 * slot it is in, not looking before `fromMs` of silence. Closed form per slot; never later than the cap.
 */
export function crossingOf(context: LineContext, startLocalMs: number, fromMs: number): Crossing {
  const { capMs } = context.policy;
  let slot = Math.floor((startLocalMs + fromMs) / SLOT_MS);
  for (let agedMs = fromMs; agedMs < capMs; slot += 1) {
    const line = lineMs(context, slotOf(slot * SLOT_MS));
    const endMs = (slot + 1) * SLOT_MS - startLocalMs;
    if (line <= agedMs) return { silenceMs: agedMs, lineMs: line };
    if (line < endMs) return { silenceMs: line, lineMs: line };
    agedMs = endMs;
  }
  return { silenceMs: capMs, lineMs: capMs };
}
