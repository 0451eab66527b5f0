/**
 * One life of the hub: from a start on what the disk shows to a death that lets go of nothing by itself.
 *
 * Its monotonic clock begins near zero, as after a power cut. After death no callback of its ports reaches it any
 * more, and nothing it holds reaches the world. Never decides when it dies.
 */
import type { Config } from '../../agent/config/config.ts';
import { Hub } from '../../agent/hub.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { Batch, Clock, Ports, Publisher, Random, Signatures, Speaker } from '../../agent/ports.ts';
import type { Entry } from '../../agent/record.ts';
import { noBuses, noLog, noWatchdog } from '../quiet-ports.ts';
import type { SimulatedBroker } from '../simulated-broker.ts';
import { type Said, SimulatedSpeaker } from '../simulated-speaker.ts';
import type { After, VirtualClock } from '../virtual-clock.ts';
import { MortalStore } from './mortal-store.ts';

export interface LifeParts {
  readonly clock: VirtualClock;
  readonly broker: SimulatedBroker;
  readonly config: Config;
  readonly random: Random;
  readonly signatures: Signatures;
  readonly store: MemoryStore;
  readonly written: (batch: Batch) => void;
  readonly observed: (committed: readonly Entry[]) => void;
  readonly said: (said: Said) => void;
}

/** Between power-on and the program's first look at the clock. */
const START_MS = 800;
export const PROGRAM = { version: '0.0.0-swarm', codeHash: 'swarm' };

export class HubLife {
  readonly hub: Hub;
  readonly store: MortalStore;
  readonly speaker: SimulatedSpeaker;
  readonly #parts: LifeParts;
  readonly #client: Publisher;
  #alive = true;

  constructor(parts: LifeParts) {
    const { clock, broker, config } = parts;
    this.#parts = parts;
    this.store = new MortalStore(parts.store, parts.written);
    this.#client = broker.client(config.uplink.hub);
    this.speaker = new SimulatedSpeaker(this.#after, { listener: (said) => parts.said(said) });
    const zeroMs = clock.now().monotonicMs - START_MS;
    this.hub = new Hub({
      config,
      program: PROGRAM,
      ports: this.#ports(zeroMs),
      observer: (entries) => {
        if (this.#alive) parts.observed(entries);
      },
    });
  }

  /** The process is gone. Its connection breaks without a goodbye, its alarm never rings. */
  die(): void {
    const { clock, broker, config } = this.#parts;
    this.#alive = false;
    clock.clearAlarm();
    broker.cut(config.uplink.hub);
    void this.#client.stop();
    this.speaker.stop();
  }

  #ports(zeroMs: number): Ports {
    const { clock, random, signatures } = this.#parts;
    return {
      clock: this.#clock(zeroMs, clock),
      random,
      store: this.store,
      buses: noBuses,
      speaker: this.#speaker(),
      publisher: this.#publisher(),
      signatures,
      watchdog: noWatchdog,
      log: noLog,
    };
  }
  readonly #after: After = (ms, run) => this.#parts.clock.after(ms, () => this.#whileAlive(run));

  #clock(zeroMs: number, clock: VirtualClock): Clock {
    return {
      now: () => {
        const now = clock.now();
        return { ...now, monotonicMs: now.monotonicMs - zeroMs };
      },
      setAlarm: (atMs, ring) => clock.setAlarm(atMs + zeroMs, () => this.#whileAlive(ring)),
      clearAlarm: () => clock.clearAlarm(),
    };
  }
  #publisher(): Publisher {
    return {
      start: (will, topics, listener) =>
        this.#client.start(will, topics, {
          up: (receiveMax) => this.#whileAlive(() => listener.up(receiveMax)),
          down: (why) => this.#whileAlive(() => listener.down(why)),
          message: (topic, payload) => this.#whileAlive(() => listener.message(topic, payload)),
        }),
      publish: (packet, done) =>
        this.#client.publish(packet, (failed) => this.#whileAlive(() => done(failed))),
      reconnect: () => this.#client.reconnect(),
      stop: () => this.#client.stop(),
    };
  }
  #speaker(): Speaker {
    return {
      say: (utterance, done) => this.speaker.say(utterance, (failed) => this.#whileAlive(() => done(failed))),
      stop: () => this.speaker.stop(),
    };
  }
  #whileAlive(run: () => void): void {
    if (this.#alive) run();
  }
}
