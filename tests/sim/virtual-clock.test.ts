/**
 * Home time that moves when told: timers fire in the order of their times, and of being set where times are equal.
 *
 * The alarm is one timer among the others, wherever the clock keeps it: any mix of both is compared with a plain
 * list.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../sim/virtual-clock.ts';

type Act =
  | { readonly do: 'alarm' | 'after'; readonly ms: number }
  | { readonly do: 'call-off' | 'clear' }
  | { readonly do: 'advance' | 'step'; readonly ms: number };

/** The same contract over a sorted list. */
class PlainClock {
  nowMs = 0;
  /** What a firing timer sets fires a millisecond later at the earliest. */
  #leastMs = 0;
  #timers: { dueMs: number; run: () => void; isAlarm: boolean }[] = [];
  setAlarm(atMs: number, run: () => void): void {
    this.clearAlarm();
    this.#timers.push({ dueMs: Math.max(this.nowMs + this.#leastMs, atMs), run, isAlarm: true });
  }
  clearAlarm(): void {
    this.#timers = this.#timers.filter(({ isAlarm }) => !isAlarm);
  }
  after(ms: number, run: () => void): () => void {
    const timer = { dueMs: this.nowMs + Math.max(this.#leastMs, ms), run, isAlarm: false };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }
  step(untilMs: number): boolean {
    const [first] = this.#timers.toSorted((one, other) => one.dueMs - other.dueMs);
    if (first === undefined || first.dueMs > untilMs) {
      this.nowMs = Math.max(this.nowMs, untilMs);
      return false;
    }
    this.#timers = this.#timers.filter((one) => one !== first);
    this.nowMs = first.dueMs;
    this.#leastMs = 1;
    first.run();
    this.#leastMs = 0;
    return true;
  }
  advanceTo(untilMs: number): void {
    while (this.step(untilMs));
  }
}

interface Bench {
  now(): number;
  setAlarm(atMs: number, run: () => void): void;
  clearAlarm(): void;
  after(ms: number, run: () => void): () => void;
  step(untilMs: number): boolean;
  advanceTo(untilMs: number): void;
}

/** What happened, in order. Every third timer sets another one when it fires, every fifth the alarm. */
function live(clock: Bench, acts: readonly Act[]): string[] {
  const seen: string[] = [];
  let callOff = (): void => {};
  let count = 0;
  const run = (depth: number): (() => void) => {
    count += 1;
    const name = count;
    return () => {
      seen.push(`${name} at ${clock.now()}`);
      if (depth > 0 && name % 3 === 0) callOff = clock.after(name % 4, run(depth - 1));
      if (depth > 0 && name % 5 === 0) clock.setAlarm(clock.now() + (name % 2), run(depth - 1));
    };
  };
  for (const act of acts) {
    switch (act.do) {
      case 'alarm':
        clock.setAlarm(clock.now() + act.ms, run(2));
        break;
      case 'after':
        callOff = clock.after(act.ms, run(2));
        break;
      case 'call-off':
        callOff();
        break;
      case 'clear':
        clock.clearAlarm();
        break;
      case 'advance':
        clock.advanceTo(clock.now() + act.ms);
        break;
      case 'step':
        seen.push(`step ${clock.step(clock.now() + act.ms)}`);
        break;
    }
    seen.push(`now ${clock.now()}`);
  }
  clock.advanceTo(clock.now() + 100);
  return seen;
}

const ms = fc.integer({ min: 0, max: 12 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('alarm' as const, 'after' as const), ms }),
  fc.record({ do: fc.constantFrom('call-off' as const, 'clear' as const) }),
  fc.record({ do: fc.constantFrom('advance' as const, 'step' as const), ms }),
);

test('alarm and timers fire as from one sorted list', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const virtual = new VirtualClock(0);
      const plain = new PlainClock();
      const one: Bench = {
        now: () => virtual.now().monotonicMs,
        setAlarm: (atMs, run) => virtual.setAlarm(atMs, run),
        clearAlarm: () => virtual.clearAlarm(),
        after: (delayMs, run) => virtual.after(delayMs, run),
        step: (untilMs) => virtual.step(untilMs),
        advanceTo: (untilMs) => virtual.advanceTo(untilMs),
      };
      const other: Bench = {
        now: () => plain.nowMs,
        setAlarm: (atMs, run) => plain.setAlarm(atMs, run),
        clearAlarm: () => plain.clearAlarm(),
        after: (delayMs, run) => plain.after(delayMs, run),
        step: (untilMs) => plain.step(untilMs),
        advanceTo: (untilMs) => plain.advanceTo(untilMs),
      };
      expect(live(one, acts)).toEqual(live(other, acts));
    }),
    { numRuns: 500 },
  );
});

test('a delay longer than any timer still takes its time', () => {
  const clock = new VirtualClock(0);
  const fired: number[] = [];
  const days = 86_400_000;
  clock.after(40 * days, () => fired.push(clock.now().monotonicMs));
  clock.advanceTo(39 * days);
  expect(fired).toEqual([]);
  clock.advanceTo(41 * days);
  expect(fired).toEqual([40 * days]);
});

test('wall time steps and zones change; monotonic time only rises', () => {
  const clock = new VirtualClock(1_000_000, [
    { fromMs: 0, offsetMin: 60 },
    { fromMs: 1_500_000, offsetMin: 120 },
  ]);
  clock.advanceTo(600_000);
  expect(clock.now()).toEqual({
    monotonicMs: 600_000,
    wallMs: 1_600_000,
    quality: 'synced',
    utcOffsetMin: 120,
  });
  clock.stepWall(-500_000, 'saved');
  expect(clock.now()).toEqual({
    monotonicMs: 600_000,
    wallMs: 1_100_000,
    quality: 'saved',
    utcOffsetMin: 60,
  });
  clock.advanceTo(0);
  expect(clock.now().monotonicMs).toBe(600_000);
});
