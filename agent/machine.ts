/**
 * What a machine is and what it may look at: the whole state, one slice per machine, and the turn it speaks in.
 *
 * Only shapes; the order of the machines is in `decide.ts`, what a record changes in `state.ts`.
 */
import type { CardState } from './health/card.ts';
import type { CheckonState } from './checkon/slice.ts';
import type { Config } from './config/config.ts';
import type { SettingsState } from './config/settings.ts';
import type { PlansState } from './detector/plan-slice.ts';
import type { DetectorState, PresenceSlice } from './detector/slice.ts';
import type { ConditionsState } from './health/slice.ts';
import type { TimeState } from './home-time.ts';
import type { Moment } from './moment.ts';
import type { ProgrammesState } from './programme/slice.ts';
import type { Body, Fact, SensorDescription, Stamp } from './record.ts';
import type { SensorsState } from './sensors/slice.ts';
import type { CentreState } from './uplink/centre.ts';
import type { WelfareState } from './welfare/slice.ts';
import type { SummaryState } from './welfare/summary.ts';

export interface HomeState {
  configHash: string;
  sensors: readonly SensorDescription[];
  /** Days between two questions to somebody who is well. */
  questionDays: number;
}
export interface Counts {
  observations: number;
  probes: number;
  prompts: number;
  alerts: number;
  conditions: number;
}
export interface HubState {
  time: TimeState;
  home: HomeState;
  sensors: SensorsState;
  presence: PresenceSlice;
  plans: PlansState;
  detector: DetectorState;
  checkon: CheckonState;
  programmes: ProgrammesState;
  conditions: ConditionsState;
  centre: CentreState;
  card: CardState;
  summary: SummaryState;
  welfare: WelfareState;
  settings: SettingsState;
  counts: Counts;
}

/** What a machine may look at. */
export interface Turn {
  readonly state: Readonly<HubState>;
  readonly at: Stamp;
  readonly now: Moment;
  readonly input: Fact;
  /** What the machines before it decided in this turn. */
  readonly soFar: readonly Body[];
  readonly policy: Config;
}
export type Decide = (turn: Turn) => readonly Body[];
