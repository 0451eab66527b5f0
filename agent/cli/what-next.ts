/**
 * What anbu does next if nothing happens: the shipped turns run ahead on a copy of the state, to the first verdict.
 *
 * Says what the hub would do, never what will be. The clock is taken to go on as it does; the copy is thrown away.
 */
import type { Config } from '../config/config.ts';
import { nextDeadline, takeTurn } from '../decide.ts';
import { DAY_MS } from '../detector/time.ts';
import { localTime } from '../lines.ts';
import type { HubState } from '../machine.ts';
import type { Body, Cause, Entry, ProbeSentence, Stamp } from '../record.ts';
import { momentOf } from '../state.ts';

/** Longer than any absence without a plan; of what comes after a planned month nobody asks today. */
const AHEAD_MS_MAX = 4 * DAY_MS;
/** A machine that spins shows itself here: a day has some tens of deadlines. */
const TURNS_MAX = 2_000;

export interface Next {
  readonly at: string;
  readonly minutesAhead: number;
}
export interface WhatNext {
  /** Something the companion says anyway, before the question. */
  readonly greeting: (Next & { readonly sentence: ProbeSentence }) | null;
  /** The entrance was the last to move: from then on nobody is taken to be at home. */
  readonly presence: (Next & { readonly state: string }) | null;
  /** Null: nothing within four days. */
  readonly question:
    | (Next & { readonly cause: Cause; readonly text: string; readonly textKo: string })
    | null;
}

/** `at`: the stamp of the last record. */
export function whatNext(state: Readonly<HubState>, at: Stamp, policy: Config): WhatNext {
  const copy = structuredClone(state);
  const startMs = momentOf(copy, at).ms;
  let next: WhatNext = { greeting: null, presence: null, question: null };
  let stamp = at;
  for (let turn = 0; turn < TURNS_MAX && next.question === null; turn += 1) {
    const now = momentOf(copy, stamp);
    const dueMs = Math.max(now.ms, nextDeadline(copy, now, policy));
    if (dueMs - startMs > AHEAD_MS_MAX) break;
    const aheadMs = dueMs - now.ms;
    stamp = { ...stamp, monotonicMs: stamp.monotonicMs + aheadMs, wallMs: stamp.wallMs + aheadMs };
    const entries = takeTurn(copy, { at: stamp, body: { kind: 'deadline' } }, policy);
    const minutesAhead = Math.round((dueMs - startMs) / 60_000);
    next = follow(next, entries, { at: localTime(stamp).slice(0, 16), minutesAhead });
  }
  return next;
}

function follow(next: WhatNext, entries: readonly Entry[], when: Next): WhatNext {
  let { greeting, presence, question } = next;
  for (const { body } of entries) {
    if (body.kind === 'probe') greeting ??= { ...when, sentence: body.sentence };
    if (body.kind === 'presence') presence ??= { ...when, state: body.state };
    question ??= questionIn(body, when);
  }
  return { greeting, presence, question };
}

function questionIn(body: Body, when: Next): WhatNext['question'] {
  if (body.kind !== 'overdue' && !isRaised(body)) return null;
  const { cause, evidence } = body;
  return { ...when, cause, text: evidence.text, textKo: evidence.textKo };
}

function isRaised(body: Body): body is Extract<Body, { kind: 'alert' }> {
  return body.kind === 'alert' && !body.test && body.why === 'raised';
}
