/**
 * The alarm receiving centre, thought through: what has arrived, which alerts are open, what is owed downwards.
 *
 * Owns the desk's state and every rule of `agent/uplink/RECEIVER.md`. Changes only the state it is given; never
 * sends, stores or asks the time. What it says may be sent only after the caller has stored what it touched.
 */
import { type ErrorCode, unreachable } from '../agent/errors.ts';
import { type Boot, LANES, type Lane } from '../agent/record.ts';
import {
  type AlertNews,
  type Case,
  DESK_NAME,
  type DeskPolicy,
  type StageSet,
  hear,
  openCase,
  setStage,
  unconfirmed,
} from './desk-cases.ts';
import { type LaneLedger, keptUpTo, newLedger, takeRun, wantsAgain } from './desk-ledger.ts';
import type { ArrivedResult, DeskOrder, NeedNews } from './desk-orders.ts';

/** The boot before, and where each of its lanes ended. */
export type BootEnd = NonNullable<Boot['previous']>;
export interface ArrivedRecord {
  readonly seq: number;
  /** History was thinned, and it stands for every number from this one on; absent: for its own alone. */
  readonly from?: number | undefined;
  /** Null for records that open no case. */
  readonly alert: AlertNews | null;
  /** What the resident asked for; absent: nothing. */
  readonly need?: NeedNews | undefined;
  /** A boot record names the end of the boot before it, also when that one was never online. */
  readonly previous: BootEnd | null;
}
/** What came up from a hub, already read from the wire. */
export type DeskMessage =
  | {
      readonly kind: 'records';
      readonly hub: string;
      readonly lane: Lane;
      readonly boot: string;
      readonly records: readonly ArrivedRecord[];
      /** It was carried here, not sent. */
      readonly byHand?: boolean;
    }
  | { readonly kind: 'birth'; readonly hub: string; readonly boot: string; readonly previous: BootEnd | null }
  | { readonly kind: 'offline'; readonly hub: string; readonly boot: string }
  | {
      readonly kind: 'heartbeat';
      readonly hub: string;
      readonly boot: string;
      /** Lanes in which the hub waits to be told what is kept, and how far the broker has taken them. */
      readonly waiting: readonly { readonly lane: Lane; readonly boot: string; readonly seq: number }[];
    }
  | ArrivedResult
  | { readonly kind: 'refused'; readonly topic: string; readonly why: ErrorCode };

/** What a person at the desk may be shown, in the order in which it happened. */
export type DeskAction =
  | { readonly kind: 'hub'; readonly hub: string; readonly state: 'online' | 'offline' }
  /** `opened`: this news put the alert before a person. Once per alert, for ever. */
  | ({ readonly kind: 'alert'; readonly hub: string; readonly opened: boolean } & AlertNews)
  | ({
      readonly kind: 'stage';
      readonly hub: string;
      readonly alert: string;
      readonly by: string;
      readonly test: boolean;
    } & StageSet)
  | {
      readonly kind: 'kept';
      readonly hub: string;
      readonly lane: Lane;
      readonly boot: string;
      readonly upTo: number;
      /** Records after `upTo` were lost on the way and are asked for again. */
      readonly resend: boolean;
      /** Some of them were carried by hand: the hub may never have sent them. */
      readonly byHand: boolean;
    }
  | ({ readonly kind: 'need'; readonly hub: string } & NeedNews)
  /** The broker took an order; which envelope it was. */
  | (DeskOrder & { readonly counter: number })
  | ArrivedResult
  | { readonly kind: 'refused'; readonly topic: string; readonly why: ErrorCode };

export interface HubBook {
  boot: string | null;
  online: boolean;
  /** The desk's own time of the last heartbeat; null before the first. */
  lastHeartbeatMs: number | null;
}
/** Plain JSON. Keys: `<hub>` · `<hub>/<lane>/<boot>` · `<hub>/<alert>`. */
export interface DeskState {
  hubs: Record<string, HubBook>;
  lanes: Record<string, LaneLedger>;
  cases: Record<string, Case>;
  /** Envelope counters up to here may have been used; only ever grows, over restarts too. */
  counter: number;
  /** Messages that were not in the agreed form, and records that opened one hole too many. */
  refused: number;
  overflowed: number;
}
/** What a message changed, by key; all of it must be stored together. */
export interface Touched {
  readonly hubs: Set<string>;
  readonly lanes: Set<string>;
  readonly cases: Set<string>;
}
export interface Heard {
  readonly actions: readonly DeskAction[];
  /** False when storing and acknowledging may wait for more of the same (history only). */
  readonly urgent: boolean;
  /** Records that arrived, again or not. */
  readonly records: number;
}

