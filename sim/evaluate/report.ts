/**
 * The report as data: what `--json` prints and what table and page are drawn from. Shapes only.
 *
 * Stable: a field keeps its name and its unit. Absent is what is not known; nothing is filled up.
 */
import type { DelayFigures, RateFigures } from './figures.ts';

export interface Band {
  readonly fromHour: number;
  readonly toHour: number;
  readonly prompt: DelayFigures | null;
}
/** A silence and the longest it would have hidden a collapse. */
export interface WorstSilence {
  readonly home: string;
  /** Local time of the collapse, ISO without zone. */
  readonly at: string;
  readonly room: string;
  /** Null: nothing was asked within 24 h. */
  readonly delayHours: number | null;
  /** Evidence text of the prompt. */
  readonly text: string;
}
export interface FalsePrompt {
  readonly home: string;
  readonly at: string;
  readonly atNight: boolean;
  readonly text: string;
}
export interface VariantFigures {
  readonly id: string;
  readonly name: string;
  readonly prompt: DelayFigures | null;
  readonly alert: DelayFigures | null;
}
/** Figures of one home, or of homes pooled. */
export interface Figures {
  readonly prompts: RateFigures;
  readonly nightPrompts: RateFigures;
  readonly alerts: RateFigures;
  readonly prompt: DelayFigures | null;
  readonly alert: DelayFigures | null;
  /** From the first prompt to the raised alert, where both came. */
  readonly promptToAlert: DelayFigures | null;
  readonly bathroomAtNight: DelayFigures | null;
  /** The same collapses where the shipped presence says home. */
  readonly presenceHome: DelayFigures | null;
  readonly bands: readonly Band[];
  readonly hours: readonly Band[];
  readonly variants: readonly VariantFigures[];
}
export interface HomeReport extends Figures {
  readonly home: string;
  readonly fidelity: string;
  readonly counted: boolean;
  readonly logDays: number;
  readonly sensors: number;
  readonly rooms: number;
}
export interface PooledReport extends Figures {
  readonly homes: number;
  readonly worstHome: { readonly home: string; readonly perMonth: number };
  /** Of homes, above `budgetPerMonth`. */
  readonly overBudgetShare: number;
}
/** One point of an operating curve. */
export interface CurvePoint {
  /** Setting; null for the limit by hindsight. */
  readonly setting: number | null;
  readonly falseAlarms: RateFigures;
  readonly delay: DelayFigures | null;
}
export interface BaselineReport {
  readonly id: string;
  readonly name: string;
  readonly parameter: string;
  readonly curve: readonly CurvePoint[];
  /** Each home at the setting chosen on the others, and all together; null with fewer than two homes. */
  readonly headline: (CurvePoint & { readonly settings: Readonly<Record<string, number>> }) | null;
}
export interface CalibrationPoint {
  /** Silences that the detector gave no more than this chance of lasting as long. */
  readonly chance: number;
  /** Days between two of them if it is right. */
  readonly promisedDays: number;
  readonly observedPerMonth: number;
  readonly interval: readonly [number, number];
}
/** Homes of one kind. */
export interface GroupReport {
  readonly kind: 'real' | 'simulated';
  readonly homes: readonly HomeReport[];
  /** Over counted homes; null when there is none. */
  readonly pooled: PooledReport | null;
  readonly comparison: {
    /** Ours by the rule that all baselines are judged by: what rings in an absence is not counted. */
    readonly ours: CurvePoint;
    /** Ours at other settings: days between two questions to somebody who is well. */
    readonly ourCurve: readonly CurvePoint[];
    readonly baselines: readonly BaselineReport[];
    readonly hindsight: readonly CurvePoint[];
    /** Of the curve above, at `budgetPerMonth`. */
    readonly hindsightAtBudget: CurvePoint;
  } | null;
  readonly worstSilences: readonly WorstSilence[];
  readonly falsePrompts: readonly FalsePrompt[];
  /** Empty when no silence lasted. */
  readonly calibration: readonly CalibrationPoint[];
}
/** What an installer may expect of these sensors, over counted homes. */
export interface ExpectedDelay {
  readonly kind: 'real' | 'simulated';
  readonly kit: string;
  readonly homes: number;
  readonly homeDays: number;
  readonly medianHours: number;
  readonly p95Hours: number;
  readonly promptsPerMonth: number;
  readonly promptsInterval: readonly [number, number];
  readonly missedShare: number;
}
export interface KitReport {
  readonly list: string;
  /** Home → sensors that are left. */
  readonly sensors: Readonly<Record<string, readonly string[]>>;
  /** Homes that have none of them. */
  readonly leftOut: readonly string[];
}
export interface Report {
  readonly kind: 'evaluation';
  readonly schema: 1;
  readonly protocol: {
    readonly gridMinutes: number;
    readonly horizonHours: number;
    readonly budgetPerMonth: number;
    readonly monthDays: number;
    readonly atHome: string;
    readonly absence: string;
    readonly neverFitted: readonly string[];
  };
  readonly groups: readonly GroupReport[];
  readonly kit: KitReport | null;
  readonly expectedDelay: readonly ExpectedDelay[];
}
