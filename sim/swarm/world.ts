/**
 * One seed, run: the whole hub, a broker, a desk and a resident under one virtual clock, and everything that fails.
 *
 * Two phases. In the first, faults come as drawn, and nothing forbidden may happen. Then all faults end, and
 * everything must come to rest: every record at the desk, every fall told. Owns who lives and who is down; the
 * verdicts are the checkers'. The same seed gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { createMemoryStore, type MemoryStore } from '../../agent/journal/memory-store.ts';
import { type Entry, LANES } from '../../agent/record.ts';
import { type Violation } from '../checkers/report.ts';
import { Checkers } from '../checkers.ts';
import type { ReceiverView } from '../checkers/durability.ts';
import { SWARM_KEY, SWARM_SIGNATURES } from './signing.ts';
import { seededRandom } from '../quiet-ports.ts';
import { SimulatedBroker } from '../simulated-broker.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { type Draw, drawer } from './draw.ts';
import { SwarmDesk } from './desk.ts';
import { FaultBench } from './fault-bench.ts';
import { HubLife } from './life.ts';
import { Death } from './mortal-store.ts';
import type { Plant } from './plants.ts';
import { Person } from './person.ts';
import { START_WALL_MS, STREAMS, type Setting, drawSetting } from './setting.ts';

export interface SwarmOptions {
  readonly seed: number;
  /** Days in which things fail. */
  readonly days: number;
  /** Changes what was drawn. */
  readonly amend?: (setting: Setting) => Setting;
  /** A part broken on purpose. */
  readonly plant?: Plant;
  readonly observer?: (committed: readonly Entry[], nowMs: number) => void;
}
export interface SwarmReport {
  readonly setting: Setting;
  readonly violations: readonly Violation[];
  /** SHA-256 over everything the hub observed, with its time: the same seed gives the same. */
  readonly digest: string;
  readonly counts: {
    steps: number;
    boots: number;
    records: number;
    decided: number;
    falls: number;
    judged: number;
    alerts: number;
    stateChars: number;
  };
}

const MINUTE_MS = 60_000;
/** After the story everything must be at the desk within this: a heartbeat, a question back, a pause after refusals. */
const REST_MS_MAX = 60 * MINUTE_MS;
/** What waited for its group when the story ended is on its way by then. */
const LAST_GROUP_MS = MINUTE_MS;
/** Timers at one virtual instant: a window of packets, a turn, a desk's answer are dozens. */
const STEPS_PER_INSTANT_MAX = 20_000;
/** A hub that dies again and again while an outage lasts shows nothing new after some dozens. */
const CRASHES_IN_THE_AIR_MAX = 40;
const ALL_ROWS = 10_000_000;

