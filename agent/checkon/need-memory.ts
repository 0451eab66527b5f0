/**
 * What the resident asked for: the wish that may still be taken back, those the centre has not answered, and for how
 * long they want no small talk.
 *
 * Owns that part of the check-on's slice and its bounds. Plain JSON, because it travels in checkpoints; decides nothing.
 * What somebody needs is never evidence of anything.
 */
import type { Moment } from '../moment.ts';
import { type Body, type Choice, NEEDS, type NeedOf, type OfferEnd } from '../record.ts';
import { morningMs } from '../detector/night.ts';

export interface NeedsState {
  /** Chosen, and until when (home time) a touch takes it back. */
  pending: { readonly what: NeedOf; readonly untilMs: number } | null;
  /** Told, and not answered yet. */
  open: { readonly need: string; readonly what: NeedOf }[];
  /** Home times at which the menu was said, the last ones. */
  menusMs: number[];
  /** Home time until which small talk was asked to stop; null: it was not. */
  noTalkUntilMs: number | null;
}

/** Not answered at once: two of each; the oldest goes, it is with the centre all the same. */
export const NEEDS_OPEN_MAX = 8;
/** Menus in 24 h, of a minute each: more is a child at play, or a hand that shakes. */
export const MENUS_PER_DAY_MAX = 20;
/** Nothing is told before it was possible to take it back: long enough to hear the echo and to lift a hand. */
export const NEED_SETTLES_MS = 10_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Without a time of day there is no tomorrow morning. */
const NO_TALK_MS = 16 * HOUR_MS;

export function initialNeeds(): NeedsState {
  return { pending: null, open: [], menusMs: [], noTalkUntilMs: null };
}

/** Menus said in the last 24 h. */
export function recentMenus({ menusMs }: Readonly<NeedsState>, nowMs: number): number {
  return menusMs.filter((atMs) => nowMs - atMs < DAY_MS).length;
}

export function needOf(choice: Choice | null): NeedOf | null {
  return NEEDS.find((need) => need === choice) ?? null;
}

/** Applies one record; owns `slice` and may change it in place. */
export function evolveNeeds(slice: NeedsState, body: Body, now: Moment): void {
  if (body.kind === 'offer' && body.of === 'menu') {
    slice.menusMs = [...slice.menusMs, now.ms].slice(-MENUS_PER_DAY_MAX);
  } else if (body.kind === 'offer-end' && body.of === 'menu') chosen(slice, body, now);
  else if (body.kind === 'need') {
    slice.pending = null;
    slice.open = [...slice.open, { need: body.need, what: body.what }].slice(-NEEDS_OPEN_MAX);
  } else if (body.kind === 'need-withdrawn') slice.pending = null;
  else if (body.kind === 'message' && body.need !== undefined) {
    slice.open = slice.open.filter(({ need }) => need !== body.need);
  }
}

function chosen(slice: NeedsState, { choice }: OfferEnd, now: Moment): void {
  const what = needOf(choice);
  if (what !== null) slice.pending = { what, untilMs: now.ms + NEED_SETTLES_MS };
  else if (choice === 'no-talk') slice.noTalkUntilMs = now.trusted ? morningMs(now) : now.ms + NO_TALK_MS;
}
