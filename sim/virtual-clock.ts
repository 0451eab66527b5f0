/**
 * The Clock's twin: home time that moves only when the simulator says so.
 *
 * Built on the fake-timers clock, the only file that imports it, so that timers at the same instant fire in the
 * order in which they were set. Wall time, its quality and the zone can be bent for fault stories; monotonic time
 * only ever rises.
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

export class VirtualClock implements Clock {
  readonly #fake: FakeClock = createClock(0, TIMERS_MAX);
  readonly #zone: readonly ZoneChange[];
  #zoneIndex = 0;
  #wallAtZeroMs: number;
  #quality: TimeQuality = 'synced';
  #alarm: ReturnType<FakeClock['setTimeout']> | null = null;

  /** `wallMs`: the wall clock (UTC) at monotonic zero; `zone`: every change of offset there will be. */
  constructor(wallMs: number, zone: readonly ZoneChange[] = [{ fromMs: 0, offsetMin: 0 }]) {
    this.#wallAtZeroMs = wallMs;
    this.#zone = zone;
  }

  now(): Instant {
    const monotonicMs = this.#fake.now;
    const wallMs = this.#wallAtZeroMs + monotonicMs;
    return { monotonicMs, wallMs, quality: this.#quality, utcOffsetMin: this.#offsetMin(wallMs) };
  }
  setAlarm(atMonotonicMs: number, ring: () => void): void {
    this.clearAlarm();
    if (atMonotonicMs === Number.POSITIVE_INFINITY) return;
    // An alarm that rings too early finds nothing due and is set again.
    const delayMs = Math.min(Math.ceil(Math.max(0, atMonotonicMs - this.#fake.now)), DELAY_MAX_MS);
    this.#alarm = this.#fake.setTimeout(ring, delayMs);
  }
  clearAlarm(): void {
    if (this.#alarm !== null) this.#fake.clearTimeout(this.#alarm);
    this.#alarm = null;
  }

  readonly after: After = (ms, run) => {
    let callOff = (): void => {};
    const wait = (leftMs: number): void => {
      const delayMs = Math.min(Math.max(0, Math.ceil(leftMs)), DELAY_MAX_MS);
      const timer = this.#fake.setTimeout(() => (delayMs < leftMs ? wait(leftMs - delayMs) : run()), delayMs);
      callOff = () => this.#fake.clearTimeout(timer);
    };
    wait(ms);
    return () => callOff();
  };
  /** Moves on to a monotonic time, firing every timer on the way at its own time. */
  advanceTo(monotonicMs: number): void {
    const delta = monotonicMs - this.#fake.now;
    if (delta >= 0) this.#fake.tick(delta);
  }
  /** Moves to the next timer that is due by `untilMs` and fires it; false, and time at `untilMs`, when there is none. */
  step(untilMs: number): boolean {
    for (;;) {
      const delayMs = Math.min(Math.max(0, untilMs - this.#fake.now), DELAY_MAX_MS);
      const probeAtMs = this.#fake.now + delayMs;
      let reached = false;
      const probe = this.#fake.setTimeout(() => {
        reached = true;
      }, delayMs);
      this.#fake.next();
      if (!reached) {
        this.#fake.clearTimeout(probe);
        return true;
      }
      if (probeAtMs >= untilMs) return false;
    }
  }
  /** Steps the wall clock, as a time server or a dead battery does. */
  stepWall(byMs: number, quality: TimeQuality = this.#quality): void {
    this.#wallAtZeroMs += byMs;
    this.#quality = quality;
    this.#zoneIndex = 0;
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
