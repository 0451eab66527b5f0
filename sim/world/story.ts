/**
 * What a story is: what happens to the resident and what breaks, on and after its own day. Plain data.
 *
 * Every story begins with the same learning days, so that the hub knows the home. Times are local `HH:MM` or
 * `HH:MM:SS` of the story's day, or of a later one by `+1 `, `+2 ` before it.
 */
import { assert } from '../../agent/errors.ts';
import type { LineFault } from '../../agent/sensors/emulated-line.ts';
import type { Choice, ProgrammeOf, ProgrammeStep, ReminderOutcome, Sentence } from '../../agent/record.ts';
import type { Room } from '../simulated-home.ts';
import { DAY_MS } from './day.ts';

export type Happening =
  | { readonly kind: 'away'; readonly from: string; readonly until: string; readonly doing: string }
  | { readonly kind: 'fall'; readonly at: string; readonly room: Room }
  /** Fast asleep in a chair or in bed: nothing moves. */
  | { readonly kind: 'dozes'; readonly from: string; readonly until: string; readonly room: Room }
  /** Somebody comes in by the door, sits with the resident, makes tea, and goes. */
  | { readonly kind: 'visitor'; readonly from: string; readonly until: string }
  /** The centre says that somebody will come between these times. */
  | {
      readonly kind: 'visit-announced';
      readonly at: string;
      /** By this name the resident is told so; absent: they are not. */
      readonly who?: string;
      readonly from: string;
      readonly until: string;
    }
  /** Somebody invites the resident, who goes by what is said and chooses these, one after the other. */
  | {
      readonly kind: 'invited';
      readonly at: string;
      readonly what: ProgrammeOf;
      readonly who: string;
      readonly where: string | null;
      readonly from: string;
      readonly until: string;
      readonly wants: readonly Choice[];
    }
  /** The case manager wants the resident reminded at these times of the day, who does it after as many of them as are wanted. */
  | {
      readonly kind: 'reminded';
      readonly at: string;
      readonly text: string;
      readonly times: readonly string[];
      readonly wants: readonly Choice[];
    }
  /** Somebody knocks, and nobody opens: no part of the home notices. */
  | { readonly kind: 'knocks'; readonly at: string }
  /** `slip`: by mistake; the resident hears the echo and takes it back. */
  | { readonly kind: 'press'; readonly at: string; readonly meant: 'help' | 'slip' }
  | { readonly kind: 'pull'; readonly at: string }
  /** A hand on the companion; of what is offered then, this is chosen. */
  | { readonly kind: 'touch'; readonly at: string; readonly wants: Choice }
  | { readonly kind: 'part-breaks'; readonly at: string; readonly device: string; readonly fault: LineFault }
  | { readonly kind: 'no-audio'; readonly from: string; readonly until: string }
  /** From then on the loudspeaker dies as soon as one question was heard. */
  | { readonly kind: 'speaker-dies'; readonly from: string }
  | { readonly kind: 'broker-down'; readonly from: string; readonly until: string };

/** What must come of it on the story's days, for tests and checkers. */
export interface Expected {
  readonly prompts: 'none' | 'some';
  /** Causes of the alerts raised, in order; tests left out. */
  readonly alerts: readonly ('inactivity' | 'help' | 'cannot-see')[];
  /** What the evidence of the first alert must say, word for word; absent: nothing in particular. */
  readonly evidence?: readonly string[];
  /** Conditions that must be raised: code and subject. */
  readonly conditions: readonly (readonly [code: string, subject: string])[];
  /** Sentences that must be said on the story's days, in this order, with whatever else comes between; absent: any. */
  readonly says?: readonly Sentence[];
  /** What became of what was to be done together, step by step; absent: there was nothing of the kind. */
  readonly became?: readonly ProgrammeStep['step'][];
  /** What is told of each reminder at each of its times, in order; absent: there was none. */
  readonly reminded?: readonly ReminderOutcome['outcome'][];
}
/** How the resident is; absent: as most are. */
export interface Manner {
  /** The quietest loudness they hear, of three. */
  readonly hearsFrom?: 1 | 2 | 3;
  /** Who lies on the floor calls out at each question, and is not understood. */
  readonly callsOut?: boolean;
}
export interface Story {
  readonly name: string;
  readonly summary: string;
  /** Days lived before it. */
  readonly learningDays: number;
  readonly happenings: readonly Happening[];
  readonly resident?: Manner;
  /** When the story is over. */
  readonly end: string;
  readonly expected: Expected;
}

/** Wednesday, 25 March 2026: the day of every story; days since 1970-01-01. */
export const STORY_DAY = 20_537;

/** Local ms (as if UTC) of a time in a story. */
export function storyMs(text: string): number {
  const match = /^(?:\+(\d) )?(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  assert(match !== null, `"${text}" is no time of a story`);
  const [, day = '0', hours, minutes, seconds = '0'] = match;
  const ofDayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return (STORY_DAY + Number(day)) * DAY_MS + ofDayMs;
}
