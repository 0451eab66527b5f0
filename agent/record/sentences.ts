/**
 * Every sentence the companion can say, one row each: how it bears with others, how loud it is, where it belongs.
 *
 * Owns the list; the order is that of the records' schema, so a new row goes to the end. Holds no wording (`companion/prompts/`)
 * and no rule that reads the rows: what cuts what (`companion/queue.ts`), the volume by the hour (`checkon/loudness.ts`),
 * the words of a day (`checkon/budget.ts`), what may be said at all (`companion/safety.ts`).
 */

import { assert } from '../errors.ts';

/**
 * What waits beside what: echoes of what the resident did, then how their alert stands, then questions; a greeting waits
 * among these, and is not said at all once there is something to ask.
 */
export const WAITING = ['echo', 'stage', 'question'] as const;
export type Waiting = (typeof WAITING)[number];

/**
 * How a sentence bears with others.
 * - alarm: it cuts news and talk, and whoever waits to talk is not heard after it: somebody has called, or is about to be
 *   told about;
 * - asked: a question, or the answer to somebody's hand. Never cut: half a question is answered by nobody, and half an
 *   echo is a press that nobody heard;
 * - news: how things stand. It was true and is not owed again;
 * - talk: nobody waits for it;
 * - words: talk of the centre's own words. They give way to everything else: half a minute is too long to wait.
 */
export type Manner = 'alarm' | 'asked' | 'news' | 'talk' | 'words';

/** 1 normal, 2 louder, 3 loudest. */
export type Level = 1 | 2 | 3;

export interface Bearing {
  readonly waits: Waiting;
  readonly manner: Manner;
  /**
   * Somebody is called, asked or answered, or lies on the floor and is told whether somebody comes: not lowered for the
   * hour or by the volume.
   */
  readonly neverLowered: boolean;
  /** A press is answered that may still be taken back or chosen by: unheard, it becomes a call for help. */
  readonly isPressEcho: boolean;
  /** It calls somebody who was not listening: heard from its first word, or not understood. */
  readonly calls: boolean;
  /** It takes of the words of a day. */
  readonly isCounted: boolean;
  /** Heard in many a home every day, or every time there is a question: one wording would wear out. */
  readonly isHeardOften: boolean;
}

const bearing = (waits: Waiting, manner: Manner): Bearing => ({
  waits,
  manner,
  neverLowered: false,
  isPressEcho: false,
  calls: false,
  isCounted: false,
  isHeardOften: false,
});
const never = (of: Bearing): Bearing => ({ ...of, neverLowered: true });
const calling = (of: Bearing): Bearing => ({ ...of, calls: true });
const counted = (of: Bearing): Bearing => ({ ...of, isCounted: true });
const often = (of: Bearing): Bearing => ({ ...of, isHeardOften: true });
const pressed = (of: Bearing): Bearing => ({ ...of, neverLowered: true, isPressEcho: true });

const QUESTION = often(calling(never(bearing('question', 'asked'))));
/** After it somebody is told. */
const LAST_QUESTION: Bearing = { ...QUESTION, manner: 'alarm' };
const ASKED_BACK = bearing('question', 'asked');
const CALL = pressed(bearing('echo', 'alarm'));
const CALL_OVER = never(bearing('echo', 'alarm'));
const ECHO = bearing('echo', 'asked');
const PRESS = pressed(ECHO);
const RAISED = never(bearing('stage', 'alarm'));
const ANSWERED_LATE = bearing('stage', 'asked');
const NEWS = bearing('stage', 'news');
const HELP_NEWS = never(NEWS);
const TALK = bearing('question', 'talk');
const GREETING = often(counted(TALK));
const WORDS = counted(bearing('question', 'words'));

