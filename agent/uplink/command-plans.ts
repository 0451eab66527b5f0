/**
 * The verbs that say what is planned for the person and how closely the home is watched.
 *
 * Owns their forms and bounds. What excuses silence needs a believed clock, for it ends at an instant; what brings back
 * the usual rules is obeyed whatever the clock.
 */
import { AHEAD_MS_MAX, PLANNED, PLAN_MS_MAX, type Planned, RAISED_MS_MAX } from '../detector/plan-slice.ts';
import { VISIT_MS_MAX } from '../detector/visit.ts';
import { PAUSE_MS_MAX } from '../detector/pause.ts';
import { type Fields, type Order, type Reading, hasOnly, instantIn, isBy, refuse } from './command-fields.ts';
import { speakableName } from './command-speech.ts';
import type { Opened } from './envelope.ts';

/** `from` left out: from now. */
export type PlanPayload =
  | {
      readonly kind: 'plan';
      readonly plan: Planned;
      readonly from?: string;
      readonly until: string;
      readonly by: string;
    }
  | { readonly kind: 'plan-withdrawn'; readonly by: string }
  | { readonly kind: 'watch'; readonly level: 'raised'; readonly until: string; readonly by: string }
  | { readonly kind: 'watch'; readonly level: 'normal'; readonly by: string }
  | { readonly kind: 'pause'; readonly until: string; readonly by: string }
  | { readonly kind: 'pause-withdrawn'; readonly by: string }
  | {
      readonly kind: 'visit';
      /** By this name, which the resident is told that morning. */
      readonly who?: string;
      readonly from?: string;
      readonly until: string;
      readonly by: string;
    }
  | { readonly kind: 'visit-withdrawn'; readonly by: string };

const PLAN_FIELDS = ['kind', 'plan', 'from', 'until', 'by'];
const WITHDRAWN_FIELDS = ['kind', 'by'];
const RAISED_FIELDS = ['kind', 'level', 'until', 'by'];
const VISIT_FIELDS = ['kind', 'who', 'from', 'until', 'by'];
const PAUSE_FIELDS = ['kind', 'until', 'by'];
const NORMAL_FIELDS = ['kind', 'level', 'by'];

export function readPlan(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { nowWallMs, believed, seesLeaving } = reading;
  const plan = PLANNED.find((known) => known === fields['plan']);
  if (plan === undefined || !hasOnly(fields, PLAN_FIELDS)) return refuse('command-unsupported');
  const { by, from } = fields;
  const untilWallMs = instantIn(fields['until']);
  const fromWallMs = from === undefined ? null : instantIn(from);
  if (untilWallMs === null || (from !== undefined && fromWallMs === null))
    return refuse('envelope-malformed');
  if (!isBy(by)) return refuse('envelope-malformed');
  if (fromWallMs !== null && untilWallMs <= fromWallMs) return refuse('envelope-malformed');
  if (!seesLeaving) return refuse('leaving-unseen');
  if (!believed) return refuse('clock-untrusted');
  if (untilWallMs <= nowWallMs) return refuse('time-passed');
  // What lies behind us is excused already: only what is still to come counts.
  const beginsWallMs = Math.max(fromWallMs ?? nowWallMs, nowWallMs);
  if (beginsWallMs - nowWallMs > AHEAD_MS_MAX) return refuse('time-too-far');
  if (untilWallMs - beginsWallMs > PLAN_MS_MAX[plan]) return refuse('time-too-far');
  return { ok: true, fact: { kind: 'plan', plan, fromWallMs, untilWallMs, by, keyId, counter } };
}

export function readWithdrawn(fields: Fields, { keyId, counter }: Opened): Order {
  const { by } = fields;
  if (!hasOnly(fields, WITHDRAWN_FIELDS)) return refuse('command-unsupported');
  if (!isBy(by)) return refuse('envelope-malformed');
  const never = { fromWallMs: null, untilWallMs: null };
  return { ok: true, fact: { kind: 'plan', plan: 'none', ...never, by, keyId, counter } };
}

