/**
 * What is wrong with a configuration: one row per mistake, and how it is said.
 *
 * Owns the shape and the wording of a problem. Never reads a file; knows no key of the configuration. All mistakes
 * of a file are reported together, because the person who mends it may be standing on a ladder.
 */

export interface Problem {
  /** The file as it was named. */
  readonly file: string;
  /** 1-based place of the value, or of the key when the key is what is wrong. */
  readonly line: number;
  readonly column: number;
  /** `home.sensors[2].room`; `(file)` when it concerns the file as a whole. */
  readonly path: string;
  /** The value met, as JSON and shortened; `nothing` when it is missing. */
  readonly met: string;
  readonly expected: string;
  /** What the person can do. */
  readonly hint: string;
}

/** A path into the tree of a file. */
export type KeyPath = readonly (string | number)[];

/** Longer values are cut: a problem is one line on a phone, twice. */
const MET_LENGTH_MAX = 60;

/** `home.sensors[2].room`. A key with dots or blanks is quoted. */
export function pathText(path: KeyPath): string {
  const text = path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');
  return text === '' ? '(file)' : text.replace(/^\./, '');
}

/** A value as it is shown in a problem. `undefined` is a missing one. */
export function metText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > MET_LENGTH_MAX ? `${text.slice(0, MET_LENGTH_MAX)}…` : text;
}

/** `hub.yaml:12:7: detector.cap: expected a duration from 1h to 24h, but met "10d"` and the hint below. */
export function problemText(problem: Problem): string {
  const { file, line, column, path, expected, met, hint } = problem;
  return `${file}:${line}:${column}: ${path}: expected ${expected}, but met ${met}\n  ${hint.replaceAll('\n', '\n  ')}`;
}

/** What may stand so, and yet can hardly be meant. */
export interface Warning {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  /** What follows from it, and what to do. */
  readonly text: string;
}

/** `hub.yaml:26:1: uplink.centreKeys: nobody can …` */
export function warningText({ file, line, column, path, text }: Warning): string {
  return `${file}:${line}:${column}: ${path}: ${text}`;
}

/**
 * Says all problems at once: text to standard error, or one JSON object per line to standard output, closed by
 * `{"kind":"end","problems":N}`.
 */
export function printProblems(
  file: string,
  problems: readonly Problem[],
  io: { line(text: string): void; note(text: string): void },
  json: boolean,
): void {
  if (json) {
    for (const problem of problems) io.line(JSON.stringify({ kind: 'problem', ...problem }));
    io.line(JSON.stringify({ kind: 'end', problems: problems.length }));
    return;
  }
  for (const problem of problems) io.note(problemText(problem));
  io.note(`${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
}

/** Says that a file can be used, after what is hardly meant in it; with JSON in the lines of `printProblems`. */
export function printUsable(
  file: string,
  warnings: readonly Warning[],
  io: { line(text: string): void; note(text: string): void },
  json: boolean,
): void {
  for (const warning of warnings) {
    if (json) io.line(JSON.stringify({ kind: 'warning', ...warning }));
    else io.note(`warning: ${warningText(warning)}`);
  }
  const count = warnings.length;
  const besides = count === 0 ? '' : `, with ${count} ${count === 1 ? 'warning' : 'warnings'}`;
  io.line(json ? JSON.stringify({ kind: 'end', problems: 0 }) : `${file} can be used${besides}`);
}

/** In the order of the file. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : Number(a.path > b.path)),
  );
}

/**
 * The known word that was probably meant, or null: at most a third of its letters (and at least one, at most three)
 * are wrong, or one contains the other. Ties go to the first.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const lower = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  if (best === null) return null;
  const allowed = Math.min(3, Math.max(1, Math.floor(best.length / 3)));
  if (bestDistance <= allowed) return best;
  return known.find((candidate) => startsWithOther(lower, candidate.toLowerCase())) ?? null;
}

function startsWithOther(word: string, candidate: string): boolean {
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word];
  return short.length >= 3 && long.startsWith(short);
}

/** Words longer than this are compared by their beginning: the table has (64 + 1)² cells. */
const WORD_LENGTH_MAX = 64;

/** Damerau–Levenshtein distance with adjacent swaps (optimal string alignment). */
function editDistance(left: string, right: string): number {
  const from = left.slice(0, WORD_LENGTH_MAX);
  const to = right.slice(0, WORD_LENGTH_MAX);
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const at = (cells: readonly number[], index: number): number => cells[index] ?? Infinity;
      let cost = Math.min(
        at(last, column) + 1,
        at(line, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      line.push(cost);
    }
    [beforeLast, last] = [last, line];
  }
  return last[to.length] ?? Infinity;
}
