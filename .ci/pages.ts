/**
 * `npm run pages`: writes the pages that are made from tables of the code. Tests compare them byte for byte.
 *
 * Owns which page is made of what. Must never write anything a test does not compare.
 */
import { writeFileSync } from 'node:fs';
import { lightPage } from '../agent/companion/light.ts';
import { promptsPage } from '../agent/companion/prompt-table.ts';
import { CHECKON_DEFAULTS, COMPANION_DEFAULTS } from '../agent/config/defaults.ts';
import { cataloguePage } from '../agent/health/catalogue.ts';
import { faultsPage } from '../tests/faults/page.ts';

const PAGES: readonly (readonly [path: string, text: string])[] = [
  ['agent/companion/LIGHT.md', lightPage()],
  ['agent/companion/PROMPTS.md', promptsPage(COMPANION_DEFAULTS, CHECKON_DEFAULTS)],
  ['agent/health/CATALOGUE.md', cataloguePage()],
  ['tests/faults/FAULTS.md', faultsPage()],
];

for (const [path, text] of PAGES) {
  writeFileSync(path, text);
  console.log(path);
}
