/**
 * Link time: the real clock that connections, patience and keepalive run on.
 *
 * Owns the one place at which it may be made to run faster, so that a test sees 45 seconds in one. Knows nothing of
 * home time. Must never read the wall clock, which may step.
 */
import type { IClientOptions } from 'mqtt';

export class LinkTime {
  readonly #pace: number;

  /** `pace`: how many times as fast as real time; 1 but in tests. */
  constructor(pace = 1) {
    this.#pace = pace;
  }

  nowMs(): number {
    return performance.now() * this.#pace;
  }
  /** So long a stretch of link time in real ms. */
  realMs(ms: number): number {
    return ms / this.#pace;
  }
  after(ms: number, run: () => void): NodeJS.Timeout {
    return setTimeout(run, this.realMs(ms));
  }
  /** For the keepalive of MQTT.js, which keeps a timer by its number. */
  get intervals(): NonNullable<Exclude<IClientOptions['timerVariant'], string>> {
    return {
      set: (run, ms = 0) =>
        Number(setInterval(() => void Reflect.apply(run, undefined, []), this.realMs(ms))),
      clear: (id) => clearInterval(id),
    };
  }
}
