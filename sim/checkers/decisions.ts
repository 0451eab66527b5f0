/**
 * I8: the journal folded again is the state, and the same inputs decided again are the same decisions.
 *
 * Owns a second hub without ports: at each start it takes the state over as text, and then decides every input anew.
 * Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { Config } from '../../agent/config/config.ts';
import { takeTurn } from '../../agent/decide.ts';
import { openCheckpoint } from '../../agent/journal/checkpoint.ts';
import type { Row } from '../../agent/ports.ts';
import { type Entry, type Fact, isDecision } from '../../agent/record.ts';
import { evolve, initialState } from '../../agent/state.ts';
import type { Report } from './report.ts';

export class DecisionChecker {
  readonly #config: Config;
  readonly #report: Report;
  #again: HubState | null = null;
  #expected: Entry[] = [];
  /** Records given up while the store failed: the journal cannot tell of them. */
  #dropped = false;
  /** Inputs decided a second time. */
  decided = 0;

  constructor(config: Config, report: Report) {
    this.#config = config;
    this.#report = report;
  }

  /** A hub was made of what the disk shows. */
  restarted(rows: readonly Row[], state: Readonly<HubState>): void {
    this.#expected = [];
    this.#dropped = false;
    this.#again = copyOf(state);
    this.#compareFold(rows, state, 'at a start');
  }
  ended(rows: readonly Row[], state: Readonly<HubState>): void {
    if (!this.#dropped) this.#compareFold(rows, state, 'at the end');
  }

  observed(committed: readonly Entry[]): void {
    for (const entry of committed) {
      if (entry.body.kind === 'store' && entry.body.dropped > 0) this.#dropped = true;
      this.#next(entry);
    }
  }

  #next(entry: Entry): void {
    const state = this.#again;
    if (state === null) return;
    const expected = this.#expected.shift();
    if (expected !== undefined) {
      if (textOf(expected) === textOf(entry)) return;
      this.#report('I8', `decided again: ${textOf(expected)}; recorded: ${textOf(entry)}`);
      this.#again = null;
      return;
    }
    const { at, body } = entry;
    if (!isFact(body)) {
      if (body.kind !== 'checkpoint') this.#report('I8', `no input decides ${textOf(entry)}`);
      evolve(state, entry);
      return;
    }
    this.decided += 1;
    const [, ...rest] = takeTurn(state, { at, body }, this.#config);
    // A deadline from which nothing follows is recorded only to show that the hub was awake.
    if (body.kind === 'deadline' && rest.length === 0) evolve(state, entry);
    this.#expected = rest;
  }

  #compareFold(rows: readonly Row[], state: Readonly<HubState>, when: string): void {
    const folded = fold(rows);
    if (folded === null) return;
    const [one, other] = [JSON.stringify(folded), JSON.stringify(state)];
    if (one === other) return;
    let at = 0;
    while (one[at] === other[at]) at += 1;
    const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
    this.#report('I8', `${when} the journal says …${around(one)}… and the state …${around(other)}…`);
  }
}

/** As many checkpoints as records are kept raw for (design §3). */
const CHECKPOINTS_RAW = 2;

/** Everything from the beginning, or from the oldest checkpoint after which no record may be missing. */
function fold(rows: readonly Row[]): HubState | null {
  const checkpoints = rows.filter(({ entry }) => entry.body.kind === 'checkpoint');
  const from = checkpoints.length < CHECKPOINTS_RAW ? null : checkpoints.at(-CHECKPOINTS_RAW);
  if (from === undefined || (from === null && rows.length > 0 && rows[0]?.n !== 1)) return null;
  const body = from?.entry.body;
  let state = body?.kind === 'checkpoint' ? openCheckpoint(body) : initialState();
  const told = rows.filter(({ n }) => n >= (from?.n ?? 0));
  // Records given up while the store failed left their numbers behind: the journal says that it cannot tell.
  const isWhole = told.length === 0 || (told.at(-1)?.n ?? 0) - (told[0]?.n ?? 0) === told.length - 1;
  if (state === null || !isWhole) return null;
  for (const { entry } of told) state = evolve(state, isFlat(entry.body) ? entry : copyOf(entry));
  return state;
}

/** Nothing in it that a state could hold and change. */
function isFlat(body: Entry['body']): boolean {
  return Object.values(body).every((value) => typeof value !== 'object' || value === null);
}

/** What the hub holds is changed in place: a second one needs its own. */
function copyOf<T>(value: T): T {
  return structuredClone(value);
}

function isFact(body: Entry['body']): body is Fact {
  return !isDecision(body);
}

/** Whether an alert was durable is the journal's word, not the decision's. */
function textOf({ at, body }: Entry): string {
  const plain = body.kind === 'alert' ? { ...body, durable: true } : body;
  return JSON.stringify({ monotonicMs: at.monotonicMs, ...plain });
}
