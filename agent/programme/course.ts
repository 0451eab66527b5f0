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
import type { HomeState } from '../machine.ts';
import type { ProgrammeMissed, ProgrammeStep } from '../record.ts';
import { type OpenProgramme, RETURN_GRACE_MS, isOut } from './slice.ts';

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
    tell(draft, each, outcome, true);
    if (outcome === 'did-not-come') miss(draft, each, 'nobody-came');
  } else if (course.leftMs === null) tell(draft, each, stayed(each, home), true);
  else if (course.homeMs !== null) tell(draft, each, wentInTime(each) ? 'went' : 'cannot-tell', false);
  else if (course.isMissed) tell(draft, each, 'cannot-tell', true);
  else miss(draft, each, 'not-home');
}

function wentInTime({ course, untilMs }: Readonly<OpenProgramme>): boolean {
  return course.homeMs !== null && course.homeMs <= untilMs + RETURN_GRACE_MS;
}

function stayed({ course }: Readonly<OpenProgramme>, home: HomeState): ProgrammeStep['step'] {
  const isSeen = course.livedMs !== null && course.doorMs === null && !course.isUnclear;
  return isSeen && hasDoor(home) ? 'did-not-go' : 'cannot-tell';
}

function visited({ course }: Readonly<OpenProgramme>, home: HomeState): ProgrammeStep['step'] {
  if (course.doorMs !== null || course.badgeMs !== null) return 'came';
  return course.isUnclear || !hasDoor(home) ? 'cannot-tell' : 'did-not-come';
}

function hasDoor({ sensors }: HomeState): boolean {
  return sensors.some((sensor) => sensor.class === 'door' && sensor.entrance === true);
}

function tell(
  draft: Draft,
  { id }: Readonly<OpenProgramme>,
  step: ProgrammeStep['step'],
  isOver: boolean,
): void {
  write(draft, { kind: 'programme-step', programme: id, step, wishes: [], isOver });
}

function miss(draft: Draft, { id, what }: Readonly<OpenProgramme>, missed: ProgrammeMissed['missed']): void {
  const owned = { owner: 'case-manager', dueMs: OWNED_MS } as const;
  write(draft, { kind: 'programme-missed', programme: id, what, missed, ...owned });
}
