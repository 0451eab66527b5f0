/**
 * Every record the hub ever writes to its journal: the vocabulary of the whole program.
 *
 * An input is a record that has not been committed yet: facts enter on the left (a sensor edge, a reply, a stage
 * set by the desk), `decide` adds decisions, and both are appended in one transaction. Records are plain JSON,
 * never change once written, and carry no reference to configuration: what `evolve` needs is in the record.
 * A shape may only grow; a change of meaning takes a new version (see `journal/codec.ts`).
 */
import type { ErrorCode } from './errors.ts';

/** none: never set since power-on · saved: restored from a file · synced: set by a time server. */
export type TimeQuality = 'none' | 'saved' | 'synced';

/** When something happened, as the shell saw it. Durations are measured on `monotonicMs`, people read `wallMs`. */
export interface Stamp {
  /** 128-bit random nonce of this process start, 32 hex digits. */
  readonly boot: string;
  /** Milliseconds since that start; never jumps. */
  readonly monotonicMs: number;
  /** Milliseconds since 1970-01-01T00:00Z as far as the hub knows; may jump. */
  readonly wallMs: number;
  readonly quality: TimeQuality;
  /** Local time minus UTC at that moment, in minutes; the shell asks the time-zone data, pure code never does. */
  readonly utcOffsetMin: number;
}

/** Device classes, in the words of the home description. */
export type SensorClass = 'motion' | 'door' | 'item' | 'pressure' | 'power' | 'light';
export interface SensorDescription {
  readonly id: string;
  readonly room: string;
  readonly class: SensorClass;
  readonly entrance?: boolean | undefined;
}
export type ObservationValue = 'on' | 'off' | 'open' | 'closed' | number;

/** Why somebody is told. `test` proves the path to the desk each day and never pages anyone. */
export type Cause = 'inactivity' | 'help' | 'cannot-see' | 'test';
export type AlertStage = 'raised' | 'acknowledged' | 'dispatched' | 'arrived' | 'closed';
/**
 * asked-again: the silence goes on and a new question was not answered either; the evidence is fresh.
 * let-go: the hub follows this alert no longer, so many are open that nobody closed; the desk still has it.
 */
export const ALERT_WHYS = [
  'raised',
  'desk',
  'answered',
  'pressed-again',
  'asked-again',
  'withdrawn',
  'reminder',
  'unclear-voice',
  'let-go',
] as const;
export type AlertWhy = (typeof ALERT_WHYS)[number];
export type Asked = 'asked' | 'could-not-ask' | 'called-for-help';
export const REPLIES_BY = ['button', 'touch', 'pull-cord', 'motion', 'voice'] as const;
export type ReplyBy = (typeof REPLIES_BY)[number];
/** `voice` without understood words is `unclear`: it is somebody, it is not an answer. */
export const REPLY_MEANINGS = [
  'fine',
  'help',
  'unclear',
  // To be left in peace for a while.
  'later',
] as const;
export type ReplyMeaning = (typeof REPLY_MEANINGS)[number];
export type PresenceState = 'home' | 'away' | 'unknown';
export type WatchLevel = 'raised' | 'normal';
export type ConditionEdge = 'raised' | 'overdue' | 'cleared';
/** Who has to act on what is wrong. */
export type Owner = 'technician' | 'case-manager' | 'resident' | 'operator';

/** The uplink's lanes, in the order in which they leave. */
export const LANES = ['alert', 'notice', 'need', 'state', 'history'] as const;
export type Lane = (typeof LANES)[number];

/** What a case manager is shown: observed facts and their rarity, never a guess about the person. */
export interface Evidence {
  readonly lastSign: { readonly room: string; readonly sensor: string; readonly localMs: number } | null;
  readonly quietMinutes: number;
  /** After so many minutes of silence it was to be asked; null where that does not apply (help, test). */
  readonly lineMinutes: number | null;
  /** Once in so many days a silence from there, at that hour, has lasted so long in this home; absent: not known. */
  readonly onceInDays?: number | undefined;
  /** What is missing where it is not every sign: a change of room, or a round through the home. */
  readonly sign?: 'room' | 'round' | undefined;
  /** Days at home that were learned from. */
  readonly learnedDays: number;
  /** Rooms that no healthy sensor sees. */
  readonly cannotSee: readonly string[];
  /** Minutes of the silence in which the hub itself was off. */
  readonly unobservedMinutes: number;
  readonly timeTrusted: boolean;
  /** One breath, English and Korean. */
  readonly text: string;
  readonly textKo: string;
}

