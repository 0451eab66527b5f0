/**
 * How much the companion may say on its own initiative in a day: greetings, small talk, messages, reminders.
 *
 * Owns the arithmetic, in one place. What safety needs (questions, echoes, alerts) is never counted and never held back, nor
 * is what the resident asks for by hand. Whoever is talked at pulls the plug: where the day's words are used up small talk
 * falls first, then greetings, and reminders last; what the centre says is bounded where it enters, and only counted.
 * Silence is an answer too: whoever leaves one kind of talk unanswered several times is let be by it for days, until they
 * touch the companion. Neither questions nor what the case manager entered are ever among these kinds.
 */
import type { Moment } from '../moment.ts';
import { type Body, type OfferOf, type ProbeSentence, type Say, rowOf } from '../record.ts';

/** A leaky bucket: words said, drained by a day's worth a day. */
export interface BudgetState {
  words: number;
  /** Home time at which that was so. */
  atMs: number;
  /** How often in a row each kind was left unanswered, and home time of the last one that was judged. */
  unanswered: Record<Talk, { inARow: number; lastMs: number }>;
}
/** What nobody needs to be said: greetings without and with a time of day, and what is offered of one's own accord. */
export const TALKS = ['small-talk', 'greetings', 'offers'] as const;
export type Talk = (typeof TALKS)[number];

/**
 * Five minutes at 120 words a minute: six messages of 40 words (240), eight reminders of 20 (160), three greetings of 10
 * (30), and as much again for those that are said twice.
 */
export const WORDS_PER_DAY = 600;
/** Used up so far, each has its end. */
export const SHARES = { 'small-talk': 0.5, greetings: 0.75, reminders: 1 } as const;
export type Share = keyof typeof SHARES;
const DAY_MS = 86_400_000;
/** Of a sentence of our own, and characters in a word of the centre's, Korean or English. */
const OWN_WORDS = 10;
const WORD_CHARACTERS = 5;

/** Twice may be chance; from the third on it is a wish. */
export const UNANSWERED_MIN = 3;
/** Two days, and one more each time; once a week at last, for whoever has come to like it may get up and say so. */
export const REST_DAYS_MAX = 7;
/** As long as a greeting goes before its question, and five minutes for whoever was on the way. */
export const ANSWERED_MS = 30 * 60_000;

export function initialBudget(): BudgetState {
  const none = { inARow: 0, lastMs: -1 };
  return {
    words: 0,
    atMs: 0,
    unanswered: { 'small-talk': { ...none }, greetings: { ...none }, offers: { ...none } },
  };
}

/** Applies one record, before the greeting that waits becomes another. Changes `budget` in place. */
export function evolveBudget(
  { budget, probes }: { readonly budget: BudgetState; readonly probes: Readonly<Greeted> },
  body: Body,
  now: Moment,
): void {
  if (body.kind === 'say') spend(budget, body, now);
  else if (body.kind === 'reply' && body.by === 'touch') touched(budget);
  else if (body.kind === 'prompt' && probes.waiting) judgeGreeting(budget, probes, false);
  else if (body.kind === 'offer-end' && OFFERED_FIRST.has(body.of)) {
    if (body.why === 'chosen') touched(budget);
    else if (body.why === 'no-answer') judge(budget, 'offers', { isAnswered: false, atMs: now.ms });
  }
}
/** What was asked for by hand, or entered by the case manager, is not among them. */
const OFFERED_FIRST: ReadonlySet<OfferOf> = new Set<OfferOf>(['programme', 'wishes', 'how-was-it']);

/** Of greetings, the last ones said, and whether the last is still without an answer. */
interface Greeted {
  readonly recent: readonly { readonly atMs: number; readonly sentence: ProbeSentence }[];
  readonly waiting: boolean;
}

/** The last greeting was answered, by whatever answers one, or was not before a question came. Each is judged once. */
export function judgeGreeting(budget: BudgetState, { recent }: Readonly<Greeted>, isAnswered: boolean): void {
  const last = recent.at(-1);
  if (last !== undefined) judge(budget, talkOf(last.sentence), { isAnswered, atMs: last.atMs });
}

function judge(
  { unanswered }: BudgetState,
  talk: Talk,
  { isAnswered, atMs }: { readonly isAnswered: boolean; readonly atMs: number },
): void {
  const { inARow, lastMs } = unanswered[talk];
  if (atMs > lastMs) unanswered[talk] = { inARow: isAnswered ? 0 : inARow + 1, lastMs: atMs };
}

/** Who touches it wants it. */
function touched({ unanswered }: BudgetState): void {
  for (const talk of TALKS) unanswered[talk].inARow = 0;
}

export function talkOf(sentence: ProbeSentence): Talk {
  return sentence === 'small-talk' ? 'small-talk' : 'greetings';
}

/** Home time until which silence is respected for one kind of talk; in the past: it is not. */
export function restUntilMs({ unanswered }: Readonly<BudgetState>, talk: Talk): number {
  const { inARow, lastMs } = unanswered[talk];
  if (inARow < UNANSWERED_MIN) return -Infinity;
  return lastMs + Math.min(inARow - 1, REST_DAYS_MAX) * DAY_MS;
}

/** Counts one sentence, in place. */
export function spend(budget: BudgetState, { sentence, text = '' }: Say, now: Moment): void {
  if (!rowOf(sentence).isCounted) return;
  const leftWords = Math.max(0, budget.words - ((now.ms - budget.atMs) * WORDS_PER_DAY) / DAY_MS);
  budget.words = leftWords + OWN_WORDS + Math.ceil(text.length / WORD_CHARACTERS);
  budget.atMs = now.ms;
}

/** Home time from which something of this kind may be said again; in the past: now. */
export function spentUntilMs({ words, atMs }: Readonly<BudgetState>, share: Share): number {
  return atMs + ((words - SHARES[share] * WORDS_PER_DAY) * DAY_MS) / WORDS_PER_DAY;
}
