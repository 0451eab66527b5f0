/**
 * What a reply means: fine, help, or not understood.
 *
 * There is one button. While a question that was heard waits for it a press means fine; at any other time it calls
 * for help. Each press is echoed, and for ten seconds the next one means the opposite, but a call is taken back only
 * by somebody who was told of it. A touch of the companion answers, chooses of what is offered, and never calls; while
 * the question still sounds it is kept until its end, and so is a fine by voice. Cord, pendant and the word "help" are help at once. A press is never
 * dropped, except one that comes too soon after the last to be a thought of its own, or is told too late to be the answer.
 */
import { unreachable } from '../errors.ts';
import type { Choice, Reply, ReplyBy } from '../record.ts';
import { callForHelp, helpAwaited, tellAnswered, tellUnclear } from './alerts.ts';
import { hurryConversation } from './conversation.ts';
import { type Draft, write } from './draft.ts';
import { openMenu, withdrawNeed } from './menu.ts';
import { PRESS_SETTLE_MS } from './expected-memory.ts';
import { CHOICE_WORDS, chooseByPress, chooseByTouch } from './offer.ts';
import { choiceNow } from './offer-memory.ts';
import { isInPeace, leaveInPeace, takePeaceBack } from './peace.ts';
import { type CheckonState, PRESS, pressIsFine } from './slice.ts';
import { say } from './speech.ts';

export function followReply(draft: Draft, { by, meaning, isLate, byLevel }: Reply): void {
  if (by === 'pull-cord' || meaning === 'help') callForHelp(draft, by);
  else if (meaning === 'later' && by !== 'button') later(draft, by, isLate === true);
  else if (by === 'touch') touch(draft, isLate === true);
  else if (by === 'button' && isLate === true) latePress(draft);
  else if (by === 'button') press(draft);
  else if (meaning === 'fine') spokenFine(draft, by);
  else unclear(draft, byLevel === true);
}

function press(draft: Draft): void {
  const { correction } = draft.checkon;
  const { now } = draft.turn;
  if (correction !== null && now.ms < correction.untilMs) {
    if (now.ms - correction.sinceMs < PRESS_SETTLE_MS) return;
    switch (correction.of) {
      case 'fine':
        callForHelp(draft, 'button');
        return;
      case 'help':
        // Whoever presses twice in fright, and heard nothing between, calls.
        if (correction.echoed) withdrawHelp(draft);
        else callForHelp(draft, 'button');
        return;
      default:
        unreachable(correction.of);
    }
  }
  if (pressIsFine(draft.checkon, now.ms)) fine(draft, 'button');
  else if (helpAwaited(draft)) callForHelp(draft, 'button');
  else {
    const choice = choiceNow(draft.checkon.offer, now.ms);
    correct(draft, 'help', choice);
    say(draft, {
      sentence: choice === null ? 'help-heard' : CHOICE_WORDS[choice].pressed,
      about: PRESS,
      freshMs: draft.turn.policy.checkon.correctionMs,
    });
  }
}

/**
 * A hand on the companion answers what was heard and waits for it, or chooses it, or else ends a peace; it never calls for
 * help.
 */
function touch(draft: Draft, isLate: boolean): void {
  if (isLate) return;
  const { conversation } = draft.checkon;
  // It never calls: what was played is enough, also where a microphone heard nothing.
  if (conversation?.played === true || pressIsFine(draft.checkon, draft.turn.now.ms)) fine(draft, 'touch');
  // A hand that comes as soon as the companion speaks is remembered (`Conversation.touched`).
  else if (conversation !== null) return;
  else if (chooseByTouch(draft) || withdrawNeed(draft)) return;
  else if (isInPeace(draft)) takePeaceBack(draft);
  else openMenu(draft);
}

