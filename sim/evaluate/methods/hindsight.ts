/**
 * The limit by hindsight: the best threshold per home, room and hour of the last sign, chosen with the whole log in
 * hand. How far there is still to go, never a method.
 *
 * Minimises summed delay + price × false alarms; one price for all homes, found by bisection so that a rate of false
 * alarms is met. Each cell is solved exactly, for its cost changes only where a threshold passes one of its silences.
 */
import { hourOf } from '../homes.ts';
import { DAY_MS } from '../units.ts';
import { FLOOR_MS } from './method.ts';
import { type Rings, type Stretch, ring } from './ring.ts';

interface Choice {
  readonly thresholdMs: number;
  readonly falseAlarms: number;
  readonly delayMs: number;
}
interface Cell {
  readonly stretches: readonly Stretch[];
  readonly choices: readonly Choice[];
}
/** The cells of one home. */
export type Hindsight = readonly Cell[];

/** One ms beyond a silence, so that it is let pass. */
const PAST_MS = 1;
/** Of the price: 2^60 between the cheapest and the dearest is far beyond what a double tells apart here. */
const HALVINGS = 60;
const PRICE_MS_MAX = 1000 * DAY_MS;

export function hindsightOf(stretches: readonly Stretch[]): Hindsight {
  const cells = new Map<string, Stretch[]>();
  for (const stretch of stretches) {
    if (stretch.lengthMs < FLOOR_MS && stretch.moments.length === 0) continue;
    const key = `${stretch.sign.room}/${hourOf(stretch.sign.localMs)}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [stretch]);
    else cell.push(stretch);
  }
  return [...cells.values()].map((cell) => ({ stretches: cell, choices: choicesOf(cell) }));
}

function choicesOf(cell: readonly Stretch[]): Choice[] {
  const lengths = cell.map(({ lengthMs, awayFromMs }) => Math.min(lengthMs, awayFromMs, DAY_MS) + PAST_MS);
  const thresholds = [FLOOR_MS, ...lengths.filter((ms) => ms > FLOOR_MS)];
  return [...new Set(thresholds)].map((thresholdMs) => {
    const { falseAlarms, delaysMs } = ringCell(cell, thresholdMs);
    const delayMs = delaysMs.reduce<number>((sum, one) => sum + (one ?? DAY_MS), 0);
    return { thresholdMs, falseAlarms, delayMs };
  });
}

function ringCell(cell: readonly Stretch[], thresholdMs: number): Rings {
  const rings: Rings = { falseAlarms: 0, delaysMs: [] };
  for (const stretch of cell)
    ring(
      stretch,
      rings,
      () => thresholdMs,
      () => undefined,
    );
  return rings;
}

function bestOf({ choices }: Cell, priceMs: number): Choice {
  const cost = ({ delayMs, falseAlarms }: Choice): number => delayMs + priceMs * falseAlarms;
  const best = choices.reduce<Choice | null>(
    (kept, one) => (kept === null || cost(one) < cost(kept) ? one : kept),
    null,
  );
  return best ?? { thresholdMs: DAY_MS, falseAlarms: 0, delayMs: 0 };
}

/** False alarms at a price, over homes. */
function alarmsAt(homes: readonly Hindsight[], priceMs: number): number {
  return homes.flat().reduce((sum, cell) => sum + bestOf(cell, priceMs).falseAlarms, 0);
}

/** The lowest price at which there are no more than so many false alarms over all homes. */
export function priceFor(homes: readonly Hindsight[], falseAlarmsMax: number): number {
  let [low, high] = [0, PRICE_MS_MAX];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (alarmsAt(homes, middle) > falseAlarmsMax) low = middle;
    else high = middle;
  }
  return high;
}

/** What one home would have had at that price. */
export function ringsAt(home: Hindsight, priceMs: number): Rings {
  const all: Rings = { falseAlarms: 0, delaysMs: [] };
  for (const cell of home) {
    const rings = ringCell(cell.stretches, bestOf(cell, priceMs).thresholdMs);
    all.falseAlarms += rings.falseAlarms;
    for (const delayMs of rings.delaysMs) all.delaysMs.push(delayMs);
  }
  return all;
}
