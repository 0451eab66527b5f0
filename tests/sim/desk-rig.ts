/**
 * A desk on a wire whose other end the test holds, under one virtual clock.
 *
 * Owns the wire: what the desk publishes is judged as the hub would judge it. The desk, its store and its keys are
 * the real ones.
 */
import { type Packet, type Publisher, type PublisherListener } from '../../agent/ports.ts';
import type { AckPayload } from '../../agent/uplink/commands.ts';
import { readDownlink } from '../../agent/uplink/commands.ts';
import { openEnvelope } from '../../agent/uplink/envelope.ts';
import { initialKeyring, keyView } from '../../agent/uplink/keyring.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import type { DeskPolicy } from '../../sim/desk-cases.ts';
import type { DeskAction } from '../../sim/desk-core.ts';
import { type DeskStore, MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import type { Heard, ReceiverRig } from '../uplink/receiver-rig.ts';

const KEY = centreKey('desk-rig');
const SIGNATURES = openSignatures({ [KEY.keyId]: KEY.publicKey });
const LATENCY_MS = 20;

export const POLICY: DeskPolicy = {
  acknowledgeAfterMs: 60_000,
  dispatchAfterMs: 120_000,
  minutes: 15,
  arriveAfterMs: 900_000,
  closeAfterMs: 600_000,
  outcome: 'found-well',
};

export interface DeskRigOptions {
  readonly site?: string;
  /** What the desk speaks over, made anew for each of its lives; default: the wire of this rig. */
  readonly wire?: () => Publisher;
  readonly store?: DeskStore;
  readonly policy?: Partial<DeskPolicy>;
  /** False: this envelope is lost in the wire. */
  readonly passes?: (payload: AckPayload) => boolean;
}

export class DeskRig implements ReceiverRig {
  readonly identity: { readonly site: string; readonly hub: string };
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 21));
  readonly actions: DeskAction[] = [];
  readonly #options: DeskRigOptions;
  readonly #store: DeskStore;
  readonly #heard: Heard[] = [];
  readonly #listeners: ((heard: Heard) => void)[] = [];
  #listener: PublisherListener | null = null;
  #linked = true;
  /** So many packets of the desk to come are refused by the broker, the link standing. */
  refuseNext = 0;
  desk: Desk;

  constructor(options: DeskRigOptions = {}) {
    this.identity = { site: options.site ?? 'seoul', hub: 'hub-1' };
    this.#options = options;
    this.#store = options.store ?? new MemoryDeskStore();
    this.desk = this.#startDesk();
  }

  up({ topic, payload }: Packet): void {
    this.clock.after(LATENCY_MS, () => {
      if (this.#linked) this.#listener?.message(topic, payload);
    });
  }
  heard(): readonly Heard[] {
    return this.#heard;
  }
  onHeard(listener: (heard: Heard) => void): void {
    this.#listeners.push(listener);
  }
  pass(ms: number): Promise<void> {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
    return Promise.resolve();
  }
  takeIn(file: string, hubKey: string): string | null {
    return this.desk.takeIn(file, this.identity.hub, hubKey);
  }
  crash(): void {
    this.desk.abandon();
    this.desk = this.#startDesk();
  }
  shown(alert: string): number {
    return this.actions.filter((one) => one.kind === 'alert' && one.opened && one.alert === alert).length;
  }
  nowMs(): number {
    return this.clock.now().wallMs;
  }
  stop(): Promise<void> {
    return this.desk.stop();
  }
  /** The desk's own link to the broker breaks, or comes back. */
  link(up: boolean): void {
    this.#linked = up;
    if (up) this.#listener?.up();
    else this.#listener?.down('broker-unreachable');
  }

  #startDesk(): Desk {
    const desk = new Desk({
      site: this.identity.site,
      publisher: this.#options.wire?.() ?? this.#wire(),
      store: this.#store,
      key: KEY,
      policy: { ...POLICY, ...this.#options.policy },
      home: this.clock.after,
      link: this.clock.after,
      nowMs: () => this.nowMs(),
      onAction: (action) => this.actions.push(action),
    });
    desk.start();
    return desk;
  }

  #wire(): Publisher {
    let mine: PublisherListener | null = null;
    return {
      start: (_will, _topics, listener) => {
        mine = listener;
        this.#listener = listener;
        if (this.#linked) listener.up();
      },
      publish: (packet, done) => {
        this.clock.after(LATENCY_MS, () => {
          if (!this.#linked || mine !== this.#listener) {
            done('not-connected');
            return;
          }
          if (this.refuseNext > 0) {
            this.refuseNext -= 1;
            done('publish-refused');
            return;
          }
          done(null);
          this.arrived(packet);
        });
      },
      reconnect: () => {},
      stop: () => Promise.resolve(),
    };
  }

  /** What came down, judged as the hub judges it. */
  arrived({ topic, payload }: Packet): void {
    const judge = {
      keyring: SIGNATURES,
      lastCounter: () => this.#heard.at(-1)?.counter ?? 0,
      nowWallMs: this.nowMs(),
      trusted: true,
    };
    const opening = openEnvelope(topic, payload, judge);
    const heard: Heard = opening.ok
      ? { counter: opening.opened.counter, ...this.#read(topic, payload, opening.opened.payload) }
      : { counter: 0, payload: null, fault: opening.why };
    if (heard.payload !== null && this.#options.passes?.(heard.payload) === false) return;
    this.#heard.push(heard);
    for (const listener of this.#listeners) listener(heard);
  }

  /** The payload, if the hub's own reader agrees that it is one. */
  #read(topic: string, envelope: string, payload: string): Pick<Heard, 'payload' | 'fault'> {
    const judge = {
      keyring: SIGNATURES,
      keys: keyView(SIGNATURES, initialKeyring(), () => 0),
      needs: [],
      reminders: [],
      programmes: { open: [], over: [] },
      messages: { waiting: 0, recent: 0 },
      settings: { canChange: false, version: 0, isBusy: false, recent: 0 },
      lastCounter: () => 0,
      nowWallMs: 0,
      trusted: false,
      believed: false,
      seesLeaving: false,
    };
    const read = readDownlink('ack', topic, envelope, judge);
    const hub = topic.split('/')[3];
    if (hub !== this.identity.hub) return { payload: null, fault: `sent to ${hub}` };
    return read.kind === 'refused'
      ? { payload: null, fault: read.fact.why }
      : { payload: JSON.parse(payload) as AckPayload, fault: null };
  }
}
