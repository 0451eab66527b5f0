/**
 * What a long run showed, as figures and as text.
 *
 * Owns adding up and wording. Says of every figure that it comes from simulated homes; never mixes in a real one.
 */
import { deafAlerts } from './course.ts';
import { rateOf, type Rate, delayAt } from './bounds.ts';
import { VARIANTS, VARIANT_WORDS, type Variant } from './collapse.ts';
import { PROMPTS_A_MONTH_MAX } from './gates.ts';
import { CENSORED_HOURS, type CollapseOutcome } from './collapse-run.ts';
import type { LongRun } from './long-run.ts';
import type { StressOutcome } from './stress-run.ts';

export interface Ordinary {
  readonly homes: number;
  readonly homeYears: number;
  /** Per home-month of 30.4 days. */
  readonly prompts: Rate;
  readonly promptsByNight: Rate;
  /** The same in week 1, weeks 2 to 4, later. */
  readonly promptsBySlice: readonly Rate[];
  readonly worst: { readonly home: string; readonly perMonth: number };
  readonly overBudget: number;
  /** Per home-year. */
  readonly alertsFalse: Rate;
  readonly alertsOut: Rate;
  readonly alertsNotBack: Rate;
  readonly alertsBlind: Rate;
}
export interface Delays {
  readonly variant: Variant;
  readonly collapses: number;
  /** Hours. */
  readonly prompt: { readonly p50: number; readonly p95: number };
  readonly alert: { readonly p50: number; readonly p95: number };
  readonly after6h: number;
  readonly after12h: number;
  readonly never: number;
  readonly already: number;
}

const MONTH_DAYS = 30.4375;
const YEAR_DAYS = 365.25;
const [FIRST_DAYS, EARLY_DAYS] = [7, 28];

export function ordinaryOf(runs: readonly LongRun[]): Ordinary {
  const days = sum(runs, (run) => run.days);
  const monthly = (of: (run: LongRun) => number): Rate => rateOf(sum(runs, of), days / MONTH_DAYS);
  const yearly = (of: (run: LongRun) => number): Rate => rateOf(sum(runs, of), days / YEAR_DAYS);
  const slices: readonly ((run: LongRun) => number)[] = [
    (run) => Math.min(run.days, FIRST_DAYS),
    (run) => Math.min(Math.max(run.days - FIRST_DAYS, 0), EARLY_DAYS - FIRST_DAYS),
    (run) => Math.max(run.days - EARLY_DAYS, 0),
  ];
  const perMonth = (run: LongRun): number => run.prompts / (run.days / MONTH_DAYS);
  const worst = runs.reduce<LongRun | null>((most, run) => {
    return most === null || perMonth(run) > perMonth(most) ? run : most;
  }, null);
  return {
    homes: runs.length,
    homeYears: days / YEAR_DAYS,
    prompts: monthly((run) => run.prompts),
    promptsByNight: monthly((run) => run.promptsByNight),
    promptsBySlice: slices.map((length, at) =>
      rateOf(
        sum(runs, (run) => run.promptsBySlice[at] ?? 0),
        Math.max(1 / MONTH_DAYS, sum(runs, length) / MONTH_DAYS),
      ),
    ),
    worst: { home: worst?.home ?? '', perMonth: worst === null ? 0 : perMonth(worst) },
    overBudget: runs.filter((run) => perMonth(run) > PROMPTS_A_MONTH_MAX).length,
    alertsFalse: yearly((run) => run.alertsFalse),
    alertsOut: yearly((run) => run.alertsOut),
    alertsNotBack: yearly((run) => run.alertsNotBack),
    alertsBlind: yearly((run) => run.alertsBlind),
  };
}

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0);
}

export function delaysOf(outcomes: readonly CollapseOutcome[]): Delays[] {
  return VARIANTS.map((variant) => {
    const these = outcomes.filter((one) => one.variant === variant);
    const prompts = these.map(({ promptHours }) => promptHours);
    const alerts = these.map(({ alertHours }) => alertHours);
    const share = (hours: number): number =>
      these.length === 0 ? Number.NaN : alerts.filter((delay) => delay > hours).length / these.length;
    return {
      variant,
      collapses: these.length,
      prompt: { p50: delayAt(prompts, 0.5), p95: delayAt(prompts, 0.95) },
      alert: { p50: delayAt(alerts, 0.5), p95: delayAt(alerts, 0.95) },
      after6h: share(6),
      after12h: share(12),
      never:
        these.length === 0
          ? Number.NaN
          : alerts.filter((delay) => delay >= CENSORED_HOURS).length / these.length,
      already: these.filter(({ already }) => already).length,
    };
  });
}

