/**
 * Ports of a world in which nothing of interest happens: no wires, no watchdog, a log nobody reads, seeded chance.
 *
 * Replay, benchmarks and swarm take from here what their story is not about.
 */
import type {
  Buses,
  Log,
  Packet,
  Publisher,
  PublisherListener,
  Random,
  Signatures,
  Watchdog,
} from '../agent/ports.ts';

export const noBuses: Buses = {
  open(_address, listener) {
    listener({ type: 'down', why: 'bus-unavailable', detail: 'this home has no wires' });
    return { write: () => {}, close: () => {} };
  },
};
export const noWatchdog: Watchdog = {
  intervalMs: Number.POSITIVE_INFINITY,
  ready: () => {},
  progress: () => {},
  stopping: () => {},
};
export const noLog: Log = { write: () => {} };
export const noSignatures: Signatures = {
  known: () => false,
  verify: () => false,
  verifyWith: () => false,
};

/** A pipe that takes everything and acknowledges it at once: the centre is somebody else's story. */
export class OpenPipe implements Publisher {
  start(_will: Packet, _subscriptions: readonly string[], listener: PublisherListener): void {
    listener.up();
  }
  publish(_packet: Packet, done: (failed: null) => void): void {
    done(null);
  }
  reconnect(): void {}
  async stop(): Promise<void> {}
}

/** Uniform numbers in [0, 1) from a seed: mulberry32, public domain, by Tommy Ettinger. */
export function seededUnit(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function seededRandom(seed: number): Random {
  const unit = seededUnit(seed);
  return {
    hex: (bytes) =>
      Array.from({ length: bytes }, () =>
        Math.floor(unit() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join(''),
  };
}
