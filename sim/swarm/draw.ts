/**
 * Drawing from a seed: whole numbers, chances, picks, and one stream per concern.
 *
 * Pure. A concern draws from its own stream, so that one more crash does not change what the resident does.
 */
import { seededUnit } from '../quiet-ports.ts';

export interface Draw {
  /** In [0, 1). */
  unit(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** Streams of one seed lie this far apart: a prime, so that neighbouring seeds share none. */
const STREAM_STEP = 1_000_003;

export function drawer(seed: number, stream: number): Draw {
  const unit = seededUnit(seed * STREAM_STEP + stream * 7919 + 17);
  // The first numbers of neighbouring seeds resemble each other.
  unit();
  unit();
  const between = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    chance: (probability) => unit() < probability,
    between,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
  };
}