export function readWatch(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { nowWallMs, believed } = reading;
  const { level, by } = fields;
  const isRaised = level === 'raised';
  if (!isRaised && level !== 'normal') return refuse('command-unsupported');
  if (!hasOnly(fields, isRaised ? RAISED_FIELDS : NORMAL_FIELDS)) return refuse('command-unsupported');
  if (!isBy(by)) return refuse('envelope-malformed');
  if (!isRaised)
    return { ok: true, fact: { kind: 'watch', level: 'normal', untilWallMs: null, by, keyId, counter } };
  const untilWallMs = instantIn(fields['until']);
  if (untilWallMs === null) return refuse('envelope-malformed');
  if (!believed) return refuse('clock-untrusted');
  if (untilWallMs <= nowWallMs) return refuse('time-passed');
  if (untilWallMs - nowWallMs > RAISED_MS_MAX) return refuse('time-too-far');
  return { ok: true, fact: { kind: 'watch', level: 'raised', untilWallMs, by, keyId, counter } };
}

export function readPause(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { nowWallMs, believed } = reading;
  const { by } = fields;
  if (!hasOnly(fields, PAUSE_FIELDS)) return refuse('command-unsupported');
  const untilWallMs = instantIn(fields['until']);
  if (untilWallMs === null || !isBy(by)) return refuse('envelope-malformed');
  if (!believed) return refuse('clock-untrusted');
  if (untilWallMs <= nowWallMs) return refuse('time-passed');
  if (untilWallMs - nowWallMs > PAUSE_MS_MAX) return refuse('time-too-far');
  return { ok: true, fact: { kind: 'pause', untilWallMs, by, keyId, counter } };
}

export function readPauseWithdrawn(fields: Fields, { keyId, counter }: Opened): Order {
  const { by } = fields;
  if (!hasOnly(fields, WITHDRAWN_FIELDS)) return refuse('command-unsupported');
  if (!isBy(by)) return refuse('envelope-malformed');
  return { ok: true, fact: { kind: 'pause', untilWallMs: null, by, keyId, counter } };
}

export function readVisit(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { nowWallMs, believed } = reading;
  const { by, from, who } = fields;
  if (!hasOnly(fields, VISIT_FIELDS)) return refuse('command-unsupported');
  const untilWallMs = instantIn(fields['until']);
  const fromWallMs = from === undefined ? null : instantIn(from);
  if (untilWallMs === null || !isBy(by)) return refuse('envelope-malformed');
  if (from !== undefined && (fromWallMs === null || untilWallMs <= fromWallMs))
    return refuse('envelope-malformed');
  const named = who === undefined ? null : speakableName(who);
  if (named?.ok === false) return refuse(named.why);
  if (!believed) return refuse('clock-untrusted');
  if (untilWallMs <= nowWallMs) return refuse('time-passed');
  const beginsWallMs = Math.max(fromWallMs ?? nowWallMs, nowWallMs);
  if (beginsWallMs - nowWallMs > AHEAD_MS_MAX) return refuse('time-too-far');
  if (untilWallMs - beginsWallMs > VISIT_MS_MAX) return refuse('time-too-far');
  const told = named === null ? {} : { who: named.text };
  return { ok: true, fact: { kind: 'visit', ...told, fromWallMs, untilWallMs, by, keyId, counter } };
}

export function readVisitWithdrawn(fields: Fields, { keyId, counter }: Opened): Order {
  const { by } = fields;
  if (!hasOnly(fields, WITHDRAWN_FIELDS)) return refuse('command-unsupported');
  if (!isBy(by)) return refuse('envelope-malformed');
  return { ok: true, fact: { kind: 'visit', fromWallMs: null, untilWallMs: null, by, keyId, counter } };
}
