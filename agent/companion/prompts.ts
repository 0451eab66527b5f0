/**
 * The words of the companion: which clip an utterance is, what it says, how long that takes.
 *
 * The words themselves are one JSON file per language under `prompts/`; a new language is one folder and one line
 * here. Numbers are written out as words, because espeak-ng misreads digits. Must never make up a sentence at run
 * time: what is said was read, rendered and checked beforehand.
 */
import type { Utterance } from '../ports.ts';
import { SENTENCES, type Sentence } from '../record.ts';
import english from './prompts/en/sentences.json' with { type: 'json' };
import korean from './prompts/ko/sentences.json' with { type: 'json' };

export type Language = Utterance['language'];
export const LEVELS = [1, 2, 3] as const;
export type Level = (typeof LEVELS)[number];

/** Upper ends of the arrival times that have a sentence, in minutes, ascending. */
const ARRIVAL_MINUTES = [10, 20, 30, 60] as const;
export type Arrival = `${(typeof ARRIVAL_MINUTES)[number]}` | 'over-60' | 'unknown';
const ARRIVALS: readonly Arrival[] = ['10', '20', '30', '60', 'over-60', 'unknown'];

/** One language, as its JSON file has it. */
export interface PromptBook {
  /** What speakers of the language call it. */
  readonly name: string;
  /** Voice of espeak-ng, and its speed; 120 to 150 is clearer than the default of 175. */
  readonly voice: string;
  readonly wordsPerMinute: number;
  /** Spoken length where no clip was rendered: base + so much per character. Fitted to espeak-ng 1.51. */
  readonly estimate: { readonly baseMs: number; readonly perCharacterMs: number };
  readonly sentences: Readonly<Record<Exclude<Sentence, 'dispatched' | 'small-talk'>, string>> & {
    readonly dispatched: Readonly<Record<Arrival, string>>;
    /** Wordings that take turns. */
    readonly 'small-talk': readonly string[];
  };
  /** Parts of words that claim something, by what they claim; which sentence may claim what is checked in tests. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

export const BOOKS: Readonly<Record<Language, PromptBook>> = { en: english, ko: korean };
/** Every language, sorted. */
export const LANGUAGES: readonly Language[] = ['en', 'ko'];

/** One sentence to be rendered or played. `name` is unique within a language. */
export interface Clip {
  readonly language: Language;
  readonly name: string;
  readonly text: string;
}

/** Rounded up, so that "within" stays true; null is "unknown". Zero and less count as the shortest. */
export function arrivalOf(minutes: number | null): Arrival {
  if (minutes === null || Number.isNaN(minutes)) return 'unknown';
  const end = ARRIVAL_MINUTES.find((upper) => minutes <= upper);
  return end === undefined ? 'over-60' : `${end}`;
}

/** The clip of an utterance. `minutes` matters to `dispatched` alone, `variant` to `small-talk`. */
export function clipOf(utterance: Pick<Utterance, 'sentence' | 'language' | 'minutes' | 'variant'>): Clip {
  const { language, sentence } = utterance;
  if (sentence === 'small-talk') return smallTalkClip(language, utterance.variant ?? 0);
  if (sentence === 'dispatched') return dispatchedClip(language, arrivalOf(utterance.minutes));
  return { language, name: sentence, text: BOOKS[language].sentences[sentence] };
}

function dispatchedClip(language: Language, arrival: Arrival): Clip {
  return {
    language,
    name: `dispatched-${arrival}`,
    text: BOOKS[language].sentences.dispatched[arrival],
  };
}

function smallTalkClip(language: Language, variant: number): Clip {
  const texts = BOOKS[language].sentences['small-talk'];
  const at = variant % texts.length;
  return { language, name: `small-talk-${at + 1}`, text: texts[at] ?? '' };
}

/** Every clip of a language, in the order of the record's list of sentences. */
export function clipsOf(language: Language): Clip[] {
  return SENTENCES.flatMap((sentence) => {
    if (sentence === 'dispatched') return ARRIVALS.map((arrival) => dispatchedClip(language, arrival));
    if (sentence === 'small-talk') {
      return BOOKS[language].sentences['small-talk'].map((_, at) => smallTalkClip(language, at));
    }
    return [clipOf({ language, sentence, minutes: null })];
  });
}

/** The language of a text that somebody wrote: Korean where it has a letter of it. */
export function languageOf(text: string): Language {
  return /\p{Script=Hangul}/u.test(text) ? 'ko' : 'en';
}

/** Spoken length in ms, without having heard it; within a third of what espeak-ng takes. */
export function estimateMs({ language, text }: Clip): number {
  const { baseMs, perCharacterMs } = BOOKS[language].estimate;
  return baseMs + perCharacterMs * text.length;
}
