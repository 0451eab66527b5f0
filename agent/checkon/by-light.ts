/**
 * A question that the light alone asks, because nobody can have heard it.
 *
 * Owns that a light asks in place of a loudspeaker that failed, but only somebody who looks for it: to whoever hears well
 * nobody has said what it means, and a press of theirs may be a call. A light that goes out, or a stop, ends what it asks.
 * Changes the check-on's slice in place; reads no policy: who looks for a light is in the prompt.
 */
import type { CompanionPart } from '../record.ts';
import type { CheckonState, Conversation } from './slice.ts';

/** The companion's light, by its own word: it shines, and the device that it is a part of is not lost. */
export interface Lamp {
  works: boolean;
  isCutOff: boolean;
  /** A bed shaker works, by its word since the last start; absent: there is none, or an earlier version wrote. */
  shakes?: boolean;
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
  if (!isLit(conversation, lamp)) {
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
  else if (part === 'shaker') lamp.shakes = state === 'works';
  else if (part === 'device') lamp.isCutOff = state === 'lost';
  if (shines(lamp) || conversation === null || !conversation.shown.isAlone) return;
  conversation.shown.isAlone = false;
  conversation.failed = true;
  // What a press would answer is dark: it may be a call.
  conversation.heard = false;
}

/** After a stop nobody knows what was seen before it: what the light alone asked was not asked. */
export function forgetShown(conversation: Conversation): void {
  const { shown } = conversation;
  if (!shown.isAlone) return;
  shown.isAlone = false;
  shown.times -= 1;
  conversation.failed = true;
}

/** Whether a light asks it as well. */
export function isLit({ shown }: Readonly<Conversation>, lamp: Readonly<Lamp>): boolean {
  return shown.asks && shines(lamp);
}
/** Whether somebody may have learned of it without a sound. */
export function isShown(conversation: Readonly<Conversation>, lamp: Readonly<Lamp>): boolean {
  return isLit(conversation, lamp) || lamp.shakes === true;
}

function shines({ works, isCutOff }: Readonly<Lamp>): boolean {
  return works && !isCutOff;
}
