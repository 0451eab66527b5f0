/**
 * The composition root: the same call in production, in the simulator and in tests.
 *
 * Opens the journal, comes back to where it was, and joins loop, uplink, companion and wiring. Everything that is
 * outside comes through the ports; nothing here decides.
 */
import type { HubState } from './machine.ts';
import { Odometer } from './health/odometer.ts';
import { Lamplighter } from './companion/lamplighter.ts';
import { Speaking } from './companion/speaking.ts';
import type { BoardProfile } from './config/board.ts';
import type { Config } from './config/config.ts';
import { configInForce } from './config/in-force.ts';
import { SettingsJudge } from './config/settings-judge.ts';
import { startOf } from './home-time.ts';
import { type Restored, lostWith, restore, restoreWithout } from './journal/checkpoint.ts';
import { Journal } from './journal/journal.ts';
import { Loop, type Sleeper } from './loop.ts';
import type { Card, Instant, Ports, SettingsReader, StoreOpening } from './ports.ts';
import type { Moment } from './moment.ts';
import { type Boot, type BootTrouble, CARD_FACTS, type Entry, type Fact, type Lane } from './record.ts';
import { type WiredDevice, wiredDevices } from './sensors/devices.ts';
import { isLostBy } from './sensors/slice.ts';
import { Wiring } from './sensors/wiring.ts';
import { momentOf } from './state.ts';
import type { Birth } from './uplink/heartbeat.ts';
import { Uplink } from './uplink/uplink.ts';
import { laneOf } from './uplink/wire.ts';

export interface Program {
  readonly version: string;
  /** SHA-256 over the agent's own files, hex. */
  readonly codeHash: string;
}
export interface HubParts {
  readonly ports: Ports;
  readonly config: Config;
  readonly program: Program;
  /** What was found wrong before the hub could start. */
  readonly trouble?: readonly BootTrouble[];
  /** The board its devices are plugged into; without one, no device is opened. */
  readonly board?: BoardProfile;
  /** Without it no command changes settings. */
  readonly settings?: SettingsReader;
  /** By device; 16 bytes each. */
  readonly deviceKeys?: ReadonlyMap<string, Uint8Array>;
  /** Sees what each commit held; for people and scripts, never for decisions. */
  readonly observer?: (committed: readonly Entry[]) => void;
  /** Sees what enters before it is on disk; for whoever stands beside the hub, never for decisions. */
  readonly witness?: (facts: readonly Fact[]) => void;
}

/** 128 bits: no two starts of any hub will ever share it. */
const BOOT_BYTES = 16;
/** One row read a minute: a disk that hangs is met by the watchdog, not by the next help press. */
const READ_BACK_MS = 60_000;
const NO_CARD: Card = { writtenBytes: () => null };
/** A word in the notice lane that history is thinned: 24 of them a day are 4 KB. */
const THINNED_TOLD_MS = 60 * 60_000;

export class Hub {
  readonly boot: string;
  readonly #parts: HubParts;
  readonly #journal: Journal;
  readonly #loop: Loop;
  readonly #uplink: Uplink;
  readonly #wiring: Wiring;
  readonly #odometer: Odometer;
  readonly #opening: StoreOpening;
  readonly #lost: string | null;
  /** Records that could not be folded. */
  #poison: readonly number[] = [];
  readonly #speaking: Speaking;
  readonly #lamplighter: Lamplighter;
  readonly #judge: SettingsJudge;
  #progressDueMs: number;
  #thinnedDueMs = 0;

