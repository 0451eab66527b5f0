/**
 * What became of a sentence, and what that makes of the question and the press it belongs to.
 *
 * Owns when a question counts as asked: played to its end, and not unheard by a microphone that is believed; or else shown
 * by a light (`by-light.ts`). Must never let a press answer what perhaps nobody heard or saw: it may be a call. Changes the
 * slice in place, decides nothing.
 */
import type { Speech } from '../record.ts';
import { askByLight, isLit } from './by-light.ts';
import { isBelievedUnheard } from './ear-memory.ts';
import type { CheckonState, Conversation } from './slice.ts';

export function evolveSpeech(checkon: CheckonState, speech: Speech): void {
  if (checkon.owed?.utterance === speech.utterance) checkon.owed = null;
  const { conversation, correction, lamp } = checkon;
  const spoken = speech.outcome === 'spoken';
  if (spoken && correction?.utterance === speech.utterance) correction.echoed = true;
  if (conversation === null || conversation.utterance !== speech.utterance) return;
  if (!spoken) {
    conversation.touched = false;
    conversation.unsaid += 1;
    askByLight(conversation, lamp);
    return;
  }
  // A hand on the companion answers, whatever the microphone says: it never calls.
  conversation.played = true;
  const isUnheardAgain = evolveUnheard(conversation, speech);
  if (conversation.unheard === true && isBelievedUnheard(checkon.ear)) {
    // The first of a conversation is waited for all the same: an answer shows a microphone that is deaf.
    conversation.unsaid += 1;
    if (isUnheardAgain) askByLight(conversation, lamp);
    else if (isLit(conversation, lamp)) conversation.heard = true;
    return;
  }
  conversation.heard = true;
  conversation.spoken += 1;
  conversation.heardFrom ??= conversation.level;
  conversation.heardTo = conversation.level;
}

/** Whether neither this nor the question before it was heard. */
function evolveUnheard(conversation: Conversation, { ear }: Speech): boolean {
  const wasUnheard = conversation.unheard === true;
  if (ear === 'not-heard') conversation.unheard = true;
  else if (conversation.unheard !== undefined) conversation.unheard = false;
  return wasUnheard && ear === 'not-heard';
}
