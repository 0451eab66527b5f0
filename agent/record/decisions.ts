/**
 * Decisions: what followed from facts and orders.
 *
 * Owns their shapes. Each carries what `evolve` needs, for it may never ask the configuration.
 */
import type { ErrorCode } from '../errors.ts';
import type { Agreed } from './facts.ts';
import type { Sentence } from './sentences.ts';
import type {
  AlertStage,
  AlertWhy,
  Asked,
  Cause,
  Choice,
  ConditionCode,
  ConditionEdge,
  Evidence,
  NeedOf,
  OfferOf,
  Owner,
  PresenceState,
  ProbeSentence,
  ProgrammeOf,
  ReplyBy,
  Wish,
} from './words.ts';

export interface Presence {
  readonly kind: 'presence';
  readonly state: PresenceState;
  readonly why: string;
}
/** The detector's verdict: silence has passed its line, or sight of the home was lost for too long. */
export interface Overdue {
  readonly kind: 'overdue';
  readonly cause: 'inactivity' | 'cannot-see';
  readonly evidence: Evidence;
}
/** Something the companion says anyway, some time before a question would come due: movement answers it, or nothing. */
export interface Probe {
  readonly kind: 'probe';
  readonly probe: string;
  readonly sentence: ProbeSentence;
  readonly quietMinutes: number;
}
/** One stage of a question to the resident. */
export interface Prompt {
  readonly kind: 'prompt';
  readonly conversation: string;
  readonly cause: 'inactivity' | 'cannot-see';
  readonly stage: 1 | 2 | 3;
  /** True when the hub restarted and cannot know how long the question hung in the air. */
  readonly again: boolean;
  /** A light asks it as well, of somebody who looks for it: where it cannot be said, that alone; absent: none does. */
  readonly byLight?: boolean | undefined;
  readonly quietMinutes: number;
  readonly evidence: Evidence;
}
/** The conversation ended with an answer. */
export interface Answer {
  readonly kind: 'answer';
  readonly conversation: string;
  readonly by: ReplyBy;
}
/** The next step of a conversation was put off, or brought forward, within its bound. */
export interface Postponed {
  readonly kind: 'postponed';
  readonly conversation: string;
  readonly why: 'same-room-movement' | 'unclear-voice' | 'perhaps-voice';
  readonly dueMs: number;
}
/** A ten-second window in which the next press means the opposite of the last. */
export interface Correction {
  readonly kind: 'correction';
  readonly of: 'fine' | 'help';
  readonly conversation: string | null;
  readonly untilMs: number;
  /** What the next press chooses of what is offered, besides taking the call back; absent: nothing. */
  readonly choice?: Choice | undefined;
}
/** One sentence of an offer; with a choice, that can be chosen once it was heard. */
export interface OfferStep {
  readonly sentence: Sentence;
  readonly choice: Choice | null;
  readonly minutes?: number | undefined;
  /** Words of the centre that follow. */
  readonly text?: string | undefined;
}
/** Choices are said to the resident, one after the other, and one of them may be chosen. */
export interface Offer {
  readonly kind: 'offer';
  readonly offer: string;
  readonly of: OfferOf;
  readonly subject: string;
  readonly steps: readonly OfferStep[];
  /** So long a choice can be chosen after it was heard, ms. */
  readonly gapMs: number;
  /** The first step was said before; absent: none was. */
  readonly isHeard?: boolean | undefined;
}
/**
 * It is over. no-answer: all was said and nothing chosen, which is no refusal; broken-off: something more important
 * came, or a restart; not-said: it could not be.
 */
export interface OfferEnd {
  readonly kind: 'offer-end';
  readonly offer: string;
  readonly of: OfferOf;
  readonly subject: string;
  readonly choice: Choice | null;
  readonly by: ReplyBy | null;
  readonly why: 'chosen' | 'no-answer' | 'broken-off' | 'not-said';
}
/** One alert, one id, every stage and revision of it. */
export interface Alert {
  readonly kind: 'alert';
  readonly alert: string;
  readonly stage: AlertStage;
  /** 0 at `raised`; each later record of the alert, at any stage, adds one, and the first after a damaged journal 2,001. */
  readonly revision: number;
  readonly cause: Cause;
  readonly test: boolean;
  readonly asked: Asked;
  /** What is new in this revision. */
  readonly why: AlertWhy;
  readonly by: string | null;
  readonly minutes: number | null;
  readonly outcome: string | null;
  /** False when the store was failing: the alert exists only in memory and on the wire. */
  readonly durable: boolean;
  readonly evidence: Evidence;
}
/** The resident asked for something, and did not take it back: a word between them and their case manager, no evidence. */
export interface Need {
  readonly kind: 'need';
  readonly need: string;
  readonly what: NeedOf;
}
/** They took it back in time; nobody is told. */
export interface NeedWithdrawn {
  readonly kind: 'need-withdrawn';
  readonly what: NeedOf;
}
/**
 * What became of a programme, step by step. later, no-answer and put-off are asked once more unless it is over; listed:
 * what was wished for is known; put-off: what was being said could not be, or something more important came.
 * went, did-not-go, came and did-not-come only where that was seen at the door; else it cannot be told. So with an
 * invitation in a home that has nothing to answer by: nobody is asked.
 */
