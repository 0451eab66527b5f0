/**
 * What the companion is to say, and what it still owes.
 *
 * Speech is perishable: a sentence belongs to its moment, a newer one replaces it, and a stale one is never said.
 * Nothing here speaks: the loop asks `owedSpeech` after each commit and at boot.
 */
import { hourOf } from '../detector/habit.ts';
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { type Level, type Say, type Sentence, rowOf } from '../record.ts';
import { type Draft, nextId, write } from './draft.ts';
import { isCalledFirst, levelOf } from './loudness.ts';
import { isNight } from '../detector/night.ts';
import { turnOf } from './slice.ts';

/** Minutes are the finest thing said aloud ("in 20 minutes"), so a sentence is good for one of them. */
export const SENTENCE_FRESH_MS = 60_000;
/** Words of the centre take half a minute, and the speaker may have to be waited for. */
export const WORDS_FRESH_MS = 2 * SENTENCE_FRESH_MS;

export interface Words {
  readonly sentence: Sentence;
  /**
   * In a usual home by day; the hour and the resident's hearing make another of it (`loudness.ts`). What its row says when
   * not given.
   */
  readonly level?: Level;
  /** No quieter than this, whatever the hour and the settings. */
  readonly atLeast?: Level;
  /** The conversation, alert or probe it belongs to. */
  readonly about: string;
  readonly minutes?: number | null;
  /** Words of the centre that follow. */
  readonly text?: string;
  /** How long it is worth saying, ms; SENTENCE_FRESH_MS when not given. */
  readonly freshMs?: number;
}

/** The level at which a sentence would be said now. */
export function levelNow({ now, policy }: Turn, sentence: Sentence, meant: Level): Level {
  return levelOf(sentence, meant, now.trusted ? hourOf(now.localMs) : null, policy.companion);
}

export function say(draft: Draft, words: Words): void {
  const { sentence, level = rowOf(sentence).level, atLeast = 1, about, minutes, text, freshMs } = words;
  const { now, policy } = draft.turn;
  const night = isNight(now);
  const spoken = levelNow(draft.turn, sentence, level);
  write(draft, {
    kind: 'say',
    utterance: nextId(draft),
    sentence,
    level: spoken > atLeast ? spoken : atLeast,
    ...(isCalledFirst(sentence, policy.companion) ? { calls: true } : {}),
    minutes: minutes ?? null,
    variant: draft.checkon.turns[turnOf(sentence, night)] ?? 0,
    ...(night ? { night } : {}),
    ...(text === undefined ? {} : { text }),
    expiresMs: draft.turn.now.ms + (freshMs ?? SENTENCE_FRESH_MS),
    about,
  });
}

/** What waits for nobody, and is not said over a question: that must be heard, and answered. */
export function sayUnlessAsking(draft: Draft, words: Words): void {
  if (draft.checkon.conversation === null) say(draft, words);
}

/** The latest sentence of which no outcome is known and whose moment has not passed; null: nothing to say. */
export function owedSpeech(state: Readonly<HubState>, now: Moment): Say | null {
  const { owed } = state.checkon;
  return owed !== null && now.ms < owed.expiresMs ? owed : null;
}
