/**
 * One incident on one page: what was seen, what was asked, what was sent, who acknowledged it, and where we know
 * nothing.
 *
 * Records → page. Says only what a record says: a packet the broker took is "taken by the broker", not "delivered";
 * an alert acknowledged is not somebody coming. Reads no disk.
 */
import { unreachable } from '../errors.ts';
import { localTime } from '../lines.ts';
import type { Row, StoreOpening } from '../ports.ts';
import {
  type Alert,
  type Body,
  type Delivery,
  type EarVerdict,
  type Evidence,
  isOfOffer,
  isOfOrder,
  isSummedUp,
} from '../record.ts';
import type { Incident } from './incidents.ts';

export interface PageLine {
  readonly at: string;
  readonly text: string;
}
export interface IncidentPage {
  readonly kind: 'incident';
  readonly id: string;
  readonly conversation: string | null;
  readonly cause: Incident['cause'];
  readonly test: boolean;
  readonly state: Incident['state'];
  readonly from: string;
  readonly seen: readonly PageLine[];
  readonly asked: readonly PageLine[];
  readonly sent: readonly PageLine[];
  readonly acknowledged: readonly PageLine[];
  readonly gaps: readonly PageLine[];
}

export type Cursors = Pick<StoreOpening, 'kept' | 'sent'>;

/** `observations`: what the sensors showed last before it began, oldest first. */
export function incidentPage(
  incident: Incident,
  observations: readonly Row[],
  cursors: Cursors,
): IncidentPage {
  const { alert, conversation, cause, test, state, rows } = incident;
  const pick = (words: (body: Body, row: Row) => string | null): PageLine[] =>
    rows.flatMap((row) => {
      const text = words(row.entry.body, row);
      return text === null ? [] : [{ at: localTime(row.entry.at), text }];
    });
  return {
    kind: 'incident',
    id: alert ?? conversation ?? '',
    conversation,
    cause,
    test,
    state,
    from: rows[0] === undefined ? '' : localTime(rows[0].entry.at),
    seen: [...observations.flatMap(observed), ...pick(seen)],
    asked: pick(asked),
    sent: pick((body, row) => (body.kind === 'alert' ? sent(body, row, cursors) : null)),
    acknowledged: pick(acknowledged),
    gaps: pick(gap),
  };
}

function observed({ entry: { at, body } }: Row): PageLine[] {
  return body.kind === 'observation' ? [{ at: localTime(at), text: `${body.sensor} ${body.value}` }] : [];
}

/** The evidence where a question or an alert began. */
function seen(body: Body): string | null {
  if (body.kind === 'prompt' && body.stage === 1 && !body.again) return body.evidence.text;
  return body.kind === 'alert' && body.why === 'raised' ? body.evidence.text : null;
}

const EAR_WORDS: Readonly<Record<EarVerdict, string>> = {
  heard: ', heard in the room by the microphone',
  'not-heard': ', not heard by the microphone',
  'cannot-tell': '; the microphone cannot tell whether it was heard',
};

function asked(body: Body): string | null {
  if (isOfOrder(body) || isOfOffer(body)) return null;
  switch (body.kind) {
    case 'prompt':
      return `question ${body.stage} of 3${body.again ? ', again after a restart' : ''}`;
    case 'say':
      return `to be said: ${body.sentence}${body.level === 1 ? '' : ` (level ${body.level} of 3)`}`;
    case 'speech':
      return body.outcome === 'spoken'
        ? `played to the end${body.ear === undefined ? '' : EAR_WORDS[body.ear]}`
        : `certainly not heard: ${body.why ?? 'unknown'}`;
    case 'reply':
      return body.byLevel === true ? 'a sound that may have been a voice' : `${body.by}: ${body.meaning}`;
    case 'answer':
      return `answered by ${body.by}`;
    case 'postponed':
      return `next step moved: ${body.why}`;
    case 'correction':
      return `the next press within the correction time means the opposite of "${body.of}"`;
    case 'alert':
    case 'boot':
    case 'checkpoint':
    case 'clock':
    case 'condition':
    case 'config':
    case 'deadline':
    case 'test-asked':
    case 'press-expected':
    case 'delivery':
    case 'desk':
    case 'kept':
    case 'link':
    case 'observation':
    case 'overdue':
    case 'presence':
    case 'probe':
    case 'peace':
    case 'refused':
    case 'sensor-health':
    case 'badge':
    case 'battery':
    case 'welfare-card':
    case 'consent':
    case 'climate':
    case 'card-written':
    case 'console':
    case 'companion':
    case 'frame-counter':
    case 'summary':
    case 'supply':
    case 'store':
    case 'withheld':
      return null;
    default:
      return unreachable(body);
  }
}

