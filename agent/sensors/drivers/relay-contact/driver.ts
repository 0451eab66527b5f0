/**
 * The dry contact of something that has its own wits: an alarm system's motion detector, an appliance, a level switch.
 *
 * Owns its settling. What the contact means is the class of the sensor it feeds: `motion` for a detector, `item` for
 * what a person operates, `power` for what also switches itself on. Detectors of alarm systems mostly open on an event
 * (`inverted: 1`), so that a cut wire is one. Must never stand in for a fire or gas alarm: this hub has no certificate
 * to pass one on, and no words for it. Small relays bounce for some ms.
 */
import { contactSource } from '../../contact.ts';
import { driverOf } from '../../driver.ts';

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

export const relayContact = driverOf({
  ...contactSource({
    options: OPTIONS,
    bounds: ({ settleMs, warmUpMs, stuckMs }) => ({
      warmUpMs,
      edgesPerMinuteMax: 240,
      stuckMs: stuckMs === 0 ? null : stuckMs,
      // Detectors hold their relay for a second or more; a wire that nothing drives is often quicker.
      slivers: { fromMs: settleMs, toMs: 500, max: 16 },
    }),
    settleMs: ({ settleMs }) => settleMs,
    tell: (level) => ({ type: 'reading', channel: 'contact', value: level === 1 ? 'on' : 'off' }),
    counted: 'changes',
    isHeardLoose: false,
  }),
  part: 'relay-contact',
  summary: 'dry contact of a detector or an appliance',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { contact: ['motion', 'item', 'power'] },
  key: 'none',
});
