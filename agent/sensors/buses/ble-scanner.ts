/**
 * One scanner per adapter, for all devices on it: opened for the first, closed after the last, never trusted.
 *
 * Owns discovery and its repair: an adapter that is off, gone or deaf, a bluetoothd that restarts or freezes, a bus
 * that dies. Says `up` and `down` by turns, and adverts between. Must never give up: what failed is tried again, with
 * growing waits, until it works or nobody listens; a deaf adapter stays deaf, also when it is opened again, until
 * something is heard. Keeps nothing of devices that nobody asked for.
 */
import type { Advert, BusSignal } from '../../ports.ts';
import { type Ladder, type LadderTimes, heardAt, ladderAt, nextRung } from './ble-ladder.ts';
import { type BluezFact, type BluezListener, textOf } from './bluez.ts';

/** The radio side, as `ble.ts` makes it of node-ble. Every promise settles. */
export interface Radio {
  /** Finds the adapter, switches it on, and starts discovery with every duplicate. */
  discover(): Promise<void>;
  /** Whether it scans now; rejects when the bus or bluetoothd does not answer. */
  isDiscovering(): Promise<boolean>;
  stopDiscovery(): Promise<void>;
  powerCycle(): Promise<void>;
  close(): void;
}
export type OpenRadio = (adapter: string, listener: BluezListener) => Promise<Radio>;

export interface ScannerTimes extends LadderTimes {
  /** Between two looks at what is to be done. */
  readonly tickMs: number;
  /** Between two questions whether bus and bluetoothd still live. */
  readonly pingMs: number;
  /** A bluetoothd that restarts is away for a second or two: so long that is no outage. */
  readonly graceMs: number;
  readonly retryMsMin: number;
  readonly retryMsMax: number;
}

type Listener = (signal: BusSignal) => void;

export class Scanner {
  readonly #adapter: string;
  readonly #openRadio: OpenRadio;
  readonly #times: ScannerTimes;
  readonly #nowMs: () => number;
  readonly #listeners = new Map<string, Set<Listener>>();
  #radio: Radio | null = null;
  #ladder: Ladder;
  #said: { readonly isUp: boolean; readonly detail: string } | null = null;
  /** Discovery has to be started, or started anew, since then; null: it runs as far as we know. */
  #wantedSinceMs: number | null;
  #isDeaf = false;
  /** What bluetoothd and the adapter have said of themselves: a start that one of them came into may be of before it. */
  #changes = 0;
  #isBusy = false;
  #retryAtMs = 0;
  #retryMs: number;
  #pingAtMs = 0;
  /** Questions in a row that were answered: it does not scan. BlueZ pauses for some seconds now and then. */
  #pauses = 0;
  #tick: NodeJS.Timeout | undefined;

  constructor(adapter: string, openRadio: OpenRadio, times: ScannerTimes, nowMs: () => number) {
    this.#adapter = adapter;
    this.#openRadio = openRadio;
    this.#times = times;
    this.#nowMs = nowMs;
    this.#retryMs = times.retryMsMin;
    this.#ladder = ladderAt(nowMs());
    this.#wantedSinceMs = nowMs();
  }

