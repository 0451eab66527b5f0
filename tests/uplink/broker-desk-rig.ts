/**
 * The desk behind a broker that exists: the same duties, over real sockets on both sides.
 *
 * The desk's patience runs on a virtual clock, which waits while something is on its way. Each rig is a site of its own,
 * so that nothing retained or queued for another is heard. Owns its connections, never the broker.
 */
import type { ErrorCode } from '../../agent/errors.ts';
import type { Packet, Publisher, PublisherListener } from '../../agent/ports.ts';
import { MqttPublisher, type VersionMemory } from '../../agent/uplink/mqtt.ts';
import { topicOf } from '../../agent/uplink/wire.ts';
import { DeskRig } from '../sim/desk-rig.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** What was sent and not heard, or not acknowledged, yet. What a broker delivers twice is heard once. */
class OnTheWay {
  readonly #open = new Map<string, number>();
  #unacknowledged = 0;
  get isEmpty(): boolean {
    return this.#open.size === 0 && this.#unacknowledged === 0;
  }
  sent({ payload }: Packet): void {
    this.#open.set(payload, (this.#open.get(payload) ?? 0) + 1);
    this.#unacknowledged += 1;
  }
  landed({ payload }: Packet, failed: ErrorCode | null): void {
    this.#unacknowledged -= 1;
    if (failed !== null) this.over(payload);
  }
  over(payload: string): void {
    const left = (this.#open.get(payload) ?? 0) - 1;
    if (left > 0) this.#open.set(payload, left);
    else this.#open.delete(payload);
  }
}
interface Ways {
  readonly up: OnTheWay;
  readonly down: OnTheWay;
}
interface Broker {
  readonly port: number;
  readonly memory: VersionMemory;
}

/** One life of the desk's connection. Killed, it says no goodbye and is never heard of again. */
class DeskLine implements Publisher {
  isUp = false;
  readonly #broker: Broker;
  readonly #site: string;
  readonly #ways: Ways;
  #pipe: Publisher | null = null;
  #proxy: TcpProxy | null = null;
  #opened: Promise<void> = Promise.resolve();
  #killed = false;

  constructor(broker: Broker, site: string, ways: Ways) {
    this.#broker = broker;
    this.#site = site;
    this.#ways = ways;
  }
  start(will: Packet, topics: readonly string[], listener: PublisherListener): void {
    this.#opened = this.#open(will, topics, listener);
  }
  async #open(will: Packet, topics: readonly string[], listener: PublisherListener): Promise<void> {
    this.#proxy = await TcpProxy.to(this.#broker.port);
    const { memory } = this.#broker;
    const policy = policyFor(this.#proxy.port, { site: this.#site, hub: 'desk' });
    this.#pipe = new MqttPublisher(policy, silentLog, { memory });
    this.#pipe.start(will, topics, {
      up: (receiveMax) => {
        this.isUp = true;
        listener.up(receiveMax);
      },
      down: (why) => {
        this.isUp = false;
        if (!this.#killed) listener.down(why);
      },
      message: (topic, payload) => {
        if (this.#killed) return;
        this.#ways.up.over(payload);
        listener.message(topic, payload);
      },
    });
  }
  publish(packet: Packet, done: (failed: ErrorCode | null) => void): void {
    if (this.#pipe === null || this.#killed) return done('not-connected');
    this.#ways.down.sent(packet);
    this.#pipe.publish(packet, (failed) => {
      this.#ways.down.landed(packet, failed);
      if (!this.#killed) done(failed);
    });
  }
  reconnect(): void {
    this.#pipe?.reconnect();
  }
  async stop(): Promise<void> {
    await this.#opened;
    await this.#pipe?.stop();
    await this.#proxy?.stop();
  }
  kill(): void {
    this.#killed = true;
    this.#proxy?.cut();
    this.#proxy?.set({ deaf: true });
  }
}

let rigs = 0;

export class BrokerDeskRig extends DeskRig {
  readonly #ways: Ways;
  readonly #lines: DeskLine[];
  readonly #hub: Publisher;
  readonly #outbox: Packet[] = [];
  #hubUp = false;

  constructor(broker: Broker) {
    rigs += 1;
    const site = `site-${rigs}`;
    const ways = { up: new OnTheWay(), down: new OnTheWay() };
    const lines: DeskLine[] = [];
    super({
      site,
      wire: () => {
        const line = new DeskLine(broker, site, ways);
        lines.push(line);
        return line;
      },
    });
    this.#ways = ways;
    this.#lines = lines;
    this.#hub = new MqttPublisher(policyFor(broker.port, { site, hub: 'hub-1' }), silentLog, {
      memory: broker.memory,
    });
    const will = { topic: topicOf(this.identity, 'status'), payload: '', qos: 1, retain: false } as const;
    this.#hub.start(will, [topicOf(this.identity, 'ack')], {
      up: () => (this.#hubUp = true),
      down: () => (this.#hubUp = false),
      message: (topic, payload) => {
        ways.down.over(payload);
        this.arrived({ topic, payload, qos: 1, retain: false });
      },
    });
  }

  override up(packet: Packet): void {
    this.#outbox.push(packet);
  }
  override async pass(ms: number): Promise<void> {
    const endMs = this.clock.now().monotonicMs + ms;
    await this.#settle();
    while (this.clock.step(endMs)) await this.#settle();
  }
  override crash(): void {
    this.#lines.at(-1)?.kill();
    super.crash();
  }
  override async stop(): Promise<void> {
    await super.stop();
    await Promise.all([this.#hub.stop(), ...this.#lines.map((line) => line.stop())]);
  }

  /** Both are there, and what was sent has been heard, with all that it led to. */
  async #settle(): Promise<void> {
    const { up, down } = this.#ways;
    do {
      await until('hub and desk are connected', () => this.#hubUp && this.#lines.at(-1)?.isUp === true);
      for (const packet of this.#outbox.splice(0)) {
        up.sent(packet);
        this.#hub.publish(packet, (failed) => up.landed(packet, failed));
      }
      await until('all was heard', () => up.isEmpty && down.isEmpty);
    } while (this.#outbox.length > 0);
  }
}