/** Sentences the companion can say; the words live in `companion/prompts/<language>/`. */
export const SENTENCES = [
  'ask',
  'ask-louder',
  'last-call',
  'ask-cannot-see',
  'fine-heard',
  'help-heard',
  'help-withdrawn',
  'raised',
  'not-reached-yet',
  'acknowledged',
  'dispatched',
  'arrived',
  'closed',
  'told-you-are-fine',
  'unclear-voice',
  'good-morning',
  'small-talk',
  'good-evening',
  'paused',
  'pause-over',
  'message',
  'invitation',
  'invited-press',
  'invited-yes',
  'peace-until-ten',
  'peace-hours',
  'peace-over',
  'offer-yes',
  'offer-no',
  'offer-later',
  'press-no',
  'press-later',
  'menu-how',
  'offer-food',
  'offer-repair',
  'offer-health',
  'offer-company',
  'offer-until-ten',
  'offer-three-hours',
  'offer-no-talk',
  'press-food',
  'press-repair',
  'press-health',
  'press-company',
  'press-peace',
  'press-no-talk',
  'need-food',
  'need-repair',
  'need-health',
  'need-company',
  'no-talk',
  'need-answered',
  'state-sees-bedroom',
  'state-sees-bathroom',
  'state-sees-kitchen',
  'state-sees-living',
  'state-sees-hall',
  'state-sees-door',
  'state-sees-all',
  'state-sees-none',
  'state-blind-bedroom',
  'state-blind-bathroom',
  'state-blind-kitchen',
  'state-blind-living',
  'state-blind-hall',
  'state-blind-other',
  'state-blind-several',
  'state-reached-5',
  'state-reached-10',
  'state-reached-30',
  'state-reached-60',
  'state-reached-day',
  'state-unheard',
  'state-nobody',
  'state-unreached',
  'state-unreached-10',
  'state-unreached-60',
  'state-unreached-day',
  'state-no-mains',
  'state-paused',
  'reminder',
  'reminder-how',
  'press-done',
  'reminder-done',
  'programme-shopping',
  'programme-meal',
  'programme-visit',
  'programme-how',
  'programme-no',
  'programme-later',
  'wish-how',
  'wish-noted',
  'wishes-passed',
  'offer-bread',
  'offer-milk',
  'offer-eggs',
  'offer-fruit',
  'offer-rice',
  'offer-household',
  'offer-that-is-all',
  'offer-good',
  'offer-not-good',
  'press-bread',
  'press-milk',
  'press-eggs',
  'press-fruit',
  'press-rice',
  'press-household',
  'press-that-is-all',
  'press-good',
  'press-not-good',
  'remind-tomorrow',
  'remind-today',
  'visit-today',
  'how-was-it',
  'how-noted',
] as const;
export type Sentence = (typeof SENTENCES)[number];
/** What the resident may ask for. */
export const NEEDS = ['food', 'repair', 'health', 'company'] as const;
export type NeedOf = (typeof NEEDS)[number];
/** What can be put on the list for shopping together, in the order in which it is offered. */
export const WISHES = ['bread', 'milk', 'eggs', 'fruit', 'rice', 'household'] as const;
export type Wish = (typeof WISHES)[number];
/** What can be chosen of what is offered (`checkon/offer.ts`). */
export const CHOICES = [
  'yes',
  'no',
  'later',
  ...NEEDS,
  'peace',
  'no-talk',
  'done',
  ...WISHES,
  'that-is-all',
  'good',
  'not-good',
] as const;
export type Choice = (typeof CHOICES)[number];
/** What something is offered for; how it ended is read by whoever began it. */
export type OfferOf =
  | 'invitation'
  | 'menu'
  | 'reminder'
  // Of a programme: whether they come along, what they wish for, and how it was.
  | 'programme'
  | 'wishes'
  | 'how-was-it';
