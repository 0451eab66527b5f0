/**
 * What the hub remembers of the alarm receiving centre: the last counter of each key, when the centre was last
 * heard, and whether the link stands.
 *
 * Owns the floor below which a signed message counts as replayed; it is in the checkpoint, so a restart does not
 * open the door to yesterday's commands. Must never learn from anything that was not authenticated.
 */
import type { Body, Link } from '../record.ts';
import type { Moment } from '../state.ts';

export interface CentreState {
  /** keyId → highest counter obeyed. Bounded by the number of configured keys. */
  counters: Record<string, number>;
  /** Home time of the last authenticated message; null before the first. */
  lastHeardMs: number | null;
  link: {
    state: Link['state'];
    /** Home time since when; 0, the beginning of home time, before the first connection. */
    sinceMs: number;
  };
}

export function initialCentre(): CentreState {
  return { counters: {}, lastHeardMs: null, link: { state: 'down', sinceMs: 0 } };
}

/** Applies one record; owns `slice` and may change it in place. */
export function evolveCentre(slice: CentreState, body: Body, now: Moment): CentreState {
  if (body.kind === 'observation') return slice;
  if (body.kind === 'kept' || body.kind === 'desk') heard(slice, body.keyId, body.counter, now);
  else if (body.kind === 'link') setLink(slice, body.state, now);
  else if (body.kind === 'boot') restarted(slice, now);
  return slice;
}

function heard(slice: CentreState, keyId: string, counter: number, now: Moment): void {
  slice.counters[keyId] = Math.max(slice.counters[keyId] ?? 0, counter);
  slice.lastHeardMs = now.ms;
}

function setLink(slice: CentreState, state: Link['state'], now: Moment): void {
  if (slice.link.state !== state) slice.link = { state, sinceMs: now.ms };
}

/** A new process has no link yet. An outage that began before the restart goes on counting from its beginning. */
function restarted(slice: CentreState, now: Moment): void {
  if (slice.link.state === 'up') slice.link = { state: 'down', sinceMs: now.ms };
}
