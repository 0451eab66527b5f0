/**
 * The electricity of a small flat, W over time: a base with noise, loads that switch themselves, and somebody who
 * boils water. Owns no expectation; the same seed gives the same month.
 */
import { seededUnit } from '../../sim/quiet-ports.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface Use {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly watts: number;
}
/** A load with a thermostat. `jitter`: its times vary by so large a share either way. */
export interface Thermostat {
  readonly watts: number;
  readonly onMs: number;
  readonly offMs: number;
  readonly jitter: number;
  /** How much sooner it may switch on because somebody opened it, as a share, between seven and ten. */
  readonly opened: number;
}

/** A fridge: 90 W, a quarter of an hour in each three, opened at meals. */
export const FRIDGE: Thermostat = {
  watts: 90,
  onMs: 14 * MINUTE_MS,
  offMs: 31 * MINUTE_MS,
  jitter: 0.1,
  opened: 0.25,
};

export function cycles(
  { watts, onMs, offMs, jitter, opened }: Thermostat,
  days: number,
  seed: number,
): Use[] {
  const unit = seededUnit(seed);
  const vary = (ms: number): number => ms * (1 + jitter * (2 * unit() - 1));
  const uses: Use[] = [];
  for (let ms = 0; ms < days * DAY_MS;) {
    const hour = (ms % DAY_MS) / HOUR_MS;
    const isDay = hour >= 7 && hour < 22;
    const fromMs = ms + vary(offMs) * (isDay ? 1 - opened * unit() : 1);
    const untilMs = fromMs + vary(onMs);
    uses.push({ fromMs, untilMs, watts });
    ms = untilMs;
  }
  return uses;
}

/** Four to eight kettles a day between seven and ten, whenever somebody is thirsty. */
export function kettles(days: number, seed: number, watts = 2_000): Use[] {
  const unit = seededUnit(seed);
  return Array.from({ length: days }, (_, day) => {
    const times = Array.from({ length: 4 + Math.floor(unit() * 5) }, () => 7 + unit() * 15);
    return times
      .sort((left, right) => left - right)
      .map((hour) => {
        const fromMs = day * DAY_MS + hour * HOUR_MS;
        return { fromMs, untilMs: fromMs + (2 + 2 * unit()) * MINUTE_MS, watts };
      })
      .filter(({ fromMs }, at, all) => at === 0 || fromMs - (all[at - 1]?.untilMs ?? 0) > 5 * MINUTE_MS);
  }).flat();
}

/** What a meter reads every `everyMs`, in order. */
export function* meter(
  uses: readonly Use[],
  days: number,
  everyMs: number,
  seed: number,
): Generator<{ atMs: number; watts: number }, void> {
  const unit = seededUnit(seed);
  const sorted = [...uses].sort((left, right) => left.fromMs - right.fromMs);
  let next = 0;
  let on: Use[] = [];
  for (let atMs = 0; atMs < days * DAY_MS; atMs += everyMs) {
    for (let use = sorted[next]; use !== undefined && use.fromMs <= atMs; use = sorted[(next += 1)])
      on.push(use);
    if (on.some(({ untilMs }) => untilMs <= atMs)) on = on.filter(({ untilMs }) => untilMs > atMs);
    let watts = 60 + 6 * unit();
    for (const use of on) watts += use.watts * (0.99 + 0.02 * unit());
    yield { atMs, watts };
  }
}
