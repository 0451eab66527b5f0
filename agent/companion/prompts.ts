/**
 * The words of the companion: which clip an utterance is, what it says, how long that takes.
 *
 * The words themselves are one JSON file per language under `prompts/`; a new language is one folder and one line
 * here. Numbers are written out as words, because espeak-ng misreads digits. Must never make up a sentence at run
 * time: what is said was read, rendered and checked beforehand.
 */
import { assert } from '../errors.ts';
import type { Utterance } from '../ports.ts';
import { type Level, SENTENCES, type Sentence } from '../record.ts';
import english from './prompts/en/sentences.json' with { type: 'json' };
import korean from './prompts/ko/sentences.json' with { type: 'json' };

export type Language = Utterance['language'];
export const LEVELS: readonly Level[] = [1, 2, 3];

/** Upper ends of the arrival times that have a sentence, in minutes, ascending. */
const ARRIVAL_MINUTES = [10, 20, 30, 60] as const;
export type Arrival = `${(typeof ARRIVAL_MINUTES)[number]}` | 'over-60' | 'unknown';
const ARRIVALS: readonly Arrival[] = ['10', '20', '30', '60', 'over-60', 'unknown'];

/** Wordings of one sentence that take turns, so that none wears out; some are worded for the night. */
export type Wordings = readonly string[] | Readonly<Record<TimeOfDay, readonly string[]>>;
export const TIMES_OF_DAY = ['day', 'night'] as const;
export type TimeOfDay = (typeof TIMES_OF_DAY)[number];

/** One language, as its JSON file has it. */
export interface PromptBook {
  /** What speakers of the language call it. */
  readonly name: string;
  /** Voice of espeak-ng, and its speed; 120 to 150 is clearer than the default of 175. */
  readonly voice: string;
  readonly wordsPerMinute: number;
  /** Spoken length where no clip was rendered: base + so much per character. Fitted to espeak-ng 1.51. */
  readonly estimate: { readonly baseMs: number; readonly perCharacterMs: number };
  readonly sentences: Readonly<Record<Exclude<Sentence, 'dispatched'>, Wordings>> & {
    readonly dispatched: Readonly<Record<Arrival, Wordings>>;
  };
}

export const BOOKS: Readonly<Record<Language, PromptBook>> = { en: english, ko: korean };
/** Every language, sorted. */
export const LANGUAGES: readonly Language[] = ['en', 'ko'];

/** One wording to be rendered or played. `name` is unique within a language. */
export interface Clip {
  readonly language: Language;
  readonly sentence: Sentence;
  readonly name: string;
  readonly text: string;
  /** Of a sentence that is worded for the night as well, which of the two; null: it serves both. */
  readonly time: TimeOfDay | null;
}

/** Rounded up, so that "within" stays true; null is "unknown". Zero and less count as the shortest. */
export function arrivalOf(minutes: number | null): Arrival {
  if (minutes === null || Number.isNaN(minutes)) return 'unknown';
  const end = ARRIVAL_MINUTES.find((upper) => minutes <= upper);
  return end === undefined ? 'over-60' : `${end}`;
}

type Words = Pick<Utterance, 'sentence' | 'language' | 'minutes' | 'variant' | 'night'>;

/** The clip of an utterance. `minutes` matters to `dispatched` alone; `variant` counts beyond the last wording anew. */
export function clipOf({ language, sentence, minutes, variant = 0, night = false }: Words): Clip {
  const clips = wordingsOf(language, sentence, arrivalOf(minutes)).filter(
    ({ time }) => time === null || (time === 'night') === night,
  );
  const clip = clips[variant % clips.length];
  assert(clip !== undefined, 'every sentence has a wording by day and by night');
  return clip;
}

/** Every clip of a language, in the order of the record's list of sentences. */
export function clipsOf(language: Language): Clip[] {
  return SENTENCES.flatMap((sentence) =>
    sentence === 'dispatched'
      ? ARRIVALS.flatMap((arrival) => wordingsOf(language, sentence, arrival))
      : wordingsOf(language, sentence, 'unknown'),
  );
}

/** All wordings of a sentence; `arrival` matters to `dispatched` alone. */
function wordingsOf(language: Language, sentence: Sentence, arrival: Arrival): Clip[] {
  const { sentences } = BOOKS[language];
  const isDispatched = sentence === 'dispatched';
  const wordings = isDispatched ? sentences.dispatched[arrival] : sentences[sentence];
  const stem = isDispatched ? `${sentence}-${arrival}` : sentence;
  const clips = (texts: readonly string[], time: TimeOfDay | null): Clip[] =>
    texts.map((text, at) => {
      const name = `${time === 'night' ? `${stem}-night` : stem}-${at + 1}`;
      return { language, sentence, name, text, time };
    });
  if (!('day' in wordings)) return clips(wordings, null);
  return TIMES_OF_DAY.flatMap((time) => clips(wordings[time], time));
}

/** The language of a text that somebody wrote: Korean where it has a letter of it. */
export function languageOf(text: string): Language {
  return /\p{Script=Hangul}/u.test(text) ? 'ko' : 'en';
}

/** Spoken length in ms, without having heard it; within a third of what espeak-ng takes. */
export function estimateMs({ language, text }: Pick<Clip, 'language' | 'text'>): number {
  const { baseMs, perCharacterMs } = BOOKS[language].estimate;
  return baseMs + perCharacterMs * text.length;
}
