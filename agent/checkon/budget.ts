/**
 * How much the companion may say on its own initiative in a day: greetings, small talk, messages, reminders.
 *
 * Owns the arithmetic, in one place. What safety needs (questions, echoes, alerts) is never counted and never held back, nor
 * is what the resident asks for by hand. Whoever is talked at pulls the plug: where the day's words are used up small talk
 * falls first, then greetings, and reminders last; what the centre says is bounded where it enters, and only counted.
 */
import type { Moment } from '../moment.ts';
import { type Say, rowOf } from '../record.ts';

/** A leaky bucket: words said, drained by a day's worth a day. */
export interface BudgetState {
  words: number;
  /** Home time at which that was so. */
  atMs: number;
}

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

export function initialBudget(): BudgetState {
  return { words: 0, atMs: 0 };
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
