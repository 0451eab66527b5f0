/**
 * What a run of a seed is asked, and what it gives.
 *
 * Only shapes: a worker sends some of it to another process, so a report is plain data.
 */
import type { Entry } from '../../agent/record.ts';
import type { Checkers } from '../checkers.ts';
import type { Violation } from '../checkers/report.ts';
import type { Plant } from './plants.ts';
import type { Setting } from './setting.ts';

export interface SwarmOptions {
  readonly seed: number;
  /** Days in which things fail. */
  readonly days: number;
  /** Changes what was drawn. */
  readonly amend?: (setting: Setting) => Setting;
  /** A part broken on purpose. */
  readonly plant?: Plant;
  readonly observer?: (committed: readonly Entry[], nowMs: number) => void;
}
export interface Counts {
  steps: number;
  boots: number;
  records: number;
  decided: number;
  falls: number;
  judged: number;
  alerts: number;
  obeyed: number;
  stateChars: number;
}
export interface SwarmReport {
  readonly setting: Setting;
  readonly violations: readonly Violation[];
  /** SHA-256 over everything the hub observed, with its time: the same seed gives the same. */
  readonly digest: string;
  readonly counts: Counts;
  /** The most seen of what is bounded by a rate. */
  readonly most: Checkers['bounds']['most'];
}
