/**
 * How each record changes what is known of the programmes.
 *
 * Owns the slice and changes it in place. The times are instants on the wall clock; a believed clock puts them right in
 * home time after a stop. Decides nothing, and reads of the home only the door, presence and that somebody is about.
 */
import { HEARD_OF_MS } from '../checkon/offer-memory.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { indexHome } from '../home-index.ts';
import {
  type Entry,
  type Observation,
  type Presence,
  type Programme,
  type ProgrammeStep,
  type Say,
  type Sentence,
  type Visit,
  isOut,
  isSameProgramme,
} from '../record.ts';
import {
  ASK_AGAIN_MS,
  COMES_EARLY_MS,
  LEAVES_EARLY_MS,
  LEAVES_LATE_MS,
  OVER_MAX,
  type OpenProgramme,
  PROGRAMMES_MAX,
  type ProgrammesState,
  type Reminder,
  TRY_AGAIN_MS,
} from './slice.ts';

const MINUTE_MS = 60_000;
/** A reminder that could not be said is tried again: it is of use only in its hour. */
const REMIND_AGAIN_MS = 5 * MINUTE_MS;
const DRIFT_MS = MINUTE_MS;
/** Longer stops than a day are told of by other means. */
const UNKNOWN_STOP_MS = 24 * 60 * MINUTE_MS;

export const REMINDER_OF: Readonly<Partial<Record<Sentence, Reminder>>> = {
  'remind-tomorrow': 'evening',
  'remind-today': 'hour',
  'visit-today': 'morning',
};

/** Applies one record; every other slice has taken it in already. Changes `slice` in place. */
export function evolveProgrammes(
  slice: ProgrammesState,
  { at, body }: Entry,
  now: Moment,
  state: Readonly<HubState>,
): ProgrammesState {
  if (body.kind === 'programme') taken(slice, body, now.ms - at.wallMs, now);
  else if (body.kind === 'visit') announced(slice, body, now.ms - at.wallMs, now);
  else if (slice.open.length > 0) {
    if (now.trusted) for (const each of slice.open) putRight(each, now.ms - at.wallMs);
    follow(slice, { at, body }, now, state);
  }
  if (body.kind === 'presence') slice.isAway = body.state === 'away';
  return slice;
}

/** `offsetMs`: home time less wall clock. */
function putRight(each: OpenProgramme, offsetMs: number): void {
  if (Math.abs(each.fromWallMs + offsetMs - each.fromMs) < DRIFT_MS) return;
  each.fromMs = each.fromWallMs + offsetMs;
  each.untilMs = each.untilWallMs + offsetMs;
}

function taken(slice: ProgrammesState, body: Programme, offsetMs: number, now: Moment): void {
  const { programme: id, what, who, where, fromWallMs, untilWallMs } = body;
  if (what === 'none' || fromWallMs === null || untilWallMs === null) {
    end(slice, id);
    return;
  }
  const before = slice.open.find((each) => each.id === id);
  // The same once more; or one that was over before it came.
  if (slice.over.includes(id) || (before !== undefined && isSameProgramme(before, body))) return;
  slice.open = slice.open.filter((each) => each !== before);
  if (slice.open.filter(({ isAnnounced }) => !isAnnounced).length >= PROGRAMMES_MAX) return;
  slice.open.push(
    opened({ id, what, who, where, fromWallMs, untilWallMs, isAnnounced: false }, offsetMs, now),
  );
}

/** What is said anew takes the place of what was said before. */
function announced(slice: ProgrammesState, visit: Visit, offsetMs: number, now: Moment): void {
  for (const each of slice.open) if (each.isAnnounced) end(slice, each.id);
  const { who, fromWallMs, untilWallMs, keyId, counter } = visit;
  if (who === undefined || untilWallMs === null) return;
  const id = `${keyId.slice(0, 16)}-${counter}`;
  const begins = fromWallMs ?? now.ms - offsetMs;
  const told = { id, what: 'visit', who, where: null, fromWallMs: begins, untilWallMs } as const;
  slice.open.push(opened({ ...told, isAnnounced: true }, offsetMs, now));
}

type Told = Pick<
  OpenProgramme,
  'id' | 'what' | 'who' | 'where' | 'fromWallMs' | 'untilWallMs' | 'isAnnounced'
>;
function opened(told: Told, offsetMs: number, now: Moment): OpenProgramme {
  return {
    ...told,
    fromMs: told.fromWallMs + offsetMs,
    untilMs: told.untilWallMs + offsetMs,
    stage: told.isAnnounced ? 'wait' : 'invite',
    asked: 0,
    tries: 0,
    nextMs: now.ms,
    agreedMs: told.isAnnounced ? now.ms : null,
    wishes: [],
    saying: null,
    reminded: [],
    course: {
      leftMs: null,
      homeMs: null,
      doorMs: null,
      badgeMs: null,
      livedMs: null,
      isUnclear: false,
      isMissed: false,
    },
  };
}

function end(slice: ProgrammesState, id: string): void {
  slice.open = slice.open.filter((each) => each.id !== id);
  if (!slice.over.includes(id)) slice.over = [...slice.over, id].slice(-OVER_MAX);
}

