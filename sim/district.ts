/**
 * The other end of the line: a broker (embedded, or one that is already there) and the desk of a district.
 *
 * The desk is an MQTT client of its own with its own disk. Owns both and ends both. A shell.
 */
import { join } from 'node:path';
import type { Config } from '../agent/config/config.ts';
import type { Log, Packet, Publisher, PublisherListener } from '../agent/ports.ts';
import { MqttPublisher } from '../agent/uplink/mqtt.ts';
import { type EmbeddedBroker, startBroker } from './broker-aedes.ts';
import { DESK_NAME, type DeskPolicy } from './desk-cases.ts';
import type { DeskAction } from './desk-core.ts';
import type { DeskReport } from './desk-report.ts';
import { SqliteDeskStore } from './desk-store.ts';
import { Desk } from './desk.ts';
import type { CentreKey } from './keys.ts';
import type { After } from './virtual-clock.ts';

export interface DistrictOptions {
  /** null: an embedded broker on a free port. */
  readonly brokerUrl: string | null;
  readonly folder: string;
  readonly key: CentreKey;
  /** Home time, for the case manager's patience. */
  readonly home: After;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly onAction: (action: DeskAction) => void;
}

/** A case manager at the telephone: takes the call within a minute, sends a neighbour, closes when she has reported. */
export const CASE_MANAGER: DeskPolicy = {
  acknowledgeAfterMs: 40_000,
  dispatchAfterMs: 2 * 60_000,
  minutes: 20,
  arriveAfterMs: 17 * 60_000,
  closeAfterMs: 12 * 60_000,
  outcome: 'found-and-helped',
};

/** A need is answered once somebody was asked: twenty minutes of home time. */
const NEED_ANSWERED_MS = 20 * 60_000;
const ANSWER = { en: 'Somebody comes about it on Thursday.', ko: '목요일에 찾아뵙겠습니다.' } as const;

/** A broker that does not answer in this time will not: the run goes on and says what did not arrive. */
const LISTENING_MS_MAX = 10_000;

/** Home time runs up to a million times faster than the link: an hour of it may pass while an envelope travels. */
const EXPIRY_MS = 30 * 86_400_000;

export class District {
  readonly url: string;
  readonly #desk: Desk;
  readonly #store: SqliteDeskStore;
  #broker: EmbeddedBroker | null;
  readonly #port: number;

  private constructor(url: string, broker: EmbeddedBroker | null, desk: Desk, store: SqliteDeskStore) {
    this.url = url;
    this.#broker = broker;
    this.#port = broker?.port ?? 0;
    this.#desk = desk;
    this.#store = store;
  }

  /** Starts everything, or nothing. `config` is that of the hub: the desk listens to its site. */
  static async open(config: Config, options: DistrictOptions): Promise<District> {
    const broker = options.brokerUrl === null ? await startBroker() : null;
    try {
      return await District.#openAt(broker, config, options);
    } catch (error) {
      await broker?.stop();
      throw error;
    }
  }
  static async #openAt(
    broker: EmbeddedBroker | null,
    config: Config,
    options: DistrictOptions,
  ): Promise<District> {
    const url = broker?.url ?? options.brokerUrl ?? '';
    const store = new SqliteDeskStore(join(options.folder, 'desk.db'));
    const listening = new Listening(new MqttPublisher({ ...config.uplink, url, hub: 'desk' }, options.log));
    const desk = new Desk({
      site: config.uplink.site,
      publisher: listening,
      store,
      key: options.key,
      policy: CASE_MANAGER,
      home: options.home,
      link: realAfter,
      nowMs: options.nowMs,
      expiryMs: EXPIRY_MS,
      onAction: (action) => {
        options.onAction(action);
        if (action.kind !== 'need') return;
        const { hub, need } = action;
        const text = ANSWER[config.language];
        options.home(NEED_ANSWERED_MS, () => desk.order(hub, { kind: 'speak', text, by: DESK_NAME, need }));
      },
    });
    desk.start();
    // A broker keeps nothing for a desk that has never subscribed: nobody speaks before it listens.
    await listening.begun;
    return new District(url, broker, desk, store);
  }

  owes(): boolean {
    return this.#desk.owes();
  }
  report(): DeskReport {
    return this.#desk.report();
  }
  /** Takes the embedded broker away, or brings it back on the same port; nothing with a broker of somebody else. */
  async setBroker(state: 'up' | 'down'): Promise<void> {
    if (this.#port === 0) return;
    if (state === 'down') {
      await this.#broker?.stop();
      this.#broker = null;
    } else this.#broker ??= await startBroker(this.#port);
  }
  async stop(): Promise<void> {
    await this.#desk.stop();
    this.#store.close();
    await this.#broker?.stop();
  }
}

/** A pipe that tells when it first stood, or that it did not in time; otherwise the pipe it is given. */
class Listening implements Publisher {
  readonly begun: Promise<void>;
  readonly #pipe: Publisher;
  #begin: () => void = () => {};

  constructor(pipe: Publisher) {
    this.#pipe = pipe;
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    const giveUp = realAfter(LISTENING_MS_MAX, () => this.#begin());
    // A timer left behind would hold the process for these ten seconds, also after Ctrl-C.
    void this.begun.then(giveUp);
  }
  start(lastWill: Packet, subscriptions: readonly string[], listener: PublisherListener): void {
    const up = (receiveMax?: number): void => {
      listener.up(receiveMax);
      this.#begin();
    };
    this.#pipe.start(lastWill, subscriptions, { ...listener, up });
  }
  publish(packet: Packet, done: Parameters<Publisher['publish']>[1]): void {
    this.#pipe.publish(packet, done);
  }
  reconnect(): void {
    this.#pipe.reconnect();
  }
  async stop(): Promise<void> {
    await this.#pipe.stop();
  }
}

export const realAfter: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
