/**
 * The desk at work: an MQTT client of its own that sees only what a district would see.
 *
 * Owns the order: hear → decide → store → only then acknowledge, show and tell. Never acknowledges what is not on
 * disk. Two times: `home` drives the case manager, `link` drives acknowledgements and repeats; a simulation may
 * give the same clock for both. Its duties are written in `agent/uplink/RECEIVER.md`.
 */
import type { ErrorCode } from '../agent/errors.ts';
import type { Publisher } from '../agent/ports.ts';
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
import { deskSubscriptions, deskWill, readUp, sealDown } from './desk-wire.ts';
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
  /** Told after the commit, in order. */
  readonly onAction?: (action: DeskAction) => void;
  /** The store failed: nothing was acknowledged, the hubs will send again. */
  readonly onStoreFailure?: (error: unknown) => void;
}

/** History is acknowledged after so many records or so long, whatever comes first: one packet, one second. */
const HISTORY_RECORDS_MAX = 64;
const FLUSH_MS = 1000;
/** Envelopes on their way at once: under mosquitto's default receive maximum of 20. */
const WINDOW = 16;
/** A stage the hub has not confirmed is told again after 15 s, then twice as long each time, at most hourly. */
const REPEAT_MS = 15_000;
const REPEAT_MS_MAX = 3_600_000;
/** Counters are taken from the store in blocks, so that a restart never uses one twice: 2^53 / 1024 restarts. */
const COUNTER_BLOCK = 1024;
/** An envelope is good for an hour: longer than any delivery, shorter than a shift. */
const EXPIRY_MS = 3_600_000;

type Down = Extract<DeskAction, { kind: 'kept' | 'stage' }>;

