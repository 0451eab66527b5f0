/**
 * A hub that can be killed, a broker and the reference desk on one clock, for tests of what comes down.
 *
 * The whole of each is the shipped one; only the store is in memory, and the signature a keyed hash. Never judges.
 */
import { defaultConfig } from '../../agent/config/defaults.ts';
import { type MemoryStore, createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Publisher } from '../../agent/ports.ts';
import type { Entry } from '../../agent/record.ts';
import type { CommandPayload } from '../../agent/uplink/command-verbs.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import type { DeskAction } from '../../sim/desk-core.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import type { Said } from '../../sim/simulated-speaker.ts';
import { HubLife } from '../../sim/swarm/life.ts';
import { Death } from '../../sim/swarm/mortal-store.ts';
import { SWARM_KEY, SWARM_SIGNATURES } from '../../sim/swarm/signing.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import type { Device } from '../../agent/config/config.ts';
import { BUTTON, TOUCH } from '../checkon/bench.ts';
import { FLAT } from '../detector/lived-home.ts';
import { POLICY } from '../sim/desk-rig.ts';
import { policy } from './uplink-rig.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export class Town {
  readonly clock = new VirtualClock(Date.UTC(2026, 2, 2, 8));
  readonly broker = new SimulatedBroker({ after: this.clock.after });
  readonly actions: DeskAction[] = [];
  /** What was on disk or in memory of each commit, over all lives. */
  readonly committed: Entry[] = [];
  readonly said: Said[] = [];
  readonly desk: Desk;
  life: HubLife;
  readonly #random = seededRandom(7);
  readonly #hands: readonly Device[];

  /** `pipe`: what stands between the desk and the broker; `hands`: what there is to press and to touch. */
  constructor(
    pipe: (publisher: Publisher, clock: VirtualClock) => Publisher = (publisher) => publisher,
    hands: readonly Device[] = [BUTTON, TOUCH],
  ) {
    this.#hands = hands;
    this.desk = new Desk({
      site: policy.site,
      publisher: pipe(this.broker.client('desk'), this.clock),
      store: new MemoryDeskStore(),
      key: SWARM_KEY,
      policy: POLICY,
      home: this.clock.after,
      link: this.clock.after,
      nowMs: () => this.clock.now().wallMs,
      onAction: (action) => this.actions.push(action),
    });
    this.desk.start();
    this.life = this.#boot(createMemoryStore());
  }
  get state(): Readonly<HubState> {
    return this.life.hub.state;
  }
  #boot(store: MemoryStore): HubLife {
    const config = defaultConfig(
      { home: 'town', timezone: 'UTC', sensors: FLAT },
      { language: 'en', devices: this.#hands },
    );
    const life = new HubLife({
      clock: this.clock,
      broker: this.broker,
      config: { ...config, uplink: policy },
      random: this.#random,
      signatures: SWARM_SIGNATURES,
      store,
      written: () => {},
      observed: (entries) => this.committed.push(...entries),
      said: (said) => this.said.push(said),
      // Nobody reads a file here: what is ordered is taken, and never judged.
      settings: { inForce: null, judge: () => {} },
    });
    life.hub.start();
    return life;
  }
  /** The hub is killed at this instant and starts again on what its disk shows. */
  kill(): void {
    this.life.die();
    this.life = this.#boot(this.life.store.inner.crash());
  }
  pass(ms: number): void {
    const untilMs = this.clock.now().monotonicMs + ms;
    try {
      this.clock.advanceTo(untilMs);
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.kill();
      this.clock.advanceTo(untilMs);
    }
  }
  order(payload: CommandPayload): boolean {
    return this.desk.order(policy.hub, payload);
  }
  in(days: number): string {
    return rfc3339(this.clock.now().wallMs + days * DAY_MS, 0);
  }
  results(): string[] {
    return this.actions.flatMap((one) => (one.kind === 'result' ? [`${one.outcome} ${one.why}`] : []));
  }
  see(sensor: string, value: 'on' | 'open' | 'closed' = 'on'): void {
    this.life.hub.submit({ kind: 'observation', sensor, value });
  }
  /** Up and about for a minute, at one person's pace: faster would be company, before whom little is said. */
  walkAbout(): void {
    for (const sensor of ['bed', 'kitchen', 'bed', 'kitchen']) {
      this.see(sensor);
      this.pass(15_000);
    }
  }
  /** Two rooms, then out by the door. */
  leave(): void {
    for (const sensor of ['bed', 'kitchen']) this.see(sensor);
    for (const value of ['closed', 'open', 'closed'] as const) this.see('door', value);
  }
  inactivities(): DeskAction[] {
    return this.actions.filter((one) => one.kind === 'alert' && one.opened && one.cause === 'inactivity');
  }
}
