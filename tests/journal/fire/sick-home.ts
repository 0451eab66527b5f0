/**
 * A whole hub on a real folder, for tests that make its disk sick: home time by hand, what leaves it on a list.
 *
 * Opens the journal as `anbu run` does. Knows no fault; the scenarios bring them.
 */
import { openJournal } from '../../../agent/cli/open-journal.ts';
import { defaultConfig } from '../../../agent/config/defaults.ts';
import { Hub, type HubParts } from '../../../agent/hub.ts';
import type { StartMode } from '../../../agent/health/safe-mode.ts';
import type { JournalStore, Packet, Publisher, PublisherListener } from '../../../agent/ports.ts';
import type { Entry, StoreState } from '../../../agent/record.ts';
import { noBuses, noSignatures, noWatchdog, seededRandom } from '../../../sim/quiet-ports.ts';
import { SimulatedSpeaker } from '../../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const CONFIG = defaultConfig({
  home: 'h',
  timezone: 'UTC',
  sensors: [
    { id: 'M001', room: 'living', class: 'motion' },
    { id: 'M002', room: 'bath', class: 'motion' },
  ],
});

export interface Left {
  readonly alert: string;
  readonly durable: boolean;
}

export class SickHome {
  readonly folder: string;
  /** Alerts that left, as they were told. */
  readonly left: Left[] = [];
  readonly conditions: string[] = [];
  readonly stores: StoreState[] = [];
  readonly log: string[] = [];
  #clock = new VirtualClock(0);
  #hub: Hub | null = null;
  #lives = 0;
  #endedMs = Date.UTC(2026, 2, 2, 8);

  constructor(folder: string) {
    this.folder = folder;
  }

  async start(mode: StartMode = 'normal'): Promise<void> {
    this.#lives += 1;
    this.#clock = new VirtualClock(this.#endedMs + MINUTE_MS);
    const log = { write: (_level: string, text: string) => void this.log.push(text) };
    const { store, trouble } = await openJournal(this.folder, log, {
      recovered: () => void this.log.push('recovered'),
      anew: mode === 'anew',
    });
    this.#hub = hubOrNone(store, {
      config: CONFIG,
      program: { version: '1', codeHash: 'code' },
      trouble: mode === 'normal' ? trouble : [...trouble, 'safe-mode'],
      observer: (committed) => this.#see(committed),
      ports: {
        clock: this.#clock,
        random: seededRandom(this.#lives),
        store,
        buses: noBuses,
        speaker: new SimulatedSpeaker(this.#clock.after),
        publisher: new Ear((packet) => this.#hear(packet)),
        signatures: noSignatures,
        watchdog: noWatchdog,
        log,
      },
    });
    this.#hub.start();
  }
  async stop(): Promise<void> {
    this.#endedMs = this.#clock.now().wallMs;
    await this.hub.stop();
  }
  get hub(): Hub {
    if (this.#hub === null) throw new Error('the hub was not started');
    return this.#hub;
  }
  get openConditions(): string[] {
    return this.hub.state.conditions.open.map(({ code }) => code);
  }

  wait(ms: number): void {
    this.#clock.advanceTo(this.#clock.now().monotonicMs + ms);
  }
  /** Somebody walks to and fro, a step a minute. */
  live(minutes: number): void {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.hub.submit({ kind: 'observation', sensor: minute % 2 === 0 ? 'M001' : 'M002', value: 'on' });
      this.wait(MINUTE_MS);
    }
  }
  /** The cord is pulled. Returns what was told of it: was it on disk? */
  pull(): Left | undefined {
    const before = this.left.length;
    this.hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    return this.left[before];
  }

  #see(committed: readonly Entry[]): void {
    for (const { body } of committed) {
      if (body.kind === 'store') this.stores.push(body);
      else if (body.kind === 'condition') this.conditions.push(`${body.edge} ${body.code}`);
    }
  }
  #hear({ topic, payload }: Packet): void {
    if (!topic.endsWith('/alert')) return;
    const { data } = JSON.parse(payload) as { data: Left };
    this.left.push({ alert: data.alert, durable: data.durable });
  }
}

/** A hub that cannot be made dies, and lets go of its journal with its process. */
function hubOrNone(store: JournalStore, parts: HubParts): Hub {
  try {
    return new Hub(parts);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** A broker that takes everything and is listened to. */
class Ear implements Publisher {
  readonly #hear: (packet: Packet) => void;
  constructor(hear: (packet: Packet) => void) {
    this.#hear = hear;
  }
  start(_will: Packet, _subscriptions: readonly string[], listener: PublisherListener): void {
    listener.up();
  }
  publish(packet: Packet, done: (failed: null) => void): void {
    this.#hear(packet);
    done(null);
  }
  reconnect(): void {}
  async stop(): Promise<void> {}
}
