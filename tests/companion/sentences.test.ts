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

const HAS_WORDINGS: ReadonlySet<Sentence> = new Set(['dispatched', 'small-talk']);
const everyClip = LANGUAGES.flatMap((language) =>
  clipsOf(language).map((clip) => ({ ...clip, sentence: sentenceOf(clip.name) })),
);
function sentenceOf(name: string): Sentence {
  const sentence = SENTENCES.find(
    (one) => one === name || (HAS_WORDINGS.has(one) && name.startsWith(`${one}-`)),
  );
  if (sentence === undefined) throw new Error(`no sentence for the clip ${name}`);
  return sentence;
}

test('every folder of prompts is a language of the companion, and the other way round', () => {
  expect(readdirSync(PROMPTS).sort()).toEqual([...LANGUAGES].sort());
  expect(Object.keys(BOOKS).sort()).toEqual([...LANGUAGES].sort());
});

describe.each(LANGUAGES)('%s', (language) => {
  test('has a clip for every sentence, each name and each text once', () => {
    const clips = clipsOf(language);
    expect(new Set(clips.map(({ name }) => sentenceOf(name)))).toEqual(new Set(SENTENCES));
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
  expect(estimateMs({ language, name: sentence, text })).toBeLessThanOrEqual(
    sentence === 'help-heard' ? CORRECTABLE_MS_MAX : SPOKEN_MS_MAX,
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
  for (const { language, name, sentence, text } of everyClip) {
    if (!['good-morning', 'small-talk', 'good-evening'].includes(sentence)) continue;
    expect(text).not.toMatch(/\?|button|버튼|press|눌러|please/i);
    // Nothing it says may stand for having seen or heard anything.
    expect(text).not.toMatch(/\byou (?:are|have|were|did|slept|look)|셨|보이|들리/i);
    expect(estimateMs({ language, name, text })).toBeLessThanOrEqual(GREETING_MS_MAX);
  }
});

test('small talk takes turns, and begins anew after its last wording', () => {
  for (const language of LANGUAGES) {
    const { length } = BOOKS[language].sentences['small-talk'];
    const nameOf = (variant?: number): string =>
      clipOf({ sentence: 'small-talk', language, minutes: null, variant }).name;
    expect(length).toBeGreaterThanOrEqual(3);
    expect(Array.from({ length }, (_, at) => nameOf(at))).toEqual(
      Array.from({ length }, (_, at) => `small-talk-${at + 1}`),
    );
    expect([nameOf(length), nameOf()]).toEqual(['small-talk-1', 'small-talk-1']);
  }
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
  expect(clipOf({ sentence: 'dispatched', language: 'en', minutes }).name).toBe(`dispatched-${arrival}`);
});

test('minutes change no other sentence', () => {
  expect(clipOf({ sentence: 'arrived', language: 'ko', minutes: 5 })).toEqual(
    clipOf({ sentence: 'arrived', language: 'ko', minutes: null }),
  );
});

function clipText(language: 'ko' | 'en', sentence: Sentence): string {
  return clipOf({ language, sentence, minutes: null }).text;
}
