/**
 * The configuration in force, key by key, each with where it came from: a line of the file, or the shipped default.
 *
 * Speaks the file's language (`detector.cap: 12h`), so that a line can be pasted back. Secrets never enter a
 * `Config`, so none can be shown. Reads no disk.
 */
import type { Config } from '../config/config.ts';
import { durationText } from '../config/durations.ts';

export interface ConfigRow {
  readonly path: string;
  readonly value: unknown;
  /** The line of the file, or null for a default. */
  readonly line: number | null;
}

/** `lines`: key path → line, as `loadConfig` returns it. */
export function configRows(config: Config, lines: ReadonlyMap<string, number>): ConfigRow[] {
  const rows: ConfigRow[] = [];
  const { hash: _, ...said } = config;
  for (const [key, value] of Object.entries(said)) addRows(rows, key, value);
  return rows.map((row) => ({ ...row, line: lineOf(row.path, lines) }));
}

function addRows(rows: ConfigRow[], path: string, value: unknown): void {
  if (path.endsWith('Ms')) {
    rows.push({ path: path.slice(0, -2), value: durations(value), line: null });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addRows(rows, `${path}[${index}]`, item);
    if (value.length === 0) rows.push({ path, value: [], line: null });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) addRows(rows, `${path}.${key}`, inner);
    if (Object.keys(value).length === 0) rows.push({ path, value: {}, line: null });
  } else if (value !== undefined) {
    rows.push({ path, value, line: null });
  }
}

function durations(value: unknown): unknown {
  if (typeof value === 'number') return durationText(value);
  return Array.isArray(value) ? value.map(durations) : value;
}

/** Its own line, else that of the nearest section the file has it in as a whole (a list written in brackets). */
function lineOf(path: string, lines: ReadonlyMap<string, number>): number | null {
  return lines.get(path) ?? lines.get(`${path}[0]`) ?? null;
}

export function configText(rows: readonly ConfigRow[], file: string, hash: string): string {
  const shown = rows.map(({ path, value, line }): readonly [string, string] => {
    const text = typeof value === 'string' ? (value.split('\n')[0] ?? '') : JSON.stringify(value);
    return [`${path}: ${text}`, line === null ? 'default' : `${file}:${line}`];
  });
  const width = Math.max(...shown.map(([left]) => left.length));
  return [...shown.map(([left, right]) => `${left.padEnd(width)}  # ${right}`), `# hash ${hash}`].join('\n');
}
