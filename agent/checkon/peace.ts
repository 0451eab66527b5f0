/**
 * Peace: the resident asked to be left alone until ten, or for some hours.
 *
 * Owns what they are offered, that it is said back, and its end: by itself, by a call for help, by their own sign or by
 * word of the centre; each a record that the case manager is told of. Never hides itself: what it stands for, and how
 * long it may last, is in `detector/pause.ts` and `detector/peace-share.ts`. A press while it lasts calls for help as at
 * any time without a question.
 */
import type { Moment } from '../moment.ts';
import { peaceLeftMs } from '../detector/peace-share.ts';
import type { HubState, Turn } from '../machine.ts';
import type { Peace, Sentence } from '../record.ts';
import { type Draft, write } from './draft.ts';
import { isNight } from '../detector/night.ts';
import { isQuiet } from './pause.ts';
import { PEACE } from './slice.ts';
import { say } from './speech.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TEN_MS = 10 * HOUR_MS;
/** Nearer than this, ten o'clock is no rest; farther than `PEACE_MS_MAX` nobody may be left unwatched. */
const UNTIL_TEN_MS_MIN = HOUR_MS;
const UNTIL_TEN_MS_MAX = 12 * HOUR_MS;
/** Where it is not a morning that is meant: a nap after lunch, an afternoon with a book. */
const PEACE_HOURS_MS = 3 * HOUR_MS;
/** Worth saying a while later: a call or a question may come first. */
const FRESH_MS = 10 * 60_000;

/** What "leave me" means at this moment. `untilMs`: home time. */
export interface PeaceOffer {
  readonly until: 'ten' | 'hours';
  readonly untilMs: number;
}

/**
 * Until ten o'clock in the morning where that is a rest away, else for three hours. Without a trusted clock there is no
 * ten o'clock. When summer time begins or ends in between it is nine or eleven.
 */
export function peaceOffered({ ms, localMs, trusted }: Moment): PeaceOffer {
  const today = Math.floor(localMs / DAY_MS) * DAY_MS + TEN_MS;
  const leftMs = (localMs < today ? today : today + DAY_MS) - localMs;
  const isRest = leftMs >= UNTIL_TEN_MS_MIN && leftMs <= UNTIL_TEN_MS_MAX;
  return trusted && isRest
    ? { until: 'ten', untilMs: ms + leftMs }
    : { until: 'hours', untilMs: ms + PEACE_HOURS_MS };
}

/** What may be promised of it now; null: the twelve hours of this day are used up (`detector/peace-share.ts`). */
export function peaceAllowed({ state, now }: Turn): PeaceOffer | null {
  const leftMs = peaceLeftMs(state.plans, now.ms);
  const offered = peaceOffered(now);
  if (leftMs >= offered.untilMs - now.ms) return offered;
  return leftMs >= PEACE_HOURS_MS ? { until: 'hours', untilMs: now.ms + PEACE_HOURS_MS } : null;
}

const SAID_BACK: Readonly<Record<PeaceOffer['until'], Sentence>> = {
  ten: 'peace-until-ten',
  hours: 'peace-hours',
};

/**
 * The resident asked for it: from now on, and said back. Asked for again it begins anew. Where there is none left that is
 * said, and one that lasts goes on to its end.
 */
export function leaveInPeace(draft: Draft): void {
  const { now, at } = draft.turn;
  const allowed = peaceAllowed(draft.turn);
  if (allowed === null) {
    say(draft, { sentence: 'peace-enough', about: PEACE });
    return;
  }
  const { until, untilMs } = allowed;
  write(draft, { kind: 'peace', untilWallMs: at.wallMs + untilMs - now.ms, why: 'asked' });
  say(draft, { sentence: SAID_BACK[until], about: PEACE });
}

/** From now on as usual again; does nothing where nobody asked for peace. */
export function endPeace(draft: Draft, why: Exclude<Peace['why'], 'asked'>): void {
  if (isInPeace(draft)) write(draft, { kind: 'peace', untilWallMs: null, why });
}

/** Whether it lasts, by what was decided in this turn. */
export function isInPeace({ decided, turn }: Draft): boolean {
  const latest = decided.findLast((body) => body.kind === 'peace');
  return latest === undefined ? turn.state.plans.peace !== null : latest.untilWallMs !== null;
}

/** Home time at which it is over; Infinity: there is none. */
export function peaceDueMs({ plans }: Readonly<HubState>): number {
  return plans.peace?.untilMs ?? Infinity;
}

export function followPeace(draft: Draft): void {
  const { input, now, state } = draft.turn;
  // The centre wants this home to be watched: that is said as the end of a pause.
  if (input.kind === 'pause' && input.untilWallMs === null) endPeace(draft, 'centre');
  else if (now.ms >= peaceDueMs(state)) {
    endPeace(draft, 'over');
    sayOver(draft);
  }
}

/** The resident ends it before its time. */
export function takePeaceBack(draft: Draft): void {
  endPeace(draft, 'taken-back');
  sayOver(draft);
}

/** Nobody is woken for it, and it is untrue in a pause of the centre. */
function sayOver(draft: Draft): void {
  const { now, state } = draft.turn;
  if (isNight(now) || state.plans.pause !== null || !isQuiet(draft, PEACE)) return;
  say(draft, { sentence: 'peace-over', about: PEACE, freshMs: FRESH_MS });
}
