/**
 * The shipped reducer over a course of facts, with nothing around it: no journal, no wire, no loop.
 *
 * Every machine of the hub runs as it does in production (`takeTurn`, `nextDeadline`); only what a month of replay
 * spends its time on is left out. Plays the speaker, a resident's thumb and a desk. A fold can be forked at any
 * moment, so that thousands of collapses cost one pass. Must never decide anything itself.
 */
import type { Config } from '../../agent/config/config.ts';
import { nextDeadline, takeTurn } from '../../agent/decide.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Moment } from '../../agent/moment.ts';
import type { DeskStage, Entry, Fact, Stamp } from '../../agent/record.ts';
import { initialState, momentOf } from '../../agent/state.ts';
import type { ZoneChange } from '../../agent/zone.ts';
import { plainCopy } from './plain-copy.ts';

const MINUTE_MS = 60_000;
/** A question takes so long to say (`companion/`: the longest has 140 letters). */
const SPEECH_MS = 8_000;
const ANSWER_MS = MINUTE_MS;
/** The desk of `sim/replay.ts`: taken in a minute, closed in half an hour. */
const DESK: readonly (readonly [DeskStage['stage'], number])[] = [
  ['acknowledged', MINUTE_MS],
  ['dispatched', 5 * MINUTE_MS],
  ['arrived', 30 * MINUTE_MS],
  ['closed', 31 * MINUTE_MS],
];
/** A deadline that rings more often than this within one instant would never end. */
const RINGS_MAX = 1_000;
const BOOT = 'b0';

/** What a resident does about one question: answers after so many ms of home time, or not at all (null). */
export type Answers = (prompt: Entry) => number | null;
export const answersAlways: Answers = () => ANSWER_MS;
export const answersNever: Answers = () => null;

export interface FoldOptions {
  readonly config: Config;
  /** UTC, ms: the wall clock at home time zero. */
  readonly startUtcMs: number;
  readonly zone: readonly ZoneChange[];
  readonly answers: Answers;
  /** Whether the desk takes its alerts to their end. */
  readonly desk: boolean;
  readonly see: (entry: Entry) => void;
}

interface Owed {
  readonly ms: number;
  readonly fact: Fact;
}

export class Fold {
  readonly #state: HubState;
  readonly #options: FoldOptions;
  #ms = 0;
  /** In order of time. */
  readonly #owed: Owed[] = [];
  #stepMs = 0;
  #counter = 0;

  constructor(options: FoldOptions, from: Fold | null = null) {
    this.#options = options;
    this.#state = from === null ? initialState() : plainCopy(from.#state);
    if (from !== null) {
      this.#ms = from.#ms;
      // Whoever answers no more has not pressed yet; what the desk took up before goes its way.
      const isMeant = ({ fact }: Owed): boolean => options.answers !== answersNever || fact.kind !== 'reply';
      this.#owed.push(...from.#owed.filter(isMeant));
      this.#stepMs = from.#stepMs;
      this.#counter = from.#counter;
      return;
    }
    this.#start(null);
  }

