/**
 * The one loop: input → decide → one transaction → effects, in this order and nowhere else.
 *
 * A turn runs to its end before the next begins; what enters meanwhile waits in a bounded queue. An urgent record
 * commits everything before it at once, plain ones wait for their group. Effects are asked for after a commit and
 * derived from state, so a crash between any two lines here loses nothing that was promised. Owns the one alarm.
 */
import type { HubState } from './machine.ts';
import type { Config } from './config/config.ts';
import { nextDeadline, takeTurn } from './decide.ts';
import { clockFact } from './clock-fact.ts';
import { makeCheckpoint } from './journal/checkpoint.ts';
import { FactQueue } from './fact-queue.ts';
import type { Journal } from './journal/journal.ts';
import type { Clock, Instant, Log } from './ports.ts';
import { type Entry, type Fact, type Stamp, URGENT } from './record.ts';
import { evolve, momentOf } from './state.ts';
import { StoreTeller } from './store-teller.ts';

/** Something besides the machines that needs to be woken: a driver, the heartbeat, the watchdog. */
export interface Sleeper {
  /** Monotonic ms; Infinity when there is nothing to wake for. */
  dueMs(): number;
  wake(): void;
}
export interface LoopParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly state: HubState;
  readonly policy: Config;
  readonly boot: string;
  readonly codeHash: string;
  readonly sleepers: readonly Sleeper[];
  /** For the people who look after the machine. */
  readonly log?: Log;
  /** Home time since the last checkpoint; Infinity when there was none. */
  readonly sinceCheckpointMs: number;
  /** Called after each commit (or failed attempt) with what it held: speak and publish what state says is owed. */
  readonly effects: (committed: readonly Entry[]) => void;
}

/**
 * In long silence the journal still learns that the hub was awake, so that a reboot costs at most this much age: a
 * third of the lowest line there is. Every five minutes would be a quarter of all that is written to the card.
 */
const AWAKE_MS = 15 * 60_000;
/**
 * After a start it learns so sooner: at 10 s, 20 s, 40 s … up to the usual. However short a life is, half of it is known
 * to have passed, so that a supply that flickers all day does not stop home time. Seven small commits per start.
 */
const AWAKE_FIRST_MS = 10_000;

/** While the disk is full, movement lives in checkpoints alone: a restart forgets the last hour of it at most. */
const CHECKPOINT_WHEN_FULL_MS = 3_600_000;

/** A hub switched off every night must write a checkpoint all the same; one that flickers, none at each start. */
const CHECKPOINT_AFTER_START_MS = 10 * 60_000;

export class Loop {
  readonly #parts: LoopParts;
  #state: HubState;
  readonly #queue = new FactQueue();
  /** Something urgent waits for the rest of what happened with it. */
  #isUrgent = false;
  #turning = false;
  #group: Entry[] = [];
  #groupDueMs = Number.POSITIVE_INFINITY;
  #armedMs = Number.POSITIVE_INFINITY;
  /** The machines' next deadline as it was after the last turn: nothing is due before it. */
  #machinesDueMs = 0;
  #lastRecordMs = 0;
  #last: Instant | null = null;
  #checkpointDueMs: number;
  readonly #startMs: number;
  /** Since the start: when to note next that the hub is awake; Infinity when only silence asks for it. */
  #awakeAfterMs = AWAKE_FIRST_MS;
  readonly #store: StoreTeller;
  #evaluatedMs = 0;
  #stopped = false;

