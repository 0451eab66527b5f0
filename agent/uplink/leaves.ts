/**
 * What leaves the home, record by record, and why the rest does not.
 *
 * The one place where privacy is decided. Must never send a raw event unless the home has it switched on.
 */
import { isResidentsOwn } from '../health/conditions.ts';
import type { Body, Kind, Lane } from '../record.ts';

type Leaves = 'stays' | 'raw' | 'dropped' | 'consented' | 'owned' | Lane;
/**
 * Which record leaves by which lane, and why the others stay home. `raw` leaves by `history` only when the home has
 * raw events switched on; `dropped` leaves by `notice` only when records were given up, `consented` only with consent;
 * `owned` leaves by `notice`, but by `need` where it is the resident's own.
 */
export const LEAVES: Readonly<Record<Kind, { readonly by: Leaves; readonly why: string }>> = {
  alert: { by: 'alert', why: 'somebody must come' },
  prompt: { by: 'notice', why: 'a question was asked: the desk may be phoned next' },
  answer: { by: 'notice', why: 'the question is settled; nobody needs to come' },
  condition: {
    by: 'owned',
    why: 'something has to be mended by somebody who is not in the home; or it is a wish, for the case manager',
  },
  boot: {
    by: 'notice',
    why: 'chains the boots, also those that ended offline, so that a lost tail can be seen',
  },
  store: {
    by: 'dropped',
    why: 'records given up for want of space are owed a word; the rest is a condition',
  },
  reply: { by: 'need', why: 'what the resident said belongs to the case manager alone' },
  presence: { by: 'state', why: 'the latest value is what counts, so it is retained' },
  observation: { by: 'raw', why: 'raw events are private: home only, unless switched on' },
  plan: {
    by: 'notice',
    why: 'the desk must see which absence excuses silence, by whose word and until when',
  },
  watch: { by: 'notice', why: 'the desk must see how closely a home is watched, and until when' },
  pause: { by: 'notice', why: 'the desk must see that a home is not watched, by whose word and until when' },
  'pause-over': { by: 'notice', why: 'the home is watched again' },
  consent: { by: 'notice', why: 'the centre must know what it may have, and since when' },
  peace: { by: 'need', why: 'that the resident asked to be left in peace is for the case manager alone' },
  visit: { by: 'notice', why: 'the desk must see which visit changes what an answer is' },
  programme: { by: 'need', why: 'who invites the resident, and where to, is for the case manager alone' },
  'programme-step': { by: 'need', why: 'what they answer and wish for, and how it was, above all' },
  'programme-missed': {
    by: 'notice',
    why: 'somebody has to find out; it names the programme by its id alone',
  },
  diagnostics: { by: 'notice', why: 'who asked; the page itself goes with the answer' },
  message: { by: 'need', why: 'what is said to the resident belongs to the case manager alone' },
  reminder: { by: 'need', why: 'as the message' },
  'reminder-outcome': { by: 'need', why: 'whether it was done belongs to the case manager alone' },
  'message-outcome': { by: 'need', why: 'as the message; an answer above all' },
  settings: { by: 'notice', why: 'who ordered which settings' },
  'settings-judged': { by: 'notice', why: 'what is wrong with them, or what they change' },
  'settings-settled': { by: 'notice', why: 'what is in force is not what was sent' },
  key: { by: 'notice', why: 'whose word the hub obeys must be known, above all when a thief changed it' },
  summary: { by: 'history', why: 'an hour in counts: a rhythm of weeks, and nobody’s minute' },
  'welfare-card': { by: 'consented', why: 'a week in five facts: those leave to which the resident agreed' },
  desk: { by: 'stays', why: 'came from the desk; the alert that follows from it goes back' },
  kept: { by: 'stays', why: 'came from the desk' },
  refused: { by: 'stays', why: 'becomes a condition; its text may be an attacker’s' },
  link: { by: 'stays', why: 'the desk sees status and heartbeat itself; a long outage is a condition' },
  delivery: { by: 'stays', why: 'what the broker refuses for long is a condition' },
  withheld: { by: 'stays', why: 'is never appended: it has the lane of the record it stands for' },
  clock: { by: 'stays', why: 'each packet says how far its time can be believed' },
  config: { by: 'stays', why: 'describes the home' },
  'sensor-health': { by: 'stays', why: 'what needs somebody becomes a condition' },
  climate: {
    by: 'stays',
    why: 'raw readings are private; a room that is too cold or too hot is a condition',
  },
  badge: { by: 'notice', why: 'somebody of the centre was there, and said so' },
  battery: { by: 'stays', why: 'a battery that runs low is a condition' },
  supply: { by: 'stays', why: 'a hub without mains is a condition' },
  'frame-counter': { by: 'stays', why: 'guards against replays; says nothing to anybody else' },
  speech: { by: 'stays', why: 'each alert says whether the resident could be asked' },
  companion: { by: 'stays', why: 'a part of it that is lost is a condition, and that leaves' },
  'card-written': { by: 'stays', why: 'each heartbeat says how long the card will last' },
  'press-expected': { by: 'stays', why: 'the test alert that follows says so' },
  'test-asked': { by: 'stays', why: 'the test alert that follows says so' },
  console: { by: 'stays', why: 'a console that somebody has locked by wrong codes is a condition' },
  deadline: { by: 'stays', why: 'says nothing by itself' },
  overdue: { by: 'stays', why: 'the prompt or alert that follows carries the same evidence' },
  postponed: { by: 'stays', why: 'an inner step of the conversation' },
  correction: { by: 'stays', why: 'an inner step; a help call withdrawn is a revision of its alert' },
  need: { by: 'need', why: 'what the resident asked for belongs to the case manager alone' },
  'need-withdrawn': { by: 'stays', why: 'taken back in time: nobody is told' },
  offer: { by: 'stays', why: 'an inner step; what comes of it leaves as what it was for' },
  'offer-end': { by: 'stays', why: 'as the offer' },
  say: { by: 'stays', why: 'spoken in the home, for the home' },
  probe: {
    by: 'stays',
    why: 'a greeting is nobody’s business; the question that may follow leaves by itself',
  },
  checkpoint: { by: 'stays', why: 'what was learned about a life never leaves the home' },
};

/** The lane by which a record leaves, or null when it stays home. */
export function laneOf(body: Body, rawEvents: boolean): Lane | null {
  const { by } = LEAVES[body.kind];
  switch (by) {
    case 'stays':
      return null;
    case 'raw':
      return rawEvents ? 'history' : null;
    case 'dropped':
      return body.kind === 'store' && body.dropped > 0 ? 'notice' : null;
    case 'consented':
      return body.kind === 'welfare-card' && body.leaves.length > 0 ? 'notice' : null;
    case 'owned':
      return body.kind === 'condition' && isResidentsOwn(body) ? 'need' : 'notice';
    case 'alert':
    case 'notice':
    case 'need':
    case 'state':
    case 'history':
      return by;
  }
}
