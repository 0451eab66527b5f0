/**
 * What one look at the clock shows beside the look before it: a step, a standstill, off-time that became known late.
 *
 * Owns only the comparison; what follows from the fact is in `home-time.ts`. Never asks a clock itself.
 */
import { isTrusted, offBetween } from './home-time.ts';
import type { HubState } from './machine.ts';
import type { Instant } from './ports.ts';
import type { ClockStep } from './record.ts';

/** Later than this the alarm rang too late: the process stood still. A busy machine is late by seconds. */
const FROZEN_MS_MIN = 60_000;
/** Below this, off-time found late changes nothing that anybody judges. */
const LATE_OFF_MS_MIN = 60_000;
/** A wall clock that moved this far from the monotonic one has stepped; NTP slews 0.5 ms/s, 60 s of which are 30 ms. */
const STEP_MS = 2000;

/**
 * Off-time (ms) that becomes known only after the start, because a time server answered then; null: none.
 *
 * Home time would jump under whatever runs since the start: then it is left alone, and the time stays unknown.
 */
export function lateOffMs(state: Readonly<HubState>, now: Instant): number | null {
  const { time } = state;
  const homeMs = time.originMs + now.monotonicMs;
  if (!time.offUnknown || !isTrusted(time, homeMs, now.quality) || isUnderWay(state)) return null;
  const offMs = offBetween(time, homeMs, now);
  return offMs !== null && offMs >= LATE_OFF_MS_MIN ? offMs : null;
}

/** The clock fact that an instant shows beside the one before it, the alarm late by so much; null: all as it was. */
export function clockFact(
  state: Readonly<HubState>,
  now: Instant,
  before: Instant,
  lateMs: number,
): ClockStep | null {
  const stepMs = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  const frozen = lateMs > FROZEN_MS_MIN;
  const changed = now.quality !== before.quality || now.utcOffsetMin !== before.utcOffsetMin;
  const offMs = state.time.offUnknown ? lateOffMs(state, now) : null;
  if (!frozen && !changed && offMs === null && Math.abs(stepMs) <= STEP_MS) return null;
  return {
    kind: 'clock',
    stepMs,
    ...(frozen ? { frozenMs: lateMs } : {}),
    ...(offMs === null ? {} : { offMs }),
  };
}

/** A question, a sentence, a silence or a blindness that began after the start did not last through the off-time. */
function isUnderWay({ time: { bootMs }, checkon, detector, sensors }: Readonly<HubState>): boolean {
  if (checkon.conversation !== null || checkon.correction !== null || checkon.owed !== null) return true;
  if (detector.silences !== null && detector.silences.any.sinceMs > bootMs) return true;
  return sensors.blindSinceMs !== null && sensors.blindSinceMs >= bootMs;
}
