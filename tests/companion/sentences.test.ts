/**
 * The words themselves: every sentence in every language is there, short, speakable, and claims nothing that the
 * hub cannot know at that moment. A new language is held to the same by being there.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { BOOKS, LANGUAGES, arrivalOf, clipOf, clipsOf, estimateMs } from '../../agent/companion/prompts.ts';
import { SENTENCES, type Sentence } from '../../agent/record.ts';

const PROMPTS = join(import.meta.dirname, '../../agent/companion/prompts');

/** What a sentence may claim, because the record that makes it be said carries it. All others claim nothing. */
const MAY_CLAIM: Partial<Record<Sentence, readonly string[]>> = {
  dispatched: ['somebody-comes'],
  arrived: ['somebody-comes'],
};
const CLAIMS = ['centre-knows', 'comfort', 'errand', 'other-services', 'somebody-comes', 'state-of-person'];

/** Nobody remembers more at one hearing; and the loudest question must end well before the next is due. */
const SPOKEN_MS_MAX = 9_500;
/** The ten seconds in which a press can be corrected run from the press: half of them must be left. */
const CORRECTABLE_MS_MAX = 6_000;

/** Small talk that has to be listened to is a lecture. */
const GREETING_MS_MAX = 7_000;

/** Heard in many a home every day, or every time there is a question: one wording would wear out. */
const HEARD_OFTEN: readonly Sentence[] = [
  'ask',
  'ask-louder',
  'last-call',
  'ask-cannot-see',
  'fine-heard',
  'help-heard',
  'help-withdrawn',
  'good-morning',
  'small-talk',
  'good-evening',
];
const isPressEcho = (sentence: Sentence): boolean =>
  sentence === 'help-heard' || sentence === 'invited-press' || sentence.startsWith('press-');
const everyClip = LANGUAGES.flatMap((language) => clipsOf(language));

test('every folder of prompts is a language of the companion, and the other way round', () => {
  expect(readdirSync(PROMPTS).sort()).toEqual([...LANGUAGES].sort());
  expect(Object.keys(BOOKS).sort()).toEqual([...LANGUAGES].sort());
});

describe.each(LANGUAGES)('%s', (language) => {
  test('has a clip for every sentence, each name and each text once', () => {
    const clips = clipsOf(language);
    expect(new Set(clips.map(({ sentence }) => sentence))).toEqual(new Set(SENTENCES));
    expect(new Set(clips.map(({ name }) => name)).size).toBe(clips.length);
    expect(new Set(clips.map(({ text }) => text)).size).toBe(clips.length);
  });

  test('says what each claim would sound like', () => {
    const { claims } = BOOKS[language];
    expect(Object.keys(claims).sort()).toEqual(CLAIMS);
    for (const words of Object.values(claims)) expect(words.length).toBeGreaterThan(0);
    // The lint below means nothing if its words do not fit the language.
    expect(claims['somebody-comes']!.some((word) => clipText(language, 'arrived').includes(word))).toBe(true);
  });
});

