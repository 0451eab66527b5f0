/**
 * Time and chance of a bench: the machine's own time from zero on, and chance from a seed.
 *
 * A shell: what runs on it is not promised to repeat.
 */
import { seededUnit } from '../quiet-ports.ts';
import type { BenchTime } from './device.ts';

/** `stop` calls off what is still to come, for good: a kettle that boils would hold the process for its minutes. */
export function realTime(seed: number): BenchTime & { readonly stop: () => void } {
  const startMs = performance.now();
  const timers = new Set<NodeJS.Timeout>();
  let isOver = false;
  return {
    nowMs: () => performance.now() - startMs,
    after: (ms, run) => {
      if (isOver) return () => {};
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
    unit: seededUnit(seed),
    stop: () => {
      isOver = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
