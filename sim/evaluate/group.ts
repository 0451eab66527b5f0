/**
 * From what each home did to the report of its group: per home, pooled, worst, and beside the baselines.
 *
 * Owns who is pooled with whom: counted homes of one kind. Never runs a detector.
 */
import { type DelayFigures, delayFigures, fixed, rateFigures } from './figures.ts';
import { daysOf, hourOf } from './homes.ts';
import type {
  Band,
  CalibrationPoint,
  FalsePrompt,
  Figures,
  GroupReport,
  HomeReport,
  PooledReport,
  WorstSilence,
} from './report.ts';
import type { HomeRun } from './run.ts';
import { comparisonOf } from './comparison.ts';
import type { Collapse, Raised } from './silences.ts';
import { BUDGET_PER_MONTH } from './methods/sweep.ts';
import { DAY_MS, HOUR_MS } from './units.ts';
import { type VariantRun, variantFigures } from './variant-table.ts';

const NIGHT = { fromHour: 22, toHour: 7 } as const;
/** The bathroom at night: whoever falls there is in a place of no rest. */
const BATHROOM_NIGHT = { fromHour: 23, toHour: 6 } as const;
const BATHROOMS: ReadonlySet<string> = new Set(['bathroom', 'toilet']);
const BAND_HOURS = 6;
/** Of each home so many that were never asked about, and so many of the longest that were. */
const WORST_PER_HOME = 2;
const WORST_MAX = 18;
const FALSE_PROMPTS_MAX = 60;

export function groupReport(kind: GroupReport['kind'], runs: readonly HomeRun[]): GroupReport {
  const counted = runs.filter(({ pass }) => pass.home.counted);
  return {
    kind,
    homes: runs.map(homeReport),
    pooled: counted.length === 0 ? null : pooledReport(counted),
    comparison: counted.length === 0 ? null : comparisonOf(counted),
    worstSilences: worstOf(counted),
    calibration: calibrationOf(counted),
    falsePrompts: counted.flatMap(falsePromptsOf).slice(0, FALSE_PROMPTS_MAX),
  };
}

function homeReport({ pass, variants }: HomeRun): HomeReport {
  const { home } = pass;
  const { sensors } = home.config.home;
  return {
    home: home.name,
    fidelity: home.fidelity,
    counted: home.counted,
    logDays: fixed(home.endMs / DAY_MS),
    sensors: sensors.length,
    rooms: new Set(sensors.map(({ room }) => room)).size,
    ...figuresOf({ ...pass, variants, days: daysOf(home) }),
  };
}

function pooledReport(runs: readonly HomeRun[]): PooledReport {
  const rates = runs.map(({ pass }) => ({
    home: pass.home.name,
    perMonth: rateFigures(pass.prompts.length, daysOf(pass.home)).perMonth,
  }));
  const worst = rates.reduce((kept, one) => (one.perMonth > kept.perMonth ? one : kept));
  const over = rates.filter(({ perMonth }) => perMonth > BUDGET_PER_MONTH).length;
  const figures = figuresOf({
    prompts: runs.flatMap(({ pass }) => [...pass.prompts]),
    alerts: runs.flatMap(({ pass }) => [...pass.alerts]),
    collapses: runs.flatMap(({ pass }) => [...pass.collapses]),
    variants: runs.flatMap(({ variants }) => [...variants]),
    days: runs.reduce((sum, { pass }) => sum + daysOf(pass.home), 0),
  });
  return { homes: runs.length, worstHome: worst, overBudgetShare: fixed(over / runs.length), ...figures };
}

interface Raw {
  readonly prompts: readonly Raised[];
  readonly alerts: readonly Raised[];
  readonly collapses: readonly Collapse[];
  readonly variants: readonly VariantRun[];
  readonly days: number;
}

function figuresOf({ prompts, alerts, collapses, variants, days }: Raw): Figures {
  const promptsOf = (wanted: (one: Collapse) => boolean): DelayFigures | null =>
    delayFigures(collapses.filter(wanted).map(({ promptMs }) => promptMs));
  const band = (fromHour: number, hours: number): Band => ({
    fromHour,
    toHour: fromHour + hours,
    prompt: promptsOf(({ hour }) => hour >= fromHour && hour < fromHour + hours),
  });
  const both = collapses.flatMap(({ promptMs, alertMs }) =>
    promptMs === null || alertMs === null ? [] : [alertMs - promptMs],
  );
  return {
    prompts: rateFigures(prompts.length, days),
    nightPrompts: rateFigures(prompts.filter(isAtNight).length, days),
    alerts: rateFigures(alerts.length, days),
    prompt: promptsOf(() => true),
    alert: delayFigures(collapses.map(({ alertMs }) => alertMs)),
    promptToAlert: delayFigures(both),
    bathroomAtNight: promptsOf(({ room, hour }) => BATHROOMS.has(room) && isWithin(hour, BATHROOM_NIGHT)),
    presenceHome: promptsOf(({ presence }) => presence === 'home'),
    bands: Array.from({ length: 24 / BAND_HOURS }, (_, at) => band(at * BAND_HOURS, BAND_HOURS)),
    hours: Array.from({ length: 24 }, (_, hour) => band(hour, 1)),
    variants: variantFigures(variants),
  };
}

function isWithin(hour: number, { fromHour, toHour }: { fromHour: number; toHour: number }): boolean {
  return hour >= fromHour || hour < toHour;
}

function isAtNight({ localMs }: Raised): boolean {
  return isWithin(hourOf(localMs), NIGHT);
}

/** Chances at which thought and outcome are compared. */
const CHANCES = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01] as const;

/**
 * How often silences lasted for so long that the detector gave it no more than a chance, beside how often that is: by
 * time-rescaling the chances of lasting are uniform when the hazards are right.
 */
function calibrationOf(runs: readonly HomeRun[]): CalibrationPoint[] {
  const chances = runs.flatMap(({ pass }) => [...pass.chances]);
  const days = runs.reduce((sum, { pass }) => sum + daysOf(pass.home), 0);
  if (chances.length === 0) return [];
  return CHANCES.map((chance) => {
    const { perMonth, interval } = rateFigures(chances.filter((one) => one <= chance).length, days);
    return {
      chance,
      promisedDays: fixed(days / (chances.length * chance)),
      observedPerMonth: perMonth,
      interval,
    };
  });
}

/** The longest hidden of each home, so that one home cannot fill the page. */
function worstOf(runs: readonly HomeRun[]): WorstSilence[] {
  const ofHome = ({ pass }: HomeRun): WorstSilence[] => {
    const all = pass.silences
      .map(({ localMs, room, promptMs, text }) => ({
        home: pass.home.name,
        at: localText(localMs),
        room,
        delayHours: promptMs === null ? null : fixed(promptMs / HOUR_MS),
        text,
      }))
      .toSorted(longestFirst);
    const never = all.filter(({ delayHours }) => delayHours === null).slice(0, WORST_PER_HOME);
    const late = all.filter(({ delayHours }) => delayHours !== null).slice(0, WORST_PER_HOME);
    return [...never, ...late];
  };
  return runs.flatMap(ofHome).toSorted(longestFirst).slice(0, WORST_MAX);
}

function longestFirst(left: WorstSilence, right: WorstSilence): number {
  return (right.delayHours ?? 24) - (left.delayHours ?? 24) || (left.at < right.at ? -1 : 1);
}

function falsePromptsOf({ pass }: HomeRun): FalsePrompt[] {
  return pass.prompts.map((one) => ({
    home: pass.home.name,
    at: localText(one.localMs),
    atNight: isAtNight(one),
    text: one.text,
  }));
}

function localText(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 16);
}
