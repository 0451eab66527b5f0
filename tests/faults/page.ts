/**
 * The table of faults as a page for people, with its score.
 *
 * Owns the form of the page. Never adds a word to the table.
 */
import { FAULTS, type FaultRow, HAZARDS, PROMISES } from './faults-table.ts';

export type Standing = 'shown' | 'partly' | 'open';

/** shown: tests, and no hole that we know of · partly: tests, and a hole · open: no test. */
export function standingOf({ proofs, hole }: FaultRow): Standing {
  if (proofs.length === 0) return 'open';
  return hole === undefined ? 'shown' : 'partly';
}

export function score(): Record<Standing, number> {
  const counts = { shown: 0, partly: 0, open: 0 };
  for (const fault of FAULTS) counts[standingOf(fault)] += 1;
  return counts;
}

/** The whole page, in Markdown. */
export function faultsPage(): string {
  const { shown, partly, open } = score();
  return [
    `# What can go wrong, and what shows that it does not

Written from \`faults-table.ts\` (\`npm run pages\`); a test compares them, and fails on a hazard without a promise, a promise
without a fault, a fault with neither test nor reason, and a test that does not exist.

Of ${FAULTS.length} faults ${shown} are shown, ${partly} are shown in part, ${open} are open.

| what could harm somebody | promises against it |
|---|---|
`,
    ...HAZARDS.map(({ hazard, promises }) => `| ${hazard} | ${promises.join(', ')} |\n`),
    '\n| promise | | faults that try it |\n|---|---|---|\n',
    ...Object.entries(PROMISES).map(([number, words]) => {
      const tried = FAULTS.filter(({ promises }) => promises.some((each) => String(each) === number));
      return `| ${number} | ${words} | ${tried.map(({ id }) => id).join(' ')} |\n`;
    }),
    ...FAULTS.map(entryOf),
  ].join('');
}

function entryOf(fault: FaultRow): string {
  const { id, expected, promises, conditions = [], proofs, hole } = fault;
  const told =
    conditions.length === 0 ? '' : ` Told as ${conditions.map((code) => `\`${code}\``).join(', ')}.`;
  return [
    `\n## ${id}: ${fault.fault}\n\n`,
    `${standingOf(fault)}. Expected: ${expected}. Promise ${promises.join(', ')}.${told}\n\n`,
    ...proofs.map(([file, title]) => `- \`${file}\`: ${title}\n`),
    hole === undefined ? '' : `- Not shown: ${hole}\n`,
  ].join('');
}
