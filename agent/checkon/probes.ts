/**
 * Gentle before loud: a greeting that would do no harm anyway, some time before a question would come due. Whoever is
 * well gets up or turns round, and is not asked.
 *
 * Owns when, how often and in which words; the detector says when it would ask. A probe asks for nothing, knows
 * nothing and is no evidence: only movement answers it, and movement is life with or without it. It delays and
 * replaces no question; when there is too little time left before one, the question comes alone.
 *
 * A press after a probe is a call for help, as at any time without a question. Nothing in the words asks for a press,
 * so whoever presses does it of their own will, and may be reaching for the only thing within reach. Who only meant to
 * reply is told what was understood and has ten seconds to take it back: a moment's embarrassment, where the other
 * mistake could cost a life.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Config } from '../config/config.ts';
import { askDueMs } from '../detector/detector.ts';
import { isPaused } from '../detector/pause.ts';
import type { ProbeSentence } from '../record.ts';
import { inHandsUntilMs } from '../alert-life.ts';
import { restUntilMs, spentUntilMs, talkOf } from './budget.ts';
import { companyUntilMs } from './company.ts';
import { type Draft, nextId, write } from './draft.ts';
import { type ProbeMemory, PROBES_PER_DAY_MAX } from './probe-memory.ts';
import type { CheckonState } from './slice.ts';
import { say } from './speech.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** So long before the question: time to finish the page, find the slippers and make tea. */
export const PROBE_LEAD_MS = 25 * MINUTE_MS;
/** With less time left the greeting and the question would be one long disturbance. */
export const PROBE_LEAD_MS_MIN = 10 * MINUTE_MS;
/** Nobody who moved a moment ago is spoken to. */
export const PROBE_SILENCE_MS_MIN = 30 * MINUTE_MS;
/** Between two: what talks every hour is switched off. */
export const PROBE_SPACING_MS = 2 * HOUR_MS;
/**
 * As many as a day may have, and the next, never come within less than this, whatever a clock says. Five, seven and
 * nine in the evening, eight in the morning are 15 hours; 14 when summer time begins.
 */
export const PROBE_DAY_MS_MIN = 14 * HOUR_MS;
/** Local hours between which something may be said: [from, to). */
export const PROBE_HOURS = { from: 8, to: 21 } as const;
const MORNING_TO_HOUR = 11;
const EVENING_FROM_HOUR = 17;
/** A clock with fractions rounds sums up: nearer than this is now (as in the detector). */
const CLOSE_MS = 1;
const NEVER_MS = Number.POSITIVE_INFINITY;

/** Says it, when its moment has come. The last rule of a turn: whatever else was decided in it goes first. */
export function probe(draft: Draft): void {
  const { now, policy, state: before } = draft.turn;
  const state = { ...before, checkon: draft.checkon };
  if (probeDueMs(state, now, policy) - now.ms >= CLOSE_MS) return;
  const { probes } = draft.checkon;
  const id = nextId(draft);
  const sentence = sentenceOf(probes, now);
  const quietMinutes = Math.floor((now.ms - (state.detector.quietMs ?? now.ms)) / MINUTE_MS);
  write(draft, { kind: 'probe', probe: id, sentence, quietMinutes });
  say(draft, { sentence, about: id });
}

/**
 * Home time (ms) of the next probe if nothing happens; Infinity when there is none. In the first half-hour of a
 * silence and under a doubted clock it is the earliest time at which there may be one.
 */
