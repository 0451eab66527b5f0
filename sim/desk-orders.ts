/**
 * What the desk may order of a hub, what comes back, and how both are shown to a person.
 *
 * Only shapes and words; the verbs are those of `agent/uplink/command-verbs.ts`. Never says that an order is obeyed
 * because it was sent.
 */
import { unreachable } from '../agent/errors.ts';
import type { CommandPayload } from '../agent/uplink/command-verbs.ts';

/** An order to be sent to a hub. */
export interface DeskOrder {
  readonly kind: 'order';
  readonly hub: string;
  readonly payload: CommandPayload;
}
/** What a resident asked for, for the case manager alone. */
export interface NeedNews {
  readonly need: string;
  readonly what: string;
}
/** What a hub says became of a command; `counter` names the envelope, null when not even that could be read. */
export interface ArrivedResult {
  readonly kind: 'result';
  readonly hub: string;
  readonly counter: number | null;
  readonly outcome: string;
  readonly why: string | null;
}

export function orderWords(payload: CommandPayload): string {
  switch (payload.kind) {
    case 'plan': {
      const from = payload.from === undefined ? '' : ` from ${payload.from}`;
      return `planned ${payload.plan}${from}, expected back ${payload.until}`;
    }
    case 'plan-withdrawn':
      return 'nothing planned any more';
    case 'watch':
      return payload.level === 'raised' ? `a closer watch until ${payload.until}` : 'watched as usual again';
    case 'pause':
      return `not watched until ${payload.until}`;
    case 'pause-withdrawn':
      return 'watched again';
    case 'visit':
      return `a visit expected until ${payload.until}`;
    case 'visit-withdrawn':
      return 'no visit expected any more';
    case 'programme':
      return `an invitation by ${payload.who}: ${payload.what}, ${payload.from}`;
    case 'programme-withdrawn':
      return `${payload.programme} is withdrawn`;
    case 'diagnostics':
      return 'asked how the hub is';
    case 'speak':
      return `${payload.need === undefined ? 'a message' : 'an answer'}: “${payload.text}”`;
    case 'reminder':
      return `a reminder at ${payload.at.join(', ')}: “${payload.text}”`;
    case 'reminder-withdrawn':
      return `the reminder ${payload.reminder} withdrawn`;
    case 'invite':
      return `an invitation: “${payload.text}”`;
    case 'settings': {
      const what = payload.dryRun === true ? 'asked what would follow of' : 'ordered';
      return `settings ${payload.version} ${what}: ${Object.keys(payload.set).join(', ')}`;
    }
    case 'key-add':
      return `a new key of the centre, ${payload.key}`;
    case 'key-retire':
      return `the key ${payload.key} retired`;
    default:
      return unreachable(payload);
  }
}