/** Fine to a question of which nothing was heard yet answers something else; it is kept until that is heard, as a hand is. */
function spokenFine(draft: Draft, by: ReplyBy): void {
  if (by === 'voice' && draft.checkon.conversation?.heard === false) return;
  fine(draft, by);
}

/** A question to which a hand, or a voice, came while it sounded was played to its end: that is the answer. */
export function isTouchedInTime({ conversation }: Readonly<CheckonState>): boolean {
  return (
    conversation !== null && conversation.touched && (conversation.heard || conversation.played === true)
  );
}

export function followEarlyTouch(draft: Draft): void {
  const { conversation } = draft.checkon;
  if (isTouchedInTime(draft.checkon)) fine(draft, conversation?.earlyBy ?? 'touch');
}

/**
 * Who asks to be left in peace is there, and answers what is asked. An alert that is out comes first: the centre decides
 * what happens next. A call for help is not put off by it, and a voice to which nothing was said may be the television's.
 */
function later(draft: Draft, by: ReplyBy, isLate: boolean): void {
  const { conversation, correction } = draft.checkon;
  if (isLate || conversation?.heard === false) return;
  if (correction?.of === 'help' || helpAwaited(draft)) return;
  if (conversation !== null) write(draft, { kind: 'answer', conversation: conversation.id, by });
  const about = tellAnswered(draft, by);
  if (about !== null) say(draft, { sentence: 'told-you-are-fine', about });
  else if (by !== 'voice' || conversation !== null) leaveInPeace(draft);
}

/**
 * A press that happened some time ago cannot be the answer to what is asked now: the question goes on, and whoever
 * pressed is asked. Where nothing is asked it may have been a call that nobody heard: it is one now, with the time to
 * take it back.
 */
function latePress(draft: Draft): void {
  const { checkon, turn } = draft;
  const isCorrected = checkon.correction !== null && turn.now.ms < checkon.correction.untilMs;
  if (!isCorrected && !pressIsFine(checkon, turn.now.ms)) press(draft);
}

/** The second press takes the call back, and answers a question that was heard meanwhile, or chooses what was offered. */
function withdrawHelp(draft: Draft): void {
  const { conversation } = draft.checkon;
  if (conversation?.heard === true) {
    write(draft, { kind: 'answer', conversation: conversation.id, by: 'button' });
  }
  const isChoice = chooseByPress(draft);
  correct(draft, 'fine');
  // Whoever offered it says what was chosen.
  if (isChoice) return;
  const freshMs = draft.turn.policy.checkon.correctionMs;
  say(draft, { sentence: 'help-withdrawn', about: PRESS, freshMs });
}

function correct(draft: Draft, of: 'fine' | 'help', choice: Choice | null = null): void {
  const { now, policy } = draft.turn;
  const conversation = draft.checkon.conversation?.id ?? null;
  const untilMs = now.ms + policy.checkon.correctionMs;
  write(draft, { kind: 'correction', of, conversation, untilMs, ...(choice === null ? {} : { choice }) });
}

/** The resident is fine: ends the question, tells the desk, says which of the two it was. */
export function fine(draft: Draft, by: ReplyBy): void {
  const { conversation } = draft.checkon;
  if (conversation !== null) write(draft, { kind: 'answer', conversation: conversation.id, by });
  const told = tellAnswered(draft, by);
  const about = told ?? conversation?.id ?? null;
  if (about === null) return;
  if (by === 'button') correct(draft, 'fine');
  say(draft, { sentence: told === null ? 'fine-heard' : 'told-you-are-fine', about });
}

function unclear(draft: Draft, byLevel: boolean): void {
  hurryConversation(draft, byLevel);
  tellUnclear(draft, byLevel);
}

/** Nobody took the call back in time: it is one. At boot too, when the hub died in between. */
export function settleHelp(draft: Draft): void {
  const { correction } = draft.checkon;
  if (correction?.of !== 'help' || draft.turn.now.ms < correction.untilMs) return;
  callForHelp(draft, 'button');
}
