/**
 * A reed contact at a door, a window, a fridge or a cupboard: closed while its magnet is near.
 *
 * Owns the settling of its bounce: reed blades bounce for 0.5–5 ms, a slammed door makes the magnet swing for tens of
 * ms (Littelfuse, "Reed Switch Characteristics"). Must never report the position it finds at the start as an event.
 * A cut wire reads as open for ever: one event, then silence; only contradiction or a visit finds that.
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
import { contactSlivers } from '../../loose-wire.ts';

const OPTIONS = {
  settleMs: {
    default: 30,
    min: 5,
    max: 200,
    unit: 'ms',
    doc: 'The contact has to rest for so long before it is read.',
  },
  inverted: {
    default: 0,
    min: 0,
    max: 1,
    unit: 'switch',
    doc: '1: the contact opens when the magnet is near.',
  },
} as const;
type ReedOptions = Options<typeof OPTIONS>;
/** Twenty edges a slam, and a door cannot be opened and shut more than fifteen times a minute. */
const bounds = ({ settleMs }: ReedOptions) => ({
  warmUpMs: 0,
  edgesPerMinuteMax: 600,
  stuckMs: null,
  slivers: contactSlivers(settleMs),
});

interface ReedState {
  line: LineState;
  contact: ContactState;
  changes: number;
}

const OPEN: DriverOutput = { type: 'reading', channel: 'contact', value: 'open' };
const CLOSED: DriverOutput = { type: 'reading', channel: 'contact', value: 'closed' };

function step(
  state: ReedState,
  input: DriverInput,
  nowMs: number,
  options: ReedOptions,
): readonly DriverOutput[] {
  const outputs = followLine(state.line, input, nowMs, bounds(options));
  const level = settle(state.contact, state.line, input, { nowMs, settleMs: options.settleMs });
  if (level === null || !isBelieved(state.line)) return outputs;
  state.changes += 1;
  return [...outputs, level === 1 ? CLOSED : OPEN];
}

/** What every contact of this kind has in common, whatever wire it hangs on. */
export const reedSource = {
  channels: { contact: ['door', 'item'] },
  key: 'none',
  options: OPTIONS,
  initial: (): ReedState => ({ line: initialLine(), contact: initialContact(), changes: 0 }),
  step,
  deadline: ({ line, contact }: ReedState, options: ReedOptions): number | null =>
    earlier(contact.dueMs, lineDeadline(line, bounds(options))),
  counters: ({ line, contact, changes }: ReedState): Readonly<Record<string, number>> => ({
    ...lineCounters(line),
    bounces: contact.bounces,
    changes,
  }),
} as const;

export const reed = driverOf({
  ...reedSource,
  part: 'reed',
  summary: 'reed contact at a door, window, fridge or cupboard',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
});