test.each(everyClip)('$language $name is one short, speakable, true text', ({ language, sentence, text }) => {
  expect(text).toBe(text.trim());
  expect(text).toMatch(/[.?]$/);
  expect(text, 'digits are misread').not.toMatch(/\p{Nd}/u);
  expect(text, 'only letters and plain stops are spoken alike everywhere').toMatch(/^[\p{L} ,.?']+$/u);
  expect(text.split(/[.?] /).length, 'at most three short sentences').toBeLessThanOrEqual(3);
  expect(estimateMs({ language, text })).toBeLessThanOrEqual(
    isPressEcho(sentence) ? CORRECTABLE_MS_MAX : SPOKEN_MS_MAX,
  );
  const claimed = Object.entries(BOOKS[language].claims)
    .filter(([claim]) => MAY_CLAIM[sentence]?.includes(claim) !== true)
    .flatMap(([claim, words]) =>
      words.filter((word) => text.toLowerCase().includes(word)).map((word) => [claim, word]),
    );
  expect(claimed).toEqual([]);
});

test('Korean is spoken to elders: every sentence ends politely', () => {
  for (const { text } of clipsOf('ko')) {
    for (const sentence of text.split(/(?<=[.?])\s/)) expect(sentence).toMatch(/(니다|세요)[.?]$/);
  }
});

test('what is said anyway asks for nothing, and is over in a breath', () => {
  for (const { language, sentence, text } of everyClip) {
    if (!['good-morning', 'small-talk', 'good-evening'].includes(sentence)) continue;
    expect(text).not.toMatch(/\?|button|버튼|press|눌러|please/i);
    // Nothing it says may stand for having seen or heard anything.
    expect(text).not.toMatch(/\byou (?:are|have|were|did|slept|look)|셨|보이|들리/i);
    expect(estimateMs({ language, text })).toBeLessThanOrEqual(GREETING_MS_MAX);
  }
});

describe('wordings take turns', () => {
  const spoken = (sentence: Sentence, night: boolean, turns: number): string[] =>
    Array.from(
      { length: turns },
      (_, variant) => clipOf({ sentence, language: 'ko', minutes: null, variant, night }).name,
    );

  test.each(HEARD_OFTEN)('%s has at least three, by day and by night, in every language', (sentence) => {
    for (const language of LANGUAGES) {
      for (const night of [false, true]) {
        const names = [0, 1, 2].map(
          (variant) => clipOf({ sentence, language, minutes: null, variant, night }).name,
        );
        expect(new Set(names).size).toBe(3);
      }
    }
  });

  test('and begin anew after the last', () => {
    expect(spoken('small-talk', false, 5)).toEqual([1, 2, 3, 4, 1].map((at) => `small-talk-${at}`));
    expect(spoken('raised', true, 3)).toEqual(['raised-1', 'raised-2', 'raised-1']);
  });

  test('a question at night is worded for it, a call for help is the same at any time', () => {
    expect(spoken('ask', false, 4)).toEqual(['ask-1', 'ask-2', 'ask-3', 'ask-1']);
    expect(spoken('ask', true, 4)).toEqual(['ask-night-1', 'ask-night-2', 'ask-night-3', 'ask-night-1']);
    expect(spoken('help-heard', true, 3)).toEqual(spoken('help-heard', false, 3));
  });

  test('whoever wrote a record before there were turns is given the first', () => {
    expect(clipOf({ sentence: 'ask', language: 'en', minutes: null }).name).toBe('ask-1');
  });
});

test('reports of the centre are given as reports, never as our own knowledge', () => {
  for (const { language, sentence, text } of everyClip) {
    if (!['dispatched', 'arrived', 'closed'].includes(sentence)) continue;
    expect(text).toContain({ en: 'The centre says', ko: '센터에서 알려 왔습니다' }[language]);
  }
});

test.each([
  [null, 'unknown'],
  [Number.NaN, 'unknown'],
  [-5, '10'],
  [0, '10'],
  [10, '10'],
  [10.5, '20'],
  [11, '20'],
  [20, '20'],
  [29, '30'],
  [31, '60'],
  [60, '60'],
  [61, 'over-60'],
  [Number.POSITIVE_INFINITY, 'over-60'],
])('%s minutes is said as %s: rounded up, so that it stays true', (minutes, arrival) => {
  expect(arrivalOf(minutes)).toBe(arrival);
  expect(clipOf({ sentence: 'dispatched', language: 'en', minutes }).name).toBe(`dispatched-${arrival}-1`);
});

test('minutes change no other sentence', () => {
  expect(clipOf({ sentence: 'arrived', language: 'ko', minutes: 5 })).toEqual(
    clipOf({ sentence: 'arrived', language: 'ko', minutes: null }),
  );
});

function clipText(language: 'ko' | 'en', sentence: Sentence): string {
  return clipOf({ language, sentence, minutes: null }).text;
}
