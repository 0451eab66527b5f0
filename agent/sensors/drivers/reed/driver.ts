/**
 * A reed contact at a door, a window, a fridge or a cupboard: closed while its magnet is near.
 *
 * Owns the settling of its bounce: reed blades bounce for 0.5–5 ms, a slammed door makes the magnet swing for tens of
 * ms (Littelfuse, "Reed Switch Characteristics"). Must never report the position it finds at the start as an event.
 * A cut wire reads as open for ever: one event, then silence; only contradiction or a visit finds that.
 */
import { contactSource } from '../../contact.ts';
import { driverOf } from '../../driver.ts';
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
/** Twenty edges a slam, and a door cannot be opened and shut more than fifteen times a minute. */
const EDGES_PER_MINUTE_MAX = 600;

/** What every contact of this kind has in common, whatever wire it hangs on. */
export const reedSource = {
  ...contactSource({
    options: OPTIONS,
    bounds: ({ settleMs }) => ({
      warmUpMs: 0,
      edgesPerMinuteMax: EDGES_PER_MINUTE_MAX,
      stuckMs: null,
      slivers: contactSlivers(settleMs),
    }),
    settleMs: ({ settleMs }) => settleMs,
    tell: (level) => ({ type: 'reading', channel: 'contact', value: level === 1 ? 'closed' : 'open' }),
    counted: 'changes',
    isHeardLoose: false,
  }),
  channels: { contact: ['door', 'item'] },
  key: 'none',
} as const;

export const reed = driverOf({
  ...reedSource,
  part: 'reed',
  summary: 'reed contact at a door, window, fridge or cupboard',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
});
