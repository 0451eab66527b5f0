/**
 * What came down, turned into a fact: a stage set at the desk, the word that records are kept, an order, or a refusal.
 *
 * Owns the form of acknowledgements and their bounds; the verbs of a command are in `command-verbs.ts`. Must never act, and never give a fact that would
 * be obeyed unless its envelope was opened.
 */
import type { ErrorCode } from '../errors.ts';
import { type DeskStage, type Kept, LANES, type Lane, type Ordered, type Refused } from '../record.ts';
import type { Reading } from './command-fields.ts';
import { readOrder } from './command-verbs.ts';
import {
  type Judge,
  type Opened,
  isCount,
  isText,
  openEnvelope,
  parseEnvelope,
  parseObject,
} from './envelope.ts';
import type { CommandResult } from './wire.ts';

export type Downlink =
  | {
      readonly kind: 'kept';
      readonly fact: Kept;
      readonly resend: boolean;
      /** Carried there by hand: it need not have been sent. */
      readonly byHand: boolean;
    }
  | { readonly kind: 'stage'; readonly fact: DeskStage }
  /** Answered once it is committed. */
  | { readonly kind: 'order'; readonly fact: Ordered }
  /** `result` is what a command is answered with; an acknowledgement is never answered. */
  | {
      readonly kind: 'refused';
      readonly fact: Refused;
      readonly result: CommandResult | null;
    };

/** What an `ack` envelope carries, as the desk writes it. */
export type AckPayload =
  | {
      readonly kind: 'kept';
      readonly lane: Lane;
      readonly boot: string;
      readonly upTo: number;
      /** The receiver misses records after `upTo` and asks for them again. */
      readonly resend?: boolean;
      /** Some of it came in a file that was carried by hand, and may never have been sent. */
      readonly byHand?: boolean;
    }
  | {
      readonly kind: 'stage';
      readonly alert: string;
      readonly stage: DeskStage['stage'];
      readonly by: string;
      readonly minutes?: number;
      readonly outcome?: string;
    };

const STAGES: readonly DeskStage['stage'][] = ['acknowledged', 'dispatched', 'arrived', 'closed'];
/** Names and ids: longer than any, short enough to be read out. */
const NAME_CHARS_MAX = 200;
/** One paragraph of what was found. */
const OUTCOME_CHARS_MAX = 1000;
/** Help that needs more than a day is not on its way. */
const MINUTES_MAX = 1440;
const BOOT = /^[0-9a-f]{32}$/;

/** Judges one message that came on `topic`, whose channel is `channel`. Never throws, whatever the text. */
export function readDownlink(
  channel: 'ack' | 'command',
  topic: string,
  text: string,
  judge: Judge & Reading,
): Downlink {
  const opening = openEnvelope(topic, text, judge);
  if (!opening.ok) return refusal(channel, { kind: 'refused', topic, why: opening.why }, parseEnvelope(text));
  const { opened } = opening;
  const { keyId, counter } = opened;
  const spent = (why: ErrorCode): Downlink =>
    refusal(channel, { kind: 'refused', topic, why, keyId, counter }, opened);
  if (channel === 'ack') return readAck(opened) ?? spent('envelope-malformed');
  const order = readOrder(opened, judge);
  return order.ok ? { kind: 'order', fact: order.fact } : spent(order.why);
}

function refusal(
  channel: 'ack' | 'command',
  fact: Refused,
  from: Pick<Opened, 'keyId' | 'counter'> | null,
): Downlink {
  if (channel === 'ack') return { kind: 'refused', fact, result: null };
  const { why } = fact;
  const outcome = why === 'command-unsupported' ? 'unsupported' : 'refused';
  const result = { keyId: from?.keyId ?? null, counter: from?.counter ?? null, outcome, why } as const;
  return { kind: 'refused', fact, result };
}

function readAck({ payload, keyId, counter }: Opened): Downlink | null {
  const fields = parseObject(payload);
  if (fields === null) return null;
  if (fields['kind'] === 'kept') {
    const { boot, upTo, resend = false, byHand = false } = fields;
    const lane = LANES.find((known) => known === fields['lane']);
    if (lane === undefined || typeof boot !== 'string' || !BOOT.test(boot)) return null;
    if (!isCount(upTo) || typeof resend !== 'boolean' || typeof byHand !== 'boolean') return null;
    return { kind: 'kept', fact: { kind: 'kept', lane, boot, upTo, keyId, counter }, resend, byHand };
  }
  if (fields['kind'] !== 'stage') return null;
  const { alert, by, minutes = null, outcome = null } = fields;
  const stage = STAGES.find((known) => known === fields['stage']);
  if (stage === undefined || !isText(alert, NAME_CHARS_MAX) || !isText(by, NAME_CHARS_MAX)) return null;
  if (minutes !== null && (!isCount(minutes) || minutes > MINUTES_MAX)) return null;
  if (outcome !== null && !isText(outcome, OUTCOME_CHARS_MAX)) return null;
  return { kind: 'stage', fact: { kind: 'desk', alert, stage, by, minutes, outcome, keyId, counter } };
}