function sent(alert: Alert, { n, entry, lane, seq }: Row, { kept, sent: cursors }: Cursors): string {
  const what = `${alert.stage}, revision ${alert.revision} (${alert.why}), ${alert.asked}`;
  if (lane === null || seq === null) return `${what}: stays home`;
  const upTo = kept.find((each) => each.lane === lane && each.boot === entry.at.boot)?.upTo ?? 0;
  const taken = n <= (cursors.find((each) => each.lane === lane)?.n ?? 0);
  if (seq <= upTo) return `${what}: kept by the centre (${lane} ${seq})`;
  return `${what}: ${taken ? 'taken by the broker, not yet kept by the centre' : 'not sent yet'} (${lane} ${seq})`;
}

function acknowledged(body: Body): string | null {
  if (body.kind !== 'alert' || body.why !== 'desk') return null;
  const who = body.by === null ? 'by somebody unnamed' : `by ${body.by}`;
  const minutes = body.minutes === null ? '' : `, in ${body.minutes} minutes`;
  return `${body.stage} ${who}${minutes}${body.outcome === null ? '' : `: ${body.outcome}`}`;
}

function gap(body: Body): string | null {
  if (isOfOrder(body) || isOfOffer(body) || isSummedUp(body)) return null;
  switch (body.kind) {
    case 'boot':
      return body.offMs === null
        ? 'the hub restarted; how long it was off is not known'
        : `the hub restarted after ${Math.round(body.offMs / 1000)} s`;
    case 'clock':
      return `the clock stepped by ${body.stepMs} ms`;
    case 'store': {
      const lost = body.dropped === 0 ? '' : `; ${body.dropped} records lost`;
      return body.state === 'failing'
        ? `the journal could not be written (${body.why ?? '?'})${lost}`
        : `the journal can be written again${lost}`;
    }
    case 'link':
      return body.state === 'down' ? `no link to the broker (${body.why ?? '?'})` : 'link to the broker';
    case 'delivery':
      return refusal(body);
    case 'withheld':
      return `a record (${body.of ?? 'nobody knows of what'}) could not be read any more`;
    case 'prompt':
      return body.stage === 1 && !body.again ? blindness(body.evidence) : null;
    case 'alert':
      return alertGap(body);
    case 'answer':
    case 'checkpoint':
    case 'condition':
    case 'config':
    case 'correction':
    case 'deadline':
    case 'test-asked':
    case 'press-expected':
    case 'desk':
    case 'kept':
    case 'observation':
    case 'overdue':
    case 'postponed':
    case 'presence':
    case 'probe':
    case 'peace':
    case 'refused':
    case 'reply':
    case 'say':
    case 'sensor-health':
    case 'badge':
    case 'battery':
    case 'consent':
    case 'climate':
    case 'card-written':
    case 'console':
    case 'companion':
    case 'frame-counter':
    case 'supply':
    case 'speech':
      return null;
    default:
      return unreachable(body);
  }
}

function refusal({ state, lane, why }: Delivery): string {
  if (state === 'taken') return 'the broker takes every lane again';
  return `the broker refused ${lane ?? 'a lane'} for long (${why ?? '?'})`;
}

function alertGap({ why, durable, evidence }: Alert): string | null {
  const parts = [
    durable ? null : 'known only in memory and on the wire',
    why === 'raised' ? blindness(evidence) : null,
  ];
  const text = parts.filter((part) => part !== null).join('; ');
  return text === '' ? null : text;
}

function blindness({ cannotSee, unobservedMinutes, timeTrusted }: Evidence): string | null {
  const parts = [
    cannotSee.length === 0 ? null : `no healthy sensor sees: ${cannotSee.join(', ')}`,
    unobservedMinutes === 0 ? null : `the hub was off for ${unobservedMinutes} minutes of the silence`,
    timeTrusted ? null : 'the time of day was not trusted',
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

const SECTIONS = [
  ['Seen', 'seen', 'nothing'],
  ['Asked', 'asked', 'nobody was asked'],
  ['Sent', 'sent', 'nothing was sent'],
  ['Acknowledged', 'acknowledged', 'by nobody'],
  ['Gaps', 'gaps', 'none known'],
] as const;

export function pageText(page: IncidentPage): string {
  const title = `Incident ${page.id}: ${page.cause}${page.test ? ' (daily test)' : ''}, from ${page.from}, now ${page.state}`;
  const body = SECTIONS.flatMap(([heading, key, nothing]) => {
    const lines = page[key].map(({ at, text }) => `  ${at.replace('T', ' ').slice(0, 19)}  ${text}`);
    return ['', heading, ...(lines.length === 0 ? [`  ${nothing}`] : lines)];
  });
  return [title, ...body].join('\n');
}
