/**
 * One seed, run: the whole hub, a broker, a desk and a resident under one virtual clock, and everything that fails.
 *
 * Two phases. In the first, faults come as drawn, and nothing forbidden may happen. Then all faults end, and
 * everything must come to rest: every record at the desk, every fall told. Owns time, and who is told of what; the
 * verdicts are the checkers'. The same seed gives the same bytes.
 */
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import { type Entry, LANES } from '../../agent/record.ts';
import type { Violation } from '../checkers/report.ts';
import { Checkers } from '../checkers.ts';
import { SaidByCentre } from '../checkers/commands.ts';
import type { Fault } from '../faults.ts';
import { noBuses, seededRandom } from '../quiet-ports.ts';
import { SimulatedBroker } from '../simulated-broker.ts';
import { SIMULATED_BOARD } from '../simulated-home.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { Box } from './box.ts';
import { SwarmDesk } from './desk.ts';
import { type Draw, drawer } from './draw.ts';
import { FaultBench } from './fault-bench.ts';
import { type HomeSide, type LeftOpenDoor, type SwarmHome, ENTRANCE, ToldHome } from './home.ts';
import type { HubLife } from './life.ts';
import { Meddler } from './meddler.ts';
import { Person } from './person.ts';
import type { SwarmOptions, SwarmReport } from './report.ts';
import { type Setting, START_WALL_MS, STREAMS, drawSetting } from './setting.ts';
import { SWARM_KEY } from './signing.ts';
import { storm } from './storm.ts';
import { Tally } from './tally.ts';
import { TwinPlace } from './twin.ts';
import { WiredHome } from './wired-home.ts';

const MINUTE_MS = 60_000;
/** After the story everything must be at the desk within this: a heartbeat, a question back, a pause after refusals. */
const REST_MS_MAX = 60 * MINUTE_MS;
/** What waited for its group when the story ended is on its way by then. */
const LAST_GROUP_MS = MINUTE_MS;
/** Timers at one virtual instant: a window of packets, a turn, a desk's answer are dozens. */
const STEPS_PER_INSTANT_MAX = 20_000;
/** A hub that dies again and again while an outage lasts shows nothing new after some dozens. */
const CRASHES_IN_THE_AIR_MAX = 40;

export class SwarmWorld {
  readonly setting: Setting;
  readonly clock: VirtualClock;
  readonly broker: SimulatedBroker;
  readonly desk: SwarmDesk;
  readonly checkers: Checkers;
  readonly draw: Draw;
  readonly home: SwarmHome;
  readonly box: Box;
  readonly meddler: Meddler;
  readonly said = new SaidByCentre();
  readonly #options: SwarmOptions;
  readonly #person: Person;
  readonly #bench: FaultBench;
  readonly #opened = new Set<string>();
  readonly #tally = new Tally();
  readonly #violations: Violation[] = [];
  readonly #twin = new TwinPlace();
  #crashesInTheAir = 0;
  /** When the hub missed something that happened at home. */
  readonly #missed: number[] = [];
  /** When a sensor showed what was not there. */
  readonly #lied: number[] = [];
  #resting = false;

