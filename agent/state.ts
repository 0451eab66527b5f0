/**
 * What the hub knows: one value, made of one slice per machine, and how a record changes it.
 *
 * Plain JSON throughout, so that a checkpoint is this value as text. `evolve` owns the state it is given and may
 * change it in place: nobody else may hold on to an earlier one. It never reads configuration, clocks or chance.
 */
import { type CheckonState, evolveCheckon, initialCheckon } from './checkon/checkon.ts';
import { type DetectorState, evolveDetector, initialDetector } from './detector/detector.ts';
import { type PresenceSlice, evolvePresence, initialPresence } from './detector/presence.ts';
import {
  type TimeState,
  evolveBootTime,
  evolveClockTime,
  initialTime,
  isTrusted,
  noteRecord,
} from './home-time.ts';
import { type ConditionsState, evolveConditions, initialConditions } from './health/tracker.ts';
import type { Entry, SensorDescription, Stamp } from './record.ts';
import { type SensorsState, evolveSensors, initialSensors } from './sensors/supervision.ts';
import { type CentreState, evolveCentre, initialCentre } from './uplink/centre.ts';

export interface HomeState {
  configHash: string;
  sensors: readonly SensorDescription[];
}
export interface Counts {
  observations: number;
  prompts: number;
  alerts: number;
  conditions: number;
}
export interface HubState {
  time: TimeState;
  home: HomeState;
  sensors: SensorsState;
  presence: PresenceSlice;
  detector: DetectorState;
  checkon: CheckonState;
  conditions: ConditionsState;
  centre: CentreState;
  counts: Counts;
}

/** One moment on every scale a machine may ask for. */
export interface Moment {
  /** Home time. */
  readonly ms: number;
  /** Local wall clock as if it were UTC: day = floor(localMs / 86,400,000). */
  readonly localMs: number;
  /** Whether the time of day can be believed. */
  readonly trusted: boolean;
}

/** Bumped when the state's shape changes; `journal/checkpoint.ts` migrates. */
export const STATE_SCHEMA = 1;

export function initialState(): HubState {
  return {
    time: initialTime(),
    home: { configHash: '', sensors: [] },
    sensors: initialSensors(),
    presence: initialPresence(),
    detector: initialDetector(),
    checkon: initialCheckon(),
    conditions: initialConditions(),
    centre: initialCentre(),
    counts: { observations: 0, prompts: 0, alerts: 0, conditions: 0 },
  };
}

export function momentOf(state: HubState, at: Omit<Stamp, 'boot'>): Moment {
  const ms = state.time.originMs + at.monotonicMs;
  return {
    ms,
    localMs: at.wallMs + at.utcOffsetMin * 60_000,
    trusted: isTrusted(state.time, ms, at.quality),
  };
}

/** Applies one record. `now` may be passed when the caller has it already and the record does not move time. */
export function evolve(state: HubState, entry: Entry, now?: Moment): HubState {
  const { body } = entry;
  if (body.kind === 'boot') evolveBootTime(state.time, body, entry.at);
  else if (body.kind === 'clock') evolveClockTime(state.time, body, entry.at);
  const moment = now ?? momentOf(state, entry.at);
  if (body.kind === 'config') state.home = { configHash: body.hash, sensors: body.sensors };
  state.sensors = evolveSensors(state.sensors, body, moment, state);
  state.presence = evolvePresence(state.presence, body, moment, state);
  state.detector = evolveDetector(state.detector, body, moment, state);
  state.checkon = evolveCheckon(state.checkon, body, moment, state);
  state.conditions = evolveConditions(state.conditions, body, moment);
  state.centre = evolveCentre(state.centre, body, moment);
  count(state.counts, entry);
  noteRecord(state.time, entry.at, moment.ms, moment.trusted);
  return state;
}

function count(counts: Counts, { body }: Entry): void {
  if (body.kind === 'observation') counts.observations += 1;
  else if (body.kind === 'prompt' && body.stage === 1 && !body.again) counts.prompts += 1;
  else if (body.kind === 'alert' && body.why === 'raised' && !body.test) counts.alerts += 1;
  else if (body.kind === 'condition' && body.edge === 'raised') counts.conditions += 1;
}
