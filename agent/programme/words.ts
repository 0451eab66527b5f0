/**
 * How a programme is put into words: a sentence of the books, and after it the centre's own name, place and time.
 *
 * Owns the order of these words in each language. Must never add a word of its own judgement; where the time of day is
 * not believed none is named.
 */
import { timeInWords } from '../companion/numbers.ts';
import { languageOf } from '../companion/prompts.ts';
import type { Moment } from '../moment.ts';
import type { ProgrammeOf, Sentence } from '../record.ts';
import type { OpenProgramme } from './slice.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const DAYS = {
  en: ['on Thursday', 'on Friday', 'on Saturday', 'on Sunday', 'on Monday', 'on Tuesday', 'on Wednesday'],
  ko: ['목요일', '금요일', '토요일', '일요일', '월요일', '화요일', '수요일'],
} as const;
const NEAR = { en: ['today', 'tomorrow'], ko: ['오늘', '내일'] } as const;

export const INVITES: Readonly<Record<ProgrammeOf, Sentence>> = {
  shopping: 'programme-shopping',
  meal: 'programme-meal',
  visit: 'programme-visit',
};

/** Who, when, where. When summer time begins or ends in between, the hour is the one of today's clock. */
export function wordsOf({ who, where, fromMs }: Readonly<OpenProgramme>, now: Moment): string {
  const language = languageOf(who);
  const words = [who];
  if (now.trusted) {
    const localMs = now.localMs + fromMs - now.ms;
    const [day, today] = [Math.floor(localMs / DAY_MS), Math.floor(now.localMs / DAY_MS)];
    const minutes = Math.floor((localMs - day * DAY_MS) / MINUTE_MS);
    const named = NEAR[language][day - today] ?? DAYS[language][((day % 7) + 7) % 7] ?? '';
    const time = timeInWords(Math.floor(minutes / 60), minutes % 60, language);
    words.push(language === 'ko' ? `${named} ${time}` : `${named} at ${time}`);
  }
  if (where !== null) words.push(where);
  return `${words.join(', ')}.`;
}
