/**
 * The dry contact of something that has its own wits: an alarm system's motion detector, an appliance, a level switch.
 *
 * Owns its settling. What the contact means is the class of the sensor it feeds: `motion` for a detector, `item` for
 * what a person operates, `power` for what also switches itself on. Detectors of alarm systems mostly open on an event
 * (`inverted: 1`), so that a cut wire is one. Must never stand in for a fire or gas alarm: this hub has no certificate
 * to pass one on, and no words for it. Small relays bounce for some ms.
 */
import { type DriverInput, type DriverOutput, type Options, driverOf } from '../../driver.ts';
import {
  type ContactState,
  type LineState,
  earlier,
  followLine,
  initialContact,
  initialLine,
  isBelieved,
  lineCounters,
  lineDeadline,
  settle,
} from '../../filters.ts';

const OPTIONS = {
  settleMs: {
    default: 50,
    min: 10,
    max: 400,
    unit: 'ms',
    doc: 'The contact has to rest for so long before it is read.',
  },
  warmUpMs: {
    default: 0,
    min: 0,
    max: 300_000,
    unit: 'ms',
    doc: 'After power-up it is not believed for so long; 60,000 for a motion detector.',
  },
  stuckMs: {
    default: 0,
    min: 0,
    max: 86_400_000,
    unit: 'ms',
    doc: 'Active without a break for longer is a fault; 0: it may be so for ever. 1,800,000 for a motion detector.',
  },
  inverted: { default: 0, min: 0, max: 1, unit: 'switch', doc: '1: the contact opens when it is active.' },
} as const;
type RelayOptions = Options<typeof OPTIONS>;

interface RelayState {
  line: LineState;
  contact: ContactState;
  changes: number;
}

const ON: DriverOutput = { type: 'reading', channel: 'contact', value: 'on' };
const OFF: DriverOutput = { type: 'reading', channel: 'contact', value: 'off' };

const bounds = ({ settleMs, warmUpMs, stuckMs }: RelayOptions) => ({
  warmUpMs,
  edgesPerMinuteMax: 240,
  stuckMs: stuckMs === 0 ? null : stuckMs,
  // Detectors hold their relay for a second or more; a wire that nothing drives is often quicker.
  slivers: { fromMs: settleMs, toMs: 500, max: 16 },
});

function step(
  state: RelayState,
  input: DriverInput,
  nowMs: number,
  options: RelayOptions,
): readonly DriverOutput[] {
  const { line, contact } = state;
  const outputs = followLine(line, input, nowMs, bounds(options));
  const level = settle(contact, line, input, { nowMs, settleMs: options.settleMs });
  if (level === null || !isBelieved(line)) return outputs;
  state.changes += 1;
  return [...outputs, level === 1 ? ON : OFF];
}

export const relayContact = driverOf({
  part: 'relay-contact',
  summary: 'dry contact of a detector or an appliance',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { contact: ['motion', 'item', 'power'] },
  key: 'none',
  options: OPTIONS,
  initial: (): RelayState => ({ line: initialLine(), contact: initialContact(), changes: 0 }),
  step,
  deadline: ({ line, contact }, options) => earlier(contact.dueMs, lineDeadline(line, bounds(options))),
  counters: ({ line, contact, changes }) => ({ ...lineCounters(line), bounces: contact.bounces, changes }),
});
