/**
 * The gates of detector anchors §8.8, measured on simulated homes: what is to be met, and whether it is.
 *
 * Owns the limits and the comparison. Never lowers a limit to what is measured.
 */
import type { Variant } from './collapse.ts';
import type { Delays, Ordinary } from './report.ts';

export interface Gate {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly met: boolean;
}

/** Per home-month: one question a week; and the most of any home. */
export const PROMPTS_A_MONTH_MAX = 4.3;
const WORST_A_MONTH_MAX = 8;
/** Per home-year. */
const ALERTS_A_YEAR_MAX = 2;
const FIRST_WEEK_TIMES_MAX = 2;
/** Hours to the first question. */
const DELAYS: readonly (readonly [Variant, 'p50' | 'p95', number])[] = [
  ['S', 'p50', 3.5],
  ['S', 'p95', 7],
  ['P1', 'p95', 9],
  ['P3', 'p50', 2],
];

/** `delays` may be empty: then only ordinary life is judged. */
export function gatesOf(ordinary: Ordinary, delays: readonly Delays[]): Gate[] {
  const gate = (name: string, value: number, limit: number): Gate => ({
    name,
    value,
    limit,
    met: value <= limit,
  });
  const [first, , later] = ordinary.promptsBySlice;
  const usual = Math.max(later?.rate ?? 0, 1 / PROMPTS_A_MONTH_MAX);
  return [
    gate('questions per home-month', ordinary.prompts.rate, PROMPTS_A_MONTH_MAX),
    gate('questions per month, worst home', ordinary.worst.perMonth, WORST_A_MONTH_MAX),
    gate('week 1 over later weeks', (first?.rate ?? 0) / usual, FIRST_WEEK_TIMES_MAX),
    gate(
      'false alerts per home-year',
      ordinary.alertsFalse.rate + ordinary.alertsOut.rate,
      ALERTS_A_YEAR_MAX,
    ),
    ...DELAYS.flatMap(([variant, share, limit]) => {
      const found = delays.find((one) => one.variant === variant && one.collapses > 0);
      return found === undefined
        ? []
        : [gate(`${variant}, hours to the question, ${share}`, found.prompt[share], limit)];
    }),
  ];
}

export function gatesText(gates: readonly Gate[]): string {
  const rows = gates.map(({ name, value, limit, met }) => {
    return `  ${name.padEnd(36)} ${value.toFixed(2).padStart(6)}  at most ${String(limit).padEnd(4)} ${met ? 'met' : 'NOT MET'}`;
  });
  return ['gates, on simulated homes', ...rows].join('\n');
}
