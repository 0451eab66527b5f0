/**
 * The help pages: what verbs there are, and how one of them is called.
 *
 * Owns the layout. The words come from the verbs themselves, so that help and behaviour cannot part.
 */
import { COMMON_FLAGS } from './arguments.ts';
import { calledHere } from './called-as.ts';
import type { Verb } from './verb.ts';
import { VERBS } from './verbs.ts';

const TIME_FORMAT =
  "TIME is the home's own wall clock: 2011-07-01 or 2011-07-01T03:12, with :30 for seconds.";

/** Two columns, the first as wide as its widest entry. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

/** Only said where the command is called otherwise than these pages say. */
function calledNote(): string[] {
  const called = calledHere();
  return called === 'anbu' ? [] : ['', `Here, anbu is: ${called}`];
}

export function overview(): string {
  return [
    'anbu: notices when the signs of daily life stop, asks, and makes sure that somebody is told.',
    '',
    'usage: anbu VERB …',
    '',
    columns(VERBS.map(({ name, summary }) => [name, summary])),
    '',
    columns([
      ['anbu VERB --help', 'flags of one verb'],
      ['anbu --version', 'the version'],
    ]),
    '',
    'Exit codes: 0 all is well, 1 something needs a person, 2 the command cannot be used as given.',
    ...calledNote(),
  ].join('\n');
}

export function verbHelp(verb: Verb): string {
  const flags = [...verb.flags, ...COMMON_FLAGS].map(
    ({ name, value, summary }): readonly [string, string] => [
      `--${name}${value === null ? '' : ` ${value}`}`,
      summary,
    ],
  );
  const [first = '', ...more] = verb.usage.map((line) => `anbu ${verb.name} ${line}`.trim());
  return [
    `anbu ${verb.name}: ${verb.summary}`,
    '',
    `usage: ${first}`,
    ...more.map((line) => `       ${line}`),
    '',
    columns(flags),
    ...(verb.flags.some(({ value }) => value === 'TIME') ? ['', TIME_FORMAT] : []),
    ...(verb.note === undefined ? [] : ['', verb.note]),
    ...calledNote(),
  ].join('\n');
}
