/**
 * Committed records as the lines people and scripts read: one decision, one JSON line (design §8, `anbu replay`).
 *
 * Shared by replay and demo, so that both speak one language. Pure; never invents what a record does not say.
 */
import type { Counts } from './machine.ts';
import { type Alert, type Body, type Entry, URGENT } from './record.ts';

export type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

/** Local wall clock to the millisecond, as home logs write it. */
export function localTime(at: Entry['at']): string {
  return new Date(at.wallMs + at.utcOffsetMin * 60_000).toISOString().slice(0, -1);
}

/** The line of one record, or null for records that are no decision. */
export function lineOf({ at, body }: Entry): Line | null {
  if (!URGENT[body.kind] && body.kind !== 'presence') return null;
  const rest = decision(body);
  return rest === null ? null : { at: localTime(at), ...rest };
}

function decision(body: Body): Line | null {
  if (body.kind === 'probe') {
    return { kind: 'probe', sentence: body.sentence, quietMinutes: body.quietMinutes };
  }
  if (body.kind === 'prompt') {
    const { kind, cause, stage, conversation, again, quietMinutes, evidence } = body;
    return { kind, cause, stage, conversation, ...(again ? { again } : {}), quietMinutes, evidence };
  }
  if (body.kind === 'alert') {
    const { kind: _, test: __, durable, ...rest } = body;
    return { kind: alertKind(body), ...rest, ...(durable ? {} : { durable }) };
  }
  if (body.kind === 'answer') return { kind: 'answer', by: body.by, conversation: body.conversation };
  if (body.kind === 'presence') return { kind: 'presence', state: body.state, why: body.why };
  if (body.kind === 'need') return { kind: 'need', what: body.what, need: body.need };
  if (body.kind === 'programme-step') {
    const { kind, programme, step, wishes } = body;
    return { kind, programme, step, ...(wishes.length === 0 ? {} : { wishes }) };
  }
  if (body.kind === 'programme-missed') {
    const { kind, programme, missed, owner, dueMs } = body;
    return { kind, programme, missed, owner, dueMinutes: dueMs / 60_000 };
  }
  if (body.kind === 'condition') {
    return { kind: 'condition', edge: body.edge, code: body.code, subject: body.subject };
  }
  return null;
}

/** A new stage is an `alert`; more about the same stage is a `revision`; the daily proof of the path is a `test`. */
function alertKind({ test, why }: Alert): 'alert' | 'revision' | 'test' {
  if (test) return 'test';
  return why === 'raised' || why === 'desk' ? 'alert' : 'revision';
}

/** The evidence of a line in one breath; empty where it has none. */
export function evidenceText({ evidence }: Line): string {
  const found = typeof evidence === 'object' && evidence !== null && 'text' in evidence ? evidence.text : '';
  return typeof found === 'string' ? found : '';
}

/** The last line of a run. Probes are what the companion says anyway, prompts are conversations. */
export function endLine(counts: Counts, more: Readonly<Record<string, unknown>> = {}): Line {
  const { observations, probes, prompts, alerts, conditions } = counts;
  return { kind: 'end', observations, probes, prompts, alerts, conditions, ...more };
}