export function probeDueMs(state: Readonly<HubState>, now: Moment, policy: Config): number {
  const { checkon, detector, plans, presence, sensors, time } = state;
  if (!policy.checkon.probes || presence.state !== 'home' || detector.quietMs === null) return NEVER_MS;
  if (checkon.conversation !== null || checkon.offer !== null || checkon.probes.waiting) return NEVER_MS;
  if (isPaused(plans, now.ms)) return NEVER_MS;
  const silentMs = detector.quietMs + PROBE_SILENCE_MS_MIN;
  if (now.ms < silentMs) return silentMs;
  if (!now.trusted) return now.ms < time.doubtedUntilMs ? time.doubtedUntilMs : NEVER_MS;
  const askMs = askDueMs(state, now, policy);
  if (askMs === NEVER_MS) return NEVER_MS;
  const noTalkUntilMs = checkon.needs.noTalkUntilMs ?? -NEVER_MS;
  const hushedMs = Math.max(noTalkUntilMs, companyUntilMs(state, now.ms));
  const busyMs = Math.max(hushedMs, busyUntilMs(checkon, sensors.lifeMs));
  const freeMs = Math.max(now.ms, askMs - PROBE_LEAD_MS, busyMs);
  const greetMs = Math.max(freeMs, spentUntilMs(checkon.budget, 'greetings'));
  const dueMs = allowedMs(checkon.probes, now, talkMs(state, now, greetMs));
  return dueMs <= askMs - PROBE_LEAD_MS_MIN ? dueMs : NEVER_MS;
}

/** Small talk is the first that is left unsaid where the words of a day are used up; and silence is respected. */
function talkMs({ checkon }: Readonly<HubState>, now: Moment, fromMs: number): number {
  if (fromMs === NEVER_MS) return NEVER_MS;
  const talk = talkOf(sentenceOf(checkon.probes, { ...now, ms: fromMs, localMs: localOf(now, fromMs) }));
  const spentMs = talk === 'small-talk' ? spentUntilMs(checkon.budget, talk) : fromMs;
  return Math.max(fromMs, spentMs, restUntilMs(checkon.budget, talk));
}

/** Until when somebody is told, a press may be taken back, or another sentence is owed. */
export function busyUntilMs(
  { alerts, correction, owed }: Readonly<CheckonState>,
  lifeMs: number | null,
): number {
  let busyMs = Math.max(correction?.untilMs ?? -NEVER_MS, owed?.expiresMs ?? -NEVER_MS);
  for (const alert of alerts) {
    if (!alert.test) busyMs = Math.max(busyMs, inHandsUntilMs(alert, lifeMs));
  }
  return busyMs;
}

/** The first moment from `fromMs` on that spacing, the day's number and its hours allow. */
function allowedMs({ recent }: Readonly<ProbeMemory>, now: Moment, fromMs: number): number {
  if (fromMs === NEVER_MS) return NEVER_MS;
  const isFull = recent.length >= PROBES_PER_DAY_MAX;
  const spacedMs = (recent.at(-1)?.atMs ?? -NEVER_MS) + PROBE_SPACING_MS;
  const fullMs = isFull ? (recent[0]?.atMs ?? 0) + PROBE_DAY_MS_MIN : -NEVER_MS;
  const earliestMs = Math.max(fromMs, spacedMs, fullMs);
  const localMs = localOf(now, earliestMs);
  const day = Math.floor(localMs / DAY_MS);
  const isSpent = isFull && recent.every(({ atMs }) => dayOf(now, atMs) === day);
  const isOver = isSpent || localMs >= day * DAY_MS + PROBE_HOURS.to * HOUR_MS;
  const opensMs = (isOver ? day + 1 : day) * DAY_MS + PROBE_HOURS.from * HOUR_MS;
  return Math.max(earliestMs, now.ms + opensMs - now.localMs);
}

/** Local time of a moment of home time by the clock that is believed now: a clock that was set moves the past with it. */
function localOf(now: Moment, homeMs: number): number {
  return now.localMs + homeMs - now.ms;
}
function dayOf(now: Moment, homeMs: number): number {
  return Math.floor(localOf(now, homeMs) / DAY_MS);
}

function sentenceOf({ recent }: Readonly<ProbeMemory>, now: Moment): ProbeSentence {
  const today = dayOf(now, now.ms);
  const hour = (now.localMs - today * DAY_MS) / HOUR_MS;
  const isNew = (sentence: ProbeSentence): boolean =>
    !recent.some((said) => said.sentence === sentence && dayOf(now, said.atMs) === today);
  if (hour < MORNING_TO_HOUR && isNew('good-morning')) return 'good-morning';
  if (hour >= EVENING_FROM_HOUR && isNew('good-evening')) return 'good-evening';
  return 'small-talk';
}
