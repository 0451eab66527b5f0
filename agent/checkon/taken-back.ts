/**
 * What was taken back or said anew: what is still owed or offered of it in the old words goes at once.
 *
 * Owns which words those are: of a pause, a peace, a reminder, a programme or a visit. Must never touch what belongs to
 * anything else, nor what has only been said once more; decides nothing: an offer is left broken off, and the next turn
 * says so.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { type Body, OF_PROGRAMME, type Sentence, isSameProgramme } from '../record.ts';
import { isSameReminder } from './reminder-memory.ts';
import { type CheckonState, PAUSE, PEACE } from './slice.ts';

/** Said of a programme without a choice. */
const OF_ITS_TIME: ReadonlySet<Sentence> = new Set(['remind-tomorrow', 'remind-today', 'visit-today']);

/** Applies one record, before what it is about becomes another; changes `checkon` in place. */
export function takeBack(checkon: CheckonState, body: Body, now: Moment, state: Readonly<HubState>): void {
  // What is owed of a pause is untrue once it is another one, or over.
  if (body.kind === 'pause' || body.kind === 'pause-over') unsay(checkon, PAUSE);
  else if (body.kind === 'peace') unsay(checkon, PEACE);
  else if (body.kind === 'reminder') {
    if (checkon.reminders.some((each) => isSameReminder(each, body, now))) return;
    if (checkon.offer?.of === 'reminder') breakOff(checkon, body.reminder);
  } else if (body.kind === 'programme') {
    if (state.programmes.open.some((each) => isSameProgramme(each, body))) return;
    if (checkon.offer !== null && OF_PROGRAMME.has(checkon.offer.of)) breakOff(checkon, body.programme);
    unsay(checkon, body.programme, OF_ITS_TIME);
  } else if (body.kind === 'visit') {
    for (const { id, isAnnounced } of state.programmes.open) if (isAnnounced) unsay(checkon, id, OF_ITS_TIME);
  }
}

function breakOff({ offer }: CheckonState, subject: string): void {
  if (offer !== null && offer.subject === subject) offer.over ??= 'broken-off';
}

function unsay(checkon: CheckonState, about: string, only?: ReadonlySet<Sentence>): void {
  const { owed } = checkon;
  if (owed?.about === about && only?.has(owed.sentence) !== false) checkon.owed = null;
}
