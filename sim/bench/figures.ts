/**
 * A figure and its baseline: repeated, reduced to median and spread, and put as one line of a table.
 *
 * A ratio is only as good as its baseline: both are measured in the same run, and both are named. Pure.
 */

export interface Figure {
  readonly name: string;
  /** What was measured, and against what, in words. */
  readonly measured: string;
  readonly baseline: string;
  readonly unit: 'ms' | 'MiB' | 'bytes' | 'h/s' | '%';
  /** One of each per repetition. */
  readonly values: readonly number[];
  readonly baselines: readonly number[];
  /** The ratio aimed at; null where the figure is only shown. */
  readonly aim: number | null;
}
export interface Summary {
  readonly name: string;
  readonly measured: string;
  readonly baseline: string;
  readonly unit: Figure['unit'];
  readonly repetitions: number;
  readonly value: Spread;
  readonly baselineValue: Spread;
  /** Median over median. */
  readonly ratio: number;
  readonly aim: number | null;
}
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly p99: number;
}

export function summaryOf(figure: Figure): Summary {
  const { values, baselines, ...rest } = figure;
  const value = spreadOf(values);
  const baselineValue = spreadOf(baselines);
  const ratio = rounded(medianOf(values) / medianOf(baselines));
  return { ...rest, repetitions: values.length, value, baselineValue, ratio };
}

function spreadOf(values: readonly number[]): Spread {
  const at = (share: number): number => rounded(quantileOf(values, share));
  return { median: at(0.5), min: at(0), max: at(1), p99: at(0.99) };
}
function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}
function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** To hundredths; what is less than a tenth, to two digits that say something. */
function rounded(value: number): number {
  return Math.abs(value) < 0.1 ? Number(value.toPrecision(2)) : Math.round(value * 100) / 100;
}

const HEAD = ['', 'median', 'p99', 'min – max', 'baseline', 'its p99', 'ratio', 'aim', 'n'] as const;

/** The summaries as a table for people. */
export function tableOf(summaries: readonly Summary[]): string {
  const rows = summaries.map(({ name, unit, value, baselineValue, ratio, aim, repetitions }) => [
    name,
    `${value.median} ${unit}`,
    String(value.p99),
    `${value.min} – ${value.max}`,
    `${baselineValue.median} ${unit}`,
    String(baselineValue.p99),
    ratio >= 0.1 ? ratio.toFixed(2) : String(ratio),
    aim === null ? '' : `≤ ${aim}${ratio <= aim ? '' : '  NOT MET'}`,
    String(repetitions),
  ]);
  const widths = HEAD.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const lines = [HEAD, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = summaries.map(({ name, measured, baseline }) => `${name}: ${measured}; against ${baseline}.`);
  return `${lines.join('\n')}\n\n${notes.join('\n')}`;
}
