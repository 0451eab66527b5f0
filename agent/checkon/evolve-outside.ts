/**
 * How what happens around the conversation changes the check-on's slice: a start of the hub, a step of its clock, its link, the
 * parts of its companion.
 *
 * Owns what a stop makes untrue: what was heard before it, and when somebody is expected. Reads no policy, decides nothing;
 * changes the slice in place.
 */
import type { Moment } from '../moment.ts';
import { type Boot, type ClockStep, type CompanionPart, type Link, isDamaged } from '../record.ts';
import { evolveLamp, forgetShown } from './by-light.ts';
import { outliveDamage } from './evolve-alert.ts';
import type { CheckonState } from './slice.ts';

const MINUTE_MS = 60_000;
/** A stop no longer than this is the flicker of a lamp: what was heard before it still hangs in the air. */
export const HEARD_OVER_STOP_MS = MINUTE_MS;

export function evolveOutside(
  checkon: CheckonState,
  body: Boot | ClockStep | CompanionPart | Link,
  now: Moment,
): void {
  if (body.kind === 'boot') evolveBoot(checkon, body, now);
  else if (body.kind === 'companion') evolveLamp(checkon, body);
  else if (body.kind === 'clock') {
    if ((body.frozenMs ?? 0) > HEARD_OVER_STOP_MS) forgetHeard(checkon);
  } else if (body.state === 'up' && checkon.owed?.sentence === 'not-reached-yet') {
    // The words were true while there was no link.
    checkon.owed = null;
  }
}

function evolveBoot(checkon: CheckonState, boot: Boot, now: Moment): void {
  checkon.startedMs ??= now.ms;
  // It says so anew, if it is still there.
  delete checkon.lamp.shakes;
  if (isDamaged(boot)) outliveDamage(checkon.alerts);
  if (boot.previous === null || (boot.offMs !== null && boot.offMs <= HEARD_OVER_STOP_MS)) return;
  forgetHeard(checkon);
  if (boot.offMs !== null) return;
  // Nobody knows how long ago this was true.
  checkon.owed = null;
  for (const alert of checkon.alerts) alert.expectedMs = null;
  const { conversation } = checkon;
  if (conversation === null) return;
  conversation.restart = conversation.restart === 'none' ? 'ask-again' : 'over';
}

/** Whoever presses after a stop answers nothing of before, and takes nothing back. */
function forgetHeard({ conversation, correction, alerts }: CheckonState): void {
  if (conversation !== null) {
    conversation.heard = false;
    conversation.played = false;
    conversation.touched = false;
    forgetShown(conversation);
  }
  if (correction !== null) correction.echoed = false;
  for (const alert of alerts) alert.fineUntilMs = null;
}