  /** Adverts of that device go to the listener from now on. Returns how to leave. */
  join(mac: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(mac) ?? new Set();
    this.#listeners.set(mac, listeners.add(listener));
    this.#start();
    queueMicrotask(() => {
      if (this.#said !== null && listeners.has(listener)) listener(this.#signal(this.#said));
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(mac) === listeners) this.#listeners.delete(mac);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  #start(): void {
    if (this.#tick !== undefined) return;
    this.#tick = setInterval(() => void this.#look(), this.#times.tickMs);
    this.#wantedSinceMs = this.#nowMs();
    this.#said = null;
    this.#retryAtMs = 0;
    void this.#look();
  }
  #stop(): void {
    clearInterval(this.#tick);
    this.#tick = undefined;
    this.#drop();
  }
  #drop(): void {
    this.#radio?.close();
    this.#radio = null;
    this.#wantedSinceMs ??= this.#nowMs();
  }

  /** One step at a time, and only the most urgent. */
  async #look(): Promise<void> {
    if (this.#isBusy || this.#tick === undefined) return;
    this.#isBusy = true;
    const started = this.#tick;
    try {
      await this.#step();
    } catch (error) {
      // What a scan that nobody wants any more ran into is no news to the one after it.
      if (this.#tick === started) this.#failed(explain(textOf(error)));
    } finally {
      this.#isBusy = false;
    }
  }

  async #step(): Promise<void> {
    const nowMs = this.#nowMs();
    if (nowMs < this.#retryAtMs) return;
    const radio = this.#radio ?? (await this.#connect());
    if (this.#wantedSinceMs !== null) {
      const changes = this.#changes;
      await radio.discover();
      if (this.#radio !== radio || this.#changes !== changes) return;
      this.#wantedSinceMs = null;
      this.#retryMs = this.#times.retryMsMin;
      if (this.#isDeaf) return;
      // After an outage the air has been quiet since now.
      if (this.#said?.isUp !== true) this.#ladder = ladderAt(this.#nowMs());
      this.#say(true, '');
      return;
    }
    await this.#climb(radio);
    if (nowMs < this.#pingAtMs || this.#radio !== radio) return;
    this.#pingAtMs = nowMs + this.#times.pingMs;
    this.#pauses = (await radio.isDiscovering()) ? 0 : this.#pauses + 1;
    if (this.#pauses > 1) this.#wantedSinceMs ??= this.#nowMs();
  }

  async #connect(): Promise<Radio> {
    const started = this.#tick;
    const radio = await this.#openRadio(this.#adapter, {
      wants: (mac) => this.#listeners.has(mac),
      tell: (fact) => this.#hear(fact),
    });
    if (this.#tick !== started) {
      radio.close();
      throw new Error('nobody listens any more');
    }
    this.#radio = radio;
    this.#pauses = 0;
    this.#pingAtMs = this.#nowMs() + this.#times.pingMs;
    this.#wantedSinceMs ??= this.#nowMs();
    return radio;
  }

  /** What a deaf adapter is given; anything heard ends it. */
  async #climb(radio: Radio): Promise<void> {
    const rung = nextRung(this.#ladder, this.#nowMs(), this.#times);
    if (rung === null) return;
    if (rung === 'report-deaf') {
      this.#isDeaf = true;
      this.#say(false, 'hears nothing of anybody, whatever was tried; unplug it, or restart bluetooth');
    } else if (rung === 'reconnect') this.#drop();
    else {
      this.#wantedSinceMs = this.#nowMs();
      if (rung === 'restart-discovery') await radio.stopDiscovery();
      else await radio.powerCycle();
    }
  }

  #failed(detail: string): void {
    if (this.#tick === undefined) return;
    const nowMs = this.#nowMs();
    this.#drop();
    this.#retryAtMs = nowMs + this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, this.#times.retryMsMax);
    const sinceMs = this.#wantedSinceMs ?? nowMs;
    if (this.#said?.isUp === true && nowMs - sinceMs < this.#times.graceMs) return;
    this.#say(false, detail);
  }

  #hear(fact: BluezFact): void {
    if (this.#tick === undefined) return;
    if (fact.type === 'heard') {
      if (fact.adapter === this.#adapter) this.#heard(fact.mac, fact.advert);
      return;
    }
    if (fact.type === 'dead') this.#failed(explain(fact.detail));
    else if (fact.detail.startsWith('bluetoothd') || fact.detail.includes(`/${this.#adapter}`)) {
      this.#changes += 1;
      this.#wantedSinceMs ??= this.#nowMs();
      this.#retryAtMs = 0;
    }
    void this.#look();
  }
  #heard(mac: string, advert: Advert | null): void {
    heardAt(this.#ladder, this.#nowMs());
    // Hearing is the proof of all that was asked for.
    this.#isDeaf = false;
    this.#say(true, '');
    const listeners = this.#listeners.get(mac);
    if (advert === null || listeners === undefined) return;
    for (const listener of Array.from(listeners)) listener({ type: 'advert', advert });
  }

  #say(isUp: boolean, detail: string): void {
    const before = this.#said;
    this.#said = { isUp, detail };
    if (before?.isUp === isUp) return;
    const signal = this.#signal(this.#said);
    for (const listener of Array.from(this.#listeners.values()).flatMap((each) => [...each]))
      listener(signal);
  }
  #signal({ isUp, detail }: { readonly isUp: boolean; readonly detail: string }): BusSignal {
    if (isUp) return { type: 'up', level: null };
    return { type: 'down', why: 'bus-unavailable', detail: `${this.#adapter}: ${detail}` };
  }
}

/** What the person at the machine can do about it. */
function explain(text: string): string {
  if (/AccessDenied|EACCES/.test(text)) return `${text}; add anbu's user to the group bluetooth`;
  if (/ServiceUnknown/.test(text)) return `${text}; bluetoothd does not run (Debian package bluez)`;
  if (/ENOENT|ECONNREFUSED/.test(text)) return `${text}; there is no system bus here (Debian package dbus)`;
  if (/Blocked|rfkill/i.test(text)) return `${text}; run: rfkill unblock bluetooth`;
  if (/Cannot find (module|package)/.test(text)) return `the package node-ble does not load here: ${text}`;
  return text;
}
