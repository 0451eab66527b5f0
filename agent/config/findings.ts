/**
 * What a schema or a comparison found wrong, before it has a line number.
 *
 * Owns the way from the schema's own issues to words for people. Never reads a file; the place in the file is added
 * by `load.ts`, which alone knows the text.
 */
import type { z } from 'zod';
import { type KeyPath, metText, nearest } from './problems.ts';
import { sampleHint } from './samples.ts';
import { KEYS_PREFIX, YES_NO } from './fields.ts';

export interface Finding {
  readonly path: KeyPath;
  /** Whether the key itself is wrong, rather than its value. */
  readonly key: boolean;
  readonly met: string;
  readonly expected: string;
  readonly hint: string;
}

/** The value at a path of a plain tree; undefined where there is none. */
export function valueAt(tree: unknown, path: KeyPath): unknown {
  let value = tree;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** An item of a list in the tree that has an id. */
export interface Named {
  readonly path: KeyPath;
  readonly id: string;
  readonly item: unknown;
}

/** The items of the list at `path` that have an id; others were reported by the schema. */
export function named(tree: unknown, path: KeyPath): Named[] {
  const items: unknown = valueAt(tree, path);
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, index): Named[] => {
    const id = valueAt(item, ['id']);
    return typeof id === 'string' ? [{ path: [...path, index], id, item }] : [];
  });
}

/** A finding about a value. */
export function wrong(path: KeyPath, value: unknown, expected: string, hint: string): Finding {
  return { path, key: false, met: metText(value), expected, hint };
}

/** One finding per mistake: a misspelled key is not told a second time as the missing key it was meant to be. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], tree: unknown): Finding[] {
  const meant = new Set<string>();
  const unknown: Finding[] = [];
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const known = issue.message.startsWith(KEYS_PREFIX)
      ? issue.message.slice(KEYS_PREFIX.length).split(', ')
      : [];
    for (const key of issue.keys) {
      const instead = nearest(key, known);
      unknown.push(unknownKey([...pathOf(issue), key], known, instead));
      if (instead !== null) meant.add(JSON.stringify([...pathOf(issue), instead]));
    }
  }
  const values = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return [];
    const value = valueAt(tree, pathOf(issue));
    const toldAbove = value === undefined && meant.has(JSON.stringify(pathOf(issue)));
    return toldAbove ? [] : [valueFinding(issue, pathOf(issue), value)];
  });
  return [...unknown, ...values];
}

function pathOf(issue: z.core.$ZodIssue): KeyPath {
  return issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
}

function unknownKey(path: KeyPath, known: readonly string[], meant: string | null): Finding {
  return {
    path,
    key: true,
    met: `the unknown key ${JSON.stringify(path.at(-1))}`,
    expected: known.length === 0 ? 'no such key' : `one of the keys ${known.join(', ')}`,
    hint: meant === null ? 'Remove it.' : `Did you mean \`${meant}\`?`,
  };
}

function valueFinding(issue: z.core.$ZodIssue, path: KeyPath, value: unknown): Finding {
  const doc: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  const missing = value === undefined ? 'It is missing. ' : '';
  const hint = typeof doc === 'string' ? doc : (sampleHint(path) ?? 'Write it as expected.');
  return {
    path,
    key: false,
    met: metText(hidePassword(value)),
    expected: issue.message,
    hint: `${missing}${meantTruth(issue.message, value)}${hint}`,
  };
}

/** YAML 1.2 knows `true` and `false` alone; these were words for them in YAML 1.1 and in people's other files. */
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['0', false],
  ['off', false],
  ['n', false],
  ['no', false],
  ['on', true],
  ['y', true],
  ['yes', true],
]);

function meantTruth(expected: string, value: unknown): string {
  if (expected !== YES_NO || (typeof value !== 'string' && typeof value !== 'number')) return '';
  const meant = TRUTHS.get(String(value).toLowerCase());
  return meant === undefined ? '' : `Write ${String(meant)}, not ${value}. `;
}

/** A password in an address must not reach a screen, a log or a telephone. */
function hidePassword(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\/\/[^/@]*@/, '//…@') : value;
}