export function newDesk(): DeskState {
  return { hubs: {}, lanes: {}, cases: {}, counter: 0, refused: 0, overflowed: 0 };
}
export function nothingTouched(): Touched {
  return { hubs: new Set(), lanes: new Set(), cases: new Set() };
}
export function laneKey(hub: string, lane: Lane, boot: string): string {
  return `${hub}/${lane}/${boot}`;
}
export function caseKey(hub: string, alert: string): string {
  return `${hub}/${alert}`;
}

/** Takes one message over. `nowMs` is the desk's own time. */
export function receive(state: DeskState, message: DeskMessage, nowMs: number, touched: Touched): Heard {
  switch (message.kind) {
    case 'records':
      return receiveRecords(state, message, nowMs, touched);
    case 'birth': {
      const { hub, boot, previous } = message;
      touched.hubs.add(hub);
      if (previous !== null) endBoot(state, hub, previous, touched);
      return { actions: setOnline(state, hub, boot, true), urgent: true, records: 0 };
    }
    case 'offline': {
      const { hub, boot } = message;
      touched.hubs.add(hub);
      // The will of an older connection may arrive after the birth of the next boot.
      const known = bookOf(state, hub).boot;
      const stale = known !== null && known !== boot;
      return { actions: stale ? [] : setOnline(state, hub, boot, false), urgent: false, records: 0 };
    }
    case 'heartbeat': {
      const { hub, boot, waiting } = message;
      touched.hubs.add(hub);
      bookOf(state, hub).lastHeartbeatMs = nowMs;
      // As good as a birth, which the broker may have taken and lost.
      const actions = setOnline(state, hub, boot, true);
      for (const sent of waiting) hearSent(state, hub, sent, touched);
      return { actions, urgent: false, records: 0 };
    }
    case 'result':
      return { actions: [message], urgent: true, records: 0 };
    case 'refused': {
      state.refused += 1;
      const { topic, why } = message;
      return { actions: [{ kind: 'refused', topic, why }], urgent: false, records: 0 };
    }
    default:
      return unreachable(message);
  }
}

function receiveRecords(
  state: DeskState,
  message: Extract<DeskMessage, { kind: 'records' }>,
  nowMs: number,
  touched: Touched,
): Heard {
  const { hub, lane, boot, records } = message;
  const ledger = ledgerIn(state, hub, lane, boot);
  touched.lanes.add(laneKey(hub, lane, boot));
  if (message.byHand === true) ledger.byHandSeq = Math.max(ledger.byHandSeq, records.at(-1)?.seq ?? 0);
  const actions: DeskAction[] = [];
  for (const { seq, from, alert, need, previous } of records) {
    const found = takeRun(ledger, from ?? seq, seq);
    if (found === 'overflow') state.overflowed += 1;
    else if (found === 0) ledger.duplicates += 1;
    else {
      ledger.applied += found;
      if (previous !== null) endBoot(state, hub, previous, touched);
      if (need !== undefined) actions.push({ kind: 'need', hub, ...need });
      if (alert === null) continue;
      actions.push(applyAlert(state, hub, alert, nowMs));
      touched.cases.add(caseKey(hub, alert.alert));
    }
  }
  return { actions, urgent: lane !== 'history', records: records.length };
}

function applyAlert(state: DeskState, hub: string, news: AlertNews, nowMs: number): DeskAction {
  const key = caseKey(hub, news.alert);
  const before = state.cases[key];
  const known = before ?? openCase(hub, news, nowMs);
  state.cases[key] = known;
  hear(known, news);
  return { kind: 'alert', hub, opened: before === undefined, ...news };
}

