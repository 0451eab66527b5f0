/**
 * The catalogue of conditions, as a page for people: what can be wrong, whose it is, and by when.
 *
 * Owns the form of the page; the rows are those of `conditions.ts`, so the page cannot say anything else. It is written
 * to `CATALOGUE.md` by `npm run pages`. Never touches a disk.
 */
import { CONDITIONS, type ConditionCode } from '../record.ts';
import { CONDITION_ROWS, OVERDUE_TO, OWNER_WORDS } from './conditions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const HEAD = `# What can be wrong

One row for every condition a hub can be in. It is written from \`conditions.ts\` (\`npm run pages\`); a test compares them.

- A condition leaves by the lane \`notice\`: once when it is raised, once when it is cleared. Its record names the owner and
  how long they have (\`owner\`, \`dueMs\`).
- When that time has passed and it still stands, it is said again (\`overdue\`), now to the next one in the table below, and
  then once a day, to and fro, until it is cleared. Nobody can let it lie by not looking.
- *Noticed within*: the longest time from the cause to the record. *at once*: with the fact that shows it.

`;

/** The whole page, in Markdown. */
export function cataloguePage(): string {
  const owners = Object.entries(OVERDUE_TO).map(([owner, next]) => `| ${owner} | ${next} |`);
  return [
    HEAD,
    ...['| owner | when overdue, it goes to |', '|---|---|', ...owners].map((line) => `${line}\n`),
    ...CONDITIONS.map(entryOf),
  ].join('');
}

function entryOf(code: ConditionCode): string {
  const { title, owner, severity, boundMs, dueMs, remedy, cleared } = CONDITION_ROWS[code];
  return `
## ${code}

${title.en}. ${title.ko}.

| owner | severity | noticed within | time to act |
|---|---|---|---|
| ${OWNER_WORDS[owner].en} | ${severity} | ${boundMs === 0 ? 'at once' : timeText(boundMs)} | ${timeText(dueMs)} |

- To do: ${remedy.en} ${remedy.ko}
- Over: ${cleared.en} ${cleared.ko}
`;
}

function timeText(ms: number): string {
  if (ms % DAY_MS === 0) return plural(ms / DAY_MS, 'day');
  if (ms % HOUR_MS === 0) return plural(ms / HOUR_MS, 'hour');
  return plural(Math.round(ms / MINUTE_MS), 'minute');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
