/**
 * When each sentence of the companion is true, told from the state in which it would be spoken: one line each.
 *
 * Never says when it is to be said; that is the check-on's. A new sentence is a new line.
 */
import { SENTENCE_FRESH_MS } from '../../agent/checkon/speech.ts';
import type { HubState } from '../../agent/machine.ts';
import type { Alert, Sentence } from '../../agent/record.ts';

/** When a sentence is true, told from the state in which it would be spoken. */
type Truth = (state: Readonly<HubState>, about: string, nowMs: number) => boolean;
const questionAt =
  (...stages: readonly number[]): Truth =>
  ({ checkon }, about) =>
    checkon.conversation?.id === about && stages.includes(checkon.conversation.stage);
const alertAt =
  (stage: Alert['stage']): Truth =>
  ({ checkon }, about) =>
    checkon.alerts.some((open) => open.alert === about && open.stage === stage && !open.test);
const isOffered: Truth = ({ checkon }, about) => checkon.conversation === null && checkon.offer?.id === about;
const nobodyIsAsked: Truth = ({ checkon }) => checkon.conversation === null;

export const TRUE_WHEN: Readonly<Record<Sentence, Truth>> = {
  ask: questionAt(1),
  'ask-louder': questionAt(2),
  'last-call': questionAt(3),
  'ask-cannot-see': (state, about, nowMs) =>
    questionAt(1)(state, about, nowMs) && state.checkon.conversation?.cause === 'cannot-see',
  'fine-heard': ({ checkon }) => checkon.conversation === null,
  'help-heard': ({ checkon }) => checkon.correction?.of === 'help',
  // Its "if you need help, press" holds over a question that was heard too: for ten seconds.
  'help-withdrawn': ({ checkon }, _about, nowMs) =>
    checkon.correction?.of === 'fine' && nowMs < checkon.correction.untilMs,
  // Telling is true of the stage, and of the minute in which it was told again.
  raised: (state, about, nowMs) =>
    alertAt('raised')(state, about, nowMs) ||
    state.checkon.alerts.some(
      ({ alert, calledMs, test: isTest }) =>
        alert === about && !isTest && nowMs - calledMs < SENTENCE_FRESH_MS,
    ),
  'not-reached-yet': (state, about, nowMs) =>
    alertAt('raised')(state, about, nowMs) &&
    state.centre.link.state === 'down' &&
    state.checkon.alerts.some(
      ({ alert, raisedMs }) => alert === about && raisedMs > state.centre.link.sinceMs,
    ),
  acknowledged: alertAt('acknowledged'),
  dispatched: alertAt('dispatched'),
  arrived: alertAt('arrived'),
  closed: ({ checkon }, about) => checkon.alerts.every(({ alert }) => alert !== about),
  'told-you-are-fine': ({ checkon }, about) =>
    checkon.alerts.some(({ alert, answered, test: isTest }) => alert === about && answered && !isTest),
  'unclear-voice': questionAt(1, 2, 3),
  'perhaps-voice': questionAt(1, 2, 3),
  'good-morning': nobodyIsAsked,
  'small-talk': nobodyIsAsked,
  'good-evening': nobodyIsAsked,
  message: nobodyIsAsked,
  invitation: nobodyIsAsked,
  'invitation-touch': nobodyIsAsked,
  'invited-press': ({ checkon }) => checkon.correction?.of === 'help',
  // Its "if you need help, press" holds whenever no question waits for a press.
  'invited-yes': nobodyIsAsked,
  'offer-yes': isOffered,
  'offer-no': isOffered,
  'offer-later': isOffered,
  'menu-how': isOffered,
  'offer-food': isOffered,
  'offer-repair': isOffered,
  'offer-health': isOffered,
  'offer-company': isOffered,
  'offer-until-ten': isOffered,
  'offer-three-hours': isOffered,
  'offer-no-talk': isOffered,
  'press-food': ({ checkon }) => checkon.correction?.choice === 'food',
  'press-repair': ({ checkon }) => checkon.correction?.choice === 'repair',
  'press-health': ({ checkon }) => checkon.correction?.choice === 'health',
  'press-company': ({ checkon }) => checkon.correction?.choice === 'company',
  'press-peace': ({ checkon }) => checkon.correction?.choice === 'peace',
  'press-no-talk': ({ checkon }) => checkon.correction?.choice === 'no-talk',
  'need-food': ({ checkon }) => checkon.needs.pending?.what === 'food',
  'need-repair': ({ checkon }) => checkon.needs.pending?.what === 'repair',
  'need-health': ({ checkon }) => checkon.needs.pending?.what === 'health',
  'need-company': ({ checkon }) => checkon.needs.pending?.what === 'company',
  'no-talk': ({ checkon }) => checkon.needs.noTalkUntilMs !== null,
  'need-answered': nobodyIsAsked,
  'state-sees-bedroom': isOffered,
  'state-sees-bathroom': isOffered,
  'state-sees-kitchen': isOffered,
  'state-sees-living': isOffered,
  'state-sees-hall': isOffered,
  'state-sees-door': isOffered,
  'state-sees-all': isOffered,
  'state-sees-none': isOffered,
  'state-blind-bedroom': isOffered,
  'state-blind-bathroom': isOffered,
  'state-blind-kitchen': isOffered,
  'state-blind-living': isOffered,
  'state-blind-hall': isOffered,
  'state-blind-other': isOffered,
  'state-blind-several': isOffered,
  'state-reached-5': isOffered,
  'state-reached-10': isOffered,
  'state-reached-30': isOffered,
  'state-reached-60': isOffered,
  'state-reached-day': isOffered,
  'state-unheard': isOffered,
  'state-nobody': isOffered,
  'state-unreached': isOffered,
  'state-unreached-10': isOffered,
  'state-unreached-60': isOffered,
  'state-unreached-day': isOffered,
  'state-no-mains': isOffered,
  'state-paused': isOffered,
  reminder: isOffered,
  'reminder-waits': isOffered,
  'reminder-how': isOffered,
  'reminder-hear': isOffered,
  'press-hear': ({ checkon }) => checkon.correction?.of === 'help',
  'press-done': ({ checkon }) => checkon.correction?.choice === 'done',
  'reminder-done': nobodyIsAsked,
  'programme-shopping': isOffered,
  'programme-meal': isOffered,
  'programme-visit': isOffered,
  'programme-how': isOffered,
  'programme-how-press': isOffered,
  'programme-no': nobodyIsAsked,
  'programme-later': nobodyIsAsked,
  'wish-how': isOffered,
  'wish-how-press': isOffered,
  'wish-noted': isOffered,
  'wishes-passed': nobodyIsAsked,
  'offer-bread': isOffered,
  'offer-milk': isOffered,
  'offer-eggs': isOffered,
  'offer-fruit': isOffered,
  'offer-rice': isOffered,
  'offer-household': isOffered,
  'offer-that-is-all': isOffered,
  'offer-good': isOffered,
  'offer-not-good': isOffered,
  'press-bread': ({ checkon }) => checkon.correction?.choice === 'bread',
  'press-milk': ({ checkon }) => checkon.correction?.choice === 'milk',
  'press-eggs': ({ checkon }) => checkon.correction?.choice === 'eggs',
  'press-fruit': ({ checkon }) => checkon.correction?.choice === 'fruit',
  'press-rice': ({ checkon }) => checkon.correction?.choice === 'rice',
  'press-household': ({ checkon }) => checkon.correction?.choice === 'household',
  'press-that-is-all': ({ checkon }) => checkon.correction?.choice === 'that-is-all',
  'press-good': ({ checkon }) => checkon.correction?.choice === 'good',
  'press-not-good': ({ checkon }) => checkon.correction?.choice === 'not-good',
  'remind-tomorrow': nobodyIsAsked,
  'remind-today': nobodyIsAsked,
  'visit-today': nobodyIsAsked,
  'how-was-it': isOffered,
  'how-noted': nobodyIsAsked,
  // Of the press that it is about, whatever was pressed after it.
  'press-tested': ({ checkon }, about) =>
    checkon.alerts.every(({ alert, test: isTest }) => alert !== about || isTest),
  'press-no': ({ checkon }) => checkon.correction?.choice === 'no',
  'press-later': ({ checkon }) => checkon.correction?.choice === 'later',
  paused: ({ plans }) => plans.pause !== null,
  'pause-over': ({ plans }) => plans.pause === null && plans.peace === null,
  'peace-until-ten': ({ plans }) => plans.peace !== null,
  'peace-hours': ({ plans }) => plans.peace !== null,
  'peace-enough': nobodyIsAsked,
  'peace-over': ({ plans }) => plans.peace === null,
};
