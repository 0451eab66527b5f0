/**
 * What is wrong with the wall clock of the hub: several errors at once, the last one shows.
 *
 * Owns how far the clock is off and how it is believed. When the last error ends a time server sets it right. Never
 * touches monotonic time.
 */
import type { TimeQuality } from '../../agent/record.ts';
import type { VirtualClock } from '../virtual-clock.ts';

interface Wrong {
  readonly offMs: number;
  readonly quality: TimeQuality;
}
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const YEAR_MS = 365 * 86_400_000;

export class BrokenClock {
  readonly #clock: VirtualClock;
  readonly #startWallMs: number;
  readonly #errors = new Map<object, Wrong>();
  /** The hub's wall clock minus the true one. */
  #offMs = 0;

  constructor(clock: VirtualClock, startWallMs: number) {
    this.#clock = clock;
    this.#startWallMs = startWallMs;
  }

  /** 1970, half a century ahead or behind, or off by a day at most. */
  wrong(about: object, choice: number): void {
    if (choice < 0.3) this.#err(about, { offMs: -this.#trueMs(), quality: 'none' });
    else if (choice < 0.6) this.#err(about, { offMs: 56 * YEAR_MS, quality: 'saved' });
    else this.#err(about, { offMs: Math.floor((choice - 0.8) * 48 * HOUR_MS), quality: 'saved' });
  }
  /** No battery clock: 1970, or the time that was saved. */
  powerCut(about: object, choice: number): void {
    if (choice < 0.5) this.#err(about, { offMs: -this.#trueMs(), quality: 'none' });
    else this.#err(about, { offMs: -HOUR_MS, quality: 'saved' });
  }
  /** Two hours there and back, each minute, and called set: a time server that is mad. */
  shake(about: object, untilMs: number): void {
    const next = (offMs: number): void => {
      if (this.#clock.now().monotonicMs >= untilMs) return this.mend(about);
      this.#err(about, { offMs, quality: 'synced' });
      this.#clock.after(MINUTE_MS, () => this.#errors.has(about) && next(offMs === 0 ? -2 * HOUR_MS : 0));
    };
    next(2 * HOUR_MS);
  }
  mend(about: object): void {
    if (this.#errors.delete(about)) this.#show();
  }
  mendAll(): void {
    this.#errors.clear();
    this.#show();
  }

  #err(about: object, wrong: Wrong): void {
    this.#errors.delete(about);
    this.#errors.set(about, wrong);
    this.#show();
  }
  #show(): void {
    const { offMs, quality } = [...this.#errors.values()].at(-1) ?? { offMs: 0, quality: 'synced' };
    this.#clock.stepWall(offMs - this.#offMs, quality);
    this.#offMs = offMs;
  }
  #trueMs(): number {
    return this.#startWallMs + this.#clock.now().monotonicMs;
  }
}
