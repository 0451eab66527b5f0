/**
 * The one reader of command-line words, shared by all verbs.
 *
 * Owns which words are flags and which are operands, and every complaint about them (always `usage`, always with what
 * was met). Never reads the process. Syntax as in GNU getopt_long: `--name value`, `--name=value`, `--` ends flags.
 */
import { parseArgs } from 'node:util';
import { nearest } from '../config/problems.ts';
import { AnbuError, assert } from '../errors.ts';
import type { Arguments, Flag, Verb } from './verb.ts';

/** Flags that every verb has. */
export const COMMON_FLAGS: readonly Flag[] = [{ name: 'help', value: null, summary: 'show this help' }];

/** Sorts out the words after the verb. Throws `AnbuError` `usage` that names the first word that does not fit. */
export function readArguments(verb: Verb, words: readonly string[]): Arguments {
  const flags = [...verb.flags, ...COMMON_FLAGS];
  const options = Object.fromEntries(
    flags.map((flag) => [flag.name, { type: flag.value === null ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = flags.find((candidate) => candidate.name === token.name);
    if (flag === undefined) throw unknownFlag(verb, token.rawName, flags);
    if (values.has(flag.name)) throw new AnbuError('usage', `--${flag.name} is given twice`);
    values.set(flag.name, valueOf(flag, token.value, token.inlineValue === true));
  }
  checkCount(verb, operands, values.has('help'));
  return argumentsOf(flags, operands, values);
}

function valueOf(flag: Flag, value: string | undefined, inline: boolean): string {
  if (flag.value === null) {
    if (value !== undefined)
      throw new AnbuError('usage', `--${flag.name} takes no value, but was given "${value}"`);
    return '';
  }
  // "--home --json" is a forgotten value far more often than a file of that name; --home=--json still says that.
  if (value === undefined || (!inline && value.startsWith('--'))) {
    throw new AnbuError('usage', `--${flag.name} needs a value: --${flag.name} ${flag.value}`);
  }
  return value;
}

function unknownFlag(verb: Verb, raw: string, flags: readonly Flag[]): AnbuError {
  const known = flags.map((flag) => `--${flag.name}`);
  const meant = nearest(raw, known);
  const ask = meant === null ? '' : `; did you mean ${meant}?`;
  return new AnbuError('usage', `anbu ${verb.name} has no flag ${raw}${ask}`);
}

function checkCount(verb: Verb, operands: readonly string[], helpWanted: boolean): void {
  const { min, max, first } = verb.operands;
  if (helpWanted) return;
  const ways = verb.usage.map((line) => `anbu ${verb.name} ${line}`.trim());
  const usage = ways.length === 1 ? `usage: ${ways.join()}` : ['usage:', ...ways].join('\n    ');
  const [word] = operands;
  if (word !== undefined && first !== undefined && !first.includes(word)) {
    const meant = nearest(word, [...first]);
    const ask = meant === null ? '' : ` (did you mean ${meant}?)`;
    throw new AnbuError('usage', `anbu ${verb.name} does not know "${word}"${ask}; ${usage}`);
  }
  const extra = operands[max];
  if (extra !== undefined)
    throw new AnbuError('usage', `anbu ${verb.name} has no use for "${extra}"; ${usage}`);
  if (operands.length < min) throw new AnbuError('usage', `anbu ${verb.name} needs more; ${usage}`);
}

function argumentsOf(
  flags: readonly Flag[],
  operands: readonly string[],
  values: ReadonlyMap<string, string>,
): Arguments {
  const text = (name: string): string | null => {
    assert(
      flags.some((flag) => flag.name === name),
      `flag --${name} is not declared`,
    );
    return values.get(name) ?? null;
  };
  return {
    operands,
    text,
    on: (name) => text(name) !== null,
    whole: (name, min, max) => {
      const given = text(name);
      if (given === null) return null;
      const number = /^-?\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      if (number >= min && number <= max) return number;
      throw new AnbuError(
        'usage',
        `--${name} needs a whole number from ${min} to ${max}, but was given "${given}"`,
      );
    },
  };
}
