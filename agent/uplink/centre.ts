/**
 * What the hub remembers of the alarm receiving centre: the last counter of each key, when the centre was last
 * heard, whether the link stands, since when it has not held, and who else comes under our name.
 *
 * Owns the floor below which a signed message counts as replayed; it is in the checkpoint, so a restart does not
 * open the door to yesterday's commands. Must never learn from anything that was not
 * authenticated, but for `link` and `taken`: they are what the broker did to our connection, unsigned, and only ever
 * raise a condition.
 */
import type { Moment } from '../moment.ts';
import { type Body, type Link, type Refused, isOrdered } from '../record.ts';
import { type KeyringState, evolveKeyring, initialKeyring } from './keyring.ts';

export interface LinkState {
  state: Link['state'];
  /** Home time since when; 0, the beginning of home time, before the first connection. */
  sinceMs: number;
  /** Home time since which it has not held: the first loss since it last stood for LINK_HELD_MS; null: it holds. */
  troubleMs?: number | null;
}
export interface CentreState {
  /** keyId → highest counter used up. Bounded by the keys there ever were (`keyring.ts`). */
  counters: Record<string, number>;
  keyring: KeyringState;
  /** Home time of the last authenticated message; null before the first. */
  lastHeardMs: number | null;
  link: LinkState;
  /** Losses because another came under our name, and home time of the first of the hour; null: none. */
  taken?: { sinceMs: number; times: number } | null;
}

/** A link that stood this long has held: longer than a broker's restart or a router's, shorter than anyone's patience. */
export const LINK_HELD_MS = 10 * 60_000;
/** Once may be a second process on its way out; a third time within the hour is another hub. */
const TAKEN_TIMES = 3;
const TAKEN_WITHIN_MS = 60 * 60_000;

export function initialCentre(): CentreState {
  return {
    counters: {},
    keyring: initialKeyring(),
    lastHeardMs: null,
    link: { state: 'down', sinceMs: 0, troubleMs: 0 },
    taken: null,
  };
}

/** Applies one record; owns `slice` and may change it in place. */
export function evolveCentre(slice: CentreState, body: Body, now: Moment): CentreState {
  if (isOrdered(body) || body.kind === 'kept' || body.kind === 'desk')
    heard(slice, body.keyId, body.counter, now);
  if (body.kind === 'key') evolveKeyring(slice.keyring, body);
  else if (body.kind === 'refused') evolveRefused(slice, body, now);
  else if (body.kind === 'link') evolveLink(slice, body, now);
  else if (body.kind === 'boot') restarted(slice, now);
  return slice;
}

/** Whether another hub comes under our name. */
export function nameIsTaken({ taken = null }: Readonly<CentreState>): boolean {
  return taken !== null && taken.times >= TAKEN_TIMES;
}

function heard(slice: CentreState, keyId: string, counter: number, now: Moment): void {
  slice.counters[keyId] = Math.max(slice.counters[keyId] ?? 0, counter);
  slice.lastHeardMs = now.ms;
}

/** What was opened and not obeyed was the centre's all the same. */
function evolveRefused(slice: CentreState, { keyId, counter }: Refused, now: Moment): void {
  if (keyId !== undefined && counter !== undefined) heard(slice, keyId, counter, now);
}

function evolveLink(slice: CentreState, { state, why, flaps = 0 }: Link, now: Moment): void {
  if (why === 'client-id-taken') slice.taken = takenAgain(slice.taken ?? null, now);
  const { link } = slice;
  // Losses that were too many for records of their own say that it did not stand.
  if (flaps > 0 && link.state === 'up') slice.link = lost(link, now, false);
  if (slice.link.state === state) return;
  if (state === 'down') slice.link = lost(link, now, now.ms - link.sinceMs >= LINK_HELD_MS);
  else slice.link = { state, sinceMs: now.ms, troubleMs: slice.link.troubleMs ?? slice.link.sinceMs };
}

/** A loss soon after the one before belongs to it: an outage with a moment of light in it is one outage. */
function lost({ troubleMs = null }: LinkState, now: Moment, held: boolean): LinkState {
  return { state: 'down', sinceMs: now.ms, troubleMs: held ? now.ms : (troubleMs ?? now.ms) };
}

function takenAgain(before: { sinceMs: number; times: number } | null, now: Moment) {
  if (before === null || now.ms - before.sinceMs > TAKEN_WITHIN_MS) return { sinceMs: now.ms, times: 1 };
  // No more than is asked for: the number stays small whatever comes.
  return { sinceMs: before.sinceMs, times: Math.min(TAKEN_TIMES, before.times + 1) };
}

/** A new process has no link yet. An outage that began before the restart goes on counting from its beginning. */
function restarted(slice: CentreState, now: Moment): void {
  const { link } = slice;
  if (link.state === 'up') slice.link = lost(link, now, now.ms - link.sinceMs >= LINK_HELD_MS);
}
