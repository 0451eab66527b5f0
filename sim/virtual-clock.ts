/**
 * The Clock's twin: home time that moves only when the simulator says so.
 *
 * Built on the fake-timers clock, the only file that imports it, so that timers at the same instant fire in the
 * order in which they were set. Wall time, its quality and the zone can be bent for fault stories; monotonic time
 * only ever rises. An alarm with no other timer beside it is kept here and not in the fake clock: nearly all of a
 * replay is that, and the order of one timer is never in doubt.
 */
import { type Clock as FakeClock, createClock } from '@sinonjs/fake-timers';
import type { Clock, Instant } from '../agent/ports.ts';
import type { TimeQuality } from '../agent/record.ts';
import type { ZoneChange } from '../agent/zone.ts';

/** fake-timers stops a runaway loop after so many timers; a simulated month at one timer a second is 2.6 million. */
const TIMERS_MAX = 10_000_000;

/** Like Node's, its timers take a longer delay for none: 2^31 − 1 ms, 24.8 days. */
const DELAY_MAX_MS = 2_147_483_647;

/** Runs something after so many ms of home time; returns how to call it off. */
export type After = (ms: number, run: () => void) => () => void;

/** A timer that shows that a time was reached. */
interface Mark {
  readonly untilMs: number;
  readonly timer: ReturnType<FakeClock['setTimeout']>;
  isReached: boolean;
}

export class VirtualClock implements Clock {
  readonly #fake: FakeClock = createClock(0, TIMERS_MAX);
  readonly #zone: readonly ZoneChange[];
  #zoneIndex = 0;
  #wallAtZeroMs: number;
  #quality: TimeQuality = 'synced';
  /** The hub's alarm while nothing else is set; then the fake clock holds no timer and may be behind. */
  #lone: { readonly dueMs: number; readonly ring: () => void } | null = null;
  /** The hub's alarm among other timers. */
  #alarm: ReturnType<FakeClock['setTimeout']> | null = null;
  /** Timers of `after` that have neither fired nor been called off. */
  #others = 0;
  /** How far home time is ahead of the fake clock. */
  #aheadMs = 0;
  /** Where the last step was to end. */
  #mark: Mark | null = null;
  #ticking = false;
  /** Something is firing: what it sets fires a millisecond later at the earliest, as the fake clock has it. */
  #firing = false;

  /** `wallMs`: the wall clock (UTC) at monotonic zero; `zone`: every change of offset there will be. */
  constructor(wallMs: number, zone: readonly ZoneChange[] = [{ fromMs: 0, offsetMin: 0 }]) {
    this.#wallAtZeroMs = wallMs;
    this.#zone = zone;
  }

