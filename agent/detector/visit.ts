/**
 * An expected visit: somebody of the centre will be in the home between two instants.
 *
 * Owns how long and how far ahead one may be, and when it is now. It excuses no silence and mutes nothing: while it lasts,
 * movement may be the visitor's and is no answer to an open question, and whoever is told of an alert is told of it too.
 */
import type { Moment } from '../moment.ts';
import type { Entry } from '../record.ts';
import { AHEAD_MS_MAX, type PlansState } from './plan-slice.ts';

/** 24 h: a day; who stays longer lives there. */
export const VISIT_MS_MAX = 24 * 3_600_000;

/** Both in home time. */
export interface Visit {
  readonly fromMs: number;
  readonly untilMs: number;
  /** It was agreed with the resident (`programme/`); absent: announced by the centre. */
  readonly programme?: string;
}

/** Applies one record. Changes `slice` in place. */
export function evolveVisit(slice: PlansState, { at, body }: Entry, now: Moment): void {
  if (body.kind === 'visit') {
    const { fromWallMs, untilWallMs } = body;
    slice.visit = null;
    if (untilWallMs === null) return;
    const aheadMs = Math.min(Math.max(0, (fromWallMs ?? at.wallMs) - at.wallMs), AHEAD_MS_MAX);
    const endMs = Math.min(Math.max(aheadMs, untilWallMs - at.wallMs), aheadMs + VISIT_MS_MAX);
    slice.visit = { fromMs: now.ms + aheadMs, untilMs: now.ms + endMs };
  } else if (slice.visit !== null && now.ms >= slice.visit.untilMs) slice.visit = null;
}

/** The visit that is expected now; null: none is. */
export function visitNow({ visit }: Readonly<PlansState>, nowMs: number): Visit | null {
  return visit !== null && nowMs >= visit.fromMs && nowMs < visit.untilMs ? visit : null;
}
