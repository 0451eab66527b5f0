/**
 * A rule of alarm over the silences of a home: how often it alarms at somebody who is well, how late at one who fell.
 *
 * The same course for every baseline and for the limit by hindsight: an alarm is answered after a minute, which is a
 * sign of life; from an absence on nothing rings. Owns that course; what a method thinks is its own.
 */
import type { SensorClass } from '../../../agent/record.ts';
import { type HomeCase, localOf } from '../homes.ts';
import { HORIZON_MS, type Pass, type Sign } from '../silences.ts';
import { MINUTE_MS } from '../units.ts';
import { FLOOR_MS, type Method } from './method.ts';

const ANSWER_MS = MINUTE_MS;

/** From one sign of life to the next. */
export interface Stretch {
  readonly sign: Sign;
  readonly class: SensorClass;
  readonly lengthMs: number;
  /** Ms after the sign from which nobody is at home; Infinity: somebody is throughout. */
  readonly awayFromMs: number;
  /** Ms after the sign of each collapse that is tried. */
  readonly moments: readonly number[];
  /** Before this, ms after the sign, false alarms are not counted yet. */
  readonly countFromMs: number;
}

export interface Rings {
  falseAlarms: number;
  /** One per collapse, in order; null: not within a day. */
  readonly delaysMs: (number | null)[];
}

export function stretchesOf(pass: Pass): Stretch[] {
  const { home, signs, collapses } = pass;
  const classes = new Map(home.config.home.sensors.map((sensor) => [sensor.id, sensor.class]));
  let next = 0;
  return signs.map((sign, at) => {
    const endMs = signs[at + 1]?.ms ?? home.endMs;
    const moments: number[] = [];
    for (let one = collapses[next]; one !== undefined && one.ms < endMs; one = collapses[next]) {
      if (one.ms >= sign.ms) moments.push(one.ms - sign.ms);
      next += 1;
    }
    return {
      sign,
      class: classes.get(sign.sensor) ?? 'motion',
      lengthMs: endMs - sign.ms,
      awayFromMs: home.truth.awayWithin(sign.ms, endMs) - sign.ms,
      moments,
      countFromMs: home.fromMs - sign.ms,
    };
  });
}

/**
 * One silence. `after`: ms from the last sign or answer to the alarm; `answered`: told when an alarm was answered,
 * ms after the sign of the stretch.
 */
export function ring(
  stretch: Stretch,
  rings: Rings,
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
      rings.delaysMs.push(delayMs > HORIZON_MS ? null : delayMs);
      next += 1;
    }
    if (!isRaised) return;
    if (alarmMs >= countFromMs) rings.falseAlarms += 1;
    if (endMs >= lengthMs) return;
    answered(endMs);
    startMs = endMs;
  }
}

/** A method through all silences of a home. */
export function runMethod(home: HomeCase, stretches: readonly Stretch[], method: Method): Rings {
  const rings: Rings = { falseAlarms: 0, delaysMs: [] };
  let silenceMs: number | null = null;
  for (const stretch of stretches) {
    const { sign, lengthMs, awayFromMs } = stretch;
    const { ms, localMs, room } = sign;
    method.sign({ ms, localMs, room, class: stretch.class, silenceMs });
    let quietFromMs = 0;
    // Shorter than any alarm, and no collapse in it: nothing to ask.
    if (lengthMs >= FLOOR_MS || stretch.moments.length > 0) {
      ring(
        stretch,
        rings,
        () => method.alarmAfterMs(),
        (offsetMs) => {
          const at = ms + offsetMs;
          const known = { localMs: localOf(home, at), silenceMs: offsetMs - quietFromMs };
          method.sign({ ms: at, room, class: stretch.class, ...known });
          quietFromMs = offsetMs;
        },
      );
    }
    silenceMs = awayFromMs < lengthMs ? null : lengthMs - quietFromMs;
  }
  return rings;
}