  get state(): Readonly<HubState> {
    return this.#state;
  }
  /** The present moment, as the machines see it. */
  get now(): Moment {
    return momentOf(this.#state, this.#stamp());
  }
  /** Home time, ms since the start. */
  get ms(): number {
    return this.#ms;
  }

  /** The same home from here on under other people, or under another law of clocks. */
  fork(changes: Partial<Pick<FoldOptions, 'answers' | 'desk' | 'see' | 'zone'>>): Fold {
    return new Fold({ ...this.#options, ...changes }, this);
  }

  /** Takes a fact in at the present moment. */
  give(fact: Fact): void {
    const { config, see } = this.#options;
    const entries = takeTurn(this.#state, { at: this.#stamp(), body: fact }, config);
    for (const entry of entries) {
      this.#follow(entry);
      see(entry);
    }
  }

  /** The hub is off until a moment of home time: nothing rings, nothing said or answered is heard. Then it starts. */
  offUntil(ms: number): void {
    const offMs = Math.max(0, ms - this.#ms);
    const heard = this.#owed.filter((owed) => owed.ms >= ms || owed.fact.kind === 'desk');
    this.#owed.splice(0, this.#owed.length, ...heard);
    this.#ms = Math.max(this.#ms, ms);
    this.#start(offMs);
  }

  /** The wall clock steps by so many ms, and the hub notes it. */
  stepWall(stepMs: number): void {
    this.#stepMs += stepMs;
    this.give({ kind: 'clock', stepMs });
  }

  /**
   * Lives on to a moment of home time; what is owed and what is due happens at its own time. `isEnough` is asked after
   * each turn: true ends it there. Returns whether it did.
   */
  advanceTo(ms: number, isEnough: () => boolean = () => false): boolean {
    for (let rings = 0, atMs = this.#ms; ;) {
      const dueMs = nextDeadline(this.#state, momentOf(this.#state, this.#stamp()), this.#options.config);
      const owed = this.#owed[0];
      const nextMs = Math.max(this.#ms, Math.min(Math.ceil(dueMs), owed?.ms ?? Number.POSITIVE_INFINITY));
      if (nextMs > ms) break;
      rings = nextMs === atMs ? rings + 1 : 0;
      if (rings > RINGS_MAX) throw new Error(`a deadline rings without end at ${atMs} ms of home time`);
      atMs = nextMs;
      this.#ms = nextMs;
      if (owed !== undefined && owed.ms <= nextMs) {
        this.#owed.shift();
        if (this.#stillMeant(owed.fact)) this.give(owed.fact);
      } else this.give({ kind: 'deadline' });
      if (isEnough()) return true;
    }
    this.#ms = Math.max(this.#ms, ms);
    return false;
  }

  #start(offMs: number | null): void {
    const { hash, home, detector } = this.#options.config;
    const lastSeq = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
    const previous = offMs === null ? null : { boot: BOOT, lastSeq };
    this.give({ kind: 'boot', version: 'fold', codeHash: 'fold', previous, originMs: 0, offMs });
    this.give({ kind: 'config', hash, sensors: home.sensors, questionDays: detector.questionDays });
    this.give({ kind: 'link', state: 'up', why: null });
  }

  #follow(entry: Entry): void {
    const { body } = entry;
    if (body.kind === 'say') {
      this.#owe(SPEECH_MS, { kind: 'speech', utterance: body.utterance, outcome: 'spoken', why: null });
    } else if (body.kind === 'prompt') {
      const afterMs = this.#options.answers(entry);
      const isOwed = this.#owed.some(({ fact }) => fact.kind === 'reply');
      if (afterMs !== null && !isOwed) this.#owe(afterMs, { kind: 'reply', by: 'button', meaning: 'fine' });
    } else if (body.kind === 'alert' && body.why === 'raised') {
      if (body.test) this.#owe(0, this.#stage(body.alert, 'acknowledged'));
      else if (this.#options.desk)
        for (const [stage, afterMs] of DESK) this.#owe(afterMs, this.#stage(body.alert, stage));
    }
  }

  /** A press without a question would be a call for help: nobody means that here. */
  #stillMeant(fact: Fact): boolean {
    return fact.kind !== 'reply' || this.#state.checkon.conversation !== null;
  }

  #owe(afterMs: number, fact: Fact): void {
    const ms = this.#ms + afterMs;
    const at = this.#owed.findIndex((other) => other.ms > ms);
    this.#owed.splice(at < 0 ? this.#owed.length : at, 0, { ms, fact });
  }

  #stage(alert: string, stage: DeskStage['stage']): DeskStage {
    this.#counter += 1;
    const minutes = stage === 'dispatched' ? 25 : null;
    const outcome = stage === 'closed' ? 'found-well' : null;
    return {
      kind: 'desk',
      alert,
      stage,
      by: 'desk',
      minutes,
      outcome,
      keyId: 'fold',
      counter: this.#counter,
    };
  }

  #stamp(): Stamp {
    const wallMs = this.#options.startUtcMs + this.#ms + this.#stepMs;
    const { zone } = this.#options;
    let offsetMin = zone[0]?.offsetMin ?? 0;
    for (const change of zone) if (change.fromMs <= wallMs) offsetMin = change.offsetMin;
    return { boot: BOOT, monotonicMs: this.#ms, wallMs, quality: 'synced', utcOffsetMin: offsetMin };
  }
}
