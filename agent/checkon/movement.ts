/**
 * Movement as an answer: somebody who walks from one room into another is up.
 *
 * Stricter than the signs of life the detector counts: a lamp or an oven on a timer switches itself, and must never
 * answer for somebody on the floor. Like them it is an edge, never a held level (`detector/life.ts`).
 */
import type { HubState } from '../machine.ts';
import { visitNow } from '../detector/visit.ts';
import { indexHome } from '../home-index.ts';
import type { Observation, SensorClass } from '../record.ts';
import { type CheckonState, answerAwaited } from './slice.ts';

/** Which devices only a person's own body sets off. */
export const BY_BODY: Readonly<Record<SensorClass, boolean>> = {
  motion: true,
  door: true,
  item: true,
  pressure: true,
  power: false,
  light: false,
};

/** Notes movement while an answer is awaited; does nothing at any other time. `state.sensors` has the reading. */
export function evolveWalk(
  checkon: CheckonState,
  observation: Observation,
  nowMs: number,
  state: Readonly<HubState>,
): void {
  if (checkon.conversation === null && checkon.alerts.length === 0) return;
  if (!state.sensors.isLife || !answerAwaited(checkon)) return;
  // Whoever walks through the home now may be the visitor: only a press or a word is an answer.
  if (visitNow(state.plans, nowMs) !== null) return;
  const sensor = indexHome(state.home.sensors).sensors.get(observation.sensor);
  if (sensor === undefined || !BY_BODY[sensor.class]) return;
  const { walk, conversation } = checkon;
  if (walk.room === null) walk.room = sensor.room;
  else if (walk.room !== sensor.room) walk.through = true;
  if (conversation === null) return;
  conversation.moved = true;
  conversation.movedMs = nowMs;
}
