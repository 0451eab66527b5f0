/**
 * A question that the light alone asks, because nobody can have heard it.
 *
 * Owns that a light asks in place of a loudspeaker that failed, but only somebody who looks for it: to whoever hears well
 * nobody has said what it means, and a press of theirs may be a call. A light that goes out asks nothing any more. Changes
 * the check-on's slice in place; reads no policy: who looks for a light is in the prompt.
 */
import type { CompanionPart } from '../record.ts';
import type { CheckonState, Conversation } from './slice.ts';

/** The companion's light, by its own word: it shines, and the device that it is a part of is not lost. */
export interface Lamp {
  works: boolean;
  isCutOff: boolean;
}
/** What the light does for the question that is open. */
export interface Shown {
  /** It asks the current stage as well; and now it alone does. */
  asks: boolean;
  isAlone: boolean;
  /** Stages that it alone has asked. */
  times: number;
}

export function initialLamp(): Lamp {
  return { works: false, isCutOff: false };
}
/** A new stage; `before`: the one before it. */
export function shownFrom(asks: boolean, before: Shown | null = null): Shown {
  return { asks, isAlone: false, times: before?.times ?? 0 };
}

/** The current stage's sentence was not heard: where the light asks as well, it does so alone; else nobody was asked. */
export function askByLight(conversation: Conversation, lamp: Readonly<Lamp>): void {
  const { shown } = conversation;
  if (!shown.asks || !shines(lamp)) {
    conversation.failed = true;
    return;
  }
  // From now on it blinks, which says that a press answers; and it is waited for as if it had been heard.
  shown.isAlone = true;
  shown.times += 1;
  conversation.heard = true;
}

export function evolveLamp({ conversation, lamp }: CheckonState, { part, state }: CompanionPart): void {
  if (part === 'light') lamp.works = state === 'works';
  else if (part === 'device') lamp.isCutOff = state === 'lost';
  if (shines(lamp) || conversation === null || !conversation.shown.isAlone) return;
  conversation.shown.isAlone = false;
  conversation.failed = true;
  // What a press would answer is dark: it may be a call.
  conversation.heard = false;
}

function shines({ works, isCutOff }: Readonly<Lamp>): boolean {
  return works && !isCutOff;
}
