/**
 * A flat with one emulated sensor node and a whole hub, whose disk forgets in a crash what was not committed.
 * Everything inside is the shipped code. Owns the line between the two, and expects nothing.
 */
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Speaker } from '../../agent/ports.ts';
import type { Body, Entry, Fact } from '../../agent/record.ts';
import { SensorNodeEmulator } from '../../agent/sensors/drivers/sensor-node/emulator.ts';
import {
  OpenPipe,
  noLog,
  noSignatures,
  noWatchdog,
  seededRandom,
  seededUnit,
} from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../sim/simulated-home.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { device } from './wiring/rig.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const HOME = {
  home: 'flat',
  timezone: 'UTC',
  sensors: [
    { id: 'hall', room: 'hall', class: 'motion' },
    { id: 'door', room: 'hall', class: 'door' },
  ],
} as const;
const speaker: Speaker = { say: (_utterance, done) => done(null), stop: () => {} };

export class NodeHome {
  readonly clock = new VirtualClock(0);
  readonly entries: Entry[] = [];
  store = createMemoryStore();
  node: SensorNodeEmulator;
  /** Whether the wire from the hub to the node is whole. */
  nodeHears = true;
  /** Set before a hub starts: sees what enters it. */
  witness: (facts: readonly Fact[]) => void = () => {};
  /** As that: sees what it has written. */
  observer: (committed: readonly Entry[]) => void = () => {};
  readonly #random = seededRandom(1);
  readonly #button: 'button' | 'pull-cord';
  #life = 0;

  constructor(button: 'button' | 'pull-cord' = 'button') {
    this.#button = button;
    this.node = this.#newNode(1);
  }
  /** Another node on the same line, with the same address and key. */
  replaceNode(): void {
    this.node = this.#newNode(2);
  }
  /** Starts a hub on a port of its own: one that was killed is neither heard nor told any more. */
  startHub(): Hub {
    this.#life += 1;
    const own = this.#life;
    const buses = new SimulatedBuses(this.clock.after);
    buses.plugPort('simulated/uart0', {
      listen: (listener) =>
        this.node.port.listen((bytes) => {
          if (own === this.#life) listener?.(bytes);
        }),
      hear: (bytes) => {
        if (own === this.#life && this.nodeHears) this.node.port.hear(bytes);
      },
    });
    const node = device('node', 'sensor-node', 'uart0', {
      key: 'node.key',
      feeds: { motion: 'hall', contact: 'door', button: this.#button },
      options: { address: 9 },
    });
    const config = defaultConfig(HOME, { board: SIMULATED_BOARD.id, devices: [node] });
    const { clock, store } = this;
    const ports = { clock, random: this.#random, store, buses, speaker, publisher: new OpenPipe() };
    const hub = new Hub({
      config,
      program: { version: '1.2.3', codeHash: 'code' },
      ports: { ...ports, signatures: noSignatures, watchdog: noWatchdog, log: noLog },
      board: SIMULATED_BOARD,
      deviceKeys: new Map([[node.id, KEY]]),
      witness: (facts) => this.witness(facts),
      observer: (committed) => {
        this.entries.push(...committed);
        this.observer(committed);
      },
    });
    hub.start();
    return hub;
  }
  /** What was not committed is gone. A hub is then started by the caller, or nobody acknowledges. */
  crash(): void {
    this.#life += 1;
    this.clock.clearAlarm();
    this.store = this.store.crash();
  }
  wait(ms: number): void {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
  }
  said<K extends Body['kind']>(kind: K): readonly Extract<Body, { readonly kind: K }>[] {
    const isOf = (body: Body): body is Extract<Body, { readonly kind: K }> => body.kind === kind;
    return this.entries.map(({ body }) => body).filter(isOf);
  }
  /** What happened, as it was observed; `levels` is what was found. */
  get observed(): readonly string[] {
    return this.#seen(false);
  }
  get levels(): readonly string[] {
    return this.#seen(true);
  }
  #seen(isFound: boolean): readonly string[] {
    const seen = this.said('observation').filter(({ isLevel }) => (isLevel === true) === isFound);
    return seen.map(({ sensor, value }) => `${sensor} ${value}`);
  }
  get health(): readonly string[] {
    return this.said('sensor-health').map(({ sensor, health, why }) => `${sensor} ${health} ${why}`);
  }

  #newNode(seed: number): SensorNodeEmulator {
    const being = {
      nowMs: () => this.clock.now().monotonicMs,
      key: KEY,
      mac: '',
      options: { address: 9 },
    };
    return new SensorNodeEmulator({ after: this.clock.after, unit: seededUnit(seed) }, being);
  }
}
