/**
 * What SECURITY.md says is there is there: every file, verb, condition and request it names, every provision once; and no key in a file.
 * Whether a provision is met is a person's verdict, and is not judged here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERBS } from '../agent/cli/verbs.ts';
import { CONDITION_ROWS } from '../agent/health/conditions.ts';
import { REQUEST_NAMES } from '../agent/provisioning/console/requests.ts';
import { collectHouse } from './tidy/collect.ts';

const PAGE = readFileSync('SECURITY.md', 'utf8');
const ROWS = PAGE.split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
/** Words of the hub itself: what may be wrong with it, what its console is asked. */
const WORDS: ReadonlySet<string> = new Set([...Object.keys(CONDITION_ROWS), ...REQUEST_NAMES]);
/** Provisions in each section of the list. */
const SECTIONS: readonly (readonly [section: string, provisions: number])[] = [
  ['5.1', 5],
  ['5.2', 3],
  ['5.3', 16],
  ['5.4', 4],
  ['5.5', 8],
  ['5.6', 9],
  ['5.7', 2],
  ['5.8', 3],
  ['5.9', 3],
  ['5.10', 1],
  ['5.11', 4],
  ['5.12', 3],
  ['5.13', 1],
  ['6', 5],
];

test('each provision is there once, in order, with a verdict', () => {
  const wanted = SECTIONS.flatMap(([section, count]) =>
    Array.from({ length: count }, (_, at) => `${section}-${at + 1}`),
  );
  expect(ROWS.map(([, id]) => id)).toEqual(wanted);
  for (const [, id, weight, asks, verdict, where] of ROWS) {
    expect(weight, id).toMatch(/^[MR]$/);
    expect(asks, id).toMatch(/\w/);
    expect(verdict, id).toMatch(/^(met|partly|not|theirs)$/);
    // Whoever says that it is met says where.
    if (verdict === 'met' || verdict === 'partly') expect(where, id).toMatch(/\w/);
  }
});

test('what it names in the table is there: files, verbs of the command, conditions, requests', () => {
  const table = ROWS.map((cells) => cells.join('|')).join('\n');
  const named = [...table.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(50);
  const isThere = (name: string): boolean => {
    const verb = /^anbu ([a-z-]+)$/.exec(name)?.[1];
    return verb === undefined ? WORDS.has(name) || existsSync(name) : VERBS.some((row) => row.name === verb);
  };
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

test('no file of the checkout holds a private key', () => {
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/;
  const house = collectHouse('.');
  expect(house.length).toBeGreaterThan(500);
  expect(house.filter(({ text }) => key.test(text)).map(({ path }) => path)).toEqual([]);
});
