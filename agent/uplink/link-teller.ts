/**
 * When a change of the link becomes a fact: each one, until there are too many; then the last one, now and then.
 *
 * Owns the state of the link and how many of its facts an hour may hold. A link that flaps all day must neither
 * fill the journal nor go untold: losses without a fact of their own are counted in the next one. Whose certificate is
 * wrong, or ends when, goes with them.
 */
import type { ErrorCode } from '../errors.ts';
import type { Link } from '../record.ts';

/** Four at once, then one each five minutes: 16 in the busiest hour, 292 in the busiest day. */
const FACTS_AT_ONCE = 4;
const FACT_EVERY_MS = 5 * 60_000;
/** Reasons that somebody has to see to: news also when the link was down before, for another. */
const TELLING: readonly (ErrorCode | null)[] = ['broker-untrusted', 'certificate-expired'];

export class LinkTeller {
  readonly #emit: (fact: Link) => void;
  /** Wall clock, ms since 1970 UTC; null while it is not set. */
  readonly #wallMs: () => number | null;
  #state: Link['state'] | null = null;
  #why: ErrorCode | null = null;
  #told: Link['state'] | null = null;
  #toldWhy: ErrorCode | null = null;
  #certificateEndWallMs: number | null = null;
  #toldEndWallMs: number | null = null;
  /** Another came under our name since the last fact. */
  #isTaken = false;
  /** Losses since the last fact. */
  #losses = 0;
  /** When the allowance will be whole again. */
  #wholeMs = Number.NEGATIVE_INFINITY;

  constructor(emit: (fact: Link) => void, wallMs: () => number | null = () => null) {
    this.#emit = emit;
    this.#wallMs = wallMs;
  }

  /** Null before the first word of the pipe. */
  get state(): Link['state'] | null {
    return this.#state;
  }

  /** A link that fails to come up a thousand times is one fact. */
  change(state: Link['state'], why: ErrorCode | null, nowMs: number): void {
    if (this.#state === state && !TELLING.includes(why)) return;
    if (state === 'down' && this.#state !== 'down') this.#losses += 1;
    this.#state = state;
    this.#why = why;
    this.wake(nowMs);
  }

  /** Another came under our name while the link was down: told with the next fact, whatever that is about. */
  taken(nowMs: number): void {
    this.#isTaken = true;
    this.wake(nowMs);
  }

  /** When the hub's own certificate ends. Told with the state of the link, once the time is known. */
  certificate(endWallMs: number): void {
    this.#certificateEndWallMs = endWallMs;
  }

  /** When what was not told may be; Infinity when all is told. */
  dueMs(): number {
    if (this.#state === null || !this.#isNews()) return Number.POSITIVE_INFINITY;
    return this.#wholeMs - (FACTS_AT_ONCE - 1) * FACT_EVERY_MS;
  }

  /** Tells what is to be told, when it may. Harmless otherwise. */
  wake(nowMs: number): void {
    const state = this.#state;
    if (state === null || nowMs < this.dueMs()) return;
    this.#wholeMs = Math.max(this.#wholeMs, nowMs) + FACT_EVERY_MS;
    this.#told = state;
    this.#toldWhy = this.#why;
    const flaps = state === 'down' ? this.#losses - 1 : this.#losses;
    this.#losses = 0;
    const why = this.#isTaken ? 'client-id-taken' : this.#why;
    this.#isTaken = false;
    this.#emit({
      kind: 'link',
      state,
      why,
      ...(flaps > 0 ? { flaps } : {}),
      ...this.#certificateLeft(),
    });
  }

  #isNews(): boolean {
    if (this.#state !== this.#told || this.#isTaken) return true;
    if (this.#why !== this.#toldWhy && TELLING.includes(this.#why)) return true;
    return this.#certificateEndWallMs !== this.#toldEndWallMs && this.#wallMs() !== null;
  }
  #certificateLeft(): Pick<Link, 'certificateLeftMs'> {
    const endMs = this.#certificateEndWallMs;
    const wallMs = this.#wallMs();
    if (endMs === null || endMs === this.#toldEndWallMs || wallMs === null) return {};
    this.#toldEndWallMs = endMs;
    return { certificateLeftMs: endMs - wallMs };
  }
}
