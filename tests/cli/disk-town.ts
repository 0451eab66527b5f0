/**
 * A hub on a real SQLite journal, a broker that can be away, and the reference desk, on one clock.
 *
 * For tests of what is carried or handed over: the folders are real, so that the real commands can be run on them. The
 * hub is the shipped one; it is started and stopped in order.
 */
import type { JournalPolicy } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';
import type { Fact } from '../../agent/record.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import type { DeskAction } from '../../sim/desk-core.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';
import { noBuses, noLog, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { FLAT } from '../detector/lived-home.ts';
import { POLICY } from '../sim/desk-rig.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** As in `hub-file.ts`, so that a hub file of that name fits. */
export const IDENTITY = { site: 'district-9', hub: 'hub-12' } as const;
const KEY = centreKey('disk-town');

export class DiskTown {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 2, 8));
  readonly broker = new SimulatedBroker({ after: this.clock.after });
  readonly actions: DeskAction[] = [];
  /** Of the hub that lives, and of those before it. */
  readonly refused: Fact[] = [];
  readonly desk: Desk;
  readonly #random = seededRandom(5);
  #hub: Hub | null = null;

  constructor() {
    this.desk = new Desk({
      site: IDENTITY.site,
      publisher: this.broker.client('desk'),
      store: new MemoryDeskStore(),
      key: KEY,
      policy: POLICY,
      home: this.clock.after,
      link: this.clock.after,
      nowMs: () => this.clock.now().wallMs,
      onAction: (action) => this.actions.push(action),
    });
    this.desk.start();
  }

  get hub(): Hub {
    if (this.#hub === null) throw new Error('no hub runs');
    return this.#hub;
  }

  /** A hub starts on the journal in a folder, or on one in memory. */
  async start(on: string | JournalStore, journal: Partial<JournalPolicy> = {}): Promise<void> {
    const centreKeys = { [KEY.keyId]: KEY.publicKey };
    const home = { home: 'disk-town', timezone: 'UTC', sensors: FLAT };
    this.#hub = new Hub({
      config: defaultConfig(home, {
        language: 'en',
        uplink: { ...IDENTITY, rawEvents: true, centreKeys, reconnectMinMs: 1000 },
        journal,
      }),
      program: { version: '1.0.0', codeHash: 'code' },
      ports: {
        clock: this.clock,
        random: this.#random,
        store: typeof on === 'string' ? await openSqliteStore(on) : on,
        buses: noBuses,
        speaker: new SimulatedSpeaker(this.clock.after),
        publisher: this.broker.client('hub'),
        signatures: openSignatures(centreKeys),
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => {
        for (const { body } of committed) if (body.kind === 'refused') this.refused.push(body);
      },
    });
    this.#hub.start();
  }
  async stop(): Promise<void> {
    const stopping = this.#hub?.stop();
    // A farewell takes its time on the wire.
    this.pass(1000);
    await stopping;
    this.#hub = null;
  }

  pass(ms: number): void {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
  }
  see(sensor: string): void {
    this.hub.submit({ kind: 'observation', sensor, value: 'on' });
  }
  /** So many hours of somebody who is about. */
  live(hours: number): void {
    for (let at = 0; at < hours * 6; at += 1) {
      this.see(at % 2 === 0 ? 'bed' : 'kitchen');
      this.pass(10 * MINUTE_MS);
    }
  }
  callForHelp(): void {
    this.hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    this.pass(MINUTE_MS / 2);
  }
  openAlerts(): string[] {
    return this.hub.state.checkon.alerts.filter(({ test }) => !test).map(({ alert }) => alert);
  }
  waiting(): number {
    return (['alert', 'notice', 'need', 'state', 'history'] as const).reduce(
      (sum, lane) => sum + this.hub.backlog(lane),
      0,
    );
  }
}