function ledgerIn(state: DeskState, hub: string, lane: Lane, boot: string): LaneLedger {
  const key = laneKey(hub, lane, boot);
  state.lanes[key] ??= newLedger(hub, lane, boot);
  return state.lanes[key];
}

function bookOf(state: DeskState, hub: string): HubBook {
  state.hubs[hub] ??= { boot: null, online: false, lastHeartbeatMs: null };
  return state.hubs[hub];
}

function setOnline(state: DeskState, hub: string, boot: string | null, online: boolean): DeskAction[] {
  const book = bookOf(state, hub);
  const changed = book.online !== online;
  book.boot = boot;
  book.online = online;
  return changed ? [{ kind: 'hub', hub, state: online ? 'online' : 'offline' }] : [];
}

function endBoot(state: DeskState, hub: string, previous: BootEnd, touched: Touched): void {
  for (const lane of LANES) {
    const seq = previous.lastSeq[lane];
    if (seq > 0) expect(state, { hub, lane, boot: previous.boot, seq }, touched);
  }
}

/** A number that exists, whether it has arrived or not. */
function expect(
  state: DeskState,
  { hub, lane, boot, seq }: Pick<LaneLedger, 'hub' | 'lane' | 'boot'> & { readonly seq: number },
  touched: Touched,
): void {
  const ledger = ledgerIn(state, hub, lane, boot);
  ledger.endSeq = Math.max(ledger.endSeq ?? 0, seq);
  touched.lanes.add(laneKey(hub, lane, boot));
}

/**
 * The hub waits to hear how far it is kept, having sent so far: it is told again, and asked for what was lost.
 * Boots before the one it speaks of are wholly sent, once that is the boot it lives in.
 */
function hearSent(
  state: DeskState,
  hub: string,
  { lane, boot, seq }: { readonly lane: Lane; readonly boot: string; readonly seq: number },
  touched: Touched,
): void {
  expect(state, { hub, lane, boot, seq }, touched);
  const live = bookOf(state, hub).boot === boot;
  for (const [key, ledger] of Object.entries(state.lanes)) {
    if (ledger.hub !== hub || ledger.lane !== lane) continue;
    if (ledger.boot === boot) ledger.sentSeq = Math.max(ledger.sentSeq, seq);
    else if (live && (ledger.endSeq ?? 0) > keptUpTo(ledger)) ledger.sentSeq = ledger.endSeq ?? 0;
    else continue;
    ledger.askedUpTo = null;
    touched.lanes.add(key);
  }
}

/** The case manager sets a stage; null when it is no longer the next one (a timer that came late). */
export function advance(
  state: DeskState,
  step: { readonly key: string; readonly stage: StageSet['stage']; readonly atMs: number },
  policy: DeskPolicy,
  touched: Touched,
): DeskAction | null {
  const known = state.cases[step.key];
  if (known === undefined || !setStage(known, step.stage, policy, step.atMs)) return null;
  touched.cases.add(step.key);
  const set = known.set.at(-1);
  if (set === undefined) return null;
  return { kind: 'stage', hub: known.hub, alert: known.alert, by: DESK_NAME, test: known.test, ...set };
}

/** What is to be told to the hub about a lane, from what is stored; null when there is nothing to say yet. */
export function keptOf(state: DeskState, key: string): Extract<DeskAction, { kind: 'kept' }> | null {
  const ledger = state.lanes[key];
  if (ledger === undefined) return null;
  const upTo = keptUpTo(ledger);
  const resend = wantsAgain(ledger);
  const { hub, lane, boot } = ledger;
  return upTo === 0 && !resend
    ? null
    : { kind: 'kept', hub, lane, boot, upTo, resend, byHand: upTo <= ledger.byHandSeq };
}

/** The stage to be told, or told again; null when the hub has confirmed all that was set. */
export function owedStage(state: DeskState, key: string): Extract<DeskAction, { kind: 'stage' }> | null {
  const known = state.cases[key];
  const set = known === undefined ? null : unconfirmed(known);
  if (known === undefined || set === null) return null;
  return { kind: 'stage', hub: known.hub, alert: known.alert, by: DESK_NAME, test: known.test, ...set };
}