/** What is done together. */
export const PROGRAMMES = ['shopping', 'meal', 'visit'] as const;
export type ProgrammeOf = (typeof PROGRAMMES)[number];
/** What is said though nobody has to answer it. */
export type ProbeSentence = 'good-morning' | 'small-talk' | 'good-evening';

// ---- Facts: what entered from outside ----------------------------------------------------------------------

/** What the hub found at a start that somebody has to know. */
export type BootTrouble =
  | 'config-refused'
  | 'journal-newer'
  | 'journal-quarantined'
  | 'learning-lost'
  | 'safe-mode'
  /** What a command laid over the file was left out: with it the hub did not start. A record says so, no condition. */
  | 'settings-failed';
/** The process started. Written first in every boot. */
export interface Boot {
  readonly kind: 'boot';
  readonly version: string;
  readonly codeHash: string;
  /** The boot before, and the last durable sequence number of each of its lanes; null on an empty journal. */
  readonly previous: { readonly boot: string; readonly lastSeq: Readonly<Record<Lane, number>> } | null;
  /** Where home time goes on from: home time at this boot's monotonic zero. */
  readonly originMs: number;
  /** How long the hub was off; null when a clock was not synced on one of the two sides. */
  readonly offMs: number | null;
  /** What was found damaged on the way up; absent when all was well. */
  readonly trouble?: readonly BootTrouble[] | undefined;
}
/** The journal was moved aside or read only in part: what it says last may not be the last. */
export function isDamaged({ trouble }: Boot): boolean {
  return trouble?.includes('journal-quarantined') === true;
}
/** The configuration in force; `home` is what `evolve` may know of it. */
export interface ConfigInForce {
  readonly kind: 'config';
  readonly hash: string;
  readonly sensors: readonly SensorDescription[];
  /** Days between two questions to somebody who is well; absent: as it was before this was recorded. */
  readonly questionDays?: number | undefined;
  /** When a room is too cold or too hot; absent: as it was before this was recorded. */
  readonly climate?: ClimateBounds | undefined;
  /** Whether a device tells what feeds the hub; absent: it may. */
  readonly watchesSupply?: boolean | undefined;
  /** What a command laid over the file; null: nothing; absent: nobody can. */
  readonly ordered?: SettingsChange | null | undefined;
  /** What the resident agreed to; absent: not known to whoever recorded this. */
  readonly agreed?: Agreed | undefined;
}
/** Which classes of data may leave the home besides what every home tells (`uplink/leaves.ts`). */
export interface Agreed {
  /** Facts of the weekly card. */
  readonly facts: readonly CardFact[];
  readonly rawEvents: boolean;
}
/** °C. */
export interface ClimateBounds {
  readonly coldC: number;
  readonly hotC: number;
}
/** One filtered reading of one sensor. */
export interface Observation {
  readonly kind: 'observation';
  readonly sensor: string;
  readonly value: ObservationValue;
  /** What it was found at, and nobody saw when it changed: never a sign of life; absent: it changed now. */
  readonly isLevel?: boolean | undefined;
}
/** Health of a sensor by evidence independent of the person: heartbeat, bus, self-test, contradiction. */
export interface SensorHealth {
  readonly kind: 'sensor-health';
  readonly sensor: string;
  readonly health: 'ok' | 'lost';
  readonly why: 'heartbeat' | 'bus' | 'self-test' | 'contradiction';
}
/** The air of a room, as a part told it: °C, or % relative humidity. */
export interface Climate {
  readonly kind: 'climate';
  readonly device: string;
  /** Null: the device feeds no sensor, so nobody knows where it is. */
  readonly room: string | null;
  readonly quantity: 'temperature' | 'humidity';
  readonly value: number;
}
/** What a battery-fed part says of its battery; null where it does not tell. */
export interface Battery {
  readonly kind: 'battery';
  readonly device: string;
  readonly percent: number | null;
  readonly millivolts: number | null;
  readonly isLow: boolean;
}
/** What feeds the hub itself; minutes left by the battery's stated capacity, null on mains or when not known. */
export interface Supply {
  readonly kind: 'supply';
  readonly source: 'mains' | 'battery';
  readonly minutesLeft: number | null;
}
/**
 * The last authenticated frame taken from a device: it and all before it are refused from now on. Written with every
 * sign of life that a frame carried, so that none can be played twice, and now and then for the others.
 */