  /** Opens the journal and restores. Throws `AnbuError` when the journal cannot be opened at all. */
  constructor(parts: HubParts) {
    const { ports, config, program } = parts;
    this.#parts = parts;
    this.#judge = new SettingsJudge(parts.settings, (judged) => this.submit(judged));
    this.#lamplighter = new Lamplighter(ports.light, (...facts) => this.#enter(facts));
    this.#speaking = new Speaking({ ports, config, emit: (fact) => this.submit(fact) });
    this.#progressDueMs = ports.watchdog.intervalMs;
    this.boot = ports.random.hex(BOOT_BYTES);
    this.#journal = new Journal(ports.store, {
      memoryRows: config.journal.memoryRows,
      laneOf: ({ body }) => laneOf(body, config.uplink.rawEvents),
      bytesMax: config.journal.bytesMax,
    });
    this.#opening = this.#journal.open();
    const restored = this.#restore();
    this.#lost = restored.lost ?? lostWith(this.#opening, restored);
    this.#uplink = new Uplink({
      publisher: ports.publisher,
      journal: this.#journal,
      signatures: ports.signatures,
      random: ports.random,
      policy: config.uplink,
      consented: CARD_FACTS.filter((fact) => config.consent[fact]),
      birth: this.#birth(),
      emit: (fact) => this.submit(fact),
      dueEarlier: () => this.#loop.rearm(),
      instant: () => ports.clock.now(),
      state: () => this.#loop.state,
      evaluatedMs: () => this.#loop.evaluatedMs,
    });
    this.#odometer = new Odometer({
      card: ports.card ?? NO_CARD,
      clock: ports.clock,
      terabytes: config.journal.cardTerabytes,
      state: () => ({ card: this.state.card, nowMs: momentOf(this.state, ports.clock.now()).ms }),
      emit: (fact) => this.submit(fact),
    });
    this.#wiring = new Wiring({
      buses: ports.buses,
      clock: ports.clock,
      devices: this.#wired(),
      emit: (facts) => this.#enter(facts),
      isLost: (sensor, why) => isLostBy(this.#loop.state.sensors, sensor, why),
      counterOf: (device) => restored.state.sensors.counters.find((each) => each.device === device) ?? null,
      dueEarlier: () => this.#loop.rearm(),
      log: ports.log,
    });
    this.#loop = new Loop({
      clock: ports.clock,
      journal: this.#journal,
      state: restored.state,
      policy: config,
      boot: this.boot,
      codeHash: program.codeHash,
      sinceCheckpointMs: restored.state.time.lastMs - (restored.checkpointMs ?? Number.NEGATIVE_INFINITY),
      sleepers: [this.#uplink, this.#wiring, this.#watchdog(), this.#odometer],
      log: ports.log,
      effects: (committed) => this.#effects(committed),
    });
  }

  /** As it was; in safe mode without the records that cannot be folded, which are set aside. */
  #restore(): Restored {
    if (this.#parts.trouble?.includes('safe-mode') !== true) return restore(this.#journal);
    const restored = restoreWithout(this.#journal);
    this.#poison = restored.poison;
    if (restored.poison.length > 0) this.#journal.setAside(restored.poison);
    return restored;
  }

  #birth(): Birth {
    const { program, settings } = this.#parts;
    const { previous } = this.#opening;
    return { ...program, boot: this.boot, previous, takesSettings: settings !== undefined };
  }

  get state(): Readonly<HubState> {
    return this.#loop.state;
  }
  /** This instant in home time. */
  get now(): Moment {
    return momentOf(this.state, this.#parts.ports.clock.now());
  }
  get wiring(): Wiring {
    return this.#wiring;
  }
  get uplink(): Uplink {
    return this.#uplink;
  }
  /** Records of a lane that the receiver has not kept. */
  backlog(lane: Lane): number {
    return this.#journal.backlog(lane).rows;
  }

  start(): void {
    const { ports, config, program } = this.#parts;
    if (this.#opening.quarantined !== null) ports.log.write('error', this.#opening.quarantined);
    if (this.#lost !== null) ports.log.write('error', this.#lost);
    if (this.#poison.length > 0)
      ports.log.write('error', `journal: set aside: records ${this.#poison.join(', ')}`);
    this.submit(this.#bootFact(ports.clock.now(), program));
    if (this.state.home.configHash !== config.hash)
      this.submit(configInForce(config, this.#parts.settings?.inForce));
    this.#uplink.start();
    this.#wiring.start();
    this.#lamplighter.start(this.state);
    this.#loop.rearm();
    ports.watchdog.ready();
  }

  /** Takes in what happened outside. */
  submit(fact: Fact): void {
    this.#enter([fact]);
  }
  #enter(facts: readonly Fact[]): void {
    this.#parts.witness?.(facts);
    this.#loop.submitTogether(facts);
  }

  async stop(): Promise<void> {
    const { ports } = this.#parts;
    ports.watchdog.stopping();
    this.#speaking.stop();
    this.#lamplighter.stop();
    this.#wiring.close();
    this.#odometer.count();
    this.#loop.stop();
    await this.#uplink.stop();
    this.#journal.close();
  }

  /** Home time goes on where it stopped; the time off is in it only when both clocks can be believed. */
  #bootFact(now: Instant, program: Program): Fact {
    const { previous } = this.#opening;
    const { version, codeHash } = program;
    return {
      kind: 'boot',
      version,
      codeHash,
      previous,
      ...startOf(this.state.time, now),
      ...this.#trouble(),
    };
  }

  /** What was found broken while opening; the conditions follow from it. */
  #trouble(): Partial<Pick<Boot, 'trouble'>> {
    const trouble: BootTrouble[] = [...(this.#parts.trouble ?? [])];
    if (this.#opening.quarantined !== null || this.#poison.length > 0) trouble.push('journal-quarantined');
    if (this.#lost !== null) trouble.push('learning-lost');
    return trouble.length > 0 ? { trouble } : {};
  }

  /** After a commit: say what state says is still to be said, publish what the journal holds, feed the watchdog. */
  #effects(committed: readonly Entry[]): void {
    const { ports, observer } = this.#parts;
    observer?.(committed);
    const now = momentOf(this.state, ports.clock.now());
    this.#lamplighter.follow(this.state, now, committed);
    this.#speaking.follow(this.state, now);
    this.#uplink.committed(committed);
    this.#tellKept(committed);
    this.#tellThinned();
    this.#judge.follow(this.state);
  }

  #wired(): WiredDevice[] {
    const { board, config, deviceKeys: keys = new Map<string, Uint8Array>() } = this.#parts;
    return board === undefined
      ? []
      : wiredDevices(config.devices, { board, sensors: config.home.sensors, keys });
  }

  /**
   * What a device counts on is on disk now: it need not send it again. With a disk that fails it is in memory, as
   * everything is then: a device that was told nothing would keep all that follows to itself, a call for help with it.
   */
  #tellKept(committed: readonly Entry[]): void {
    for (const { body } of committed) {
      if (body.kind === 'frame-counter')
        this.#wiring.kept(body.device, { session: body.session, count: body.count });
    }
  }

  /** Told with the first, and then once an hour: it goes on as long as the outage does. */
  #tellThinned(): void {
    const { monotonicMs } = this.#parts.ports.clock.now();
    if (monotonicMs < this.#thinnedDueMs) return;
    const dropped = this.#journal.thinning.take();
    if (dropped === 0) return;
    this.#thinnedDueMs = monotonicMs + THINNED_TOLD_MS;
    this.submit({ kind: 'store', state: 'ok', why: 'history-thinned', dropped });
  }

  /** The watchdog is fed by a loop whose machines were just asked what is due, and a journal that still answers. */
  #watchdog(): Sleeper {
    const { clock, watchdog } = this.#parts.ports;
    let readBackMs = 0;
    return {
      dueMs: () => this.#progressDueMs,
      wake: () => {
        const { monotonicMs } = clock.now();
        this.#progressDueMs = monotonicMs + watchdog.intervalMs;
        if (monotonicMs - this.#loop.evaluatedMs > watchdog.intervalMs) return;
        if (monotonicMs >= readBackMs) {
          readBackMs = monotonicMs + READ_BACK_MS;
          this.#journal.readBack();
        }
        const { failing } = this.#journal;
        watchdog.progress(failing === null ? 'watching' : `watching; the journal cannot be used: ${failing}`);
      },
    };
  }
}
