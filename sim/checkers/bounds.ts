/**
 * I7: everything is bounded: the state as text, the open conditions and alerts, the rows that wait in memory, what is
 * written in a day, said in a day, asked in a day, published in an hour, connected in a minute.
 *
 * Each bound is said here with its arithmetic, apart from the code that keeps it. Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Config } from '../../agent/config/config.ts';
import type { Batch } from '../../agent/ports.ts';
import { CONDITIONS, type Entry } from '../../agent/record.ts';
import type { Report } from './report.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/**
 * A place of a table of habits is 4.5 KiB of base64: five rooms and a bed that is held, the same again, and rounds are
 * 13 places and 58.5 KiB; slices, evidence in two languages, 8 sensors with their hours: below 13.5.
 */
const STATE_CHARS_MAX = 72 * 1024;
/** One of each cause that still waits for somebody, and as many that the desk left unclosed. */
const ALERTS_MAX = 8;
/** F25: 50 MB a day, a commit writes a block of 4 KiB at least and its share of a checkpoint of the log: 6 KiB. */
const COMMITS_PER_DAY_MAX = Math.floor(50e6 / 6144);

/** Something that happens, and how often at most within a span. */
interface Limit {
  readonly what: string;
  readonly spanMs: number;
  readonly most: number;
}
const LIMITS = {
  commits: { what: 'transactions in a day', spanMs: DAY_MS, most: COMMITS_PER_DAY_MAX },
  /** F41: two under one name push each other out six times a minute at most; one more begins the count. */
  connects: { what: 'connections in a minute', spanMs: MINUTE_MS, most: 7 },
  /** A heartbeat and a birth a minute are 120; all lanes again after each of 360 takeovers, and what is live. */
  packets: { what: 'packets in an hour', spanMs: HOUR_MS, most: 20_000 },
  /** Three greetings, and an alert an hour whose stages, reminders and questions are ten sentences. */
  sentences: { what: 'sentences in a day', spanMs: DAY_MS, most: 260 },
  /** F85: half an hour apart at least, by day and night, whatever is answered. */
  questions: { what: 'questions in half an hour', spanMs: HOUR_MS / 2, most: 2 },
} as const satisfies Readonly<Record<string, Limit>>;
export type Counted = keyof typeof LIMITS;

/** How often something happened within its span; remembers no more than twice what is allowed. */
class Rate {
  readonly limit: Limit;
  /** The most ever seen, for people. */
  most = 0;
  #times: number[] = [];
  #head = 0;

  constructor(limit: Limit) {
    this.limit = limit;
  }

  /** Counts one; true when that is one too many, and the count begins anew. */
  add(nowMs: number): boolean {
    const { spanMs, most } = this.limit;
    this.#times.push(nowMs);
    while ((this.#times[this.#head] ?? nowMs) <= nowMs - spanMs) this.#head += 1;
    if (this.#head > most) {
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
    const count = this.#times.length - this.#head;
    this.most = Math.max(this.most, count);
    if (count <= most) return false;
    this.reset();
    return true;
  }
  reset(): void {
    this.#times = [];
    this.#head = 0;
  }
}

export class BoundChecker {
  readonly #config: Config;
  readonly #report: Report;
  readonly #conditionsMax: number;
  readonly #rates: Readonly<Record<Counted, Rate>> = {
    commits: new Rate(LIMITS.commits),
    connects: new Rate(LIMITS.connects),
    packets: new Rate(LIMITS.packets),
    sentences: new Rate(LIMITS.sentences),
    questions: new Rate(LIMITS.questions),
  };
  /** The largest state seen, for people. */
  stateChars = 0;

  constructor(config: Config, report: Report) {
    this.#config = config;
    this.#report = report;
    this.#conditionsMax = 2 * config.home.sensors.length + CONDITIONS.length;
  }

  /** Something happened that must not happen too often. */
  count(what: Counted, nowMs: number): void {
    const rate = this.#rates[what];
    if (rate.add(nowMs)) this.#report('I7', `more than ${rate.limit.most} ${rate.limit.what}`);
  }
  /** The most seen of each, for people. */
  get most(): Readonly<Record<Counted, number>> {
    const { commits, connects, packets, sentences, questions } = this.#rates;
    return {
      commits: commits.most,
      connects: connects.most,
      packets: packets.most,
      sentences: sentences.most,
      questions: questions.most,
    };
  }
  /** A new process connects at once, and asks again what was open. */
  restarted(): void {
    this.#rates.connects.reset();
    this.#rates.questions.reset();
  }

  written({ rows }: Batch, nowMs: number): void {
    this.count('commits', nowMs);
    if (rows.length > this.#config.journal.memoryRows)
      this.#report('I7', `${rows.length} rows waited in memory`);
    for (const { entry } of rows) {
      if (entry.body.kind !== 'checkpoint') continue;
      this.stateChars = Math.max(this.stateChars, entry.body.state.length);
      if (entry.body.state.length > STATE_CHARS_MAX) {
        this.#report('I7', `the state takes ${entry.body.state.length} characters`);
      }
    }
  }
  observed(committed: readonly Entry[], nowMs: number): void {
    for (const { body } of committed) {
      if (body.kind === 'prompt' && body.stage === 1 && !body.again) this.count('questions', nowMs);
    }
  }
  stepped({ checkon, conditions, presence }: Readonly<HubState>): void {
    if (checkon.alerts.length > ALERTS_MAX) this.#report('I7', `${checkon.alerts.length} alerts are open`);
    if (conditions.open.length > this.#conditionsMax)
      this.#report('I7', `${conditions.open.length} conditions are open`);
    if (presence.stirs.length > 16) this.#report('I7', `${presence.stirs.length} stirs are remembered`);
  }
}
