/**
 * When a silence is worth a question: the age at which waiting longer would cost more than it spares.
 *
 * Owns the rule and its one price. Somebody may have stopped at any minute of a silence; found so much later, the harm
 * is taken as the square of the delay (a long lie is worse than two short ones). Waiting to age t costs
 *   harm(t) = ∫₀ᵗ S(v) (t − v)² dv,
 * S being the chance that a silence of this place and hour lasts so long; asking costs price(t) · S(t), a false
 * question of somebody who is well; at night it costs more. The age of least cost is found over all ages up to a horizon, not by a level that is
 * crossed, so that the question waits for a morning that is near. It is the Bayes rule for a change at an unknown time
 * with renewal at each sign; detector.md's Shiryaev–Roberts statistic ∫S/S ≥ A is its case for a constant hazard and
 * harm linear in delay, and on the real homes asked 20 % later at equal cost. Pure, closed form: never advanced by a tick.
 */
import { expMinus } from './exponential.ts';
import { BINS, COARSE_BINS, fromMinutes, toMinutes } from './habit.ts';
import type { HazardByBin } from './hazard.ts';
import { MINUTE_MS } from './time.ts';

/** The grid: every bound of a bin lies on it. */
const STEP_MINUTES = 5;
const STEP_HOURS = STEP_MINUTES / 60;

export interface Stakes {
  readonly hazards: HazardByBin;
  /** What a false question costs at an age (minutes), in hours³ (harm is hours² over hours of silence). */
  readonly price: (ageMinutes: number) => number;
  /** How much more likely than elsewhere somebody comes to harm here; 1: as elsewhere. */
  readonly risk: number;
  /** Age (ms) from which on the person may have stopped: 0, or that of the last answer. */
  readonly fromMs: number;
  /** Never asked before this age (ms), nor looked for beyond the other. */
  readonly floorMs: number;
  readonly horizonMs: number;
}
export interface Asking {
  /** Age of the silence, ms. */
  readonly afterMs: number;
  /** The chance that somebody who is well is silent for so long, once they were silent to the floor. */
  readonly falseChance: number;
}

/** The age at which to ask. At the horizon at the latest: whoever calls sets it where silence must be asked about. */
export function askAfter({ hazards, price, risk, fromMs, floorMs, horizonMs }: Stakes): Asking {
  const horizon = horizonMs / MINUTE_MS;
  const floor = floorMs / MINUTE_MS;
  let survival = 1;
  let atFloor = 1;
  // The integrals of survival, once, twice and thrice: 2 ∫∫∫ S is the harm.
  let once = 0;
  let twice = 0;
  let harm = 0;
  let best = Number.POSITIVE_INFINITY;
  let found: Asking = { afterMs: horizonMs, falseChance: 1 };
  const passes = passesOf(hazards);
  const from = Math.floor(fromMs / MINUTE_MS / STEP_MINUTES) * STEP_MINUTES;
  let bin = 0;
  for (let age = from; age < horizon; age += STEP_MINUTES) {
    while (age >= toMinutes(bin)) bin += 1;
    const after = survival * (passes[bin] ?? 1);
    const onceAfter = once + ((survival + after) / 2) * STEP_HOURS;
    const twiceAfter = twice + ((once + onceAfter) / 2) * STEP_HOURS;
    harm += (twice + twiceAfter) * STEP_HOURS;
    survival = after;
    once = onceAfter;
    twice = twiceAfter;
    const reached = age + STEP_MINUTES;
    if (reached <= floor) atFloor = survival;
    if (reached < floor) continue;
    const cost = risk * harm + price(reached) * survival;
    if (cost >= best) continue;
    best = cost;
    found = {
      afterMs: Math.min(reached * MINUTE_MS, horizonMs),
      falseChance: atFloor === 0 ? 0 : survival / atFloor,
    };
  }
  return found;
}

/** The chance that a silence of that place and hour lasts to this age. */
export function survivalAt(hazards: HazardByBin, ageMs: number): number {
  let survival = 1;
  const passes = passesOf(hazards);
  for (let bin = 0; bin < BINS && fromMinutes(bin) * MINUTE_MS < ageMs; bin += 1) {
    const steps = (Math.min(ageMs / MINUTE_MS, toMinutes(bin)) - fromMinutes(bin)) / STEP_MINUTES;
    for (let step = 0; step < Math.floor(steps); step += 1) survival *= passes[bin] ?? 1;
  }
  return survival;
}

/** By bin: the chance of getting through one step of the grid. */
function passesOf(hazards: HazardByBin): readonly number[] {
  return hazards.map((hazard, bin) => {
    if (bin >= COARSE_BINS) return expMinus(hazard * STEP_MINUTES);
    const steps = (toMinutes(bin) - fromMinutes(bin)) / STEP_MINUTES;
    // The widest coarse bin is two steps long. A square root is exact by IEEE 754, alike on every machine.
    return steps === 1 ? 1 - hazard : Math.sqrt(1 - hazard);
  });
}
