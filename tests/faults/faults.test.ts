/**
 * The chain hazard → promise → fault → test has no hole but those that are named with their reason.
 *
 * Names are compared with what is really written in the test files, so a test that is renamed or deleted is missed here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CONDITIONS } from '../../agent/record.ts';
import { FAULTS, HAZARDS, PROMISES, type PromiseNumber } from './faults-table.ts';
import { faultsPage, score } from './page.ts';

const NUMBERS = Object.keys(PROMISES).map(Number);
const FAULTS_TOTAL = 95;
/** Conditions that no fault of the list leads to: each is raised by life as it is, and has tests of its own. */
const BY_LIFE: readonly string[] = [
  'console-locked',
  'hub-battery-low',
  'in-peace',
  'mains-lost',
  'paused',
  'room-too-cold',
  'room-too-hot',
  'work-dropped',
];

/** Every text in quotes in a file, as its author wrote it. */
function quoted(source: string): ReadonlySet<string> {
  const found = source.matchAll(/'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/gu);
  return new Set([...found].map(([, one, two, three]) => (one ?? two ?? three ?? '').replaceAll("\\'", "'")));
}

describe('every link of the chain is there', () => {
  test('each hazard has promises, each promise has faults that try it', () => {
    const tried = new Set<PromiseNumber>(FAULTS.flatMap(({ promises }) => promises));
    for (const { hazard, promises } of HAZARDS) expect(promises, hazard).not.toHaveLength(0);
    expect([...tried].sort((left, right) => left - right)).toStrictEqual(NUMBERS);
    const answered = new Set(HAZARDS.flatMap(({ promises }) => promises));
    expect([...answered].sort((left, right) => left - right)).toStrictEqual(NUMBERS);
  });
  test('all faults are there, once, in order', () => {
    const ids = Array.from({ length: FAULTS_TOTAL }, (_, at) => `F${String(at + 1).padStart(2, '0')}`);
    expect(FAULTS.map(({ id }) => id)).toStrictEqual(ids);
  });
  test.each(FAULTS)('$id has a promise, and a test or a reason', ({ promises, proofs, hole }) => {
    expect(promises).not.toHaveLength(0);
    expect(proofs.length > 0 || hole !== undefined).toBe(true);
    expect(hole ?? 'a reason').toMatch(/\w{3}/);
  });
  test.each(FAULTS.filter(({ proofs }) => proofs.length > 0))('$id: its tests exist', ({ proofs }) => {
    for (const [file, title] of proofs) {
      const path = `tests/${file}`;
      expect(existsSync(path), path).toBe(true);
      expect(quoted(readFileSync(path, 'utf8')).has(title), `${path}: ${title}`).toBe(true);
    }
  });
  test('every condition is what some fault leads to, or life', () => {
    const told = new Set(FAULTS.flatMap(({ conditions = [] }) => conditions));
    const untold = CONDITIONS.filter((code) => !told.has(code) && !BY_LIFE.includes(code));
    expect(untold).toStrictEqual([]);
  });
});

test('the page is the table, as it is now (else: npm run pages)', () => {
  expect(readFileSync('tests/faults/FAULTS.md', 'utf8')).toBe(faultsPage());
});

test('the score counts every fault once', () => {
  const { shown, partly, open } = score();
  expect(shown + partly + open).toBe(FAULTS_TOTAL);
});
