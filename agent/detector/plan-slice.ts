/**
 * What is planned for the person and how closely the home is watched: a slice of the state, as plain data.
 *
 * Owns the shapes, their beginning, and how long anything planned may last; what changes them is in `plans.ts`. The
 * same bounds are judged where a command enters (`uplink/command-verbs.ts`) and clamped where it is applied.
 */
import type { Pause } from './pause.ts';
import type { Stretch } from './peace-share.ts';
import type { Visit } from './visit.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const PLANNED = ['absence', 'outing'] as const;
export type Planned = (typeof PLANNED)[number];

/**
 * absence: 30 days, a stay in hospital and the weeks after it; whoever stays longer says so again, for a plan that was
 * forgotten excuses silence as long as it lasts. outing: 24 h, there and back; whoever stays the night is absent.
 */
export const PLAN_MS_MAX: Readonly<Record<Planned, number>> = { absence: 30 * DAY_MS, outing: DAY_MS };
/** How far ahead a plan may begin: 60 days, as far as a hospital gives appointments. */
export const AHEAD_MS_MAX = 60 * DAY_MS;
/** A closer watch asks more often: 14 days, the two weeks after a discharge; longer is a matter of configuration. */
export const RAISED_MS_MAX = 14 * DAY_MS;
/**
 * After the expected return, before anybody is asked. outing: 1 h, a bus missed. absence: 6 h, a train missed, and a
 * return "on Friday" that was written down as its noon.
 */
export const GRACE_MS: Readonly<Record<Planned, number>> = { absence: 6 * HOUR_MS, outing: HOUR_MS };
/** After a pause or a peace whoever was told that it is over has half an hour to stir, as after any other word. */
export const PAUSE_GRACE_MS = HOUR_MS / 2;
/** What is overdue stays known so long, for the words of what is asked anew each day; then it is an absence as any. */
export const OVERDUE_KEPT_MS = 7 * DAY_MS;

export interface PlannedOut {
  /** Home time; null: under way already when it was said. */
  fromMs: number | null;
  /** Home time of the expected return. */
  returnMs: number;
  /** The same on the wall clock, ms since 1970 UTC. */
  untilWallMs: number;
  /** It goes with something done together (`programme/`); absent: the centre's own word. */
  readonly programme?: string;
}
/** At most one of each: what is said anew takes the place of what was said before. */
export interface PlansState {
  absence: PlannedOut | null;
  outing: PlannedOut | null;
  /** Home time until which the home is watched more closely; null: as usual. */
  watchUntilMs: number | null;
  /** Null: nobody of the centre is expected (`visit.ts`). */
  visit: Visit | null;
  /** Null: silence is judged (`pause.ts`). */
  pause: Pause | null;
  /** Home time at which the last pause ended; null: there was none. */
  pausedUntilMs: number | null;
  /** The same of what the resident asked for themselves. */
  peace: Pause | null;
  peacedUntilMs: number | null;
  /** The peace of the last day, oldest first; at most `STRETCHES_MAX` (`peace-share.ts`). */
  peaces: Stretch[];
}

export function initialPlans(): PlansState {
  return {
    absence: null,
    outing: null,
    watchUntilMs: null,
    visit: null,
    pause: null,
    pausedUntilMs: null,
    peace: null,
    peacedUntilMs: null,
    peaces: [],
  };
}
