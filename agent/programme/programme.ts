/**
 * Shopping together, a meal, a visit: invited by name, answered, reminded of, and followed to its end.
 *
 * Owns when something is said or asked of it and what follows from an answer; what became of it at the door is in
 * `course.ts`. Delays, mutes and answers no question, call or alert: it speaks only where nothing else does, by offers
 * that all of these end at once. No answer is no refusal, and "how was it?" needs none; where there is nothing to answer by
 * nobody is asked.
 */
import { restUntilMs } from '../checkon/budget.ts';
import { type Draft, openDraft } from '../checkon/draft.ts';
import { freeMs } from '../checkon/messages.ts';
import { choiceStep, openOffer } from '../checkon/offer.ts';
import { PRESS } from '../checkon/slice.ts';
import { WORDS_FRESH_MS, say, sayUnlessAsking } from '../checkon/speech.ts';
import { type Config, chosenBy } from '../config/config.ts';
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import {
  type Body,
  OF_PROGRAMME,
  type OfferEnd,
  type OfferOf,
  type OfferStep,
  type Sentence,
  WISHES,
  type Wish,
  isOut,
} from '../record.ts';
import { courseDueMs, decideCourse } from './course.ts';
import { isAbout, reminderDueMs, reminderNow } from './reminders.ts';
import { ASKED_MAX, FETCHED_MS, type OpenProgramme, TRIES_MAX } from './slice.ts';
import { step } from './step.ts';
import { INVITES, wordsOf } from './words.ts';

const MINUTE_MS = 60_000;
/** Later than this before the beginning nobody can get ready. */
const INVITED_MS_MIN = 15 * MINUTE_MS;
/** Of yesterday's shopping nobody is asked. */
const ASKED_FOR_MS = 6 * 60 * MINUTE_MS;
const NEVER_MS = Number.POSITIVE_INFINITY;
const NOTHING: readonly Body[] = [];

/** What follows in this turn for the programmes that are open. */
export function decideProgrammes(turn: Turn): readonly Body[] {
  const { programmes } = turn.state;
  if (programmes.open.length === 0) return NOTHING;
  const draft = openDraft(turn);
  for (const each of programmes.open) {
    const ended = offerEndedOf(turn, each.id);
    if (ended !== null) followOffer(draft, each, ended);
    else if (isReminderHeard(turn, each)) step(draft, each, 'reminded');
    else followOne(draft, each);
  }
  return draft.decided;
}

/** Home time of the next thing to do if nothing happens; Infinity: there is none. */
export function deadlineOfProgrammes(state: Readonly<HubState>, now: Moment, _policy: Config): number {
  let dueMs = NEVER_MS;
  for (const each of state.programmes.open) dueMs = Math.min(dueMs, dueMsOf(each, state, now));
  return dueMs;
}

function dueMsOf(each: Readonly<OpenProgramme>, state: Readonly<HubState>, now: Moment): number {
  // What is offered of it has its end in a minute or two, and whoever is choosing is waited for.
  const { offer: open } = state.checkon;
  if (open?.subject === each.id && OF_PROGRAMME.has(open.of)) return NEVER_MS;
  // It has begun, whatever was said of it by then.
  const begunMs = each.agreedMs !== null && each.stage !== 'under-way' ? beginsMs(each) : NEVER_MS;
  switch (each.stage) {
    case 'invite':
      return Math.min(each.fromMs - INVITED_MS_MIN, Math.max(each.nextMs, offerMs(each, state, now)));
    case 'list':
      return Math.min(begunMs, Math.max(each.nextMs, offerMs(each, state, now)));
    case 'wait':
      return Math.min(begunMs, reminderDueMs(each, state, now));
    case 'under-way':
      return courseDueMs(each);
    case 'ask':
      return Math.min(askedUntilMs(each), Math.max(each.nextMs, offerMs(each, state, now)));
  }
}

function followOne(draft: Draft, each: Readonly<OpenProgramme>): void {
  const { now, state: before } = draft.turn;
  const state = { ...before, checkon: draft.checkon };
  const by = chosenBy(draft.turn.policy);
  // Whoever cannot answer is not asked, and nothing is waited for.
  const isUnasked = by === null && each.stage === 'invite';
  if (!isUnasked && now.ms < dueMsOf(each, state, now)) return;
  switch (each.stage) {
    case 'invite':
      if (by === null) step(draft, each, 'cannot-tell', { isOver: true });
      // There was no moment for it, or none for asking once more.
      else if (now.ms >= each.fromMs - INVITED_MS_MIN) step(draft, each, 'not-said', { isOver: true });
      else offer(draft, each, 'programme', invitation(each, now, by));
      return;
    case 'list':
      if (now.ms >= beginsMs(each)) step(draft, each, 'listed', { wishes: each.wishes });
      else if (by === null || left(each).length === 0) listed(draft, each);
      else offer(draft, each, 'wishes', list(each, by));
      return;
    case 'wait':
      if (now.ms >= beginsMs(each)) step(draft, each, 'begun');
      else remind(draft, each);
      return;
    case 'under-way':
      decideCourse(draft, each);
      return;
    case 'ask':
      if (by === null || now.ms >= askedUntilMs(each) || isLetBe(draft))
        step(draft, each, 'unsaid', { isOver: true });
      else offer(draft, each, 'how-was-it', howWasIt(by));
      return;
  }
}

function beginsMs(each: Readonly<OpenProgramme>): number {
  return each.fromMs - (isOut(each) ? FETCHED_MS : 0);
}
function askedUntilMs({ course, untilMs }: Readonly<OpenProgramme>): number {
  return (course.homeMs ?? untilMs) + ASKED_FOR_MS;
}

