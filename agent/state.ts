/**
 * What the hub knows: one value, made of one slice per machine, and how a record changes it.
 *
 * Plain JSON throughout, so that a checkpoint is this value as text. `evolve` owns the state it is given and may
 * change it in place: nobody else may hold on to an earlier one. It never reads configuration, clocks or chance.
 */
import { initialCheckon } from './checkon/slice.ts';
import { evolveSettings, initialSettings } from './config/settings.ts';
import { initialPlans } from './detector/plan-slice.ts';
import { initialDetector, initialPresence } from './detector/slice.ts';
import { evolveCard, initialCard } from './health/card.ts';
import { initialConditions } from './health/slice.ts';
import type { Counts, HubState } from './machine.ts';
import type { Moment } from './moment.ts';
import { evolveProgrammes } from './programme/memory.ts';
import { initialProgrammes } from './programme/slice.ts';
import { initialSensors } from './sensors/slice.ts';
import { evolveCheckon } from './checkon/evolve.ts';
import { QUESTION_DAYS } from './detector/price.ts';
import { evolveDetector } from './detector/silence.ts';
import { evolvePlans } from './detector/plans.ts';
import { evolvePresence } from './detector/presence.ts';
import { evolveBootTime, evolveClockTime, initialTime, isTrusted, noteRecord } from './home-time.ts';
import { evolveConditions } from './health/tracker.ts';
import type { Entry, Stamp } from './record.ts';
import { evolveSensors } from './sensors/supervision.ts';
import { evolveSummary, initialSummary } from './welfare/summary.ts';
import { initialWelfare } from './welfare/slice.ts';
import { evolveWelfare } from './welfare/week.ts';
import { evolveCentre, initialCentre } from './uplink/centre.ts';

/** Bumped when the state's shape changes; `journal/checkpoint.ts` migrates. */
export const STATE_SCHEMA = 2;

export function initialState(): HubState {
  return {
    time: initialTime(),
    home: { configHash: '', sensors: [], questionDays: QUESTION_DAYS },
    sensors: initialSensors(),
    presence: initialPresence(),
    plans: initialPlans(),
    detector: initialDetector(),
    checkon: initialCheckon(),
    programmes: initialProgrammes(),
    conditions: initialConditions(),
    centre: initialCentre(),
    card: initialCard(),
    summary: initialSummary(),
    welfare: initialWelfare(),
    settings: initialSettings(),
    counts: { observations: 0, probes: 0, prompts: 0, alerts: 0, conditions: 0 },
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
  if (body.kind === 'config') {
    const { hash, sensors, questionDays = QUESTION_DAYS } = body;
    state.home = { configHash: hash, sensors, questionDays };
  }
  state.sensors = evolveSensors(state.sensors, body, moment, state);
  state.presence = evolvePresence(state.presence, body, moment, state);
  state.plans = evolvePlans(state.plans, entry, moment, state);
  state.detector = evolveDetector(state.detector, body, moment, state);
  state.checkon = evolveCheckon(state.checkon, body, moment, state);
  state.programmes = evolveProgrammes(state.programmes, entry, moment, state);
  state.conditions = evolveConditions(state.conditions, body, moment);
  if (body.kind === 'card-written') state.card = evolveCard(state.card, body, moment.ms);
  state.centre = evolveCentre(state.centre, body, moment);
  state.summary = evolveSummary(state.summary, body, moment, state);
  state.welfare = evolveWelfare(state.welfare, body, moment, state);
  state.settings = evolveSettings(state.settings, body, moment);
  count(state.counts, entry);
  noteRecord(state.time, entry.at, moment.ms, moment.trusted);
  return state;
}

function count(counts: Counts, { body }: Entry): void {
  if (body.kind === 'observation') counts.observations += 1;
  else if (body.kind === 'probe') counts.probes += 1;
  else if (body.kind === 'prompt' && body.stage === 1 && !body.again) counts.prompts += 1;
  else if (body.kind === 'alert' && body.why === 'raised' && !body.test) counts.alerts += 1;
  else if (body.kind === 'condition' && body.edge === 'raised') counts.conditions += 1;
}