export interface FrameCounted {
  readonly kind: 'frame-counter';
  /** Its address and a fingerprint of its key; its id where it has no key. With another key it is another device. */
  readonly device: string;
  readonly session: number;
  readonly count: number;
}
/** Somebody answered or called: a press, a cord, an understood or an unclear voice. */
export interface Reply {
  readonly kind: 'reply';
  readonly by: ReplyBy;
  readonly meaning: ReplyMeaning;
  /** Told so long after it happened that it cannot be the answer to what is asked now; absent: it is fresh. */
  readonly isLate?: boolean | undefined;
}
/** Somebody of the centre is in the home, and has said so with the badge that hangs by the door, or one of their own. */
export interface Badge {
  readonly kind: 'badge';
  readonly device: string;
}
/** What became of one utterance. `failed` means it certainly was not heard. */
export interface Speech {
  readonly kind: 'speech';
  readonly utterance: string;
  readonly outcome: 'spoken' | 'failed';
  readonly why: ErrorCode | null;
}
/**
 * A part of the companion's body works, or was lost. Told when it changes, and once after a start. speaker: by the word of
 * a device that knows; device: it answers; mains: it is plugged in; place: it stands where it was put.
 */
export interface CompanionPart {
  readonly kind: 'companion';
  readonly part: 'light' | 'speaker' | 'device' | 'mains' | 'place';
  readonly state: 'works' | 'lost';
  readonly why: ErrorCode | null;
}
/** A stage set by a person at the alarm receiving centre, authenticated by its envelope. */
export interface DeskStage {
  readonly kind: 'desk';
  readonly alert: string;
  readonly stage: Exclude<AlertStage, 'raised'>;
  readonly by: string;
  readonly minutes: number | null;
  readonly outcome: string | null;
  readonly keyId: string;
  readonly counter: number;
}
/** The receiver's cumulative acknowledgement of one lane of one boot. */
export interface Kept {
  readonly kind: 'kept';
  readonly lane: Lane;
  readonly boot: string;
  readonly upTo: number;
  readonly keyId: string;
  readonly counter: number;
}
/**
 * Word of the centre, authenticated by its envelope, that the person will be out and when they are expected back.
 * absence: days; outing: hours; none: whatever was planned is withdrawn. Times are wall clock, ms since 1970 UTC, as
 * they were said; what they are in home time follows from the stamp.
 */
