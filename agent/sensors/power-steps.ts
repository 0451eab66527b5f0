/**
 * From watts over time to steps: an appliance was put to use, and is off again.
 *
 * Owns the level that power rests at, the loads that make it up and the base below them. A step is a change between
 * two levels, never a reading: the inrush of a motor and a reading that mixes two levels are passed over. Loads that
 * switch themselves are followed and not told (`rhythms.ts`). Must never call a load somebody: it is an appliance,
 * and what its switching means is the detector's. State is plain JSON and is changed in place.
 * Method: edge detection between steady states (G. W. Hart, "Nonintrusive appliance load monitoring", 1992).
 */
import { type Rhythm, cyclicLoads, isBeat } from './rhythms.ts';

/** An appliance that is on. */
export interface Load {
  watts: number;
  sinceMs: number;
  isTold: boolean;
}
export interface StepsState {
  /** What power rests at; null until it was read once. */
  levelWatts: number | null;
  /** A reading a step away from it that no second one has confirmed. */
  newWatts: number | null;
  newSinceMs: number;
  /** The oldest first. */
  loads: Load[];
  known: Rhythm[];
  /** Whether the last that was told is `on`. */
  isOn: boolean;
  /** Steps up that were told, and those of loads that switch themselves. */
  told: number;
  cyclic: number;
  /** Loads that were given up: too many at once, or more than the meter reads. */
  forgotten: number;
}
export type Step = 'on' | 'off';

/** So many appliances of a step each are on at once in no home of one person. */
export const LOADS_MAX = 8;
/** Two readings within this share, or a quarter of a step, are one level. */
const LEVEL_SHARE = 0.1;
const LEVEL_STEPS = 1 / 4;
/** A load that never rests (a washing machine, a microwave oven on half power) is taken as it is by then. */
const UNSETTLED_MS_MAX = 30_000;
/** Changes smaller than a step move the level: eight readings move it by two thirds. */
const DRIFT_SHARE = 1 / 8;
/** A load of so many hours is part of the base: nobody boils water for a quarter of a day. */
const LOAD_MS_MAX = 6 * 3_600_000;
/** A fall by less than two thirds of a load is a part of it: a hob turned down, one of two that began together. */
const PART_SHARE = 2 / 3;
const NOTHING: readonly Step[] = [];

export function initialSteps(): StepsState {
  return {
    levelWatts: null,
    newWatts: null,
    newSinceMs: 0,
    loads: [],
    known: [],
    isOn: false,
    told: 0,
    cyclic: 0,
    forgotten: 0,
  };
}

/** Power without the loads that were seen to begin, W; null when nothing was read. */
export function baseWatts({ levelWatts, loads }: StepsState): number | null {
  return levelWatts === null ? null : Math.max(0, levelWatts - sum(loads));
}

/** Takes a reading in, finite and not negative. `stepWatts`: so large a change is an appliance. */
export function takeWatts(
  state: StepsState,
  watts: number,
  nowMs: number,
  stepWatts: number,
): readonly Step[] {
  const { levelWatts } = state;
  if (levelWatts === null) {
    state.levelWatts = watts;
    return turnOff(state);
  }
  if (Math.abs(watts - levelWatts) < stepWatts) {
    state.newWatts = null;
    state.levelWatts = levelWatts + (watts - levelWatts) * DRIFT_SHARE;
    forget(state, nowMs, stepWatts);
    return turnOff(state);
  }
  if (!isSettled(state, watts, nowMs, stepWatts)) return NOTHING;
  state.newWatts = null;
  state.levelWatts = watts;
  const isUp = watts > levelWatts;
  if (!isUp) fall(state.loads, levelWatts - watts, stepWatts);
  const isNews = isUp && rise(state, watts - levelWatts, nowMs);
  forget(state, nowMs, stepWatts);
  if (!isNews) return turnOff(state);
  // Somebody switches on something more: what is on is said to be off first, or the second would be no edge.
  const steps: readonly Step[] = state.isOn ? ['off', 'on'] : ['on'];
  state.isOn = true;
  state.told += 1;
  return steps;
}