export function ordinaryText(ordinary: Ordinary, runs: readonly LongRun[]): string {
  const rate = ({ count, rate: per, low, high }: Rate, unit: string): string =>
    `${per.toFixed(2)} per ${unit} (${count}; 95 % ${low.toFixed(2)} to ${high.toFixed(2)})`;
  const { homes, homeYears, worst, overBudget, promptsBySlice } = ordinary;
  const nights = ordinary.promptsByNight.count;
  const deaf = deafAlerts(ordinary.prompts.count - nights, nights) / homeYears;
  const [first, early, later] = promptsBySlice.map((slice) => slice.rate.toFixed(2));
  const rows = runs.map(
    (run) =>
      `  ${run.home.padEnd(14)} ${run.like.padEnd(12)} ${cell(run.observations / run.days, 6)} ${cell(run.prompts, 7)} ` +
      `${cell(run.promptsByNight, 8)} ${cell(run.alertsFalse, 12)} ${cell(run.alertsOut, 4)} ${cell(run.alertsNotBack, 9)}`,
  );
  return [
    `ordinary life: ${homes} simulated homes, ${homeYears.toFixed(2)} home-years`,
    '  home           like         obs/day questions by night  alerts: home  out  not back',
    ...rows,
    `  questions to somebody at home   ${rate(ordinary.prompts, 'home-month')}; week 1 ${first}, weeks 2 to 4 ${early}, later ${later}`,
    `  of them by night (22 to 07)     ${rate(ordinary.promptsByNight, 'home-month')}`,
    `  worst home                      ${worst.home}, ${worst.perMonth.toFixed(2)} per month; ${overBudget} of ${homes} homes over ${PROMPTS_A_MONTH_MAX}`,
    `  false alerts, at home           ${rate(ordinary.alertsFalse, 'home-year')}`,
    `  false alerts, out under a day   ${rate(ordinary.alertsOut, 'home-year')}`,
    `  not back after a day or more    ${rate(ordinary.alertsNotBack, 'home-year')}`,
    `  cannot see                      ${rate(ordinary.alertsBlind, 'home-year')}`,
    `  (each time somebody at home is asked they answer with 0.8 by day, 0.3 by night; if whoever misses the first`,
    `  question missed all three it would be ${deaf.toFixed(2)} false alerts per home-year)`,
  ].join('\n');
}

function cell(value: number, width: number): string {
  return value.toFixed(0).padStart(width);
}

/** One line per case and home that failed, and one per case for all homes. */
export function stressText(outcomes: readonly StressOutcome[]): string {
  const names = [...new Set(outcomes.map(({ name }) => name))];
  const rows = names.map((name) => {
    const these = outcomes.filter((one) => one.name === name);
    const total = (of: (one: StressOutcome) => number): string => cell(sum(these, of), 6);
    const passed = these.filter(({ ok }) => ok).length;
    const codes = [
      ...new Set(these.flatMap(({ condition }) => (condition === null ? [] : [condition.code]))),
    ];
    const hours = these.flatMap(({ condition }) => (condition === null ? [] : [condition.hours]));
    const condition =
      codes.length === 0
        ? '-'
        : `${codes.join(', ')} after at most ${Math.max(...hours).toFixed(1)} h (${hours.length})`;
    return (
      `  ${name.padEnd(23)} ${`${passed}/${these.length}`.padStart(6)} ${total((one) => one.prompts)} ${total((one) => one.promptsWithout)}` +
      `${total((one) => one.promptsBlind)} ${total((one) => one.alertsHome)} ${total((one) => one.alertsOut)} ${total((one) => one.alertsNotBack)}   ${condition}`
    );
  });
  const failed = outcomes
    .filter(({ ok }) => !ok)
    .map(({ name, home, why }) => `  NOT AS IT MUST BE  ${name}, ${home}: ${why}`);
  return [
    'stress that is no emergency, every question answered by whoever is at home; sums over homes',
    '  case                    passed asked without blind | told: home  out  not back | condition',
    ...rows,
    ...failed,
  ].join('\n');
}

export function delaysText(delays: readonly Delays[]): string {
  const hours = (value: number): string =>
    value >= CENSORED_HOURS ? '   >24' : value.toFixed(1).padStart(6);
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`.padStart(6);
  const rows = delays.map(
    ({ variant, collapses, prompt, alert, after6h, after12h, never, already }) =>
      `  ${variant.padEnd(2)} ${VARIANT_WORDS[variant].padEnd(40)} ${cell(collapses, 5)} ${hours(prompt.p50)} ${hours(prompt.p95)} ` +
      `${hours(alert.p50)} ${hours(alert.p95)} ${percent(after6h)} ${percent(after12h)} ${percent(never)} ${cell(already, 4)}`,
  );
  return [
    'collapses, nobody answers: hours to the first question and to the alert',
    '  variant                                         n  ask50  ask95 tell50 tell95   >6 h  >12 h  never  open',
    ...rows,
  ].join('\n');
}
