/**
 * A whole hub, and a whole desk, on a broker that exists: home time and link time run on one clock, faster than real.
 *
 * The hub's journal is in memory unless another is given, its home has one motion detector. Whoever makes one stops it. Must never sleep: what is
 * to come to pass is waited for.
 */
import { type Overrides, defaultConfig } from '../../agent/config/defaults.ts';
import type { UplinkPolicy } from '../../agent/config/config.ts';
import { hostRandom } from '../../agent/host.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Clock, JournalStore, Publisher, Speaker } from '../../agent/ports.ts';
import type { Body } from '../../agent/record.ts';
import type { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import { MqttPublisher, type VersionMemory } from '../../agent/uplink/mqtt.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';
import { noBuses, noLog, noWatchdog } from '../../sim/quiet-ports.ts';
import { POLICY } from '../sim/desk-rig.ts';

/** The centre's key that a wired hub knows. */
export const WIRED_KEY = centreKey('wired hub');
const mute: Speaker = { say: (_, done) => done(null), stop: () => {} };

/** Wall clock and alarm on link time. */
class FastClock implements Clock {
  readonly #time: LinkTime;
  readonly #zeroMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(time: LinkTime) {
    this.#time = time;
    this.#zeroMs = Math.floor(time.nowMs());
  }
  now(): ReturnType<Clock['now']> {
    const monotonicMs = Math.floor(this.#time.nowMs()) - this.#zeroMs;
    return {
      monotonicMs,
      wallMs: Date.UTC(2026, 10, 21, 9) + monotonicMs,
      quality: 'synced',
      utcOffsetMin: 0,
    };
  }
  setAlarm(atMs: number, ring: () => void): void {
    this.clearAlarm();
    if (atMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, atMs - (this.#time.nowMs() - this.#zeroMs));
    this.#timer = this.#time.after(Math.min(delayMs, 86_400_000), ring);
  }
  clearAlarm(): void {
    clearTimeout(this.#timer);
  }
}

export interface WiredOptions {
  readonly time: LinkTime;
  readonly port: number;
  readonly uplink?: Partial<UplinkPolicy>;
  readonly memory?: VersionMemory;
  readonly overrides?: Overrides;
  /** Default: in memory, empty. */
  readonly store?: JournalStore;
}

export class WiredHub {
  readonly bodies: Body[] = [];
  readonly hub: Hub;
  readonly publisher: Publisher;

  constructor(options: WiredOptions) {
    const { time, port, uplink = {}, memory, overrides = {}, store = createMemoryStore() } = options;
    const config = defaultConfig(
      { home: 'wired', timezone: 'UTC', sensors: [{ id: 'M001', room: 'hall', class: 'motion' }] },
      {
        ...overrides,
        uplink: {
          url: `mqtt://127.0.0.1:${port}`,
          site: 'site',
          hub: 'hub-1',
          centreKeys: { [WIRED_KEY.keyId]: WIRED_KEY.publicKey },
          ...uplink,
        },
      },
    );
    this.publisher = new MqttPublisher(config.uplink, noLog, {
      time,
      ...(memory === undefined ? {} : { memory }),
    });
    this.hub = new Hub({
      config,
      program: { version: '1', codeHash: 'code' },
      ports: {
        clock: new FastClock(time),
        random: hostRandom,
        store,
        buses: noBuses,
        speaker: mute,
        publisher: this.publisher,
        signatures: openSignatures(config.uplink.centreKeys),
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => this.bodies.push(...committed.map(({ body }) => body)),
    });
    this.hub.start();
  }
  /** Somebody pulls the cord: an alert, at once. */
  callForHelp(): void {
    this.hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  }
  /** Raised, but for the daily test. */
  alerts(): string[] {
    return this.bodies.flatMap((body) =>
      body.kind === 'alert' && body.why === 'raised' && !body.test ? [body.alert] : [],
    );
  }
  conditions(): string[] {
    return this.bodies.flatMap((body) => (body.kind === 'condition' ? [`${body.edge} ${body.code}`] : []));
  }
  links(): string[] {
    return this.bodies.flatMap((body) => (body.kind === 'link' ? [body.why ?? body.state] : []));
  }
  stop(): Promise<void> {
    return this.hub.stop();
  }
}

/** Alerts at a desk, but for daily tests. */
export function callsAt(desk: Desk): string[] {
  return desk.report().alerts.flatMap(({ id, test }) => (test ? [] : [id]));
}

/** A desk of that site; its publisher is its own business. */
export function wiredDesk(
  time: LinkTime,
  uplink: Pick<UplinkPolicy, 'url'> & Partial<UplinkPolicy>,
  memory?: VersionMemory,
): Desk {
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = time.after(ms, run);
    return () => clearTimeout(timer);
  };
  const config = defaultConfig({ home: 'desk', timezone: 'UTC', sensors: [] }, { uplink: { ...uplink } });
  const policy = { ...config.uplink, site: 'site', hub: 'desk', reconnectMinMs: 100, reconnectMaxMs: 1000 };
  const zeroMs = time.nowMs();
  const desk = new Desk({
    site: 'site',
    publisher: new MqttPublisher(policy, noLog, { time, ...(memory === undefined ? {} : { memory }) }),
    store: new MemoryDeskStore(),
    key: WIRED_KEY,
    policy: POLICY,
    home: after,
    link: after,
    nowMs: () => Date.UTC(2026, 10, 21, 9) + Math.floor(time.nowMs() - zeroMs),
  });
  desk.start();
  return desk;
}
