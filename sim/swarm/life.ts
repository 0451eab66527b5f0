/**
 * One life of the hub: from a start on what the disk shows to a death that lets go of nothing by itself.
 *
 * Its monotonic clock begins near zero, as after a power cut. After death no callback of its ports reaches it any
 * more, and nothing it holds reaches the world. It may stand still for a while: what happens to it then waits. Never
 * decides when it dies.
 */
import type { BoardProfile } from '../../agent/config/board.ts';
import type { Config } from '../../agent/config/config.ts';
import { Hub } from '../../agent/hub.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type {
  Batch,
  BusLink,
  Buses,
  Clock,
  Ports,
  Publisher,
  Random,
  SettingsReader,
  Signatures,
  Speaker,
} from '../../agent/ports.ts';
import type { BootTrouble, Entry, Fact } from '../../agent/record.ts';
import { noBuses, noLog, noWatchdog } from '../quiet-ports.ts';
import type { SimulatedBroker } from '../simulated-broker.ts';
import type { SimulatedClient } from '../simulated-client.ts';
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
  /** Wires, where the home has them. */
  readonly buses?: Buses;
  readonly board?: BoardProfile | null;
  readonly codeHash?: string;
  readonly written: (batch: Batch) => void;
  readonly observed: (committed: readonly Entry[]) => void;
  readonly said: (said: Said) => void;
  /** A connection stands; a packet left. */
  readonly linked?: () => void;
  readonly published?: () => void;
  /** Where commands may change settings, and what was found when they were laid over the file. */
  readonly settings?: SettingsReader;
  readonly trouble?: readonly BootTrouble[];
}

/** Between power-on and the program's first look at the clock. */
const START_MS = 800;

export class HubLife {
  readonly hub: Hub;
  readonly store: MortalStore;
  readonly speaker: SimulatedSpeaker;
  readonly #parts: LifeParts;
  readonly #client: SimulatedClient;
  readonly #links = new Set<BusLink>();
  #callOffAlarm: () => void = () => {};
  #alive = true;
  /** What waits while it stands still; null: it runs. */
  #frozen: (() => void)[] | null = null;

  constructor(parts: LifeParts) {
    const { clock, broker, config, board = null, codeHash = 'swarm' } = parts;
    this.#parts = parts;
    this.store = new MortalStore(parts.store, parts.written);
    this.#client = broker.client(config.uplink.hub);
    this.speaker = new SimulatedSpeaker(this.#after, { listener: (said) => parts.said(said) });
    const zeroMs = clock.now().monotonicMs - START_MS;
    this.hub = new Hub({
      config,
      program: { version: '0.0.0-swarm', codeHash },
      ...(parts.settings === undefined ? {} : { settings: parts.settings }),
      ...(parts.trouble === undefined ? {} : { trouble: parts.trouble }),
      ports: this.#ports(zeroMs),
      ...(board === null ? {} : { board }),
      observer: (entries) => {
        if (this.#alive) parts.observed(entries);
      },
    });
  }

  get frozen(): boolean {
    return this.#frozen !== null;
  }
  /** Stands still from now on. */
  freeze(): void {
    this.#frozen ??= [];
  }
  /** Goes on: everything that happened meanwhile is found at once, in its order. */
  thaw(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = null;
    for (const run of waiting) this.#whileAlive(run);
  }
  /** Something happened to it. */
  submit(fact: Fact): void {
    this.#whileAlive(() => this.hub.submit(fact));
  }

  /** Its connection breaks. */
  hangUp(): void {
    this.#client.reconnect();
  }

  /** SIGTERM: it writes what waits, says farewell, and is gone. */
  stop(): void {
    void this.hub.stop();
    this.#leave();
  }
  /** The process is gone. Its connection breaks without a goodbye, its alarm never rings. */
  die(): void {
    this.#leave();
    this.#client.vanish();
    this.speaker.stop();
  }

  #leave(): void {
    this.#alive = false;
    this.#callOffAlarm();
    for (const link of this.#links) link.close();
    this.#links.clear();
  }

  #ports(zeroMs: number): Ports {
    const { clock, random, signatures } = this.#parts;
    return {
      clock: this.#clock(zeroMs, clock),
      random,
      store: this.store,
      buses: this.#buses(),
      speaker: this.#speaker(),
      publisher: this.#publisher(),
      signatures,
      watchdog: noWatchdog,
      log: noLog,
    };
  }
  readonly #after: After = (ms, run) => this.#parts.clock.after(ms, () => this.#whileAlive(run));

  #clock(zeroMs: number, clock: VirtualClock): Clock {
    const clearAlarm = (): void => this.#callOffAlarm();
    return {
      now: () => {
        const now = clock.now();
        return { ...now, monotonicMs: now.monotonicMs - zeroMs };
      },
      // Not the one alarm of the virtual clock: two hubs may live at once.
      setAlarm: (atMs, ring) => {
        clearAlarm();
        if (atMs === Number.POSITIVE_INFINITY) return;
        let isOff = false;
        const leftMs = atMs + zeroMs - clock.now().monotonicMs;
        // A ring that waited for the thaw may have been called off meanwhile.
        const callOff = this.#after(Math.max(0, leftMs), () => {
          if (!isOff) ring();
        });
        this.#callOffAlarm = () => {
          isOff = true;
          callOff();
        };
      },
      clearAlarm,
    };
  }
  #buses(): Buses {
    return {
      open: (address, listener) => {
        const { buses = noBuses } = this.#parts;
        const link = buses.open(address, (signal) => this.#whileAlive(() => listener(signal)));
        this.#links.add(link);
        return {
          write: (bytes) => link.write(bytes),
          close: () => {
            this.#links.delete(link);
            link.close();
          },
        };
      },
    };
  }
  #publisher(): Publisher {
    return {
      start: (will, topics, listener) =>
        this.#client.start(will, topics, {
          up: (receiveMax) => {
            if (this.#alive) this.#parts.linked?.();
            this.#whileAlive(() => listener.up(receiveMax));
          },
          down: (why) => this.#whileAlive(() => listener.down(why)),
          message: (topic, payload) => this.#whileAlive(() => listener.message(topic, payload)),
        }),
      publish: (packet, done) => {
        this.#parts.published?.();
        this.#client.publish(packet, (failed) => this.#whileAlive(() => done(failed)));
      },
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
    if (!this.#alive) return;
    if (this.#frozen === null) run();
    else this.#frozen.push(run);
  }
}