export const PROGRAMME_STEPS = [
  'yes',
  'no',
  'later',
  'no-answer',
  'not-said',
  'put-off',
  'wished',
  'listed',
  'reminded',
  'begun',
  'went',
  'did-not-go',
  'came',
  'did-not-come',
  'cannot-tell',
  'good',
  'not-good',
  'unsaid',
] as const;
export interface ProgrammeStep {
  readonly kind: 'programme-step';
  readonly programme: string;
  readonly step: (typeof PROGRAMME_STEPS)[number];
  /** wished: this one; listed: all of them; else none. */
  readonly wishes: readonly Wish[];
  /** Nothing follows any more. */
  readonly isOver: boolean;
}
/** Something that was agreed has not come about, and somebody has to find out why. Nothing is known of the person by it. */
export interface ProgrammeMissed {
  readonly kind: 'programme-missed';
  readonly programme: string;
  readonly what: ProgrammeOf;
  /** not-home: they went out and were not seen to come back; nobody-came: the door was not used. */
  readonly missed: 'not-home' | 'nobody-came';
  readonly owner: Owner;
  /** How long the owner has, ms from this record. */
  readonly dueMs: number;
}
/** Something the companion is to say; perishable: not said after `expiresMs` (home time). */
export interface Say {
  readonly kind: 'say';
  readonly utterance: string;
  readonly sentence: Sentence;
  /** 1 normal, 2 louder, 3 loudest. */
  readonly level: 1 | 2 | 3;
  readonly minutes: number | null;
  /** How often it was said before, so that each of its wordings gets its turn; absent: an earlier version's. */
  readonly variant?: number | undefined;
  /** A low tone, and the resident's name, come before it; absent: nothing does. */
  readonly calls?: true | undefined;
  /** Said at night, in the wording for the night where there is one; absent: by day, or nobody knows. */
  readonly night?: true | undefined;
  /** Words of the centre that follow the sentence, which announces them; absent: none do. */
  readonly text?: string | undefined;
  readonly expiresMs: number;
  /** The conversation, alert or probe it belongs to. */
  readonly about: string;
}
/** The time of a pause is over: the home is watched again. */
export interface PauseOver {
  readonly kind: 'pause-over';
}
/** The resident is left in peace, as they asked: for a while no silence is judged and nothing is said first. */
export interface Peace {
  readonly kind: 'peace';
  /** Wall clock, ms since 1970 UTC; null: from now on as usual again. */
  readonly untilWallMs: number | null;
  /** over: its time has come · taken-back: by the resident · called: they called for help · centre: by word of it. */
  readonly why: 'asked' | 'over' | 'taken-back' | 'called' | 'centre';
}
/**
 * What became of a message, or of its invitation. not-said: it could not be; expired: there was no moment for it;
 * no-answer is not a refusal; cannot-tell: an invitation was heard, and this home has nothing to answer it by.
 */
export interface MessageOutcome {
  readonly kind: 'message-outcome';
  readonly message: string;
  readonly outcome: 'spoken' | 'not-said' | 'expired' | 'yes' | 'no-answer' | 'cannot-tell';
  readonly why: ErrorCode | null;
}
/**
 * What became of a reminder at one of its times. no-answer: heard, and nothing said of it; not-said: it could not be;
 * missed: there was no moment for it within its hour, nor before its next time; cannot-tell: heard, and this home has nothing
 * to say by that it is done.
 */
export interface ReminderOutcome {
  readonly kind: 'reminder-outcome';
  readonly reminder: string;
  /** Its time: local wall clock as if UTC, ms. */
  readonly localMs: number;
  readonly outcome: 'done' | 'no-answer' | 'not-said' | 'missed' | 'cannot-tell';
  readonly by: ReplyBy | null;
}
/** Settings have proven themselves, or those before are in force again. */
export interface SettingsSettled {
  readonly kind: 'settings-settled';
  readonly version: number;
  readonly outcome: 'in-force' | 'taken-back';
  /** proven: the centre was heard under them · not-proven: it was not, in time · did-not-start: the hub could not begin with them. */
  readonly why: 'proven' | 'not-proven' | 'did-not-start';
}
/** Something is broken (or repaired). Its owner, bound and remedy are in the table of `health/conditions.ts`. */
export interface Condition {
  readonly kind: 'condition';
  readonly edge: ConditionEdge;
  readonly code: ConditionCode;
  readonly subject: string;
  /** Whose it is from now on; absent: recorded before this was, or it is over. */
  readonly owner?: Owner | undefined;
  /** How long they have until it is said again, to the next one; ms from this record. */
  readonly dueMs?: number | undefined;
}
/** What may leave the home from now on, as the resident agreed; told whenever it is another than was told before. */
export interface Consent extends Agreed {
  readonly kind: 'consent';
  /** One more with each change, from one. */
  readonly version: number;
}
/** Everything learned and open, so that older records may go. */
export interface Checkpoint {
  readonly kind: 'checkpoint';
  readonly schema: number;
  readonly codeHash: string;
  readonly configHash: string;
  /** The state as JSON text, and its checksum (see `journal/checksum.ts`). */
  readonly state: string;
  readonly checksum: string;
}
