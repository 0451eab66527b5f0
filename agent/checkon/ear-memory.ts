/**
 * How far the microphone is believed when it says that our own sentence was not heard in the room.
 *
 * Owns its part of the check-on's slice; plain JSON, because it travels in checkpoints. A microphone that has heard the
 * loudspeaker in this home is believed, until a question that it did not hear, and that nothing showed, is answered by
 * hand: then it is the one that is deaf, and is believed again once it hears something. So a deaf one never takes
 * from anybody the wait after the first question. Must never judge sound (`companion/loopback.ts`).
 */
import type { Body } from '../record.ts';
import { isShown } from './by-light.ts';
import type { CheckonState } from './slice.ts';

export interface EarMemory {
  /** A microphone is configured. */
  has: boolean;
  /** It could not be read when it was last tried. */
  lost: boolean;
  /** It heard our loudspeaker, and nothing has spoken against it since. */
  proven: boolean;
  /** A question that it did not hear, and that nothing showed, was answered, and it has heard nothing since. */
  deaf: boolean;
  /** Sentences in a row that it did not hear, counted to UNHEARD_MIN. */
  unheard: number;
}

/** One may have been covered by a hand or a coat; the second in a row is the loudspeaker's. */
export const UNHEARD_MIN = 2;

export function initialEar(): EarMemory {
  return { has: false, lost: false, proven: false, deaf: false, unheard: 0 };
}

/** Applies one record, before it ends the conversation; what was learned goes with the microphone. */
export function evolveEar(
  ear: EarMemory,
  body: Body,
  { conversation, lamp }: Readonly<Pick<CheckonState, 'conversation' | 'lamp'>>,
): EarMemory {
  if (body.kind === 'config') return body.hasMicrophone === true ? { ...ear, has: true } : initialEar();
  if (body.kind === 'companion' && body.part === 'microphone') return { ...ear, lost: body.state === 'lost' };
  if (body.kind === 'answer' && body.by !== 'motion' && conversation?.unheard === true) {
    // Whoever saw it, or was shaken, says nothing of what there was to hear.
    if (isShown(conversation, lamp)) return ear;
    return { ...ear, proven: false, deaf: true, unheard: 0 };
  }
  if (body.kind !== 'speech' || body.outcome !== 'spoken') return ear;
  if (body.ear === 'heard') return { ...ear, proven: true, deaf: false, unheard: 0 };
  if (body.ear === 'not-heard') return { ...ear, unheard: Math.min(UNHEARD_MIN, ear.unheard + 1) };
  return ear;
}

/** Whether what was played last was not heard, by a microphone that is believed. */
export function isBelievedUnheard({ proven, unheard }: Readonly<EarMemory>): boolean {
  return proven && unheard > 0;
}

/** Whether the loudspeaker plays, and the room stays as it was. */
export function isSpeakerUnheard({ unheard }: Readonly<EarMemory>): boolean {
  return unheard >= UNHEARD_MIN;
}

/** Whether the microphone itself wants looking after. */
export function isEarBroken({ lost, deaf }: Readonly<EarMemory>): boolean {
  return lost || deaf;
}