  constructor(options: SwarmOptions) {
    const { seed, plant } = options;
    const drawn = drawSetting(seed, options.days, SWARM_KEY);
    this.setting = options.amend?.(drawn) ?? drawn;
    const { config, desk, zone } = this.setting;
    this.#options = options;
    this.draw = drawer(seed, STREAMS.world);
    this.clock = new VirtualClock(START_WALL_MS, zone);
    const { after } = this.clock;
    const nowMs = (): number => this.nowMs;
    const link = drawer(seed, STREAMS.link);
    this.broker = new SimulatedBroker({
      after,
      judgement: { nowMs, chance: () => link.unit() },
      meddle: (packet) => this.meddler.pass(packet),
    });
    this.meddler = new Meddler({
      after,
      draw: drawer(seed, STREAMS.meddler),
      route: (packet) => this.broker.route(packet),
      said: (packet) => this.said.said(packet),
    });
    this.checkers = new Checkers(plant?.judgedBy?.(config) ?? config, nowMs, this.said);
    this.desk = new SwarmDesk({
      clock: this.clock,
      broker: this.broker,
      key: SWARM_KEY,
      policy: desk,
      site: config.uplink.site,
      nowMs: () => START_WALL_MS + this.nowMs,
      store: plant?.deskStore?.() ?? null,
      onAction: (action) => this.#person.desk(action),
    });
    this.checkers.durability.ask(() => this.desk.ledger(config.uplink.hub));
    const wired = this.setting.wired ? new WiredHome(this.#homeSide()) : null;
    this.home = wired ?? new ToldHome(this.#homeSide());
    this.box = new Box(
      {
        ...this.#boxParts(),
        checkers: this.checkers,
        random: seededRandom(seed),
        buses: wired?.buses ?? noBuses,
        board: wired === null ? null : SIMULATED_BOARD,
        observed: (entries, life) => this.#observed(entries, life),
        said: (said) => {
          this.checkers.bounds.count('sentences', this.nowMs);
          this.checkers.words.sounds(said.utterance.id);
          this.#person.hear(said);
        },
        missed: () => this.missed(),
        started: (life) => this.home.started(life),
      },
      plant?.store?.(createMemoryStore()) ?? createMemoryStore(),
    );
    this.#person = new Person(this);
    this.#bench = new FaultBench(this);
  }

  #homeSide(): HomeSide {
    return {
      after: this.clock.after,
      draw: drawer(this.setting.seed, STREAMS.home),
      nowMs: () => this.nowMs,
      toHub: (what) => this.box.take(what),
      missed: () => this.missed(),
    };
  }
  #boxParts() {
    return {
      clock: this.clock,
      broker: this.broker,
      config: this.setting.config,
      draw: this.draw,
      opened: () => this.#opened,
      equip: (life: HubLife) => this.#bench.equip(life),
    };
  }

