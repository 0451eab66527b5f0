/**
 * The words themselves: every sentence in every language is there, short, speakable, and claims nothing that the
 * hub cannot know at that moment. A new language is held to the same by being there.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { promptsPage } from '../../agent/companion/prompt-table.ts';
import { BOOKS, LANGUAGES, arrivalOf, clipOf, clipsOf } from '../../agent/companion/prompts.ts';
import { problemsOf } from '../../agent/companion/safety.ts';
import { CHECKON_DEFAULTS, COMPANION_DEFAULTS } from '../../agent/config/defaults.ts';
import { SENTENCES, type Sentence, rowOf } from '../../agent/record.ts';

const PROMPTS = join(import.meta.dirname, '../../agent/companion/prompts');

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
});

test.each(everyClip)(
  '$language $name is one short, speakable, true and harmless text',
  ({ language, sentence, text }) => {
    expect(problemsOf(text, language, sentence)).toEqual([]);
  },
);

test('the page of all wordings is what the books say', () => {
  expect(readFileSync('agent/companion/PROMPTS.md', 'utf8'), 'run: npm run pages').toBe(
    promptsPage(COMPANION_DEFAULTS, CHECKON_DEFAULTS),
  );
});

describe('wordings take turns', () => {
  const spoken = (sentence: Sentence, night: boolean, turns: number): string[] =>
    Array.from(
      { length: turns },
      (_, variant) => clipOf({ sentence, language: 'ko', minutes: null, variant, night }).name,
    );

  test.each(SENTENCES.filter((sentence) => rowOf(sentence).isHeardOften))(
    '%s has at least three, by day and by night, in every language',
    (sentence) => {
      for (const language of LANGUAGES) {
        for (const night of [false, true]) {
          const names = [0, 1, 2].map(
            (variant) => clipOf({ sentence, language, minutes: null, variant, night }).name,
          );
          expect(new Set(names).size).toBe(3);
        }
      }
    },
  );

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
