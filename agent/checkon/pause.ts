/**
 * What is said of a pause: that it begins, and that it is over.
 *
 * Owns its end, a record of its own, so that the desk sees it as well. Asks nothing and mutes nothing; what a pause
 * stands for is in `detector/pause.ts`.
 */
import type { HubState } from '../machine.ts';
import { type Draft, write } from './draft.ts';
import { PAUSE } from './slice.ts';
import { say } from './speech.ts';

/** Worth saying a while later: a call or a question may come first. */
const FRESH_MS = 10 * 60_000;

/** Home time at which the pause is over; Infinity: there is none. */
export function pauseDueMs({ plans }: Readonly<HubState>): number {
  return plans.pause?.untilMs ?? Infinity;
}

export function followPause(draft: Draft): void {
  const { input, now, state } = draft.turn;
  const isOver = now.ms >= pauseDueMs(state);
  if (isOver) write(draft, { kind: 'pause-over' });
  if (!isOver && input.kind !== 'pause') return;
  // Not over a question, a press or what is owed: those are heard first, and this can be left out.
  const { conversation, correction, owed } = draft.checkon;
  const owedMs = owed === null || owed.about === PAUSE ? 0 : owed.expiresMs;
  if (conversation !== null || now.ms < Math.max(correction?.untilMs ?? 0, owedMs)) return;
  const sentence = isOver || state.plans.pause === null ? 'pause-over' : 'paused';
  say(draft, { sentence, level: 2, about: PAUSE, freshMs: FRESH_MS });
}