export class SwarmWorld {
  readonly setting: Setting;
  readonly clock: VirtualClock;
  readonly broker: SimulatedBroker;
  readonly desk: SwarmDesk;
  readonly checkers: Checkers;
  readonly draw: Draw;
  readonly #options: SwarmOptions;
  readonly #random = seededRandom(0);
  readonly #person: Person;
  readonly #bench: FaultBench;
  readonly #digest = createHash('sha256');
  readonly #counts = {
    steps: 0,
    boots: 0,
    records: 0,
    decided: 0,
    falls: 0,
    judged: 0,
    alerts: 0,
    stateChars: 0,
  };
  #store: MemoryStore;
  #life: HubLife | null = null;
  #crashesInTheAir = 0;
  #lastWrittenMs = 0;
  /** When the hub last missed something that happened at home. */
  #missedMs = Number.NEGATIVE_INFINITY;

  constructor(options: SwarmOptions) {
    const drawn = drawSetting(options.seed, options.days, SWARM_KEY);
    this.setting = options.amend?.(drawn) ?? drawn;
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.draw = drawer(options.seed, STREAMS.world);
    this.clock = new VirtualClock(START_WALL_MS, this.setting.zone);
    this.broker = new SimulatedBroker({ after: this.clock.after });
    this.checkers = new Checkers(
      options.plant?.judgedBy?.(this.setting.config) ?? this.setting.config,
      () => this.nowMs,
    );
    this.#store = options.plant?.store?.(createMemoryStore()) ?? createMemoryStore();
    this.desk = new SwarmDesk({
      clock: this.clock,
      broker: this.broker,
      key: SWARM_KEY,
      policy: this.setting.desk,
      site: this.setting.config.uplink.site,
      nowMs: () => START_WALL_MS + this.nowMs,
      store: options.plant?.deskStore?.() ?? null,
      onAction: (action) => this.#person.desk(action),
    });
    this.checkers.durability.ask(() => this.desk.ledger(this.setting.config.uplink.hub));
    this.#person = new Person(this);
    this.#bench = new FaultBench(this);
  }

  get nowMs(): number {
    return this.clock.now().monotonicMs;
  }
  get life(): HubLife | null {
    return this.#life;
  }
  get repeatsActions(): boolean {
    return this.#options.plant?.repeatsActions === true;
  }

  run(): SwarmReport {
    this.desk.start();
    this.boot();
    this.#person.start();
    this.#bench.start();
    this.#runTo(this.setting.endMs);
    this.#person.stop();
    this.#rest();
    const { violations, bounds, decisions, falls } = this.checkers;
    this.#counts.stateChars = bounds.stateChars;
    this.#counts.decided = decisions.decided;
    this.#counts.judged = falls.judged;
    this.#counts.falls = this.#person.falls;
    return { setting: this.setting, violations, digest: this.#digest.digest('hex'), counts: this.#counts };
  }

  /** The hub starts on what the disk shows. */
  boot(): void {
    const { config } = this.setting;
    this.#counts.boots += 1;
    this.#guard(() => {
      const life = new HubLife({
        clock: this.clock,
        broker: this.broker,
        config,
        random: this.#random,
        signatures: SWARM_SIGNATURES,
        store: this.#store,
        written: (batch) => {
          this.#lastWrittenMs = this.nowMs;
          this.checkers.written(batch);
        },
        observed: (entries) => this.#observed(entries),
        said: (said) => this.#person.hear(said),
      });
      this.#life = life;
      this.#bench.equip(life);
      this.checkers.booted(life.store.read(0, ALL_ROWS), life.hub.state);
      life.hub.start();
    });
  }

  /** The hub dies now, and is there again after so long. */
  kill(downMs: number): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    if (life.store.failing) this.checkers.durability.lostTail(life.hub.boot);
    life.die();
    this.#store = life.store.inner.crash();
    const lastMs = this.#lastWrittenMs;
    this.missed();
    this.clock.after(downMs, () => {
      this.checkers.falls.excuse(lastMs, this.nowMs);
      this.boot();
    });
  }
  /** Something that happened at home did not become a record, or may not have. */
  missed(): void {
    this.#missedMs = this.nowMs;
  }
  get missedMs(): number {
    return this.#missedMs;
  }

  /** Does something with the hub, if there is one; it may die of it. */
  toHub(what: (life: HubLife) => void): boolean {
    const life = this.#life;
    if (life === null) return false;
    this.#guard(() => what(life));
    return true;
  }

  #observed(entries: readonly Entry[]): void {
    const life = this.#life;
    if (life === null) return;
    const { nowMs } = this;
    this.#counts.records += entries.length;
    for (const entry of entries) {
      this.#digest.update(`${nowMs} ${JSON.stringify(entry)}\n`);
      if (entry.body.kind === 'alert' && entry.body.why === 'raised' && !entry.body.test)
        this.#counts.alerts += 1;
    }
    this.#options.observer?.(entries, nowMs);
    this.checkers.observed(entries, life.hub.state, nowMs);
  }

  #runTo(untilMs: number): void {
    let instantMs = -1;
    let steps = 0;
    for (;;) {
      let fired = true;
      this.#guard(() => {
        fired = this.clock.step(untilMs);
      });
      if (!fired) return;
      this.#counts.steps += 1;
      steps = this.nowMs === instantMs ? steps + 1 : 0;
      instantMs = this.nowMs;
      if (steps > STEPS_PER_INSTANT_MAX) {
        this.checkers.violations.push({ invariant: 'I7', atMs: instantMs, what: 'time stands still' });
        return;
      }
      this.#afterStep();
      if (this.#resting && this.#isAtRest()) return;
    }
  }

  #afterStep(): void {
    const life = this.#life;
    if (life === null) return;
    this.#options.plant?.tamper?.(life.hub, this.nowMs);
    this.checkers.stepped(life.hub.state, this.nowMs);
    if (this.nowMs >= this.setting.calmMs || this.#crashesInTheAir >= CRASHES_IN_THE_AIR_MAX) return;
    const { conversation, correction } = life.hub.state.checkon;
    if (conversation === null && correction === null && life.hub.backlog('alert') === 0) return;
    if (!this.draw.chance(this.setting.plan.crashInTheAir)) return;
    this.#crashesInTheAir += 1;
    this.kill(this.draw.between(1, 120_000));
  }

  // ---- The end -----------------------------------------------------------------------------------------------------

  #resting = false;

  #isAtRest(): boolean {
    return this.nowMs >= this.setting.endMs + LAST_GROUP_MS && this.#waiting() === 0 && !this.desk.owes();
  }
  #waiting(): number {
    const hub = this.#life?.hub;
    return hub === undefined ? -1 : LANES.reduce((sum, lane) => sum + hub.backlog(lane), 0);
  }

  #rest(): void {
    this.#resting = true;
    this.#runTo(this.setting.endMs + REST_MS_MAX);
    const life = this.#life;
    if (life === null) throw new Error('the hub is down at the end, though nothing fails any more');
    const view: ReceiverView = this.desk.view(this.setting.config.uplink.hub, this.#waiting());
    this.checkers.rested(life.store.read(0, ALL_ROWS), view);
    // What waits for its group is in the state and not yet on disk: the farewell writes it, before it waits for the pipe.
    void life.hub.stop();
    this.checkers.ended(life.store.read(0, ALL_ROWS), life.hub.state);
  }

  #guard(what: () => void): void {
    try {
      what();
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.kill(this.draw.between(500, 90_000));
    }
  }
}

export function runSeed(options: SwarmOptions): SwarmReport {
  return new SwarmWorld(options).run();
}
