/**
 * A text as a tree of plain values that remembers where each of them stands. YAML 1.2, of which JSON is a part.
 *
 * Owns the one use of the YAML parser, and of its writer. Never reads a file and knows no key. What the parser would accept but a
 * person would not mean (a key written twice, several documents, references) is a finding here.
 */
import {
  LineCounter,
  type Node,
  type ParsedNode,
  type YAMLError,
  isCollection,
  isMap,
  isPair,
  isScalar,
  parseDocument,
  stringify,
} from 'yaml';
import type { Finding } from './findings.ts';
import type { KeyPath } from './problems.ts';

export interface Place {
  readonly line: number;
  readonly column: number;
}
export interface Tree {
  readonly value: unknown;
  /** Where the value at a path stands, or its key, or as much of the path as there is. */
  placeOf(path: KeyPath, key: boolean): Place;
  /** Every path that the text has a value at. */
  paths(): KeyPath[];
  /** Those at which nothing was written: a key, and no value behind it. */
  empty(): KeyPath[];
  /** Mistakes of the text itself, each where it is. When there are any, `value` is not to be used. */
  readonly broken: readonly (Finding & Place)[];
}

/** Of a text that is YAML, and that a person would not mean: each is a mistake of its own. */
const UNMEANT: ReadonlySet<YAMLError['code']> = new Set(['BAD_ALIAS', 'DUPLICATE_KEY', 'MULTIPLE_DOCS']);
const START: Place = { line: 1, column: 1 };

/** The other way: plain values as a text. The same values give the same bytes; no line is broken, nothing refers. */
export function writeTree(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Reads a text. Never throws. */
export function readTree(text: string): Tree {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'silent' });
  const root: ParsedNode | null = document.contents;
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return line > 0 && col > 0 ? { line, column: col } : START;
  };
  const broken: (Finding & Place)[] = mistakesIn(document).map(({ code, message, pos }) => ({
    ...(UNMEANT.has(code) ? textFinding(message) : noYaml(message)),
    ...placeAt(pos[0]),
  }));
  const plain =
    broken.length > 0
      ? { value: null, trouble: null }
      : plainValue(() => document.toJS({ maxAliasCount: 0 }));
  if (plain.trouble !== null) broken.push({ ...textFinding(plain.trouble), ...START });
  return {
    value: plain.value,
    placeOf: (path, key) => placeAt(offsetOf(root, path, key)),
    paths: () => pathsOf(root, []),
    empty: () => emptyIn(root, []),
    broken,
  };
}

function plainValue(read: () => unknown): { readonly value: unknown; readonly trouble: string | null } {
  try {
    return { value: read(), trouble: null };
  } catch (error) {
    return { value: null, trouble: error instanceof Error ? error.message : 'it cannot be read' };
  }
}

/** Where the text is no YAML, all that is said of what follows comes from there: only the first is a mistake of somebody. */
function mistakesIn({
  errors,
  warnings,
}: Pick<ReturnType<typeof parseDocument>, 'errors' | 'warnings'>): YAMLError[] {
  const [first] = errors
    .filter(({ code }) => !UNMEANT.has(code))
    .toSorted((left, right) => left.pos[0] - right.pos[0]);
  return first === undefined ? [...errors, ...warnings] : [first];
}

function noYaml(message: string): Finding {
  const what = message.split('\n')[0] ?? message;
  const hint =
    'Indent with blanks, write "key: value", and quote a text with : or # in it. Below it nothing was read.';
  return { path: [], key: false, met: `what is none (${what})`, expected: 'YAML', hint };
}

function textFinding(message: string): Finding {
  const met = message.split('\n')[0] ?? message;
  const hint = 'Indent with blanks, write "key: value", and quote a text with : or # in it.';
  return { path: [], key: false, met, expected: 'YAML with each key once and no references', hint };
}

/** Offset of the deepest node on the path that exists. */
function offsetOf(root: Node | null, path: KeyPath, key: boolean): number {
  let node: unknown = root;
  let offset = 0;
  for (const [depth, step] of path.entries()) {
    const pair = childOf(node, step);
    if (pair === null) break;
    const last = depth === path.length - 1;
    // The key's place also stands for a value that was left out ("room:" and nothing behind it).
    offset =
      startOf(pair.value) === null || (last && key)
        ? (startOf(pair.key) ?? offset)
        : (startOf(pair.value) ?? offset);
    if (!last) offset = startOf(pair.key) ?? offset;
    node = pair.value;
  }
  return offset;
}

interface Child {
  readonly key: unknown;
  readonly value: unknown;
}

function childOf(node: unknown, step: string | number): Child | null {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    return pair === undefined ? null : { key: pair.key, value: pair.value };
  }
  if (!isCollection(node) || typeof step !== 'number') return null;
  const item: unknown = node.items[step];
  return item === undefined ? null : { key: item, value: item };
}

function startOf(node: unknown): number | null {
  if (!isScalar(node) && !isCollection(node)) return null;
  const range = node.range;
  if (range === null || range === undefined) return null;
  // A null that was never written has an empty range: the key says more.
  return isScalar(node) && node.value === null && range[0] === range[1] ? null : range[0];
}

function pathsOf(node: unknown, path: KeyPath): KeyPath[] {
  if (!isCollection(node)) return path.length === 0 ? [] : [path];
  const below = node.items.flatMap((item: unknown, index): KeyPath[] => {
    if (!isPair(item)) return pathsOf(item, [...path, index]);
    return isScalar(item.key) ? pathsOf(item.value, [...path, String(item.key.value)]) : [];
  });
  return path.length === 0 ? below : [path, ...below];
}

function emptyIn(node: unknown, path: KeyPath): KeyPath[] {
  if (!isCollection(node)) return [];
  return node.items.flatMap((item: unknown, index): KeyPath[] => {
    if (!isPair(item)) return emptyIn(item, [...path, index]);
    if (!isScalar(item.key)) return [];
    const at = [...path, String(item.key.value)];
    return startOf(item.value) === null ? [at] : emptyIn(item.value, at);
  });
}
