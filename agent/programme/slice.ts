/**
 * What is agreed with the resident to be done together, and what of it was seen: a slice of the state, as plain data.
 *
 * Owns the shapes, their bounds and how long each part may take; what changes them is in `memory.ts`. Never evidence of
 * anything, and holds no policy.
 */
import type { TakenProgramme, Wish } from '../record.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Invitations open at once: more are a club. One announced visit besides; at 500 bytes each they are 2.5 KB. */
export const PROGRAMMES_MAX = 4;
/** Ids that are over and never begin again: a month of one a day. */
export const OVER_MAX = 32;
/** How far ahead one may begin: six days, so that the name of the day is enough. */
export const PROGRAMME_AHEAD_MS_MAX = 6 * 24 * HOUR_MS;
/** How long one lasts: a day out, with its way there and back. */
export const PROGRAMME_MS_MAX = 12 * HOUR_MS;
/** Whoever would rather say it later, or said nothing, is asked once more after so long. */
export const ASK_AGAIN_MS = 4 * HOUR_MS;
/** Asked twice; whoever has said nothing by then is left alone. */
export const ASKED_MAX = 2;
/** Something came between, or the sound card hung: three times, half an hour apart. */
export const TRIES_MAX = 3;
export const TRY_AGAIN_MS = 30 * MINUTE_MS;
/** So long before the beginning they may be fetched, and what is expected of the home changes. */
export const FETCHED_MS = 30 * MINUTE_MS;
/** Whoever has left so long before the beginning went for it; earlier it was something else. */
export const LEAVES_EARLY_MS = HOUR_MS;
/** Who comes may be early by so much; a door that was used before was another's. */
export const COMES_EARLY_MS = 15 * MINUTE_MS;
/** Life at home so long after the beginning is life of somebody who has not left for it. */
export const LEAVES_LATE_MS = 15 * MINUTE_MS;
/** Nobody comes back to the minute. */
export const RETURN_GRACE_MS = HOUR_MS;

export type Stage = 'invite' | 'list' | 'wait' | 'under-way' | 'ask';
/** The words that are said without a choice: the evening before, in the hour before, and on the morning of a visit. */
export type Reminder = 'evening' | 'hour' | 'morning';

/** What was seen at home from shortly before the beginning on. Home times; null: it was not seen. */
export interface Course {
  leftMs: number | null;
  homeMs: number | null;
  /** The door was used, and it was nobody of the home who came or went. */
  doorMs: number | null;
  /** A visitor's badge said that they are there. */
  badgeMs: number | null;
  /** Somebody was about at home, in a part of the time in which they would be out. */
  livedMs: number | null;
  /** A part of it was not seen: what was not seen may have been. */
  isUnclear: boolean;
  isMissed: boolean;
}
export interface OpenProgramme extends TakenProgramme {
  /** A visit that was announced: nobody is asked whether it may come. */
  readonly isAnnounced: boolean;
  /** Home time of its wall clock. */
  fromMs: number;
  untilMs: number;
  stage: Stage;
  /** How often it ended without a yes or a no. */
  asked: number;
  /** How often what is said now could not be. */
  tries: number;
  /** Not before this anything is said of it. */
  nextMs: number;
  agreedMs: number | null;
  wishes: Wish[];
  /** The reminder that sounds, and by when that would be known; null: none does. */
  saying: { readonly reminder: Reminder; readonly utterance: string; readonly heardOfUntilMs: number } | null;
  /** Those that were heard. */
  reminded: Reminder[];
  course: Course;
}
export interface ProgrammesState {
  open: OpenProgramme[];
  /** Ids that are over, oldest first. */
  over: string[];
  /** As presence said last. */
  isAway: boolean;
}

export function initialProgrammes(): ProgrammesState {
  return { open: [], over: [], isAway: false };
}