/** What people who answer for the words read; `level` is what it asks for by day, before the hour and the hearing. */
export interface Situation {
  readonly situation: string;
  readonly stage: string;
  readonly level: Level;
}
interface Row<Name extends string> extends Bearing, Situation {
  readonly sentence: Name;
}
const row = <const Name extends string>(
  sentence: Name,
  bears: Bearing,
  level: Level,
  [situation, stage]: readonly [situation: string, stage: string],
): Row<Name> => ({ sentence, ...bears, level, situation, stage });

const ROWS = [
  row('ask', QUESTION, 1, ['a silence that is too long', '1 asked']),
  row('ask-louder', QUESTION, 2, ['a silence that is too long', '2 asked again']),
  row('last-call', LAST_QUESTION, 3, ['a silence that is too long', '3 last call']),
  row('ask-cannot-see', QUESTION, 1, ['the home cannot be seen', '1 asked']),
  row('fine-heard', often(ECHO), 1, ['an answer', 'heard']),
  row('help-heard', often(CALL), 2, ['a call for help', 'pressed']),
  row('help-withdrawn', often(CALL_OVER), 2, ['a call for help', 'taken back']),
  row('raised', RAISED, 3, ['an alert', 'told to the centre']),
  row('not-reached-yet', HELP_NEWS, 1, ['an alert', 'no connection']),
  row('acknowledged', HELP_NEWS, 2, ['an alert', 'read']),
  row('dispatched', HELP_NEWS, 2, ['an alert', 'somebody set out']),
  row('arrived', HELP_NEWS, 2, ['an alert', 'somebody arrived']),
  row('closed', NEWS, 2, ['an alert', 'closed']),
  row('told-you-are-fine', ANSWERED_LATE, 1, ['an alert', 'answered after it was told']),
  row('unclear-voice', ASKED_BACK, 2, ['an answer', 'not understood']),
  row('perhaps-voice', ASKED_BACK, 2, ['an answer', 'a sound that may be one']),
  row('good-morning', GREETING, 1, ['a greeting', 'morning']),
  row('small-talk', GREETING, 1, ['a greeting', 'by day']),
  row('good-evening', GREETING, 1, ['a greeting', 'evening']),
  row('paused', NEWS, 2, ['a pause of the centre', 'begins']),
  row('pause-over', NEWS, 2, ['a pause of the centre', 'over']),
  row('message', calling(WORDS), 2, ['words of the centre', 'message']),
  row('invitation', calling(WORDS), 2, ['words of the centre', 'invitation']),
  row('invited-press', PRESS, 2, ['an offer', 'pressed once for yes']),
  row('invited-yes', ECHO, 2, ['an offer', 'yes']),
  row('peace-until-ten', ECHO, 1, ['left in peace', 'until ten']),
  row('peace-hours', ECHO, 1, ['left in peace', 'for three hours']),
  row('peace-over', NEWS, 1, ['left in peace', 'over']),
  row('peace-enough', ECHO, 1, ['left in peace', 'no longer today']),
  row('offer-yes', TALK, 2, ['offered by words', 'yes']),
  row('offer-no', TALK, 2, ['offered by words', 'no']),
  row('offer-later', TALK, 2, ['offered by words', 'later']),
  row('press-no', PRESS, 2, ['pressed once at an offer', 'no']),
  row('press-later', PRESS, 2, ['pressed once at an offer', 'later']),
  row('menu-how', TALK, 2, ['a need', 'how to say it']),
  row('offer-food', TALK, 2, ['offered by words', 'food']),
  row('offer-repair', TALK, 2, ['offered by words', 'repair']),
  row('offer-health', TALK, 2, ['offered by words', 'health']),
  row('offer-company', TALK, 2, ['offered by words', 'company']),
  row('offer-until-ten', TALK, 2, ['offered by words', 'until ten']),
  row('offer-three-hours', TALK, 2, ['offered by words', 'three hours']),
  row('offer-no-talk', TALK, 2, ['offered by words', 'no talk']),
  row('press-food', PRESS, 2, ['pressed once at an offer', 'food']),
  row('press-repair', PRESS, 2, ['pressed once at an offer', 'repair']),
  row('press-health', PRESS, 2, ['pressed once at an offer', 'health']),
  row('press-company', PRESS, 2, ['pressed once at an offer', 'company']),
  row('press-peace', PRESS, 2, ['pressed once at an offer', 'peace']),
  row('press-no-talk', PRESS, 2, ['pressed once at an offer', 'no talk']),
  row('need-food', ECHO, 2, ['a need', 'food']),
  row('need-repair', ECHO, 2, ['a need', 'repair']),
  row('need-health', ECHO, 2, ['a need', 'health']),
  row('need-company', ECHO, 2, ['a need', 'company']),
  row('no-talk', ECHO, 2, ['left in peace', 'no small talk today']),
  row('need-answered', WORDS, 2, ['a need', 'answered']),
  row('state-sees-bedroom', TALK, 2, ['how things stand, on a touch', 'sees bedroom']),
  row('state-sees-bathroom', TALK, 2, ['how things stand, on a touch', 'sees bathroom']),
  row('state-sees-kitchen', TALK, 2, ['how things stand, on a touch', 'sees kitchen']),
  row('state-sees-living', TALK, 2, ['how things stand, on a touch', 'sees living']),
  row('state-sees-hall', TALK, 2, ['how things stand, on a touch', 'sees hall']),
  row('state-sees-door', TALK, 2, ['how things stand, on a touch', 'sees door']),
  row('state-sees-all', TALK, 2, ['how things stand, on a touch', 'sees all']),
  row('state-sees-none', TALK, 2, ['how things stand, on a touch', 'sees none']),
  row('state-blind-bedroom', TALK, 2, ['how things stand, on a touch', 'blind bedroom']),
  row('state-blind-bathroom', TALK, 2, ['how things stand, on a touch', 'blind bathroom']),
  row('state-blind-kitchen', TALK, 2, ['how things stand, on a touch', 'blind kitchen']),
  row('state-blind-living', TALK, 2, ['how things stand, on a touch', 'blind living']),
  row('state-blind-hall', TALK, 2, ['how things stand, on a touch', 'blind hall']),
  row('state-blind-other', TALK, 2, ['how things stand, on a touch', 'blind other']),
  row('state-blind-several', TALK, 2, ['how things stand, on a touch', 'blind several']),
  row('state-reached-5', TALK, 2, ['how things stand, on a touch', 'reached 5']),
  row('state-reached-10', TALK, 2, ['how things stand, on a touch', 'reached 10']),
  row('state-reached-30', TALK, 2, ['how things stand, on a touch', 'reached 30']),
  row('state-reached-60', TALK, 2, ['how things stand, on a touch', 'reached 60']),
  row('state-reached-day', TALK, 2, ['how things stand, on a touch', 'reached day']),
  row('state-unheard', TALK, 2, ['how things stand, on a touch', 'unheard']),
  row('state-nobody', TALK, 2, ['how things stand, on a touch', 'nobody']),
  row('state-unreached', TALK, 2, ['how things stand, on a touch', 'unreached']),
  row('state-unreached-10', TALK, 2, ['how things stand, on a touch', 'unreached 10']),
  row('state-unreached-60', TALK, 2, ['how things stand, on a touch', 'unreached 60']),
  row('state-unreached-day', TALK, 2, ['how things stand, on a touch', 'unreached day']),
  row('state-no-mains', TALK, 2, ['how things stand, on a touch', 'no mains']),
  row('state-paused', TALK, 2, ['how things stand, on a touch', 'paused']),
  row('reminder', WORDS, 2, ['a reminder', 'of the case manager']),
  row('reminder-how', counted(TALK), 2, ['a reminder', 'how to say that it is done']),
  row('press-done', PRESS, 2, ['pressed once at an offer', 'done']),
  row('reminder-done', ECHO, 1, ['a reminder', 'done']),
  row('programme-shopping', WORDS, 2, ['an invitation by name', 'shopping']),
  row('programme-meal', WORDS, 2, ['an invitation by name', 'meal']),
  row('programme-visit', WORDS, 2, ['an invitation by name', 'visit']),
  row('programme-how', TALK, 2, ['an invitation by name', 'how']),
  row('programme-no', ECHO, 2, ['an invitation by name', 'no']),
  row('programme-later', ECHO, 2, ['an invitation by name', 'later']),
  row('wish-how', TALK, 2, ['a list for shopping together', 'how']),
  row('wish-noted', TALK, 2, ['a list for shopping together', 'noted']),
  row('wishes-passed', ECHO, 2, ['a list for shopping together', 'passed']),
  row('offer-bread', TALK, 2, ['offered by words', 'bread']),
  row('offer-milk', TALK, 2, ['offered by words', 'milk']),
  row('offer-eggs', TALK, 2, ['offered by words', 'eggs']),
  row('offer-fruit', TALK, 2, ['offered by words', 'fruit']),
  row('offer-rice', TALK, 2, ['offered by words', 'rice']),
  row('offer-household', TALK, 2, ['offered by words', 'household']),
  row('offer-that-is-all', TALK, 2, ['offered by words', 'that is all']),
  row('offer-good', TALK, 2, ['offered by words', 'good']),
  row('offer-not-good', TALK, 2, ['offered by words', 'not good']),
  row('press-bread', PRESS, 2, ['pressed once at an offer', 'bread']),
  row('press-milk', PRESS, 2, ['pressed once at an offer', 'milk']),
  row('press-eggs', PRESS, 2, ['pressed once at an offer', 'eggs']),
  row('press-fruit', PRESS, 2, ['pressed once at an offer', 'fruit']),
  row('press-rice', PRESS, 2, ['pressed once at an offer', 'rice']),
  row('press-household', PRESS, 2, ['pressed once at an offer', 'household']),
  row('press-that-is-all', PRESS, 2, ['pressed once at an offer', 'that is all']),
  row('press-good', PRESS, 2, ['pressed once at an offer', 'good']),
  row('press-not-good', PRESS, 2, ['pressed once at an offer', 'not good']),
  row('remind-tomorrow', WORDS, 2, ['a reminder of what was agreed', 'tomorrow']),
  row('remind-today', WORDS, 2, ['a reminder of what was agreed', 'today']),
  row('visit-today', WORDS, 2, ['a visit by name', 'today']),
  row('how-was-it', counted(TALK), 2, ['how it was', 'was it']),
  row('how-noted', ECHO, 2, ['how it was', 'noted']),
  row('reminder-waits', counted(TALK), 2, ['a reminder', 'in front of a visitor']),
  row('reminder-hear', counted(TALK), 2, ['a reminder', 'how to hear it']),
  row('press-hear', PRESS, 2, ['pressed once at an offer', 'hear']),
  row('invitation-touch', calling(WORDS), 2, ['words of the centre', 'invitation, by a touch']),
  row('programme-how-press', TALK, 2, ['an invitation by name', 'how, by a button']),
  row('wish-how-press', TALK, 2, ['a list for shopping together', 'how, by a button']),
  row('press-tested', ECHO, 2, ['a walk through the home', 'pressed as a test']),
];
export type Sentence = (typeof ROWS)[number]['sentence'];
export type SentenceRow = Row<Sentence>;

/** In the order of the schema. */
export const SENTENCES: readonly Sentence[] = ROWS.map(({ sentence }) => sentence);
const ROW_OF: ReadonlyMap<Sentence, SentenceRow> = new Map(ROWS.map((one) => [one.sentence, one]));

export function rowOf(sentence: Sentence): SentenceRow {
  const found = ROW_OF.get(sentence);
  assert(found !== undefined, 'every sentence has its row');
  return found;
}
