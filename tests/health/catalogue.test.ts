/**
 * The catalogue of conditions that people read says what the table says.
 *
 * Nothing is left out of it, in either language.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cataloguePage } from '../../agent/health/catalogue.ts';
import { CONDITION_ROWS } from '../../agent/health/conditions.ts';

test('the page is the table, as it is now (else: npm run pages)', () => {
  expect(readFileSync('agent/health/CATALOGUE.md', 'utf8')).toBe(cataloguePage());
});

test('every condition stands in it with its owner and its time', () => {
  const page = cataloguePage();
  for (const [code, { remedy, cleared }] of Object.entries(CONDITION_ROWS)) {
    expect(page).toContain(`\n## ${code}\n`);
    expect(page).toContain(remedy.ko);
    expect(page).toContain(cleared.en);
  }
  expect(page).toContain('| the technician | soon | 1 hour | 14 days |');
});
