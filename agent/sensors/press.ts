/**
 * A contact that somebody closes on purpose: the button of the hub, the pull cord by the bath.
 *
 * Owns what a press is: closed and at rest once, however long it is held. Must never count the position found at the
 * start, and must never go silent about a contact that stays closed: nobody could call through it. A loose wire is a
 * fault, and its presses are heard all the same: a call that was none can be taken back.
 */
import { contactSource } from './contact.ts';
import { contactSlivers } from './loose-wire.ts';

export const PRESS_OPTIONS = {
  settleMs: {
    default: 20,
    min: 5,
    max: 100,
    unit: 'ms',
    doc: 'Closed for so long is a press; a finger stays for at least 50 ms.',
  },
  stuckMs: {
    default: 120_000,
    min: 10_000,
    max: 3_600_000,
    unit: 'ms',
    doc: 'Closed for longer is a fault: nobody can call while it lasts.',
  },
  inverted: { default: 0, min: 0, max: 1, unit: 'switch', doc: '1: the contact opens when it is used.' },
} as const;
/** Twenty edges a press and two presses a second for a whole quarter of a minute. */
const EDGES_PER_MINUTE_MAX = 600;

export const pressSource = {
  ...contactSource({
    options: PRESS_OPTIONS,
    bounds: ({ settleMs, stuckMs }) => ({
      warmUpMs: 0,
      stuckMs,
      edgesPerMinuteMax: EDGES_PER_MINUTE_MAX,
      slivers: contactSlivers(settleMs),
    }),
    settleMs: ({ settleMs }) => settleMs,
    tell: (level) => (level === 1 ? { type: 'press', channel: 'press' } : null),
    counted: 'presses',
    isHeardLoose: true,
  }),
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { press: 'press' },
  key: 'none',
} as const;
