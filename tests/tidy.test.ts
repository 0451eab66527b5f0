/**
 * The house law, kept by machine: one test per rule over every file of the repository, and the proof that
 * each rule finds what was planted for it.
 *
 * Rules, reasons and remedies live in tests/tidy/; the house's shape and its exceptions in tests/tidy/house.ts.
 * Must never know a rule by name: a rule added to rules.ts is enforced here without a change.
 */
import { describe, expect, test } from 'vitest';
import { collectHouse } from './tidy/collect.ts';
import { KINDS, LONG_TABLES, PACKAGES, STOREYS } from './tidy/house.ts';
import { PLANTS } from './tidy/planted.ts';
import { report } from './tidy/rule.ts';
import { RULES } from './tidy/rules.ts';
import { readSource } from './tidy/source.ts';

const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '');

describe('the house keeps its law', () => {
  const house = collectHouse(root).map(readSource);

  test.each(RULES)('$id', (rule) => {
    const findings = report(rule, house);
    if (findings !== '') expect.fail(`\n${findings}\n`);
  });

  test('the house was read', () => {
    expect(house.map(({ path }) => path)).toContain('tests/tidy.test.ts');
  });
});

describe('each rule finds what was planted for it', () => {
  test.each(PLANTS)('$rule: $why', (plant) => {
    const rule = RULES.find(({ id }) => id === plant.rule);
    const house = Object.entries(plant.files).map(([path, text]) => readSource({ path, text }));
    const hits = (rule?.find(house) ?? []).map(({ path, line, what }) => `${path}:${line} ${what}`);
    expect(hits.map((hit, index) => hit.slice(0, plant.finds[index]?.length ?? hit.length))).toEqual(
      plant.finds,
    );
  });

  test('no rule is without a planted violation', () => {
    const proved = new Set(PLANTS.filter(({ finds }) => finds.length > 0).map(({ rule }) => rule));
    expect(RULES.map(({ id }) => id).filter((id) => !proved.has(id))).toEqual([]);
  });

  test('no two rules share an id, and each gives a reason and a remedy', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const rule of RULES) expect(Math.min(rule.why.length, rule.remedy.length)).toBeGreaterThan(20);
  });

  test('no exception is without its reason', () => {
    const rows = [...KINDS, ...LONG_TABLES, ...PACKAGES, ...STOREYS];
    expect(rows.filter(({ reason }) => reason.length < 5)).toEqual([]);
  });
});