export class Desk {
  readonly #options: DeskOptions;
  #state: DeskState;
  #touched: Touched = nothingTouched();
  /** Happened, not yet stored, hence not yet shown. */
  #unshown: DeskAction[] = [];
  /** Stored and still to be told, by key of lane or case; the newest replaces the one before. */
  readonly #due = new Map<string, Down>();
  readonly #steps = new Map<string, () => void>();
  readonly #repeats = new Map<string, { cancel: () => void; waitMs: number }>();
  #cancelFlush: (() => void) | null = null;
  #cancelRetry: (() => void) | null = null;
  #records = 0;
  #inFlight = 0;
  #counter: number;
  #up = false;
  #stopped = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#state = options.store.load();
    this.#counter = this.#state.counter;
  }

  start(): void {
    const { publisher, site } = this.#options;
    for (const key of Object.keys(this.#state.cases)) this.#plan(key);
    publisher.start(deskWill(site), deskSubscriptions(site), {
      up: () => this.#linkUp(),
      down: () => {
        this.#up = false;
      },
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
    this.#cancelFlush?.();
    this.#cancelRetry?.();
    for (const cancel of this.#steps.values()) cancel();
    for (const { cancel } of this.#repeats.values()) cancel();
  }

  /** What is stored and what is pending, counted. */
  report(): DeskReport {
    return structuredClone(reportOf(this.#state));
  }

  /** True while something heard is not stored, or something stored is not told. Timers still to come do not count. */
  owes(): boolean {
    return this.#records > 0 || this.#unshown.length > 0 || this.#due.size > 0 || this.#inFlight > 0;
  }

  #message(topic: string, payload: string): void {
    if (this.#stopped) return;
    const message = readUp(topic, payload);
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
      this.#forgetRepeat(key);
      this.#touched.cases.add(key);
    }
  }

  /** Lets the case manager take the next step, now or when its time has come. */
  #plan(key: string): void {
    this.#steps.get(key)?.();
    this.#steps.delete(key);
    const { policy, home, nowMs } = this.#options;
    // Four stages follow `raised`: the loop ends by itself, the bound says so.
    for (let stages = 0; stages < 4; stages += 1) {
      const known = this.#state.cases[key];
      const step = known === undefined ? null : nextStep(known, policy);
      if (step === null) return;
      const atMs = nowMs();
      // A clock that stepped back must not stretch anybody's patience.
      const waitMs = Math.min(step.afterMs, step.sinceMs + step.afterMs - atMs);
      if (waitMs > 0) {
        this.#steps.set(
          key,
          home(waitMs, () => this.#stepDue(key)),
        );
        return;
      }
      const action = advance(this.#state, { key, stage: step.stage, atMs }, policy, this.#touched);
      if (action !== null) this.#unshown.push(action);
    }
  }

  #stepDue(key: string): void {
    if (this.#stopped) return;
    this.#plan(key);
    this.flush();
  }

  /** Stores everything heard and decided; then, and only then, shows it and tells the hubs. */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    if (this.#stopped || !this.#commit()) return;
    for (const action of this.#unshown.splice(0)) this.#options.onAction?.(action);
    this.#send();
  }

  #commit(): boolean {
    const touched = this.#touched;
    const shown = this.#unshown.length > 0;
    this.#touched = nothingTouched();
    this.#records = 0;
    if (!shown && touched.hubs.size + touched.lanes.size + touched.cases.size === 0) return true;
    if (!this.#store(touched)) return false;
    for (const key of touched.lanes) this.#owe(key, keptOf(this.#state, key));
    for (const key of touched.cases) this.#owe(key, owedStage(this.#state, key));
    return true;
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
      this.#cancelRetry ??= this.#options.link(REPEAT_MS, () => this.#retry());
      this.#options.onStoreFailure?.(error);
      return false;
    }
  }

  /** After a failure: steps that fell due meanwhile are taken, and what the link would have told is told. */
  #retry(): void {
    this.#cancelRetry = null;
    if (this.#stopped) return;
    for (const key of Object.keys(this.#state.cases)) this.#plan(key);
    this.#catchUp();
  }

  #owe(key: string, down: Down | null): void {
    if (down === null) this.#forgetRepeat(key);
    else this.#due.set(key, down);
  }

  #linkUp(): void {
    if (this.#stopped) return;
    this.#up = true;
    this.#catchUp();
  }

  #catchUp(): void {
    for (const [key, ledger] of Object.entries(this.#state.lanes)) {
      // Only what is stored may be told: lanes with something pending are told by their own flush.
      const kept = this.#touched.lanes.has(key) ? null : keptOf(this.#state, key);
      if (kept !== null && kept.upTo > ledger.told) this.#due.set(key, kept);
    }
    for (const key of Object.keys(this.#state.cases)) {
      if (owedStage(this.#state, key) !== null) this.#touched.cases.add(key);
    }
    this.flush();
  }

  #send(): void {
    // Stages first: a kept lane can wait, a person cannot.
    const inOrder = [...this.#due].sort(
      ([, a], [, b]) => Number(a.kind === 'kept') - Number(b.kind === 'kept'),
    );
    for (const [key, down] of inOrder) {
      if (!this.#up || this.#inFlight >= WINDOW || !this.#reserveCounter()) return;
      this.#due.delete(key);
      this.#tell(key, down);
    }
  }

  #reserveCounter(): boolean {
    this.#counter += 1;
    if (this.#counter <= this.#state.counter) return true;
    this.#state.counter += COUNTER_BLOCK;
    // Nothing else may ride along: what is touched but not yet due keeps its own commit.
    if (this.#store(nothingTouched())) return true;
    this.#counter -= 1;
    return false;
  }

  #tell(key: string, down: Down): void {
    const { site, key: signer, nowMs, publisher } = this.#options;
    const expiryMs = nowMs() + EXPIRY_MS;
    this.#inFlight += 1;
    publisher.publish(sealDown(site, down, { signer, counter: this.#counter, expiryMs }), (failed) => {
      this.#inFlight -= 1;
      if (!this.#stopped) this.#told(key, down, failed);
    });
  }

  #told(key: string, down: Down, failed: ErrorCode | null): void {
    if (failed !== null) {
      // Down or refused: owed again, unless something newer is owed already. Tried at the next occasion.
      if (!this.#due.has(key)) this.#due.set(key, down);
      this.#cancelFlush ??= this.#options.link(FLUSH_MS, () => this.flush());
      return;
    }
    if (down.kind === 'kept') {
      const ledger = this.#state.lanes[key];
      if (ledger !== undefined) ledger.told = Math.max(ledger.told, down.upTo);
      this.#options.onAction?.(down);
    } else this.#repeatLater(key);
    this.#send();
  }

  #repeatLater(key: string): void {
    const waitMs = Math.min((this.#repeats.get(key)?.waitMs ?? REPEAT_MS / 2) * 2, REPEAT_MS_MAX);
    this.#forgetRepeat(key);
    const cancel = this.#options.link(waitMs, () => {
      this.#touched.cases.add(key);
      this.flush();
    });
    this.#repeats.set(key, { cancel, waitMs });
  }

  #forgetRepeat(key: string): void {
    this.#repeats.get(key)?.cancel();
    this.#repeats.delete(key);
  }
}
