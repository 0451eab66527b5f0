/**
 * The desk at work: an MQTT client of its own that sees only what a district would see.
 *
 * Owns the order: hear → decide → store → only then show, acknowledge and tell. Never acknowledges what is not on
 * disk. Two times: `home` drives the case manager, `link` drives acknowledgements and repeats; a simulation may
 * give the same clock for both. Its duties are written in `agent/uplink/RECEIVER.md`.
 */
import type { Publisher } from '../agent/ports.ts';
import type { CommandPayload } from '../agent/uplink/command-verbs.ts';
import { type CarryInWhy, readCarryOut } from './desk-carry-in.ts';
import { type DeskPolicy, nextStep } from './desk-cases.ts';
import {
  type DeskAction,
  type DeskState,
  type Touched,
  advance,
  keptOf,
  nothingTouched,
  owedStage,
  receive,
} from './desk-core.ts';
import { type DeskReport, reportOf } from './desk-report.ts';
import type { DeskStore } from './desk-store.ts';
import { DeskTeller } from './desk-teller.ts';
import { type Down, deskSubscriptions, deskWill, readUp } from './desk-wire.ts';
import type { CentreKey } from './keys.ts';
import type { After } from './virtual-clock.ts';

export interface DeskOptions {
  readonly site: string;
  readonly publisher: Publisher;
  readonly store: DeskStore;
  readonly key: CentreKey;
  readonly policy: DeskPolicy;
  /** Home time: the case manager's patience. */
  readonly home: After;
  /** Link time: how long an acknowledgement may wait, when to tell again. */
  readonly link: After;
  /** The desk's own clock, ms since 1970 UTC, on the scale of `home`. */
  readonly nowMs: () => number;
  /** How long every envelope is good, ms of that clock, where home time runs ahead of the link. */
  readonly expiryMs?: number;
  /** Told after the commit, in order. */
  readonly onAction?: (action: DeskAction) => void;
  /** The store failed: nothing was acknowledged, the hubs will send again. */
  readonly onStoreFailure?: (error: unknown) => void;
}

/** History is acknowledged after so many records or so long, whatever comes first: one packet, one second. */
const HISTORY_RECORDS_MAX = 64;
const FLUSH_MS = 1000;
/** An envelope is good for an hour: longer than any delivery, shorter than a shift. */
const EXPIRY_MS = 3_600_000;
/** But what is said to the resident is true for a moment only, and is told again until it is confirmed. */
const STAGE_EXPIRY_MS = 120_000;
/** After a failure of the store. */
const RETRY_MS = 15_000;
/** Orders the broker has not taken. A person gives them: sixteen are more than anybody gives in an outage. */
const ORDERS_MAX = 16;
/** Stages that follow `raised`: no case takes more steps. */
const STEPS_MAX = 4;

export class Desk {
  readonly #options: DeskOptions;
  readonly #teller: DeskTeller;
  #state: DeskState;
  #touched: Touched = nothingTouched();
  /** Happened, not yet stored, hence not yet shown. */
  #unshown: DeskAction[] = [];
  /** Records heard since the last commit. */
  #records = 0;
  readonly #steps = new Map<string, () => void>();
  #cancelFlush: (() => void) | null = null;
  #cancelRetry: (() => void) | null = null;
  #orders = 0;
  #ordersWaiting = 0;
  #stopped = false;

