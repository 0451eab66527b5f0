/**
 * How well this home hears the companion, learned from the questions that were really played: by day and by night apart.
 *
 * Owns its part of the check-on's slice, and three readings of it: how loud to begin, what the desk is told of earlier
 * questions, and whether somebody must see to it. The detector reads a fourth: what a question may cost
 * (`detector/answers.ts`). Plain JSON, because it travels in checkpoints. Learns nothing of a question that could not be
 * played, and nothing about loudness from one that was never answered: whoever lies on the floor may have heard it well.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Alert, Decision, Level } from '../record.ts';
import { LATE_ANSWER_MS } from './evolve-alert.ts';
import type { AskedBefore } from '../detector/answers.ts';
import { isNight } from '../detector/night.ts';
import type { Conversation } from './slice.ts';

/** One conversation that was heard in the room, or should have been. */
export interface Lesson extends AskedBefore {
  /** Home time of its end. */
  readonly atMs: number;
  /** The quietest and the loudest question that was played. */
  readonly from: Level;
  readonly to: Level;
  /** reply: by hand or voice, after the loudest; movement: may have been chance; none: nobody answered. */
  answer: 'reply' | 'movement' | 'none';
  wasWell?: boolean;
}
export interface HearingMemory {
  day: Lesson[];
  night: Lesson[];
}

/** Of each time of day: a question a week for a quarter of a year. At 60 bytes each they are 1.5 KB of a checkpoint. */
export const LESSONS_MAX = 12;
/** What is older teaches nothing any more: ears and rooms change, and a hearing aid is put in. */
export const LESSON_KEPT_MS = 90 * 86_400_000;
/** So often in vain, and then so rarely with success, by the mean of a Beta(1, 1): a loudness that is never heard. */
const MISSES_MIN = 4;
const NEVER_SHARE = 1 / 6;
/** Fewer say nothing to anybody who has to judge. */
const TOLD_MIN = 3;
const JUDGED_MIN = 6;
const UNHEARD_SHARE = 1 / 3;
const HEARD_SHARE = 1 / 2;

export function initialHearing(): HearingMemory {
  return { day: [], night: [] };
}

/** What a record ends, and where. */
interface Ending {
  readonly conversation: Readonly<Conversation> | null;
  readonly now: Moment;
  readonly state: Readonly<HubState>;
}

/** Applies one record, before it ends the conversation. Changes `memory` in place. */
export function evolveHearing(
  memory: HearingMemory,
  body: Decision,
  { conversation, now, state }: Ending,
): void {
  if (body.kind === 'answer' && conversation !== null) {
    learn(memory, conversation, { answer: body.by === 'motion' ? 'movement' : 'reply' }, now);
  } else if (body.kind === 'alert' && body.why === 'answered' && body.by !== 'motion') {
    learnWell(memory, body, state);
    if (conversation === null) learnLate(memory, now.ms);
  } else if (body.kind === 'alert' && (body.why === 'raised' || body.why === 'asked-again')) {
    // Whoever may be out answers nothing, and a call for help is no silence.
    const isSilent = body.cause === 'inactivity' || body.cause === 'cannot-see';
    if (isSilent && conversation !== null && state.presence.state === 'home')
      learn(memory, conversation, { answer: 'none', alert: body.alert }, now);
  }
}

function learn(
  memory: HearingMemory,
  { heardFrom, heardTo, stage, unsaid }: Readonly<Conversation>,
  end: Pick<Lesson, 'answer' | 'alert'>,
  now: Moment,
): void {
  if (heardFrom === null || heardTo === null) return;
  // Of a stage that could not be said nobody knows what the answer would have been.
  const asked = unsaid === 0 ? { stage } : {};
  const time = isNight(now) ? 'night' : 'day';
  const lesson = { atMs: now.ms, from: heardFrom, to: heardTo, ...asked, ...end };
  const fresh = memory[time].filter(({ atMs }) => now.ms - atMs < LESSON_KEPT_MS);
  memory[time] = [...fresh, lesson].slice(-LESSONS_MAX);
}

/**
 * Whoever answers an alert by hand or voice before somebody was sent was well all along. A close proves nothing, for the
 * desk may close what it found on the floor; nor does movement, for it may be a neighbour's who was phoned.
 */
function learnWell(memory: HearingMemory, { alert }: Alert, { checkon }: Readonly<HubState>): void {
  const stage = checkon.alerts.find((open) => open.alert === alert)?.stage;
  if (stage !== 'raised' && stage !== 'acknowledged') return;
  for (const time of ['day', 'night'] as const) {
    const last = memory[time].at(-1);
    if (last?.alert === alert) last.wasWell = true;
  }
}

/** The last question was answered after all, a little late. */
function learnLate(memory: HearingMemory, nowMs: number): void {
  for (const time of ['day', 'night'] as const) {
    const last = memory[time].at(-1);
    if (last?.answer === 'none' && nowMs - last.atMs <= LATE_ANSWER_MS) last.answer = 'reply';
  }
}

/** The loudness at which a question begins: the quietest from `from` on that is not known to be in vain at this time of day. */
export function loudnessFrom(memory: Readonly<HearingMemory>, now: Moment, from: Level): Level {
  const lessons = memory[isNight(now) ? 'night' : 'day'];
  let level = from;
  while (level < 3 && isInVain(lessons, level)) level = level === 1 ? 2 : 3;
  return level;
}

function isInVain(lessons: readonly Lesson[], loudness: Level): boolean {
  const replied = lessons.filter(({ answer }) => answer === 'reply');
  const hits = replied.filter(({ to }) => to === loudness).length;
  const misses = replied.filter(({ from, to }) => from <= loudness && to > loudness).length;
  return misses >= MISSES_MIN && (hits + 1) / (hits + misses + 2) <= NEVER_SHARE;
}

/** How many of the last questions at this time of day were answered; null while they are too few to tell. */
export function lastAnswered(
  memory: Readonly<HearingMemory>,
  now: Moment,
): { readonly asked: number; readonly answered: number } | null {
  const lessons = memory[isNight(now) ? 'night' : 'day'];
  if (lessons.length < TOLD_MIN) return null;
  return { asked: lessons.length, answered: answeredOf(lessons) };
}

/** Whether this home hardly hears its companion; null: neither this nor the opposite is certain. */
export function isUnheard({ day, night }: Readonly<HearingMemory>): boolean | null {
  const shares = [day, night]
    .filter(({ length }) => length >= JUDGED_MIN)
    .map((lessons) => (answeredOf(lessons) + 1) / (lessons.length + 2));
  if (shares.some((share) => share < UNHEARD_SHARE)) return true;
  return shares.every((share) => share >= HEARD_SHARE) ? false : null;
}

function answeredOf(lessons: readonly Lesson[]): number {
  return lessons.filter(({ answer }) => answer !== 'none').length;
}
