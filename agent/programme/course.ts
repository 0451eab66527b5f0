/**
 * What became of a programme, by what was seen at the door and no guess: they went and came home, did not go, somebody
 * came or did not, or it cannot be told.
 *
 * Owns these judgements and the word to the case manager when something that was agreed has not come about. Went needs the
 * door and the return in time; did not go needs life at home and a door that stayed shut; a visit needs the door, by
 * somebody who does not live there, or their badge. A home whose door tells nothing cannot tell.
 */
import { type Draft, write } from '../checkon/draft.ts';
import { LEAVING_MS } from '../detector/presence.ts';
import { hasEntranceDoor } from '../home-index.ts';
import type { HomeState } from '../machine.ts';
import { type ProgrammeMissed, type ProgrammeStep, isOut } from '../record.ts';
import { type OpenProgramme, RETURN_GRACE_MS } from './slice.ts';
import { step } from './step.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Coat, shoes, bags put down. */
const SETTLED_MS = 10 * MINUTE_MS;
/** Whoever is not back by then is somebody else's business: the question and the alert have run long since. */
const WAITED_MS = 24 * HOUR_MS;
/** A case manager telephones before the evening. */
const OWNED_MS = 2 * HOUR_MS;

/** Home time of the next judgement. */
export function courseDueMs(each: Readonly<OpenProgramme>): number {
  const { course, untilMs } = each;
  // Whoever went out of the door at the last moment is known to have left a while later.
  if (!isOut(each) || course.leftMs === null) return untilMs + LEAVING_MS;
  if (course.homeMs !== null) return course.homeMs + SETTLED_MS;
  return untilMs + (course.isMissed ? WAITED_MS : RETURN_GRACE_MS);
}

/** Judges what is due. */
export function decideCourse(draft: Draft, each: Readonly<OpenProgramme>): void {
  const { course } = each;
  const { home } = draft.turn.state;
  if (!isOut(each)) {
    const outcome = visited(each, home);
    step(draft, each, outcome, { isOver: true });
    if (outcome === 'did-not-come') miss(draft, each, 'nobody-came');
  } else if (course.leftMs === null) step(draft, each, stayed(each, home), { isOver: true });
  else if (course.homeMs !== null) step(draft, each, wentInTime(each) ? 'went' : 'cannot-tell');
  else if (course.isMissed) step(draft, each, 'cannot-tell', { isOver: true });
  else miss(draft, each, 'not-home');
}

function wentInTime({ course, untilMs }: Readonly<OpenProgramme>): boolean {
  return course.homeMs !== null && course.homeMs <= untilMs + RETURN_GRACE_MS;
}

function stayed({ course }: Readonly<OpenProgramme>, home: HomeState): ProgrammeStep['step'] {
  const isSeen = course.livedMs !== null && course.doorMs === null && !course.isUnclear;
  return isSeen && hasEntranceDoor(home.sensors) ? 'did-not-go' : 'cannot-tell';
}

function visited({ course }: Readonly<OpenProgramme>, home: HomeState): ProgrammeStep['step'] {
  if (course.doorMs !== null || course.badgeMs !== null) return 'came';
  return course.isUnclear || !hasEntranceDoor(home.sensors) ? 'cannot-tell' : 'did-not-come';
}

function miss(draft: Draft, { id, what }: Readonly<OpenProgramme>, missed: ProgrammeMissed['missed']): void {
  const owned = { owner: 'case-manager', dueMs: OWNED_MS } as const;
  write(draft, { kind: 'programme-missed', programme: id, what, missed, ...owned });
}