/** The meter was away: what was on may be off by now. What was learned stays. */
export function interrupt(state: StepsState): void {
  state.levelWatts = null;
  state.newWatts = null;
  state.loads = [];
}

/**
 * For meters that tell energy by pulses, where a low power is a long silence: the power at which the largest load can
 * no longer be on; null when none is.
 */
export function wattsWithout({ levelWatts, loads }: StepsState): number | null {
  const largest = largestOf(loads);
  return levelWatts === null || largest === null ? null : Math.max(1, levelWatts - largest.watts / 2);
}
/** Power has fallen below `wattsWithout`. */
export function dropLargest(state: StepsState): readonly Step[] {
  const largest = largestOf(state.loads);
  if (state.levelWatts === null || largest === null) return NOTHING;
  state.newWatts = null;
  state.levelWatts = Math.max(0, state.levelWatts - largest.watts);
  state.loads = state.loads.filter((load) => load !== largest);
  return turnOff(state);
}

export function stepCounters({
  told,
  cyclic,
  known,
  forgotten,
}: StepsState): Readonly<Record<string, number>> {
  return { stepsTold: told, stepsCyclic: cyclic, rhythms: cyclicLoads(known), loadsForgotten: forgotten };
}

/** Whether power has come to rest at a new level, or has been restless for too long. */
function isSettled(state: StepsState, watts: number, nowMs: number, stepWatts: number): boolean {
  const before = state.newWatts;
  if (before === null) state.newSinceMs = nowMs;
  state.newWatts = watts;
  if (before === null) return false;
  const isSame = Math.abs(watts - before) <= Math.max(LEVEL_SHARE * watts, LEVEL_STEPS * stepWatts);
  return isSame || nowMs - state.newSinceMs >= UNSETTLED_MS_MAX;
}

/** A load begins. Whether it is news. */
function rise(state: StepsState, watts: number, nowMs: number): boolean {
  const isTold = !isBeat(state.known, watts, nowMs);
  if (!isTold) state.cyclic += 1;
  state.loads.push({ watts, sinceMs: nowMs, isTold });
  return isTold;
}

/** Power fell: the loads that explain it are off. */
function fall(loads: Load[], watts: number, stepWatts: number): void {
  let leftWatts = watts;
  while (loads.length > 0 && leftWatts >= stepWatts / 2) {
    let closest = 0;
    for (const [at, load] of loads.entries()) {
      const best = loads[closest];
      if (best !== undefined && Math.abs(load.watts - leftWatts) < Math.abs(best.watts - leftWatts))
        closest = at;
    }
    const load = loads[closest];
    if (load === undefined) return;
    if (leftWatts < load.watts * PART_SHARE) {
      load.watts -= leftWatts;
      return;
    }
    leftWatts -= load.watts;
    loads.splice(closest, 1);
  }
}

/** Loads that are part of the base by now, too many, or more than the whole home draws. */
function forget(state: StepsState, nowMs: number, stepWatts: number): void {
  const { loads } = state;
  const level = state.levelWatts ?? 0;
  for (let oldest = loads[0]; oldest !== undefined; oldest = loads[0]) {
    const isUsual = nowMs - oldest.sinceMs >= LOAD_MS_MAX;
    if (!isUsual && loads.length <= LOADS_MAX && sum(loads) <= level + stepWatts) return;
    if (!isUsual) state.forgotten += 1;
    loads.shift();
  }
}

/** `off`, once nothing that was told is on any more. */
function turnOff(state: StepsState): readonly Step[] {
  if (!state.isOn || state.loads.some(({ isTold }) => isTold)) return NOTHING;
  state.isOn = false;
  return ['off'];
}

function largestOf(loads: readonly Load[]): Load | null {
  let largest: Load | null = null;
  for (const load of loads) if (largest === null || load.watts > largest.watts) largest = load;
  return largest;
}

function sum(loads: readonly Load[]): number {
  let watts = 0;
  for (const load of loads) watts += load.watts;
  return watts;
}