export interface Plan {
  readonly kind: 'plan';
  readonly plan: 'absence' | 'outing' | 'none';
  /** Null: from when it was said. */
  readonly fromWallMs: number | null;
  /** The expected return; null when withdrawn. */
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Word of the centre that this home is to be watched more closely for a while, or as usual again. */
export interface Watch {
  readonly kind: 'watch';
  readonly level: WatchLevel;
  /** Wall clock, ms since 1970 UTC; null when the level is normal, which has no end. */
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Word of the centre that for a while no silence is judged and nothing is asked; null: from now on as usual again. */
export interface Pause {
  readonly kind: 'pause';
  /** Wall clock, ms since 1970 UTC. */
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Text as a file has it (`12h`), numbers, yes or no; null: as the file has it again. */
export type SettingValue = string | number | boolean | null | readonly string[];
export type SettingValues = Readonly<Record<string, SettingValue>>;
/** Settings that lie over the hub's file, by the change that ordered the last of them. */
export interface SettingsChange {
  readonly version: number;
  readonly set: SettingValues;
}
/** Word of the centre that somebody will be in the home; null: nobody any more. */
export interface Visit {
  readonly kind: 'visit';
  /** By this name, which the resident is told that morning; absent: nobody is told. */
  readonly who?: string | undefined;
  /** Wall clock, ms since 1970 UTC; null: from when it was said. */
  readonly fromWallMs: number | null;
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/**
 * Word of the centre that somebody invites the resident, by name: said, answered, reminded of and followed to its end
 * (`programme/`). none: it is withdrawn. Times are wall clock, ms since 1970 UTC.
 */
export interface Programme {
  readonly kind: 'programme';
  /** The centre's own name for it; one that is over never comes again. */
  readonly programme: string;
  readonly what: ProgrammeOf | 'none';
  /** The words for the name and the place, as they are spoken; empty when it is withdrawn. */
  readonly who: string;
  /** Null: at the resident's home, or where that needs no word. */
  readonly where: string | null;
  /** When it begins and ends; null when it is withdrawn. */
  readonly fromWallMs: number | null;
  readonly untilWallMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** The centre asked how the hub is; what it was told goes with the answer (`uplink/diagnostics.ts`). */
export interface DiagnosticsAsked {
  readonly kind: 'diagnostics';
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Words of the centre for the resident. */
export interface Message {
  readonly kind: 'message';
  readonly message: string;
  readonly text: string;
  /** It may be answered with yes. */
  readonly invites: boolean;
  readonly urgent: boolean;
  /** So long it is worth saying, ms from when it was said here. */
  readonly forMs: number;
  /** The need that it answers; absent: none. */
  readonly need?: string | undefined;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Words of the centre of which the resident is to be reminded, at these times of the day. */
export interface Reminder {
  readonly kind: 'reminder';
  /** Another one of this name takes its place. */
  readonly reminder: string;
  readonly text: string;
  /** Minutes of the local day. */
  readonly minutes: readonly number[];
  /** Days of the week, 0 is Sunday; none: every day. */
  readonly days: readonly number[];
  /** So long it stands, ms from when it was said here; null: no more from now on. */
  readonly forMs: number | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** Word of the centre that settings are to be others. By it alone nothing is in force. */
export interface Settings extends SettingsChange {
  readonly kind: 'settings';
  /** Only asked what would follow. */
  readonly dryRun: boolean;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
/** The hub's file was read with them: what is wrong, and what would change, in lines for a person. */
export interface SettingsJudged {
  readonly kind: 'settings-judged';
  readonly version: number;
  readonly dryRun: boolean;
  readonly problems: readonly string[];
  readonly changes: readonly string[];
}
/** A key of the centre was added or retired, by the word of another key. From now on this is whose word is obeyed. */
export interface KeyChange {
  readonly kind: 'key';
  readonly change: 'added' | 'retired';
  /** The key's own id; `keyId` is the one that signed. */
  readonly key: string;
  /** Of one that was added: its 32 bytes, base64url; null: retired. */
  readonly publicKey: string | null;
  readonly by: string;
  readonly keyId: string;
  readonly counter: number;
}
export interface Link {
  readonly kind: 'link';
  readonly state: 'up' | 'down';
  readonly why: ErrorCode | null;
  /** Losses since the record before that left none of their own, because there were too many; absent: none. */
  readonly flaps?: number | undefined;
  /** How long this hub's own certificate is good for, by a clock that is set; absent: nothing new. */
  readonly certificateLeftMs?: number | undefined;
}
/** The link stands, and the broker has refused a lane's packets for long; or takes all of them again. */
export interface Delivery {
  readonly kind: 'delivery';
  readonly state: 'refused' | 'taken';
  /** The most urgent lane that is refused, and what the broker said of it; null when all are taken. */
  readonly lane: Lane | null;
  readonly why: ErrorCode | null;
}
/** Stands in the place of a record that cannot be told, so that its lane has no hole. Never decided, never an input. */
export interface Withheld {
  readonly kind: 'withheld';
  /** What stood here; null when not even that can be read, or when it was of several kinds. */
  readonly of: Kind | null;
  readonly why: ErrorCode;
  /** It stands for every number from this one up to its own; absent: for its own alone. */
  readonly from?: number | undefined;
  /** When the first of them was made, wall clock, ms since 1970 UTC. */
  readonly sinceWallMs?: number | undefined;
}
/** Something came down that was not obeyed. Counted and told; never acted on. */
export interface Refused {
  readonly kind: 'refused';
  readonly topic: string;
  readonly why: ErrorCode;
  /** Of an envelope that was opened: the centre's own, and its counter is used up; absent: it was not, or is not known. */
  readonly keyId?: string | undefined;
  readonly counter?: number | undefined;
}
/**
 * The wall clock stepped, its quality or the offset to UTC changed, or time passed in which nobody watched.
 * Durations are unaffected, but for `offMs`.
 */
export interface ClockStep {
  readonly kind: 'clock';
  readonly stepMs: number;
  /** The process stood still so long (a paused machine, a blocked loop): it is in home time, and was not seen. */
  readonly frozenMs?: number | undefined;
  /** How long the hub was off before this boot, known only now: home time jumps forward by it. */
  readonly offMs?: number | undefined;
}
/** Whether the journal can be written; `shedding`: the disk is full, what matters is written and telemetry is not. */
export interface StoreState {
  readonly kind: 'store';
  readonly state: 'failing' | 'shedding' | 'ok';
  readonly why: ErrorCode | null;
  /**
   * Records given up because memory was full while the store was failing, or the disk was; with `queue-full`: facts refused; with
   * `history-thinned`: records that nobody had kept, thinned because the journal was full.
   */
  readonly dropped: number;
}
/** What this process has made the memory card write since the record before, or since its start. */
export interface CardWritten {
  readonly kind: 'card-written';
  readonly bytes: number;
  /** At the pace of late, by the endurance that was configured then; null: the pace is not known yet. */
  readonly monthsLeft: number | null;
  /** The card is another one: what was counted before was written to the old one. */
  readonly isNew?: boolean | undefined;
}
/** A stretch of time passed; kept only when something followed from it. */
export interface Deadline {
  readonly kind: 'deadline';
}

// ---- Decisions: what followed ----------------------------------------------------------------------------------

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
  readonly why: 'same-room-movement' | 'unclear-voice';
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
 * went, did-not-go, came and did-not-come only where that was seen at the door; else it cannot be told.
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
 * no-answer is not a refusal.
 */
export interface MessageOutcome {
  readonly kind: 'message-outcome';
  readonly message: string;
  readonly outcome: 'spoken' | 'not-said' | 'expired' | 'yes' | 'no-answer';
  readonly why: ErrorCode | null;
}
/**
 * What became of a reminder at one of its times. no-answer: heard, and nothing said of it; not-said: it could not be;
 * missed: there was no moment for it within its hour.
 */
export interface ReminderOutcome {
  readonly kind: 'reminder-outcome';
  readonly reminder: string;
  /** Its time: local wall clock as if UTC, ms. */
  readonly localMs: number;
  readonly outcome: 'done' | 'no-answer' | 'not-said' | 'missed';
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
/** What an hour of the home came to. Counts only; rooms in which nothing happened are not named. */
export interface Summary {
  readonly kind: 'summary';
  /** So many minutes, ended by the record's time: an hour, or longer where the hub was off. */
  readonly minutes: number;
  /** Of them: those in which the home could be seen, and those in which the hub was off or stood still. */
  readonly seenMinutes: number;
  readonly offMinutes: number;
  /** The hub was off besides, for nobody knows how long; absent: it was not. */
  readonly offUnknown?: boolean | undefined;
  /** Somebody at home, or nobody; else that was not known. */
  readonly homeMinutes: number;
  readonly awayMinutes: number;
  readonly doorOpenings: number;
  readonly powerSteps: number;
  /** By room: signs of life, and in how many minutes they were. */
  readonly rooms: Readonly<Record<string, readonly [signs: number, minutes: number]>>;
}
/** What the weekly card tells of, in the order in which it is read. */
export const CARD_FACTS = ['outings', 'rhythm', 'cooking', 'contacts', 'equipment'] as const;
export type CardFact = (typeof CARD_FACTS)[number];
/** Of how many earlier weeks of this home, how many showed less and how many more. */
export interface Rarity {
  readonly weeks: number;
  readonly less: number;
  readonly more: number;
}
/** One fact: what was counted, how rare that is here, and one sentence of it. Observed, never a guess about the person. */
export interface CardLine {
  readonly values: Readonly<Record<string, number>>;
  /** Null: there is nothing to compare with, or too little was seen. */
  readonly rarity: Rarity | null;
  readonly text: string;
  readonly textKo: string;
}
/** A week of the home on one card. */
export interface WelfareCard {
  readonly kind: 'welfare-card';
  /** Local wall clock as if UTC, ms: Monday to Monday, at four in the morning. */
  readonly fromLocalMs: number;
  readonly untilLocalMs: number;
  readonly hours: number;
  /** Hours in which the home could be seen. */
  readonly seenHours: number;
  /** The facts that may leave the home, by the consent in force when it was made. */
  readonly leaves: readonly CardFact[];
  /** All of them in the home; on the wire those that may leave, and the others are absent. */
  readonly facts: Readonly<Partial<Record<CardFact, CardLine>>>;
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

/** Every condition the hub can be in; one row each in `health/conditions.ts`. */
export const CONDITIONS = [
  'alert-stuck',
  'battery-low',
  'blind',
  'broker-certificate-expired',
  'broker-untrusted',
  'card-wearing',
  'certificate-expiring',
  'clock-untrusted',
  'commands-refused',
  'companion-lost',
  'companion-moved',
  'companion-unheard',
  'companion-unplugged',
  'config-refused',
  'could-not-ask',
  'disk-full',
  'history-thinned',
  'hub-battery-low',
  'identity-conflict',
  'journal-newer',
  'journal-quarantined',
  'journal-unwritable',
  'learning-lost',
  'light-failed',
  'link-down',
  'mains-lost',
  'nobody-listening',
  'paused',
  'room-too-cold',
  'room-too-hot',
  'safe-mode',
  'sensor-contradicted',
  'sensor-lost',
  'speaker-failed',
  'uplink-refused',
  'work-dropped',
] as const;
export type ConditionCode = (typeof CONDITIONS)[number];

export type Fact =
  | Boot
  | ConfigInForce
  | Observation
  | SensorHealth
  | Climate
  | Battery
  | Supply
  | FrameCounted
  | Reply
  | Badge
  | Speech
  | CompanionPart
  | DeskStage
  | Kept
  | Plan
  | Watch
  | Pause
  | Visit
  | Programme
  | DiagnosticsAsked
  | Message
  | Reminder
  | Settings
  | SettingsJudged
  | KeyChange
  | Link
  | Delivery
  | Refused
  | ClockStep
  | StoreState
  | CardWritten
  | Deadline
  | Withheld;
export type Decision =
  | Presence
  | Overdue
  | Probe
  | Prompt
  | Answer
  | Postponed
  | Correction
  | Offer
  | OfferEnd
  | Need
  | NeedWithdrawn
  | ProgrammeStep
  | ProgrammeMissed
  | Alert
  | Say
  | Condition
  | MessageOutcome
  | ReminderOutcome
  | PauseOver
  | Peace
  | Summary
  | WelfareCard
  | Consent
  | SettingsSettled
  | Checkpoint;
export type Body = Fact | Decision;
/** What followed, and did not enter. */
export function isDecision(body: Body): body is Decision {
  return Object.hasOwn(DECISIONS, body.kind);
}
const DECISIONS: Readonly<Record<Decision['kind'], true>> = {
  presence: true,
  overdue: true,
  probe: true,
  prompt: true,
  answer: true,
  postponed: true,
  correction: true,
  offer: true,
  'offer-end': true,
  need: true,
  'need-withdrawn': true,
  'programme-step': true,
  'programme-missed': true,
  alert: true,
  say: true,
  condition: true,
  'pause-over': true,
  peace: true,
  'settings-settled': true,
  'message-outcome': true,
  'reminder-outcome': true,
  summary: true,
  'welfare-card': true,
  consent: true,
  checkpoint: true,
};
/** What a command became, once it is obeyed: answered, and told with the key and the counter of its envelope. */
export type Ordered =
  | Plan
  | Watch
  | Pause
  | Visit
  | Programme
  | DiagnosticsAsked
  | Message
  | Reminder
  | Settings
  | KeyChange;
const ORDERED: Readonly<Record<Ordered['kind'], true>> = {
  plan: true,
  watch: true,
  pause: true,
  visit: true,
  programme: true,
  diagnostics: true,
  message: true,
  reminder: true,
  settings: true,
  key: true,
};
export function isOrdered(body: Body): body is Ordered {
  return Object.hasOwn(ORDERED, body.kind);
}
/** What became of an order later. */
export type OrderOutcome = PauseOver | MessageOutcome | ReminderOutcome | SettingsJudged | SettingsSettled;
const OUTCOMES: Readonly<Record<OrderOutcome['kind'], true>> = {
  'pause-over': true,
  'message-outcome': true,
  'reminder-outcome': true,
  'settings-judged': true,
  'settings-settled': true,
};
/** An order, or what became of it. */
export function isOfOrder(body: Body): body is Ordered | OrderOutcome {
  return isOrdered(body) || Object.hasOwn(OUTCOMES, body.kind);
}
/** What is offered and what of it was chosen: between the companion and the resident, and no part of any incident. */
export type OfOffer = Offer | OfferEnd | Need | NeedWithdrawn | ProgrammeStep | ProgrammeMissed;
const OFFERED: Readonly<Record<OfOffer['kind'], true>> = {
  offer: true,
  'offer-end': true,
  need: true,
  'need-withdrawn': true,
  'programme-step': true,
  'programme-missed': true,
};
export function isOfOffer(body: Body): body is OfOffer {
  return Object.hasOwn(OFFERED, body.kind);
}
/** What only sums up: nothing follows from it. */
export type SummedUp = Summary | WelfareCard;
export function isSummedUp(body: Body): body is SummedUp {
  return body.kind === 'summary' || body.kind === 'welfare-card';
}
export type Kind = Body['kind'];

/** One journalled record: what, and when. */
export interface Entry<B extends Body = Body> {
  readonly at: Stamp;
  readonly body: B;
}
/** What enters the loop. */
export type Input = Entry<Fact>;

/** The version of the shapes above; a journal states it row by row. */
export const RECORD_VERSION = 1;

/**
 * Which records must be on disk before anything else happens. The others may wait for a group commit: losing the
 * last ten seconds of them costs a little learning, never a person.
 */
export const URGENT: Readonly<Record<Kind, boolean>> = {
  alert: true,
  answer: true,
  badge: true,
  battery: false,
  boot: true,
  'card-written': false,
  // Once a week, and it is told that it was.
  'welfare-card': true,
  checkpoint: true,
  climate: false,
  clock: false,
  companion: false,
  condition: true,
  config: true,
  // What may leave is known before anything leaves by it.
  consent: true,
  correction: true,
  deadline: false,
  delivery: false,
  desk: true,
  // On disk with what the frame carried; until then the device sends it again, and a press would wait behind it.
  'frame-counter': true,
  // As a plan; and the key that was retired must be so for the next process too.
  key: true,
  // Rare (one per 64 records at most), and until it is on disk the same records would go out again.
  kept: true,
  link: false,
  need: true,
  'need-withdrawn': true,
  programme: true,
  'programme-step': true,
  'programme-missed': true,
  observation: false,
  offer: true,
  'offer-end': true,
  overdue: true,
  // As a plan; and what was said is not said again.
  visit: true,
  diagnostics: true,
  message: true,
  'message-outcome': true,
  reminder: true,
  'reminder-outcome': true,
  // As a plan.
  pause: true,
  'pause-over': true,
  // Said back, and not forgotten by the next process.
  peace: true,
  // Rare, and answered as obeyed: it must not be forgotten, nor be obeyed twice, by the next process.
  plan: true,
  postponed: true,
  presence: false,
  // How often is bounded by what was said: on disk before it is.
  probe: true,
  prompt: true,
  // At most six a minute that were not the centre's. One that was has used up its counter, for the next process too.
  refused: true,
  reply: true,
  say: true,
  'sensor-health': false,
  // As a plan; and what becomes of it decides what the next start runs with.
  settings: true,
  'settings-judged': true,
  'settings-settled': true,
  speech: false,
  store: false,
  // Nobody waits for it.
  summary: false,
  // A hub whose current has gone may be gone soon.
  supply: true,
  watch: true,
  withheld: false,
};
