/**
 * The words of the records: what a sensor, a lane, a sentence, a choice, an alert and a condition can be called.
 *
 * Owns the closed lists and what several records share. Must never hold a record itself.
 */

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
/** Of these a press calls for help while nothing is asked. */
export const CALLS_BY = ['button', 'pull-cord'] as const satisfies readonly ReplyBy[];
export type CallBy = (typeof CALLS_BY)[number];
/** `voice` without understood words is `unclear`: it is somebody, it is not an answer. */
export const REPLY_MEANINGS = [
  'fine',
  'help',
  'unclear',
  // To be left in peace for a while.
  'later',
] as const;
export type ReplyMeaning = (typeof REPLY_MEANINGS)[number];
/** What the microphone makes of a sentence that was played: whether the room got loud as it did (`companion/loopback.ts`). */
export const EAR_VERDICTS = ['heard', 'not-heard', 'cannot-tell'] as const;
export type EarVerdict = (typeof EAR_VERDICTS)[number];
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
  'hear',
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
export const OF_PROGRAMME: ReadonlySet<OfferOf> = new Set(['programme', 'wishes', 'how-was-it']);
/** What is done together. */
export const PROGRAMMES = ['shopping', 'meal', 'visit'] as const;
export type ProgrammeOf = (typeof PROGRAMMES)[number];
/** What is said though nobody has to answer it. */
export type ProbeSentence = 'good-morning' | 'small-talk' | 'good-evening';

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
  'console-locked',
  'could-not-ask',
  'disk-full',
  'history-thinned',
  'hub-battery-low',
  'identity-conflict',
  'in-peace',
  'journal-newer',
  'journal-quarantined',
  'journal-unwritable',
  'learning-lost',
  'light-failed',
  'link-down',
  'mains-lost',
  'microphone-failed',
  'nobody-listening',
  'paused',
  'room-too-cold',
  'room-too-hot',
  'safe-mode',
  'sensor-contradicted',
  'sensor-lost',
  'shaker-failed',
  'speaker-failed',
  'speaker-unheard',
  'uplink-refused',
  'work-dropped',
] as const;
export type ConditionCode = (typeof CONDITIONS)[number];