  constructor(parts: LoopParts) {
    this.#parts = parts;
    this.#state = parts.state;
    this.#store = new StoreTeller(parts.journal, parts.state.conditions.open, (fact) =>
      this.#queue.say(fact),
    );
    const { checkpointMs } = parts.policy.journal;
    const leftMs = Math.min(
      checkpointMs,
      Math.max(CHECKPOINT_AFTER_START_MS, checkpointMs - parts.sinceCheckpointMs),
    );
    this.#startMs = parts.clock.now().monotonicMs;
    this.#checkpointDueMs = this.#startMs + leftMs;
  }

  get state(): Readonly<HubState> {
    return this.#state;
  }

  /** Takes a fact in. Runs its turn now, or right after the turn that is running. */
  submit(fact: Fact): void {
    this.submitTogether([fact]);
  }

  /** Facts of one instant that must not be parted by a crash: a turn each, and one transaction for all. */
  submitTogether(facts: readonly Fact[]): void {
    if (this.#stopped) return;
    this.#queue.enter(facts);
    this.#drain();
  }

  /** Monotonic ms at which every machine was last asked what is due. */
  get evaluatedMs(): number {
    return this.#evaluatedMs;
  }

  /** A sleeper wants to be woken earlier than it said. */
  rearm(): void {
    if (!this.#turning) this.#arm();
  }

  /** Commits what waits, and lets the alarm go. */
  stop(): void {
    this.#flush();
    this.#stopped = true;
    this.#parts.clock.clearAlarm();
  }

  #drain(): void {
    if (this.#turning) return;
    this.#turns();
    this.#tellDropped();
    this.#arm();
  }

  #turns(): void {
    this.#turning = true;
    try {
      for (let next = this.#queue.next(); next !== undefined; next = this.#queue.next()) {
        const instant = this.#parts.clock.now();
        this.#noteClock(instant);
        this.#take(next.fact, instant, next.isPart);
      }
    } finally {
      this.#turning = false;
    }
  }

  /** What the queue refused is told in one fact when there is room again. */
  #tellDropped(): void {
    const dropped = this.#queue.takeDropped();
    if (dropped === 0) return;
    this.#queue.say({ kind: 'store', state: this.#store.state, why: 'queue-full', dropped });
    this.#turns();
  }

  #take(fact: Fact, instant: Instant, isPart = false): void {
    const { journal, policy, boot } = this.#parts;
    const at: Stamp = {
      boot,
      monotonicMs: instant.monotonicMs,
      wallMs: instant.wallMs,
      quality: instant.quality,
      utcOffsetMin: instant.utcOffsetMin,
    };
    const entries = takeTurn(this.#state, { at, body: fact }, policy);
    for (const entry of entries) {
      journal.append(entry);
      this.#group.push(entry);
      this.#isUrgent ||= URGENT[entry.body.kind];
    }
    if (entries.length > 0) this.#lastRecordMs = instant.monotonicMs;
    if (this.#isUrgent) {
      if (!isPart) this.#flush();
    } else if (this.#groupDueMs === Number.POSITIVE_INFINITY && entries.length > 0) {
      this.#groupDueMs = instant.monotonicMs + policy.journal.groupMs;
    }
  }

  /** A stepped clock or a frozen span is a fact of its own, before the fact that showed it. */
  #noteClock(instant: Instant): void {
    const before = this.#last;
    this.#last = instant;
    if (before === null) return;
    const fact = clockFact(this.#state, instant, before, instant.monotonicMs - this.#armedMs);
    if (fact === null) return;
    // Said once: the alarm that is late may ring after what entered before it.
    if (fact.frozenMs !== undefined) this.#armedMs = instant.monotonicMs;
    this.#take(fact, instant);
  }

  #flush(): void {
    const { journal, clock, policy, log } = this.#parts;
    const moved = journal.failing === null ? null : journal.reopen();
    // A file that was begun anew knows nothing yet: what is known goes first into it.
    if (moved !== null) this.#checkpoint(clock.now());
    const group = this.#group;
    this.#group = [];
    this.#isUrgent = false;
    this.#groupDueMs = Number.POSITIVE_INFINITY;
    const result = journal.flush();
    this.#parts.effects(result.ok ? group : group.map(undurable));
    if (moved !== null) log?.write('error', `journal: ${moved}`);
    const nowMs = clock.now().monotonicMs;
    this.#store.tell(moved, nowMs);
    // Tried again with the next group, though nothing may have been added to it.
    const againMs = journal.failing === null ? this.#store.steadyMs : nowMs + policy.journal.groupMs;
    this.#groupDueMs = Math.min(this.#groupDueMs, againMs);
  }

  #ring(): void {
    if (this.#stopped) return;
    const instant = this.#parts.clock.now();
    this.#noteClock(instant);
    this.#armedMs = Number.POSITIVE_INFINITY;
    for (const sleeper of this.#parts.sleepers)
      if (sleeper.dueMs() <= instant.monotonicMs) this.#wake(sleeper, instant);
    if (this.#machinesDueMs <= instant.monotonicMs && this.#deadlineMs(instant) <= instant.monotonicMs)
      this.#queue.say({ kind: 'deadline' });
    // Whoever was woken may have met a disk that cannot be read.
    if (this.#store.failsUntold) this.#groupDueMs = instant.monotonicMs;
    // Armed once, at the end: before, a group that is due now would ring a second time for nothing.
    this.#turns();
    if (instant.monotonicMs >= this.#checkpointDueMs) {
      this.#checkpoint(instant);
      this.#flush();
    } else if (instant.monotonicMs >= this.#startMs + this.#awakeAfterMs) this.#awakeEarly(instant);
    else if (instant.monotonicMs - this.#lastRecordMs >= AWAKE_MS) this.#awake(instant);
    if (instant.monotonicMs >= this.#groupDueMs) this.#flush();
    this.#drain();
  }

  /** Whoever is woken may say that the home is watched: the machines are asked first what is due. */
  #wake(sleeper: Sleeper, instant: Instant): void {
    this.#machinesDueMs = this.#deadlineMs(instant);
    this.#evaluatedMs = instant.monotonicMs;
    sleeper.wake();
  }

  /** On disk at once: the next cut may come before the group. */
  #awakeEarly(instant: Instant): void {
    this.#awake(instant);
    this.#flush();
    while (instant.monotonicMs >= this.#startMs + this.#awakeAfterMs) this.#awakeAfterMs *= 2;
    if (this.#awakeAfterMs > AWAKE_MS) this.#awakeAfterMs = Number.POSITIVE_INFINITY;
  }

  /** What is due at this very instant is decided with it: whoever decides again from the journal decides it there. */
  #awake(instant: Instant): void {
    this.#take({ kind: 'deadline' }, instant);
    const at = { boot: this.#parts.boot, ...instant };
    if (this.#lastRecordMs !== instant.monotonicMs) this.#append({ at, body: { kind: 'deadline' } });
    this.#lastRecordMs = instant.monotonicMs;
    this.#groupDueMs = Math.min(this.#groupDueMs, instant.monotonicMs + this.#parts.policy.journal.groupMs);
  }

  #checkpoint(instant: Instant): void {
    const body = makeCheckpoint(this.#state, this.#parts.codeHash);
    this.#append({ at: { boot: this.#parts.boot, ...instant }, body });
    const { checkpointMs } = this.#parts.policy.journal;
    // Movement is in nothing else while the disk is full; and how much of it was given up is told.
    const mostMs = this.#parts.journal.shedding ? CHECKPOINT_WHEN_FULL_MS : checkpointMs;
    this.#checkpointDueMs = instant.monotonicMs + Math.min(mostMs, checkpointMs);
    this.#store.tellShed();
  }

  #append(entry: Entry): void {
    this.#state = evolve(this.#state, entry);
    this.#parts.journal.append(entry);
    this.#group.push(entry);
  }

  /** Monotonic ms of the machines' next deadline. */
  #deadlineMs(instant: Instant): number {
    const moment = momentOf(this.#state, instant);
    return nextDeadline(this.#state, moment, this.#parts.policy) - this.#state.time.originMs;
  }

  /** Sets the alarm only when it must ring earlier than it would: one that rings too early finds nothing due. */
  #arm(): void {
    if (this.#stopped || this.#last === null) return;
    const { clock, sleepers } = this.#parts;
    let dueMs = Math.min(this.#groupDueMs, this.#checkpointDueMs, this.#lastRecordMs + AWAKE_MS);
    dueMs = Math.min(dueMs, this.#startMs + this.#awakeAfterMs);
    for (const sleeper of sleepers) dueMs = Math.min(dueMs, sleeper.dueMs());
    this.#machinesDueMs = this.#deadlineMs(this.#last);
    this.#evaluatedMs = this.#last.monotonicMs;
    // Not before now: the alarm would seem late by what is only overdue.
    dueMs = Math.max(Math.min(dueMs, this.#machinesDueMs), this.#last.monotonicMs);
    if (dueMs >= this.#armedMs) return;
    this.#armedMs = dueMs;
    clock.setAlarm(dueMs, () => this.#ring());
  }
}

/** An alert that could not be written down says so, to whoever sees it. */
function undurable(entry: Entry): Entry {
  const { at, body } = entry;
  return body.kind === 'alert' ? { at, body: { ...body, durable: false } } : entry;
}
