/**
 * Whether simulated gaps are like real ones: quantiles per room and band of the day, and the day's longest silence.
 *
 * Owns the comparison, made by one rule on both logs (`tick.ts`, `night.ts`), without any truth of the simulator.
 * Never says more than it measured: a cell with few real gaps is told as such.
 */
import type { SensorDescription } from '../../agent/record.ts';
import { rankAt } from './quantile.ts';
import {
  BAND_HOURS,
  DAY_MS,
  type Gap,
  MINUTE_MS,
  type Seen,
  bandOf,
  entranceOf,
  gapsOf,
  ticksOf,
} from './tick.ts';

export interface Cell {
  readonly room: string;
  /** Local hours, `08-12`. */
  readonly hours: string;
  /** Gaps in 30 days. */
  readonly gaps: Pair;
  /** Minutes. */
  readonly p50: Pair;
  readonly p90: Pair;
  readonly p99: Pair;
  /** Minutes; of simulated ones the median over spans of as many days as the real log has. */
  readonly max: Pair;
  /** Largest difference of the two distributions, after Kolmogorov and Smirnov. */
  readonly distance: number;
}
export interface Pair {
  readonly real: number;
  readonly simulated: number;
}
export interface Match {
  readonly home: string;
  readonly cells: readonly Cell[];
  /** Minutes of the longest silence at home of a day: median, ninth decile, longest. */
  readonly daily: { readonly p50: Pair; readonly p90: Pair; readonly max: Pair };
  /** Of the cells with enough real gaps, the share whose p90, and p99, is within `FACTOR` of the real one. */
  readonly enough: number;
  readonly p90Within: number;
  readonly p99Within: number;
}

/** Fewer real gaps than this say nothing of a ninetieth percentile. */
export const CELL_GAPS_MIN = 50;
export const FACTOR = 1.5;
/** A difference of less than a tick is none. */
const SAME_MIN = 10 / 60;

interface Measured {
  readonly days: number;
  readonly gaps: readonly Gap[];
}

export function measured(log: Iterable<Seen>, sensors: readonly SensorDescription[]): Measured {
  const ticks = ticksOf(log, sensors);
  const days = ((ticks.at(-1)?.localMs ?? 0) - (ticks[0]?.localMs ?? 0)) / DAY_MS;
  return { days, gaps: gapsOf(ticks, entranceOf(sensors)).filter(({ away }) => !away) };
}

export function matchOf(home: string, real: Measured, simulated: Measured): Match {
  const cells: Cell[] = [];
  const rooms = [...new Set(real.gaps.map(({ room }) => room))].sort();
  for (const room of rooms) {
    for (let band = 0; band < 24 / BAND_HOURS; band += 1) {
      const cell = cellOf(room, band, real, simulated);
      if (cell !== null) cells.push(cell);
    }
  }
  const judged = cells.filter(({ gaps }) => (gaps.real * real.days) / 30 >= CELL_GAPS_MIN);
  const share = (of: (cell: Cell) => Pair): number =>
    judged.filter((cell) => isWithin(of(cell))).length / Math.max(1, judged.length);
  return {
    home,
    cells,
    daily: dailyOf(real, simulated),
    enough: judged.length,
    p90Within: share(({ p90 }) => p90),
    p99Within: share(({ p99 }) => p99),
  };
}

export function isWithin({ real, simulated }: Pair): boolean {
  if (Math.abs(real - simulated) <= SAME_MIN) return true;
  return Math.max(real / simulated, simulated / real) <= FACTOR;
}

