/**
 * What is remembered of probes: the last few, and whether anybody was up and about since.
 *
 * Owns how records change that part of the slice, in place. A stir in one room is life, and the detector counts it;
 * here it takes a walk through two rooms, for whoever lies on the floor and stirs at a voice must not be greeted
 * again, and so put off the question again. Reads no policy, decides nothing.
 */
import type { HubState } from '../machine.ts';
import { indexHome } from '../home-index.ts';
import type { Observation, Probe } from '../record.ts';
import { BY_BODY } from './movement.ts';
import type { ProbeMemory } from './slice.ts';

/** Said at most so often in one local day, and so many are remembered. */
export const PROBES_PER_DAY_MAX = 3;

export function evolveProbe(probes: ProbeMemory, { sentence }: Probe, nowMs: number): void {
  probes.recent.push({ atMs: nowMs, sentence });
  if (probes.recent.length > PROBES_PER_DAY_MAX) probes.recent.shift();
  probes.waiting = true;
  probes.room = null;
}

/** Movement since the last probe; `state.sensors` has the reading. */
export function evolveProbed(probes: ProbeMemory, { sensor: id }: Observation, state: HubState): void {
  if (!probes.waiting || !state.sensors.isLife) return;
  const sensor = indexHome(state.home.sensors).sensors.get(id);
  if (sensor === undefined || !BY_BODY[sensor.class]) return;
  probes.room ??= sensor.room;
  if (probes.room !== sensor.room) endProbe(probes);
}

/** Somebody was up, answered, or came home: the next silence is another one. */
export function endProbe(probes: ProbeMemory): void {
  probes.waiting = false;
  probes.room = null;
}
