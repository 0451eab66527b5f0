/**
 * Where each event went: handed to a living peer or seen by nobody, acknowledged, arrived once, again, or never.
 *
 * Events are numbered from 0. Owns what counts as lost: what a peer said it has and never delivered; of a peer that
 * acknowledges nothing, what was handed to it while it lived. Takes times, never asks for them. Pure.
 */

/** Ms, all on one clock. */
export interface Moments {
  /** When the upstream broker's port was open again; null: it was never away. */
  readonly backMs: number | null;
  /** An event that arrives at this age or below is no backlog: what the peer gathers on purpose, and two seconds. */
  readonly freshMs: number;
}
export interface Counted {
  /** Handed to a connected peer, the dead socket's included. */
  readonly handed: number;
  /** Came up while no peer was connected: no sensor would have kept it. */
  readonly unseen: number;
  /** Written after the kill, before the socket was seen to be closed, and never arrived. */
  readonly inSocket: number;
  readonly lost: number;
  /** Handed to a peer that acknowledges, never acknowledged, never arrived; 0 for the others. */
  readonly unacknowledged: number;
  readonly arrived: number;
  /** Copies beyond the first. */
  readonly duplicates: number;
}
export interface Drain {
  /** From the open port to the first event that arrived; null when none did, or there was no outage. */
  readonly firstMs: number | null;
  /** From there until an event arrived that was fresh. */
  readonly catchUpMs: number | null;
  /** Most events of the backlog in one second. */
  readonly bestSecond: number;
}

const SECOND_MS = 1000;

export class Account {
  readonly #acknowledges: boolean;
  readonly #handedMs: Float64Array;
  readonly #arrivedMs: Float64Array;
  readonly #acknowledged: Uint8Array;
  readonly #inSocket: Uint8Array;
  #unseen = 0;
  #handed = 0;
  #duplicates = 0;
  #arrived = 0;
  /** What is owed and has not arrived. */
  #owed = 0;

  /** `acknowledges`: the peer says which events it has; it owes those, and no others. */
  constructor(events: number, acknowledges: boolean) {
    this.#acknowledges = acknowledges;
    this.#handedMs = new Float64Array(events).fill(Number.NaN);
    this.#arrivedMs = new Float64Array(events).fill(Number.NaN);
    this.#acknowledged = new Uint8Array(events);
    this.#inSocket = new Uint8Array(events);
  }

  unseen(): void {
    this.#unseen += 1;
  }
  /** `dying`: the peer is killed already, and its socket does not know. */
  handed(event: number, atMs: number, dying: boolean): void {
    this.#handed += 1;
    this.#handedMs[event] = atMs;
    if (dying) this.#inSocket[event] = 1;
    else if (!this.#acknowledges) this.#owed += 1;
  }
  acknowledged(event: number): void {
    if (!this.#acknowledges || this.#acknowledged[event] !== 0) return;
    this.#acknowledged[event] = 1;
    if (!this.#hasArrived(event)) this.#owed += 1;
  }
  arrived(event: number, atMs: number): void {
    if (Number.isNaN(this.#handedMs[event] ?? Number.NaN)) return;
    if (this.#hasArrived(event)) {
      this.#duplicates += 1;
      return;
    }
    this.#arrivedMs[event] = atMs;
    this.#arrived += 1;
    if (this.#owes(event)) this.#owed -= 1;
  }

  /** What the peer owes and has not delivered, at this moment. */
  get owed(): number {
    return this.#owed;
  }

  counted(): Counted {
    let inSocket = 0;
    let unacknowledged = 0;
    for (let event = 0; event < this.#handedMs.length; event += 1) {
      const isMissing = !Number.isNaN(this.#handedMs[event] ?? Number.NaN) && !this.#hasArrived(event);
      if (!isMissing || this.#owes(event)) continue;
      if (this.#inSocket[event] === 1) inSocket += 1;
      else unacknowledged += 1;
    }
    return {
      handed: this.#handed,
      unseen: this.#unseen,
      inSocket,
      lost: this.#owed,
      unacknowledged,
      arrived: this.#arrived,
      duplicates: this.#duplicates,
    };
  }

  drain({ backMs, freshMs }: Moments): Drain {
    if (backMs === null) return { firstMs: null, catchUpMs: null, bestSecond: 0 };
    const later = [...this.#arrivedMs.entries()]
      .filter(([, atMs]) => atMs >= backMs)
      .map(([event, atMs]) => ({ atMs, handedMs: this.#handedMs[event] ?? Number.NaN }))
      .toSorted((a, b) => a.atMs - b.atMs);
    const firstMs = later[0]?.atMs ?? null;
    const fresh = later.find(({ atMs, handedMs }) => atMs - handedMs <= freshMs);
    const backlog = later.filter(({ handedMs }) => handedMs < backMs).map(({ atMs }) => atMs);
    return {
      firstMs: firstMs === null ? null : firstMs - backMs,
      catchUpMs: firstMs === null || fresh === undefined ? null : fresh.atMs - firstMs,
      bestSecond: mostInASecond(backlog),
    };
  }

  #hasArrived(event: number): boolean {
    return !Number.isNaN(this.#arrivedMs[event] ?? Number.NaN);
  }
  #owes(event: number): boolean {
    return this.#acknowledges ? this.#acknowledged[event] === 1 : this.#inSocket[event] === 0;
  }
}

/** `times` ascending. */
function mostInASecond(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [at, ms] of times.entries()) {
    while (ms - (times[from] ?? ms) >= SECOND_MS) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
}
