/**
 * What is remembered of probes: the last few, and whether anybody was up and about since.
 *
 * Owns how records change that part of the slice, in place. A stir in one room is life, and the detector counts it;
 * here it takes a walk through two rooms, for whoever lies on the floor and stirs at a voice must not be greeted
 * again, and so put off the question again. Reads no policy, decides nothing.
 */
import type { HubState } from '../machine.ts';
import { indexHome } from '../home-index.ts';
import type { Observation, Probe, ProbeSentence } from '../record.ts';
import { ANSWERED_MS, judgeGreeting } from './budget.ts';
import { BY_BODY } from './movement.ts';
import type { CheckonState } from './slice.ts';

/** Said at most so often in one local day, and so many are remembered. */
export const PROBES_PER_DAY_MAX = 3;

/** What was said without asking anything (`probes.ts`). */
export interface ProbeMemory {
  /** The last ones, oldest first, at most as many as one day may have; home time. */
  recent: { atMs: number; sentence: ProbeSentence }[];
  /** Nobody has walked through two rooms since the last one, nor answered, nor come home. */
  waiting: boolean;
  /** The first room in which somebody moved since. */
  room: string | null;
}
export function evolveProbe(probes: ProbeMemory, { sentence }: Probe, nowMs: number): void {
  probes.recent.push({ atMs: nowMs, sentence });
  if (probes.recent.length > PROBES_PER_DAY_MAX) probes.recent.shift();
  probes.waiting = true;
  probes.room = null;
}

/** Movement since the last probe; `state.sensors` has the reading. */
export function evolveProbed(
  checkon: Greeted,
  { sensor: id }: Observation,
  nowMs: number,
  state: Readonly<HubState>,
): void {
  const { probes } = checkon;
  if (!probes.waiting || !state.sensors.isLife) return;
  const sensor = indexHome(state.home.sensors).sensors.get(id);
  if (sensor === undefined || !BY_BODY[sensor.class]) return;
  probes.room ??= sensor.room;
  if (probes.room !== sensor.room) endProbe(checkon, nowMs);
}

type Greeted = Pick<CheckonState, 'probes' | 'budget'>;
/** Somebody was up, answered, or came home: the next silence is another one. */
export function endProbe({ probes, budget }: Greeted, nowMs: number): void {
  const saidMs = probes.recent.at(-1)?.atMs ?? nowMs;
  // Whoever gets up hours later was not greeted.
  if (probes.waiting) judgeGreeting(budget, probes, nowMs - saidMs <= ANSWERED_MS);
  probes.waiting = false;
  probes.room = null;
}
