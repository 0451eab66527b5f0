/**
 * The demo's own lines: what the resident did by hand and what was made of it, what the desk did, and both sides' counts
 * at the end (design §8, `anbu demo`).
 *
 * Pure; what the hub decided is in `agent/lines.ts`, and replay tells that alone.
 */
import type { Counts } from '../agent/machine.ts';
import { type Line, endLine, lineOf, localTime } from '../agent/lines.ts';
import type { Instant } from '../agent/ports.ts';
import type { Body, Entry } from '../agent/record.ts';
import type { DeskAction } from './desk-core.ts';
import { orderWords } from './desk-orders.ts';
import type { DeskReport } from './desk-report.ts';

/** The line of one record, or null. */
export function homeLine(entry: Entry): Line | null {
  const decided = lineOf(entry);
  if (decided !== null) return decided;
  const rest = byHand(entry.body);
  return rest === null ? null : { at: localTime(entry.at), ...rest };
}

/** A press, a touch, a cord or a voice, and what the home took it for. */
function byHand(body: Body): Line | null {
  if (body.kind === 'reply') {
    const { kind, by, meaning, isLate } = body;
    return { kind, by, meaning, ...(isLate === true ? { isLate } : {}) };
  }
  if (body.kind === 'correction') {
    return body.of === 'fine' ? null : { kind: 'correction', of: body.of, choice: body.choice ?? null };
  }
  if (body.kind === 'offer-end') {
    return { kind: 'offer-end', of: body.of, choice: body.choice, by: body.by, why: body.why };
  }
  if (body.kind === 'need-withdrawn') return { kind: 'need-withdrawn', what: body.what };
  if (body.kind === 'peace') return { kind: 'peace', why: body.why };
  if (body.kind === 'reminder-outcome') {
    return { kind: 'reminder-outcome', reminder: body.reminder, outcome: body.outcome };
  }
  return null;
}

/** What the desk did, for people: the hub's coming and going and each acknowledgement are left out. */
export function deskLine(action: DeskAction, instant: Instant): Line | null {
  const at = localTime({ boot: '', ...instant });
  switch (action.kind) {
    case 'alert':
      if (!action.opened) return null;
      return {
        at,
        kind: 'desk',
        action: action.test ? 'test received' : 'alert received',
        alert: action.alert,
        text: action.text,
      };
    case 'stage':
      return {
        at,
        kind: 'desk',
        action: action.stage,
        alert: action.alert,
        by: action.by,
        minutes: action.minutes,
        outcome: action.outcome,
        test: action.test,
      };
    case 'need':
      return { at, kind: 'desk', action: `needed: ${action.what}`, need: action.need };
    case 'refused':
      return { at, kind: 'desk', action: 'refused', topic: action.topic, why: action.why };
    case 'order':
      return { at, kind: 'desk', action: orderWords(action.payload), order: action.payload };
    case 'result':
      return { at, kind: 'desk', action: `order ${action.outcome}`, why: action.why };
    case 'hub':
    case 'kept':
      return null;
  }
}

/** Both sides' counts: they must agree. */
export function finalLine(counts: Counts, report: DeskReport): Line {
  const { records, gaps, duplicatesReceived, duplicatesApplied } = report;
  const alerts = report.alerts
    .filter(({ test }) => !test)
    .map(({ id, cause, stages, confirmed }) => {
      return { id, cause, confirmed, stages: stages.map(({ stage }) => stage) };
    });
  const desk = {
    records,
    gaps,
    duplicatesReceived,
    duplicatesApplied,
    alerts,
    tests: report.alerts.length - alerts.length,
  };
  return endLine(counts, { desk });
}
