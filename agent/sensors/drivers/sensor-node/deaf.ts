/**
 * A node that is heard and does not hear: its heartbeats come, and it tells again and again what is on disk.
 *
 * Owns after how long that is a fault (boards/sensor-node/PROTOCOL.md, section 7). Must never blame the node for an ack
 * that the hub still owes it, nor take an event that its full ring pushed out for one that it was told to forget.
 */

/** So many heartbeats without an ack that it obeyed; the pauses between two tries are longer than one. */
const DEAF_HEARTBEATS = 3;
const PAUSE_HEARTBEATS = 2;

export interface Deaf {
  /** The newest event that was taken, and how many the node had lost, at the heartbeat before. */
  event: number;
  lost: number;
  /** The event that was told again after its ack, and when. */
  repeated: { event: number; ms: number } | null;
  /** The first heartbeat of those that showed no ack obeyed. */
  sinceMs: number | null;
  isThere: boolean;
}
export function initialDeaf(): Deaf {
  return { event: 0, lost: 0, repeated: null, sinceMs: null, isThere: false };
}

export function noteRepeat(deaf: Deaf, event: number, nowMs: number): void {
  deaf.repeated = { event, ms: nowMs };
}

/** What a heartbeat says, and what the hub has of it. */
interface Places {
  readonly newest: number;
  readonly lost: number;
  /** The newest that was taken. */
  readonly event: number;
  /** Not everything that was taken is acknowledged. */
  readonly isOwed: boolean;
}
export function followHearing(deaf: Deaf, at: Places, nowMs: number, heartbeatMs: number): void {
  const { newest, lost, event, isOwed } = at;
  const hasMovedOn = event !== deaf.event;
  const hasObeyed = hasMovedOn && lost <= deaf.lost;
  deaf.event = event;
  deaf.lost = lost;
  if (newest <= event && (hasMovedOn || !isRepeating(deaf, event, nowMs, heartbeatMs))) {
    deaf.sinceMs = null;
    deaf.isThere = false;
    return;
  }
  if (isOwed || hasObeyed) deaf.sinceMs = null;
  deaf.sinceMs ??= isOwed ? null : nowMs;
  deaf.isThere ||= deaf.sinceMs !== null && nowMs - deaf.sinceMs >= DEAF_HEARTBEATS * heartbeatMs;
}

function isRepeating({ repeated }: Deaf, event: number, nowMs: number, heartbeatMs: number): boolean {
  return repeated?.event === event && nowMs - repeated.ms < PAUSE_HEARTBEATS * heartbeatMs;
}
