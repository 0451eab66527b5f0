/**
 * A rule of alarm over the silences of a home: how often it alarms at somebody who is well, how late at one who fell.
 *
 * The same course for every baseline and for the limit by hindsight: an alarm is answered after a minute, which is a
 * sign of life; from an absence on nothing rings. Owns that course; what a method thinks is its own.
 */
import { type HomeCase, daysOf, localOf } from '../homes.ts';
import { HORIZON_MS, type Pass } from '../silences.ts';
import { Tally } from '../tally.ts';
import { MINUTE_MS } from '../units.ts';
import { FLOOR_MS, type Method, type MethodSign } from './method.ts';

const ANSWER_MS = MINUTE_MS;

/** From one sign of life to the next. */
export interface Stretch {
  /** As a method is told it when no alarm cut the silence before. */
  readonly sign: MethodSign;
  readonly lengthMs: number;
  /** Ms after the sign from which nobody is at home; Infinity: somebody is throughout. */
  readonly awayFromMs: number;
  /** Ms after the sign of each collapse that is tried. */
  readonly moments: readonly number[];
  /** Before this, ms after the sign, false alarms are not counted yet. */
  readonly countFromMs: number;
}

/** Told of what rang. */
export interface Rung {
  /** At somebody who was well. */
  alarm(): void;
  /** Of one collapse; null: not within a day. */
  delay(ms: number | null): void;
}

export function stretchesOf(pass: Pass): Stretch[] {
  const { home, signs, collapses } = pass;
  const classes = new Map(home.config.home.sensors.map((sensor) => [sensor.id, sensor.class]));
  let next = 0;
  let silenceMs: number | null = null;
  return signs.map(({ ms, localMs, sensor, room }, at) => {
    const endMs = signs[at + 1]?.ms ?? home.endMs;
    const moments: number[] = [];
    for (let one = collapses[next]; one !== undefined && one.ms < endMs; one = collapses[next]) {
      if (one.ms >= ms) moments.push(one.ms - ms);
      next += 1;
    }
    const sign: MethodSign = { ms, localMs, room, class: classes.get(sensor) ?? 'motion', silenceMs };
    const lengthMs = endMs - ms;
    const awayFromMs = home.truth.awayWithin(ms, endMs) - ms;
    silenceMs = awayFromMs < lengthMs ? null : lengthMs;
    return { sign, lengthMs, awayFromMs, moments, countFromMs: home.fromMs - ms };
  });
}

/**
 * One silence. `after`: ms from the last sign or answer to the alarm; `answered`: told when an alarm was answered,
 * ms after the sign of the stretch.
 */
export function ring(
  stretch: Stretch,
  rung: Rung,
  after: () => number,
  answered: (offsetMs: number) => void,
): void {
  const { lengthMs, awayFromMs, moments, countFromMs } = stretch;
  let next = 0;
  for (let startMs = 0; startMs < lengthMs;) {
    const alarmMs = startMs + Math.max(FLOOR_MS, after());
    const isRaised = alarmMs < lengthMs && alarmMs < awayFromMs;
    const endMs = isRaised ? alarmMs + ANSWER_MS : Number.POSITIVE_INFINITY;
    for (let one = moments[next]; one !== undefined && one < endMs; one = moments[next]) {
      // Whoever falls while being asked is found by that question.
      const delayMs = Math.max(0, alarmMs - one);
      rung.delay(delayMs > HORIZON_MS ? null : delayMs);
      next += 1;
    }
    if (!isRaised) return;
    if (alarmMs >= countFromMs) rung.alarm();
    if (endMs >= lengthMs) return;
    answered(endMs);
    startMs = endMs;
  }
}

/** A method through all silences of a home. */
export function runMethod(home: HomeCase, stretches: readonly Stretch[], method: Method): Tally {
  const tally = new Tally();
  tally.days = daysOf(home);
  let quietFromMs = 0;
  for (const stretch of stretches) {
    const { sign, lengthMs } = stretch;
    // What an answer ended has taught already.
    const isCut = quietFromMs > 0 && sign.silenceMs !== null;
    method.sign(isCut ? { ...sign, silenceMs: sign.silenceMs - quietFromMs } : sign);
    quietFromMs = 0;
    // Shorter than any alarm, and no collapse in it: nothing to ask.
    if (lengthMs >= FLOOR_MS || stretch.moments.length > 0) {
      ring(
        stretch,
        tally,
        () => method.alarmAfterMs(),
        (offsetMs) => {
          const ms = sign.ms + offsetMs;
          method.sign({ ...sign, ms, localMs: localOf(home, ms), silenceMs: offsetMs - quietFromMs });
          quietFromMs = offsetMs;
        },
      );
    }
  }
  return tally;
}