  constructor(options: DeskOptions) {
    const { site, publisher, key, link, nowMs, store } = options;
    this.#options = options;
    this.#state = store.load();
    this.#teller = new DeskTeller({
      site,
      publisher,
      key,
      link,
      nowMs,
      expiryMs: (kind) => options.expiryMs ?? (kind === 'stage' ? STAGE_EXPIRY_MS : EXPIRY_MS),
      counter: this.#state.counter,
      reserve: (upTo) => {
        this.#state.counter = upTo;
        // Nothing rides along: what is touched and not yet owed keeps its own commit.
        return this.#store(nothingTouched());
      },
      onTold: (told, down, counter) => this.#told(told, down, counter),
      onRepeat: (known) => {
        this.#touched.cases.add(known);
        this.flush();
      },
    });
  }

  start(): void {
    const { publisher, site } = this.#options;
    for (const key of Object.keys(this.#state.cases)) this.#plan(key);
    publisher.start(deskWill(site), deskSubscriptions(site), {
      up: () => {
        this.#teller.linkUp(true);
        this.#catchUp();
      },
      down: () => this.#teller.linkUp(false),
      message: (topic, payload) => this.#message(topic, payload),
    });
  }

  /** Stores what is pending, tells nothing more. The store stays open: it is the caller's. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.flush();
    this.abandon();
    await this.#options.publisher.stop();
  }

  /** Falls silent as if killed: stores nothing, tells nothing, forgets what was not stored. */
  abandon(): void {
    this.#stopped = true;
    this.#teller.stop();
    this.#cancelFlush?.();
    this.#cancelRetry?.();
    for (const cancel of this.#steps.values()) cancel();
  }

  /**
   * Orders something of a hub, as soon as there is a link; false when too much is waiting already. Told again only
   * until the broker has it: what became of it the hub says, in its result and in its records (RECEIVER.md §9).
   */
  order(hub: string, payload: CommandPayload): boolean {
    if (this.#ordersWaiting >= ORDERS_MAX) return false;
    this.#ordersWaiting += 1;
    this.#orders += 1;
    this.#teller.owe(`${hub}/order/${this.#orders}`, { kind: 'order', hub, payload });
    this.#teller.send();
    return true;
  }

  /**
   * Takes in what a technician carried from `hub`, whose certificate or public key (PEM) is `hubKey`: all of it or
   * nothing. Returns why not; null when it is stored (RECEIVER.md §12). What came by the broker too counts once.
   */
  takeIn(file: string, hub: string, hubKey: string): CarryInWhy | 'not-stored' | null {
    const { site, nowMs } = this.#options;
    const read = readCarryOut(file, { site, hub }, hubKey);
    if (!read.ok) return read.why;
    // What came before is stored by itself: a failure now must not take it along.
    this.flush();
    for (const message of read.messages)
      this.#unshown.push(...receive(this.#state, message, nowMs(), this.#touched).actions);
    for (const key of this.#touched.cases) this.#plan(key);
    return this.#stopped || !this.flush() ? 'not-stored' : null;
  }

  /** What is stored and what is pending, counted. */
  report(): DeskReport {
    return structuredClone(reportOf(this.#state));
  }

  /** True while something heard is not stored, or something stored is not told. Later steps and repeats do not count. */
  owes(): boolean {
    return this.#records > 0 || this.#unshown.length > 0 || this.#teller.owes();
  }

  #message(topic: string, payload: string): void {
    const message = this.#stopped ? null : readUp(topic, payload);
    if (message === null) return;
    const heard = receive(this.#state, message, this.#options.nowMs(), this.#touched);
    this.#unshown.push(...heard.actions);
    this.#records += heard.records;
    for (const key of this.#touched.cases) this.#plan(key);
    if (message.kind === 'birth') this.#greet(message.hub);
    if (heard.urgent || this.#records >= HISTORY_RECORDS_MAX) this.flush();
    else this.#cancelFlush ??= this.#options.link(FLUSH_MS, () => this.flush());
  }

  /** A hub is back: what it has not confirmed is told again at once. */
  #greet(hub: string): void {
    for (const [key, known] of Object.entries(this.#state.cases)) {
      if (known.hub !== hub || owedStage(this.#state, key) === null) continue;
      this.#teller.settle(key);
      this.#touched.cases.add(key);
    }
  }

  /** Lets the case manager take every step whose time has come, and waits for the next. */
  #plan(key: string): void {
    this.#steps.get(key)?.();
    this.#steps.delete(key);
    const { policy, home, nowMs } = this.#options;
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      const known = this.#state.cases[key];
      const step = known === undefined ? null : nextStep(known, policy);
      if (step === null) return;
      const atMs = nowMs();
      // A clock that stepped back must not stretch anybody's patience.
      const waitMs = Math.min(step.afterMs, step.sinceMs + step.afterMs - atMs);
      if (waitMs > 0) {
        const cancel = home(waitMs, () => {
          this.#plan(key);
          this.flush();
        });
        this.#steps.set(key, cancel);
        return;
      }
      const action = advance(this.#state, { key, stage: step.stage, atMs }, policy, this.#touched);
      if (action !== null) this.#unshown.push(action);
    }
  }

  /** Stores everything heard and decided; then, and only then, shows it and tells the hubs. False: it was not stored. */
  flush(): boolean {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    if (this.#stopped || !this.#commit()) return false;
    for (const action of this.#unshown.splice(0)) this.#options.onAction?.(action);
    this.#teller.send();
    return true;
  }

  #commit(): boolean {
    const touched = this.#touched;
    const anything = touched.hubs.size + touched.lanes.size + touched.cases.size + this.#unshown.length > 0;
    this.#touched = nothingTouched();
    this.#records = 0;
    if (!anything) return true;
    if (!this.#store(touched)) return false;
    for (const key of touched.lanes) {
      const kept = keptOf(this.#state, key);
      if (kept !== null) this.#oweKept(key, kept);
    }
    for (const key of touched.cases) {
      const stage = owedStage(this.#state, key);
      if (stage === null) this.#teller.settle(key);
      else this.#teller.owe(key, stage);
    }
    return true;
  }

  #oweKept(key: string, kept: Extract<Down, { kind: 'kept' }>): void {
    const ledger = this.#state.lanes[key];
    if (ledger !== undefined && kept.resend) ledger.askedUpTo = kept.upTo;
    this.#teller.owe(key, kept);
  }

  #store(touched: Touched): boolean {
    try {
      this.#options.store.commit(this.#state, touched);
      return true;
    } catch (error) {
      // What is not stored was not heard. The hubs were told nothing and will send it again.
      this.#state = this.#options.store.load();
      this.#touched = nothingTouched();
      this.#unshown = [];
      this.#records = 0;
      this.#cancelRetry ??= this.#options.link(RETRY_MS, () => this.#retry());
      this.#options.onStoreFailure?.(error);
      return false;
    }
  }

  /** After a failure: steps that fell due meanwhile are taken, and what the link would have told is told. */
  #retry(): void {
    this.#cancelRetry = null;
    for (const key of Object.keys(this.#state.cases)) this.#plan(key);
    this.#catchUp();
  }

  #catchUp(): void {
    for (const [key, ledger] of Object.entries(this.#state.lanes)) {
      // Only what is stored may be told: lanes with something pending are told by their own flush.
      const kept = this.#touched.lanes.has(key) ? null : keptOf(this.#state, key);
      if (kept !== null && (kept.resend || kept.upTo > ledger.told)) this.#oweKept(key, kept);
    }
    for (const key of Object.keys(this.#state.cases)) {
      if (owedStage(this.#state, key) !== null) this.#touched.cases.add(key);
    }
    this.flush();
  }

  /** The next commit of that lane stores it; until then a restart tells once more than needed. */
  #told(key: string, down: Down, counter: number): void {
    if (down.kind === 'order') {
      this.#ordersWaiting -= 1;
      this.#options.onAction?.({ ...down, counter });
    }
    if (down.kind !== 'kept') return;
    const ledger = this.#state.lanes[key];
    if (ledger !== undefined) ledger.told = Math.max(ledger.told, down.upTo);
    this.#options.onAction?.(down);
  }
}