function follow(slice: ProgrammesState, { body }: Entry, now: Moment, state: Readonly<HubState>): void {
  if (body.kind === 'programme-step') stepped(slice, body, now);
  else if (body.kind === 'say') sounds(slice, body);
  else if (body.kind === 'speech' && body.outcome === 'failed') {
    for (const each of slice.open) if (each.saying?.utterance === body.utterance) unheard(each, now);
  } else if (body.kind === 'programme-missed') {
    const missed = slice.open.find(({ id }) => id === body.programme);
    if (missed !== undefined) missed.course.isMissed = true;
  } else if (body.kind === 'presence') {
    const how = { state: body.state, wasAway: slice.isAway, sinceMs: state.presence.sinceMs };
    for (const each of slice.open) moved(each, how, now);
  } else if (body.kind === 'badge') {
    for (const each of slice.open) if (isWithin(each, now.ms)) each.course.badgeMs = now.ms;
  } else if (body.kind === 'observation') for (const each of slice.open) seen(each, body, now, state);
  else if (body.kind === 'boot' && body.previous !== null && body.offMs !== 0) {
    for (const each of slice.open) unseen(each, body.offMs, now);
  }
}

function stepped(
  slice: ProgrammesState,
  { programme, step, wishes, isOver }: ProgrammeStep,
  now: Moment,
): void {
  const found = slice.open.find(({ id }) => id === programme);
  if (found === undefined) return;
  if (isOver) {
    end(slice, programme);
    return;
  }
  found.tries = step === 'put-off' ? found.tries + 1 : 0;
  if (step === 'put-off') found.nextMs = now.ms + TRY_AGAIN_MS;
  else if (step === 'later' || step === 'no-answer') {
    found.asked += 1;
    // The half of what is left, where the beginning is near.
    found.nextMs = now.ms + Math.min(ASK_AGAIN_MS, Math.max(0, found.fromMs - now.ms) / 2);
  } else if (step === 'yes') {
    found.agreedMs = now.ms;
    found.stage = found.what === 'shopping' ? 'list' : 'wait';
  } else if (step === 'wished') found.wishes.push(...wishes);
  else if (step === 'listed') found.stage = 'wait';
  else if (step === 'begun') found.stage = 'under-way';
  else if (step === 'reminded' && found.saying !== null) {
    found.reminded.push(found.saying.reminder);
    found.saying = null;
  } else if (step === 'went' || step === 'cannot-tell') found.stage = 'ask';
}

function sounds(slice: ProgrammesState, { about, sentence, utterance, expiresMs }: Say): void {
  const reminder = REMINDER_OF[sentence];
  const found = slice.open.find(({ id }) => id === about);
  if (found === undefined || reminder === undefined) return;
  found.saying = { reminder, utterance, heardOfUntilMs: expiresMs + HEARD_OF_MS };
}

function unheard(each: OpenProgramme, now: Moment): void {
  each.saying = null;
  each.tries += 1;
  each.nextMs = now.ms + REMIND_AGAIN_MS;
}

interface Moved extends Pick<Presence, 'state'> {
  readonly wasAway: boolean;
  readonly sinceMs: number | null;
}
/** Somebody left or came home, or nobody can tell. */
function moved(each: OpenProgramme, { state: presence, wasAway, sinceMs }: Moved, now: Moment): void {
  const { course } = each;
  if (presence === 'unknown') {
    if (isWithin(each, now.ms)) course.isUnclear = true;
    return;
  }
  if (presence === 'away') {
    const leftMs = sinceMs ?? now.ms;
    if (!isOut(each)) {
      // The door was used to go out; and who is out opens it to nobody.
      if (course.doorMs !== null && course.doorMs <= leftMs) course.doorMs = null;
      if (now.ms <= each.untilMs) course.isUnclear = true;
    } else if (leftMs >= each.fromMs - LEAVES_EARLY_MS && leftMs <= each.untilMs) {
      course.leftMs ??= leftMs;
      course.homeMs = null;
      course.doorMs = null;
    }
    return;
  }
  if (!wasAway) return;
  // The door was theirs.
  course.doorMs = null;
  if (course.leftMs === null) return;
  if (now.ms <= each.fromMs) course.leftMs = null;
  else course.homeMs ??= now.ms;
}

function seen(each: OpenProgramme, body: Observation, now: Moment, state: Readonly<HubState>): void {
  const { sensors, home, presence } = state;
  if (!sensors.isLife || !isWithin(each, now.ms)) return;
  const sensor = indexHome(home.sensors).sensors.get(body.sensor);
  if (sensor === undefined) return;
  if (sensor.class === 'door' && sensor.entrance) each.course.doorMs = now.ms;
  else if (presence.proof && presence.state === 'home' && now.ms >= each.fromMs + LEAVES_LATE_MS)
    each.course.livedMs = now.ms;
}

/** A stop in its time: what happened in it was not seen. One of unknown length may have lasted until then. */
function unseen(each: OpenProgramme, offMs: number | null, now: Moment): void {
  const { fromMs, untilMs, course } = each;
  const wasOffMs = offMs ?? UNKNOWN_STOP_MS;
  // Home time has moved on by what is known of it.
  const [fromOffMs, untilOffMs] = offMs === null ? [now.ms, now.ms + wasOffMs] : [now.ms - wasOffMs, now.ms];
  if (wasOffMs > MINUTE_MS && fromOffMs <= untilMs && untilOffMs >= fromMs - earlyMs(each))
    course.isUnclear = true;
}

/** From when somebody may leave for it, or come, to its end. */
export function isWithin(each: Readonly<OpenProgramme>, ms: number): boolean {
  return ms >= each.fromMs - earlyMs(each) && ms <= each.untilMs;
}

function earlyMs(each: Readonly<OpenProgramme>): number {
  return isOut(each) ? LEAVES_EARLY_MS : COMES_EARLY_MS;
}