/** Home time from which there is somebody to choose: at home, up and about, alone, and not spoken to otherwise. */
function offerMs(each: Readonly<OpenProgramme>, state: Readonly<HubState>, now: Moment): number {
  if (state.presence.state !== 'home') return NEVER_MS;
  // Whoever says yes is there, and has just been heard.
  return isAbout(state, now) || each.stage === 'list' ? freeMs(state, now) : NEVER_MS;
}

function offer(
  draft: Draft,
  { id }: Readonly<OpenProgramme>,
  of: OfferOf,
  steps: readonly OfferStep[],
): void {
  openOffer(draft, { of, subject: id, steps });
}
type ChosenBy = Exclude<ReturnType<typeof chosenBy>, null>;
/** How an answer is given, and what shall be on the list. */
const HOW = { touch: 'programme-how', button: 'programme-how-press' } as const;
const WISH_HOW = { touch: 'wish-how', button: 'wish-how-press' } as const;

function invitation(each: Readonly<OpenProgramme>, now: Moment, by: ChosenBy): OfferStep[] {
  return [
    { sentence: INVITES[each.what], choice: null, text: wordsOf(each, now) },
    { sentence: HOW[by], choice: null },
    ...(['yes', 'no', 'later'] as const).map(choiceStep),
  ];
}
/** What can still be wished for: the list goes on after what was wished for last. */
function left({ wishes }: Readonly<OpenProgramme>): readonly Wish[] {
  const last = wishes.at(-1);
  return last === undefined ? WISHES : WISHES.slice(WISHES.indexOf(last) + 1);
}
function list(each: Readonly<OpenProgramme>, by: ChosenBy): OfferStep[] {
  const rest = left(each).map(choiceStep);
  if (each.wishes.length === 0) return [{ sentence: WISH_HOW[by], choice: null }, ...rest];
  return [{ sentence: 'wish-noted', choice: null }, choiceStep('that-is-all'), ...rest];
}
function howWasIt(by: ChosenBy): OfferStep[] {
  const asked = [
    { sentence: 'how-was-it', choice: null } as const,
    { sentence: HOW[by], choice: null } as const,
  ];
  return [...asked, ...(['good', 'not-good'] as const).map(choiceStep)];
}

function offerEndedOf({ soFar, input }: Turn, id: string): OfferEnd | null {
  // What was changed in this turn broke off the offer of what it was before, and is asked anew.
  const isChanged = input.kind === 'programme' && input.programme === id;
  for (const body of soFar) {
    if (body.kind !== 'offer-end' || body.subject !== id || !OF_PROGRAMME.has(body.of)) continue;
    return isChanged && body.why === 'broken-off' ? null : body;
  }
  return null;
}

function followOffer(draft: Draft, each: Readonly<OpenProgramme>, ended: OfferEnd): void {
  const { of, choice, why } = ended;
  if (why === 'broken-off' || why === 'not-said') putOff(draft, each);
  else if (of === 'programme') answered(draft, each, ended);
  else if (of === 'wishes') {
    const wish = WISHES.find((one) => one === choice);
    if (wish === undefined) listed(draft, each);
    else step(draft, each, 'wished', { wishes: [wish] });
  } else if (of === 'how-was-it') {
    const said = choice === 'good' || choice === 'not-good' ? choice : 'unsaid';
    step(draft, each, said, { isOver: true });
    if (said !== 'unsaid') echo(draft, 'how-noted');
  }
}

function answered(draft: Draft, each: Readonly<OpenProgramme>, { choice }: OfferEnd): void {
  const isLast = each.asked + 1 >= (isLetBe(draft) ? 1 : ASKED_MAX);
  if (choice === 'yes') {
    step(draft, each, 'yes');
    echo(draft, 'invited-yes');
  } else if (choice === 'no') {
    step(draft, each, 'no', { isOver: true });
    echo(draft, 'programme-no');
  } else if (choice === 'later') {
    step(draft, each, 'later', { isOver: isLast });
    if (!isLast) echo(draft, 'programme-later');
  } else step(draft, each, 'no-answer', { isOver: isLast });
}

/** Who leaves what is offered unanswered again and again is asked less: once, and not how it was. */
function isLetBe({ checkon, turn }: Draft): boolean {
  return turn.now.ms < restUntilMs(checkon.budget, 'offers');
}

/** Said again a while later; after the third time what is known by then is what there is. */
function putOff(draft: Draft, each: Readonly<OpenProgramme>): void {
  if (each.tries + 1 < TRIES_MAX) step(draft, each, 'put-off');
  else if (each.stage === 'invite') step(draft, each, 'not-said', { isOver: true });
  else if (each.stage === 'list') listed(draft, each);
  else step(draft, each, 'unsaid', { isOver: true });
}

function listed(draft: Draft, each: Readonly<OpenProgramme>): void {
  step(draft, each, 'listed', { wishes: each.wishes });
  if (each.wishes.length > 0) echo(draft, 'wishes-passed');
}

/** Nobody is spoken over: what a hand is told is said at once, unless somebody was asked in this very turn. */
function echo(draft: Draft, sentence: Sentence): void {
  const freshMs = draft.turn.policy.checkon.correctionMs;
  sayUnlessAsking(draft, { sentence, about: PRESS, freshMs });
}

function remind(draft: Draft, each: Readonly<OpenProgramme>): void {
  const { now } = draft.turn;
  const sentence = reminderNow(each, now);
  if (sentence === null) return;
  say(draft, { sentence, about: each.id, text: wordsOf(each, now), freshMs: WORDS_FRESH_MS });
}

function isReminderHeard({ input }: Turn, { saying }: Readonly<OpenProgramme>): boolean {
  if (saying === null || input.kind !== 'speech') return false;
  return input.outcome === 'spoken' && input.utterance === saying.utterance;
}
