/**
 * A pressure mat under a mattress, on a chair or beside the bed: a contact that closes under a person's weight.
 *
 * Owns what lying and leaving are: who turns over lifts off the foils for a moment and has not got up, so leaving takes
 * longer to be read than lying down. Must never report the position it finds at the start as an event, and never call
 * a mat stuck: a person may lie for a day, and a mat that is held shows where, not that somebody lives.
 * A cut wire reads as an empty bed for ever: only contradiction or a visit finds that. `inverted: 1` for mats that are
 * closed while empty, of which a cut wire reads as a person.
 */
import { contactSource } from '../../contact.ts';
import { driverOf } from '../../driver.ts';

const OPTIONS = {
  settleMs: {
    default: 500,
    min: 50,
    max: 10_000,
    unit: 'ms',
    doc: 'Weight has to rest on it for so long to be somebody.',
  },
  leaveMs: {
    default: 3_000,
    min: 50,
    max: 60_000,
    unit: 'ms',
    doc: 'It has to be empty for so long until somebody has left: turning over is no getting up.',
  },
  inverted: {
    default: 0,
    min: 0,
    max: 1,
    unit: 'switch',
    doc: '1: the mat is closed while nobody is on it.',
  },
} as const;
/**
 * Foils flicker under somebody who turns over, a dozen edges each time; nobody turns forty times in ten minutes, and a
 * wire that nothing drives flickers more.
 */
const BOUNDS = {
  warmUpMs: 0,
  edgesPerMinuteMax: 600,
  stuckMs: null,
  slivers: { fromMs: 50, toMs: 1_500, max: 40 },
};

export const mat = driverOf({
  ...contactSource({
    options: OPTIONS,
    bounds: () => BOUNDS,
    settleMs: ({ settleMs, leaveMs }, level) => (level === 1 ? settleMs : leaveMs),
    tell: (level) => ({ type: 'reading', channel: 'pressure', value: level === 1 ? 'on' : 'off' }),
    counted: 'changes',
    isHeardLoose: false,
  }),
  part: 'mat',
  summary: 'pressure mat in a bed, on a chair or on the floor',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { pressure: ['pressure'] },
  key: 'none',
});
