/**
 * A hub whose file lies on a real disk, its lives one after the other as `anbu run` has them, and a desk that orders
 * settings. Everything but the wire and the journal's disk is the shipped one; the file is read in this process.
 *
 * Plays the shell of `run-hub.ts`: follows the state at each step and starts anew when settings are others. It can be
 * killed at any commit. Never judges.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderedSettings } from '../../agent/cli/ordered-settings.ts';
import type { Config } from '../../agent/config/config.ts';
import { loadConfig } from '../../agent/config/load.ts';
import { type MemoryStore, createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Body, Entry } from '../../agent/record.ts';
import type { CommandPayload } from '../../agent/uplink/command-verbs.ts';
import type { DeskAction } from '../../sim/desk-core.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { noLog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { HubLife } from '../../sim/swarm/life.ts';
import { Death } from '../../sim/swarm/mortal-store.ts';
import { SWARM_KEY, SWARM_SIGNATURES } from '../../sim/swarm/signing.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { POLICY } from '../sim/desk-rig.ts';

/** The shell looks at the state after each commit; a second is as good. */
const STEP_MS = 1000;
const SITE = 'district-9';
const HUB = 'hub-12';

export class SettingsTown {
  readonly clock = new VirtualClock(Date.UTC(2026, 2, 2, 8));
  readonly broker = new SimulatedBroker({ after: this.clock.after });
  readonly folder = mkdtempSync(join(tmpdir(), 'anbu-settings-'));
  readonly actions: DeskAction[] = [];
  readonly committed: Entry[] = [];
  readonly desk: Desk;
  starts = 0;
  /** The hub dies at this commit, counted from when it was set. */
  diesIn: { commits: number; when: 'before' | 'after' } | null = null;
  /** The next starts crash before they have said a word. */
  crashing = 0;
  readonly #file: string;
  readonly #random = seededRandom(7);
  #settings!: OrderedSettings;
  #life!: HubLife;
  #config!: Config;
  #judging: Promise<void> = Promise.resolve();
  #isDead = false;

  private constructor(file: string) {
    this.#file = file;
    this.desk = new Desk({
      site: SITE,
      publisher: this.broker.client('desk'),
      store: new MemoryDeskStore(),
      key: SWARM_KEY,
      policy: POLICY,
      home: this.clock.after,
      link: this.clock.after,
      nowMs: () => this.clock.now().wallMs,
      onAction: (action) => this.actions.push(action),
    });
    this.desk.start();
  }
  static async open(file: string): Promise<SettingsTown> {
    const town = new SettingsTown(file);
    await town.#process(createMemoryStore());
    await town.pass(5000);
    return town;
  }
  get state(): Readonly<HubState> {
    return this.#life.hub.state;
  }
  /** What the hub runs with. */
  get config(): Config {
    return this.#config;
  }
  onDisk(): unknown {
    return JSON.parse(readFileSync(join(this.folder, 'settings.ordered.json'), 'utf8'));
  }
  spoil(text: string): void {
    writeFileSync(join(this.folder, 'settings.ordered.json'), text);
  }
  order(payload: CommandPayload): void {
    this.desk.order(HUB, payload);
  }
  results(): string[] {
    return this.actions.flatMap((one) => (one.kind === 'result' ? [`${one.outcome} ${one.why}`] : []));
  }
  all<K extends Body['kind']>(kind: K): Extract<Body, { kind: K }>[] {
    const isKind = (body: Body): body is Extract<Body, { kind: K }> => body.kind === kind;
    return this.committed.flatMap(({ body }) => (isKind(body) ? [body] : []));
  }
  settled(): string[] {
    return this.all('settings-settled').map(({ version, outcome, why }) => `${version} ${outcome} ${why}`);
  }
  /** The process is killed, and started anew on what its disks show. `journal`: whether that survives. */
  async kill(journal: 'kept' | 'lost' = 'kept'): Promise<void> {
    this.#life.die();
    await this.#process(journal === 'kept' ? this.#life.store.inner.crash() : createMemoryStore());
  }
  async pass(ms: number): Promise<void> {
    const endMs = this.clock.now().monotonicMs + ms;
    while (this.clock.now().monotonicMs < endMs) {
      this.#mortal(() => this.clock.advanceTo(Math.min(endMs, this.clock.now().monotonicMs + STEP_MS)));
      await this.#judging;
      if (this.#isDead) await this.kill();
      else if (this.#settings.follow(this.state)) await this.#lives(this.#life.store.inner.crash());
    }
  }

  /** A new process: it knows only what is on the disks. */
  async #process(store: MemoryStore): Promise<void> {
    this.#isDead = false;
    const base = await this.#read({});
    if ('problems' in base) throw new Error('the file of the hub is none');
    this.#settings = new OrderedSettings(this.folder, noLog, base, (set) => this.#read(set));
    await this.#lives(store);
  }
  async #lives(store: MemoryStore): Promise<void> {
    this.#life?.die();
    let start = await this.#settings.start();
    for (; this.crashing > 0; this.crashing -= 1) start = await this.#settings.start();
    const { loaded, inForce, trouble } = start;
    this.starts += 1;
    this.#config = loaded.config;
    this.#life = new HubLife({
      clock: this.clock,
      broker: this.broker,
      config: loaded.config,
      random: this.#random,
      signatures: SWARM_SIGNATURES,
      store,
      written: () => this.#count(),
      observed: (entries) => this.committed.push(...entries),
      said: () => {},
      trouble,
      settings: {
        inForce,
        judge: (change, done) => {
          const { hub } = this.#life;
          this.#judging = this.#settings.judge(change, (judged) => {
            if (this.#life.hub === hub && !this.#isDead) this.#mortal(() => done(judged));
          });
        },
      },
    });
    this.#mortal(() => this.#life.hub.start());
    if (this.#isDead) await this.kill();
  }
  #read(set: Parameters<typeof loadConfig>[2]): ReturnType<typeof loadConfig> {
    return loadConfig(this.#file, this.#file, set);
  }
  #count(): void {
    if (this.diesIn === null) return;
    this.diesIn.commits -= 1;
    if (this.diesIn.commits > 0) return;
    this.#life.store.dieAtCommit(this.diesIn.when);
    this.diesIn = null;
  }
  #mortal(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      this.#isDead = true;
    }
  }
}
