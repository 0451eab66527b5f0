/**
 * `anbu inspect voice` as a person types it: one language, one section, and what is said to whoever names the file wrongly.
 *
 * The figures are those of `tests/companion`; here it is only which of them are shown.
 */
import { expect, test } from 'vitest';
import { RIGHT, written } from '../config/hub-file.ts';
import { anbu } from './command.ts';

const VOLUME = 'How loud';
const TOLD = 'How soon somebody is told';
const KOREAN = /^ {2}ko {2}/m;
const ENGLISH = /^ {2}en {2}/m;

/** [words, prompts in English, prompts in Korean, volume, worst case] */
const PAGES: readonly (readonly [string, boolean, boolean, boolean, boolean])[] = [
  ['', true, true, true, true],
  ['--language ko', false, true, true, true],
  ['--language en --section prompts', true, false, false, false],
  ['--section volume', false, false, true, false],
  ['--section worst-case', false, false, false, true],
];
test.each(PAGES)('%s', async (words, english, korean, volume, told) => {
  const flags = words === '' ? [] : words.split(' ');
  const { code, out } = await anbu('inspect', 'voice', ...flags);
  const shown = [ENGLISH.test(out), KOREAN.test(out), out.includes(VOLUME), out.includes(TOLD)];
  expect([code, ...shown]).toEqual([0, english, korean, volume, told]);
  const { out: json } = await anbu('inspect', 'voice', ...flags, '--json');
  const keys = Object.keys(JSON.parse(json) as object);
  const sections = ['sentences', 'volume', 'told'].map((key) => keys.includes(key));
  expect(sections).toEqual([english || korean, volume, told]);
});

test('the language is that of the home, unless another is asked for', async () => {
  const file = written(`${RIGHT}language: ko\n`);
  expect((await anbu('inspect', 'voice', '--config', file)).out).not.toMatch(ENGLISH);
  expect((await anbu('inspect', 'voice', '--config', file, '--language', 'en')).out).not.toMatch(KOREAN);
});

test.each([
  ['voice hub.yaml', 'anbu inspect voice --config hub.yaml'],
  ['detector hub.yaml', 'anbu inspect detector --config hub.yaml'],
  ['journal DIR', 'anbu inspect journal --data DIR'],
  ['voice --language de', 'one of en, ko, not "de"'],
  ['voice --section loud', 'one of prompts, volume, worst-case, not "loud"'],
])('inspect %s: the mistake is told with what to write', async (words, said) => {
  const { code, err } = await anbu('inspect', ...words.split(' '));
  expect(code).toBe(2);
  expect(err.replaceAll(/npm run -s anbu --|node \S+main\.ts/g, 'anbu')).toContain(said);
});