  get nowMs(): number {
    return this.clock.now().monotonicMs;
  }
  get life(): HubLife | null {
    return this.box.life;
  }
  get door(): LeftOpenDoor {
    return this.#bench.door;
  }
  get repeatsActions(): boolean {
    return this.#options.plant?.repeatsActions === true;
  }
  /** Something that happened at home did not become a record, or may not have. */
  missed(): void {
    if (this.#missed.at(-1) !== this.nowMs) this.#missed.push(this.nowMs);
  }
  hasLied(fromMs: number, toMs: number): boolean {
    return this.#lied.some((ms) => fromMs <= ms && ms <= toMs);
  }
  hasMissed(fromMs: number, toMs: number): boolean {
    return this.#missed.some((ms) => fromMs <= ms && ms <= toMs);
  }
  /** An alert was put before a person. */
  opened(alert: string): void {
    this.#opened.add(alert);
    this.checkers.opened(alert);
    this.#twin.opened(alert);
  }
  /** Orders come down. */
  storm(fault: Fault): void {
    storm(this, fault);
  }
  /** A copy of the card comes to life in another box, or is switched off. */
  copyCard({ fromMs }: Fault, on: boolean): void {
    const seed = this.setting.seed * 1000 + (fromMs % 997);
    if (on) this.#twin.copy({ ...this.#boxParts(), seed, said: this.said, original: this.box });
    // What the copy alone knew went with it.
    else for (const boot of this.#twin.end()) this.checkers.durability.lostTail(boot);
  }

  run(): SwarmReport {
    this.desk.start();
    this.box.boot();
    this.#person.start();
    this.#bench.start();
    this.#runTo(this.setting.endMs);
    this.#person.stop();
    this.#rest();
    const { violations, bounds, decisions, falls, commands } = this.checkers;
    return {
      setting: this.setting,
      violations: [...violations, ...this.#twin.violations, ...this.#violations],
      digest: this.#tally.digest(),
      most: bounds.most,
      counts: {
        steps: this.#tally.steps,
        boots: this.box.nonces.length,
        records: this.#tally.records,
        decided: decisions.decided,
        falls: this.#person.falls,
        judged: falls.judged,
        alerts: this.#tally.alerts,
        obeyed: commands.judged,
        stateChars: bounds.stateChars,
      },
    };
  }

  #observed(entries: readonly Entry[], life: HubLife): void {
    const { nowMs } = this;
    this.#tally.observed(entries, nowMs);
    for (const { body } of entries) {
      if (body.kind !== 'observation' || !this.home.mayLie(body.sensor)) continue;
      if (body.sensor === ENTRANCE) this.checkers.falls.unsee();
      this.#lied.push(nowMs);
      this.checkers.falls.misled(nowMs);
    }
    this.#options.observer?.(entries, nowMs);
    this.checkers.observed(entries, life.hub.state, nowMs);
  }

  #runTo(untilMs: number): void {
    let instantMs = -1;
    let steps = 0;
    for (;;) {
      let fired = true;
      this.box.guard(() => {
        fired = this.clock.step(untilMs);
      });
      if (!fired) return;
      this.#tally.steps += 1;
      steps = this.nowMs === instantMs ? steps + 1 : 0;
      instantMs = this.nowMs;
      if (steps > STEPS_PER_INSTANT_MAX) {
        this.#violations.push({ invariant: 'I7', atMs: instantMs, what: 'time stands still' });
        return;
      }
      this.#afterStep();
      if (this.#resting && this.#isAtRest()) return;
    }
  }

  #afterStep(): void {
    const { nowMs } = this;
    const { wholeSinceMs, contestedUntilMs } = this.#bench;
    const isContested = nowMs < contestedUntilMs;
    this.#twin.stepped(nowMs, wholeSinceMs);
    const { life } = this;
    // A hub that is off or stands still has its time to deliver from when it goes on.
    if (life === null || life.frozen) return;
    this.checkers.delivery.stepped(nowMs, wholeSinceMs, isContested);
    this.#options.plant?.tamper?.(life.hub, nowMs);
    this.checkers.stepped(life.hub.state, nowMs);
    this.checkers.sight.noteBus(this.home.busLostSinceMs, nowMs);
    if (nowMs >= this.setting.calmMs || this.#crashesInTheAir >= CRASHES_IN_THE_AIR_MAX) return;
    const { conversation, correction } = life.hub.state.checkon;
    if (conversation === null && correction === null && life.hub.backlog('alert') === 0) return;
    if (!this.draw.chance(this.setting.plan.crashInTheAir)) return;
    this.#crashesInTheAir += 1;
    this.box.kill(this.draw.between(1, 120_000));
  }

  // ---- The end -----------------------------------------------------------------------------------------------------

  #isAtRest(): boolean {
    return this.nowMs >= this.setting.endMs + LAST_GROUP_MS && this.#waiting() === 0 && !this.desk.owes();
  }
  #waiting(): number {
    const hub = this.life?.hub;
    return hub === undefined ? -1 : LANES.reduce((sum, lane) => sum + hub.backlog(lane), 0);
  }

  #rest(): void {
    this.#resting = true;
    this.#runTo(this.setting.endMs + REST_MS_MAX);
    const { life } = this;
    if (life === null) throw new Error('the hub is down at the end, though nothing fails any more');
    this.checkers.rested(this.box.rows(), this.desk.view(this.setting.config.uplink.hub, this.#waiting()));
    if (this.setting.calmMs < this.setting.endMs)
      this.checkers.calmed(life.hub.state, this.clock.now().quality === 'synced');
    // What waits for its group is in the state and not yet on disk: the farewell writes it, before it waits for the pipe.
    void life.hub.stop();
    this.checkers.ended(this.box.rows(), life.hub.state);
  }
}

export function runSeed(options: SwarmOptions): SwarmReport {
  return new SwarmWorld(options).run();
}
