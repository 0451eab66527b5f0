/**
 * What a count can say: rates with exact Poisson bounds, and quantiles of delays that may be cut short.
 *
 * After Garwood, Biometrika 28, 1936. Owns arithmetic only.
 */
export interface Rate {
  readonly count: number;
  /** Per unit of the exposure. */
  readonly rate: number;
  /** 95 %. */
  readonly low: number;
  readonly high: number;
}

const HALVINGS = 60;

/** A count over an exposure, with the exact two-sided 95 % interval of its rate. */
export function rateOf(count: number, exposure: number): Rate {
  const low = count === 0 ? 0 : solve((mean) => 1 - atMost(count - 1, mean), 0.025, count);
  const high = solve((mean) => 1 - atMost(count, mean), 0.975, count);
  return { count, rate: count / exposure, low: low / exposure, high: high / exposure };
}

/** The mean at which a rising share reaches `target`. */
function solve(share: (mean: number) => number, target: number, count: number): number {
  let [low, high] = [0, count + 10 * Math.sqrt(count + 1) + 10];
  for (let left = HALVINGS; left > 0; left -= 1) {
    const middle = (low + high) / 2;
    if (share(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of at most so many when `mean` are expected. */
function atMost(count: number, mean: number): number {
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let at = 1; at <= count; at += 1) {
    logTerm += Math.log(mean / at);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** Nearest-rank quantile; values at the horizon stand for "longer than that". NaN for none. */
export function delayAt(delays: readonly number[], share: number): number {
  const sorted = [...delays].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
