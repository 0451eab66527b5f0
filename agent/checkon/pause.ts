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

/** `isPeace`: the resident asked to be left in peace, and it lasts. */
export function followPause(draft: Draft, isPeace: boolean): void {
  const { input, now, state } = draft.turn;
  const isOver = now.ms >= pauseDueMs(state);
  if (isOver) write(draft, { kind: 'pause-over' });
  if (!isOver && input.kind !== 'pause') return;
  if (!isQuiet(draft, PAUSE)) return;
  const sentence = isOver || state.plans.pause === null ? 'pause-over' : 'paused';
  // Who asked to be left in peace is not told that they are watched again: they are not.
  if (sentence === 'pause-over' && isPeace) return;
  say(draft, { sentence, about: PAUSE, freshMs: FRESH_MS });
}

/** Not over a question, a press or what is owed of something else: those are heard first, and this can be left out. */
export function isQuiet({ checkon, turn }: Draft, about: string): boolean {
  const { conversation, correction, owed } = checkon;
  const owedMs = owed === null || owed.about === about ? 0 : owed.expiresMs;
  return conversation === null && turn.now.ms >= Math.max(correction?.untilMs ?? 0, owedMs);
}