  now(): Instant {
    const monotonicMs = this.#fake.now + this.#aheadMs;
    const wallMs = this.#wallAtZeroMs + monotonicMs;
    return { monotonicMs, wallMs, quality: this.#quality, utcOffsetMin: this.#offsetMin(wallMs) };
  }
  setAlarm(atMonotonicMs: number, ring: () => void): void {
    this.clearAlarm();
    if (atMonotonicMs === Number.POSITIVE_INFINITY) return;
    const earliestMs = this.#fake.now + this.#aheadMs + this.#leastMs();
    this.#lone = { dueMs: Math.max(earliestMs, Math.ceil(atMonotonicMs)), ring };
    if (this.#others > 0 || this.#ticking) this.#join();
  }
  clearAlarm(): void {
    this.#lone = null;
    if (this.#alarm !== null) this.#fake.clearTimeout(this.#alarm);
    this.#alarm = null;
  }

  readonly after: After = (ms, run) => {
    this.#join();
    this.#others += 1;
    let isOver = false;
    let callOff = (): void => {};
    const end = (): void => {
      if (!isOver) this.#others -= 1;
      isOver = true;
    };
    const wait = (leftMs: number): void => {
      const delayMs = Math.min(Math.max(this.#leastMs(), Math.ceil(leftMs)), DELAY_MAX_MS);
      const timer = this.#fake.setTimeout(() => {
        if (delayMs < leftMs) return wait(leftMs - delayMs);
        end();
        run();
      }, delayMs);
      callOff = () => this.#fake.clearTimeout(timer);
    };
    wait(ms);
    return () => {
      callOff();
      end();
    };
  };
  /** Moves on to a monotonic time, firing every timer on the way at its own time. */
  advanceTo(monotonicMs: number): void {
    while (this.#ringLone(monotonicMs));
    const deltaMs = monotonicMs - this.#fake.now;
    if (deltaMs < this.#aheadMs) return;
    if (this.#isEmpty()) this.#aheadMs = deltaMs;
    else this.#tick(() => this.#fake.tick(deltaMs));
  }
  /** Moves to the next timer that is due by `untilMs` and fires it; false, and time at `untilMs`, when there is none. */
  step(untilMs: number): boolean {
    if (this.#ringLone(untilMs)) return true;
    if (this.#isEmpty()) {
      this.#aheadMs = Math.max(this.#aheadMs, untilMs - this.#fake.now);
      return false;
    }
    for (;;) {
      const before = this.#mark;
      const mark = this.#markAt(untilMs);
      this.#tick(() => this.#fake.next());
      if (!mark.isReached) return true;
      this.#mark = null;
      // One that has stood came before timers of its own instant, which are due as well.
      if (mark !== before && this.#fake.now >= untilMs) return false;
    }
  }
  /** Steps the wall clock, as a time server or a dead battery does. */
  stepWall(byMs: number, quality: TimeQuality = this.#quality): void {
    this.#wallAtZeroMs += byMs;
    this.#quality = quality;
    this.#zoneIndex = 0;
  }

  /** Stands from one step to the next: to set and clear it each time costs as much as the timers themselves. */
  #markAt(untilMs: number): Mark {
    const standing = this.#mark;
    if (standing !== null && standing.untilMs === untilMs && !standing.isReached) return standing;
    if (standing !== null) this.#fake.clearTimeout(standing.timer);
    const delayMs = Math.min(Math.max(0, untilMs - this.#fake.now), DELAY_MAX_MS);
    const timer = this.#fake.setTimeout(() => {
      mark.isReached = true;
    }, delayMs);
    const mark: Mark = { untilMs, timer, isReached: false };
    this.#mark = mark;
    return mark;
  }

  #leastMs(): number {
    return this.#firing || this.#ticking ? 1 : 0;
  }
  /** Whether the fake clock holds no timer. */
  #isEmpty(): boolean {
    return this.#others === 0 && this.#alarm === null;
  }
  /** Rings the alarm that is alone, when it is due by then. */
  #ringLone(untilMs: number): boolean {
    if (this.#lone === null || this.#lone.dueMs > untilMs) return false;
    const { dueMs, ring } = this.#lone;
    this.#lone = null;
    this.#aheadMs = dueMs - this.#fake.now;
    this.#firing = true;
    ring();
    this.#firing = false;
    return true;
  }
  /** Another timer comes: the fake clock catches up, and keeps the alarm from here on. */
  #join(): void {
    if (this.#aheadMs > 0) this.#fake.tick(this.#aheadMs);
    this.#aheadMs = 0;
    if (this.#lone === null) return;
    const { dueMs, ring } = this.#lone;
    this.#lone = null;
    // An alarm that rings too early finds nothing due and is set again.
    const delayMs = Math.min(dueMs - this.#fake.now, DELAY_MAX_MS);
    this.#alarm = this.#fake.setTimeout(() => {
      this.#alarm = null;
      ring();
    }, delayMs);
  }
  #tick(move: () => void): void {
    this.#ticking = true;
    try {
      move();
    } finally {
      this.#ticking = false;
    }
  }

  #offsetMin(wallMs: number): number {
    while (wallMs < (this.#zone[this.#zoneIndex]?.fromMs ?? 0) && this.#zoneIndex > 0) this.#zoneIndex -= 1;
    for (;;) {
      const next = this.#zone[this.#zoneIndex + 1];
      if (next === undefined || wallMs < next.fromMs) break;
      this.#zoneIndex += 1;
    }
    return this.#zone[this.#zoneIndex]?.offsetMin ?? 0;
  }
}