function cellOf(room: string, band: number, real: Measured, simulated: Measured): Cell | null {
  const within = ({ gaps }: Measured): Gap[] =>
    gaps.filter((gap) => gap.room === room && bandOf(gap.fromMs) === band);
  const [left, right] = [within(real), within(simulated)];
  if (left.length === 0) return null;
  const [realMin, simulatedMin] = [minutesOf(left), minutesOf(right)];
  const at = (share: number): Pair => ({
    real: rankAt(realMin, share),
    simulated: rankAt(simulatedMin, share),
  });
  return {
    room,
    hours: `${two(band * BAND_HOURS)}-${two((band + 1) * BAND_HOURS)}`,
    gaps: { real: (left.length / real.days) * 30, simulated: (right.length / simulated.days) * 30 },
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: { real: realMin.at(-1) ?? 0, simulated: medianOf(longestBySpan(right, real.days)) },
    distance: distanceOf(realMin, simulatedMin),
  };
}

function two(hour: number): string {
  return String(hour).padStart(2, '0');
}

function minutesOf(gaps: readonly Gap[]): number[] {
  return gaps
    .map(({ fromMs, untilMs }) => (untilMs - fromMs) / MINUTE_MS)
    .sort((left, right) => left - right);
}

/** The longest of each span of so many days, in minutes. */
function longestBySpan(gaps: readonly Gap[], days: number): number[] {
  const spanMs = Math.max(1, days) * DAY_MS;
  const longest = new Map<number, number>();
  for (const { fromMs, untilMs } of gaps) {
    const span = Math.floor(fromMs / spanMs);
    longest.set(span, Math.max(longest.get(span) ?? 0, (untilMs - fromMs) / MINUTE_MS));
  }
  return [...longest.values()];
}

function medianOf(values: readonly number[]): number {
  return rankAt(
    [...values].sort((left, right) => left - right),
    0.5,
  );
}

function dailyOf(real: Measured, simulated: Measured): Match['daily'] {
  const longest = ({ gaps }: Measured): number[] =>
    longestBySpan(gaps, 1).sort((left, right) => left - right);
  const [left, right] = [longest(real), longest(simulated)];
  return {
    p50: { real: rankAt(left, 0.5), simulated: rankAt(right, 0.5) },
    p90: { real: rankAt(left, 0.9), simulated: rankAt(right, 0.9) },
    max: { real: left.at(-1) ?? 0, simulated: medianOf(longestBySpan(simulated.gaps, real.days)) },
  };
}

function distanceOf(left: readonly number[], right: readonly number[]): number {
  let [at, other, most] = [0, 0, 0];
  while (at < left.length && other < right.length) {
    const value = Math.min(left[at] ?? 0, right[other] ?? 0);
    while (at < left.length && (left[at] ?? 0) <= value) at += 1;
    while (other < right.length && (right[other] ?? 0) <= value) other += 1;
    most = Math.max(most, Math.abs(at / left.length - other / right.length));
  }
  return right.length === 0 ? 1 : most;
}

/** The table for people. */
export function matchText({ home, cells, daily, enough, p90Within, p99Within }: Match, days: number): string {
  const pair = ({ real, simulated }: Pair, digits: number): string =>
    `${real.toFixed(digits).padStart(6)} ${simulated.toFixed(digits).padStart(6)}`;
  const rows = cells.map(({ room, hours, gaps, p50, p90, p99, max, distance }) => {
    const few = (gaps.real * days) / 30 < CELL_GAPS_MIN ? '  few' : '';
    const columns = [pair(p50, 1), pair(p90, 1), pair(p99, 1), pair(max, 0), ` ${distance.toFixed(2)}${few}`];
    return `${room.padEnd(9)} ${hours} ${pair(gaps, 0)} |${columns.join(' |')}`;
  });
  return [
    `${home}: gaps between signs at home, minutes; real and simulated; ${days.toFixed(0)} real days`,
    'room      hours  n in 30 days |      p50      |      p90      |      p99      |      max      | distance',
    ...rows,
    `longest silence of a day: p50 ${pair(daily.p50, 0)}  p90 ${pair(daily.p90, 0)}  max ${pair(daily.max, 0)}`,
    `of ${enough} cells with at least ${CELL_GAPS_MIN} real gaps, within a factor ${FACTOR}: p90 ${(p90Within * 100).toFixed(0)} %, p99 ${(p99Within * 100).toFixed(0)} %`,
  ].join('\n');
}
