/**
 * What a baseline is: told of each sign of life when it happens, asked how long the silence after it may last.
 *
 * Strictly causal by its shape: a method never meets a moment before it has come. Absence is told to all alike: a
 * silence in which nobody was at home (`truth.ts`) raises nothing and teaches nothing, ours under the same rule.
 */
import type { SensorClass } from '../../../agent/record.ts';
import { MINUTE_MS } from '../units.ts';

/** A sign of life, or an answer to an alarm, which shows as much and gives no place. */
export interface MethodSign {
  /** Home time. */
  readonly ms: number;
  /** Local wall clock as if UTC, ms. */
  readonly localMs: number;
  readonly room: string;
  readonly class: SensorClass;
  /** The silence it ended; null when nobody was at home in it, so that it teaches nothing. */
  readonly silenceMs: number | null;
}

/** No method asks sooner (reference §3): a bath, a telephone call. */
export const FLOOR_MS = 20 * MINUTE_MS;

export interface Method {
  sign(at: MethodSign): void;
  /** Ms after the last sign at which it alarms if nothing happens; Infinity: never. Below the floor counts as the floor. */
  alarmAfterMs(): number;
}

/** One baseline with the parameter that moves it along its operating curve. */
export interface Family {
  readonly id: 'B0' | 'B1' | 'B2' | 'B3' | 'B4';
  readonly name: string;
  /** What the numbers are, with their unit. */
  readonly parameter: string;
  readonly sweep: readonly number[];
  create(value: number): Method;
}
