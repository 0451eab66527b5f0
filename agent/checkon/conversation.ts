/**
 * The question to the resident: asked, louder, last call, and then somebody is told.
 *
 * Always ends within a bound: three waits, longer at night, plus `postponeMax` × `postponeMs`, whatever the sensors and voices do.
 * Same-room movement puts a step off when it comes due, it ends nothing; a voice that was not understood brings it
 * forward and stops all putting off. A question that certainly was not heard is not waited for, unless a light asks it of
 * somebody who looks for it (`heard.ts`).
 */
import type { CheckonPolicy, CompanionPolicy } from '../config/config.ts';
import type { Overdue, Sentence } from '../record.ts';
import { raiseAlert } from './alerts.ts';
import { type Draft, nextId, write } from './draft.ts';
import { quietMinutes, unansweredEvidence, withAnswers } from './evidence.ts';
import { lastAnswered, loudnessFrom } from './hearing-memory.ts';
import type { Conversation, Question } from './slice.ts';
import { isNight } from '../detector/night.ts';
import { levelNow, say } from './speech.ts';

const QUESTIONS: Readonly<Record<Conversation['stage'], Sentence>> = {
  1: 'ask',
  2: 'ask-louder',
  3: 'last-call',
};

/**
 * Opens the question the detector wants asked: whether there is anything to ask is its judgement, not ours. But whoever
 * called in this very turn, which it could not know, is not questioned.
 */
export function openConversation(draft: Draft, { cause, evidence }: Overdue): void {
  const isCalling = draft.decided.some((body) => body.kind === 'alert' && body.cause === 'help');
  if (draft.checkon.conversation !== null || isCalling) return;
  const id = nextId(draft);
  ask(draft, { id, cause, stage: 1, again: false, quiet: evidence.quietMinutes, evidence });
}

interface Asking extends Question {
  readonly id: string;
  readonly stage: Conversation['stage'];
  readonly again: boolean;
  readonly quiet: number;
}

function ask(draft: Draft, { id, cause, stage, again, quiet, evidence }: Asking): void {
  const lit = isAskedByLight(draft.turn.policy.companion) ? { byLight: true } : {};
  const asked = { stage, again, ...lit, quietMinutes: quiet, evidence };
  write(draft, { kind: 'prompt', conversation: id, cause, ...asked });
  const sentence = stage === 1 && cause === 'cannot-see' ? 'ask-cannot-see' : QUESTIONS[stage];
  const freshMs = waitMs(stage, isNight(draft.turn.now), draft.turn.policy.checkon);
  // Each stage is louder than the one before, and none is asked at a loudness that is known to be in vain.
  const atLeast = loudnessFrom(draft.checkon.hearing, draft.turn.now, levelNow(draft.turn, sentence, 1));
  say(draft, { sentence, level: stage, atLeast, about: id, freshMs });
}

/** Whoever hears badly has a light to look for, and was told what it says. */
function isAskedByLight({ hearing, light, device }: CompanionPolicy): boolean {
  return hearing !== 'good' && (light !== null || device !== null);
}

function waitMs(stage: Conversation['stage'], night: boolean, policy: CheckonPolicy): number {
  return policy.waitMs[stage === 1 ? 0 : stage === 2 ? 1 : 2] * (night ? policy.nightWaitFactor : 1);
}

/** Home time of the next step. */
export function stepDueMs(conversation: Readonly<Conversation>, policy: CheckonPolicy): number {
  const { failed, restart, stageMs, dueMs, stage, night } = conversation;
  if (failed || restart === 'over' || restart === 'ask-again') return stageMs;
  return dueMs ?? stageMs + waitMs(stage, night, policy);
}

/** Takes the step that is due: asks again after a restart, puts off, asks louder, or tells the desk. */
export function stepConversation(draft: Draft): void {
  const { conversation } = draft.checkon;
  const { now, policy } = draft.turn;
  if (conversation === null || now.ms < stepDueMs(conversation, policy.checkon)) return;
  const { id, cause, evidence, stage, restart } = conversation;
  const quiet = quietMinutes(conversation, now.ms);
  if (restart === 'ask-again') {
    ask(draft, { id, cause, stage, again: true, quiet, evidence });
  } else if (mayPostpone(conversation, policy.checkon)) {
    const dueMs = now.ms + policy.checkon.postponeMs;
    write(draft, { kind: 'postponed', conversation: id, why: 'same-room-movement', dueMs });
  } else if (stage === 3) {
    tellDesk(draft, conversation);
  } else {
    ask(draft, { id, cause, stage: stage === 1 ? 2 : 3, again: false, quiet, evidence });
  }
}

function mayPostpone(conversation: Readonly<Conversation>, policy: CheckonPolicy): boolean {
  const { moved, postponed, unclears, failed, restart } = conversation;
  return moved && postponed < policy.postponeMax && unclears === 0 && !failed && restart !== 'over';
}

function tellDesk(draft: Draft, conversation: Readonly<Conversation>): void {
  const { cause, spoken } = conversation;
  const asked = spoken > 0 ? 'asked' : 'could-not-ask';
  const { checkon, turn } = draft;
  const isAtNight = isNight(turn.now);
  const before = spoken > 0 ? lastAnswered(checkon.hearing, turn.now) : null;
  const grounds = withAnswers(unansweredEvidence(conversation, turn.now.ms), before, isAtNight);
  const alert = raiseAlert(draft, cause, asked, grounds);
  say(draft, { sentence: 'raised', about: alert });
}

/**
 * Somebody called out: the next step comes sooner, never later. What may have been no voice does so once in a conversation:
 * a television must not take from anybody the time to answer.
 */
export function hurryConversation(draft: Draft, byLevel: boolean): void {
  const { conversation } = draft.checkon;
  if (conversation === null || (byLevel && (conversation.unclearsByLevel ?? 0) > 1)) return;
  const { now, policy } = draft.turn;
  const dueMs = now.ms + policy.checkon.unclearWaitMs;
  if (dueMs >= stepDueMs(conversation, policy.checkon)) return;
  const why = byLevel ? 'perhaps-voice' : 'unclear-voice';
  write(draft, { kind: 'postponed', conversation: conversation.id, why, dueMs });
  // Before the question itself was heard it would take its place.
  if (draft.checkon.owed !== null && draft.checkon.owed.utterance === conversation.utterance) return;
  say(draft, { sentence: why, about: conversation.id });
}
