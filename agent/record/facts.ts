/**
 * Facts: what entered from outside, by itself. Orders of the centre are in `orders.ts`.
 *
 * Owns their shapes. A fact says what was perceived, never what follows from it.
 */
import type { ErrorCode } from '../errors.ts';
import type { SettingsChange } from './orders.ts';
import type { CardFact } from './welfare.ts';
import type {
  AlertStage,
  CallBy,
  EarVerdict,
  Lane,
  ObservationValue,
  ReplyBy,
  ReplyMeaning,
  SensorDescription,
} from './words.ts';

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
  /** Whether there is a microphone; absent: there was none then. */
  readonly hasMicrophone?: boolean | undefined;
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
  /** Whole seconds from the press until it was told, where its part says so and it is not late; absent: none. */
  readonly ageS?: number | undefined;
  /** Heard by how loud it was, and by nothing else, so that it may be no voice at all; absent: by what knows speech. */
  readonly byLevel?: boolean | undefined;
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
  /** Of what was played while the microphone was open; absent: it was not. */
  readonly ear?: EarVerdict | undefined;
}
/**
 * A part of the companion's body works, or was lost. Told when it changes, and once after a start. speaker: by the word of
 * a device that knows; device: it answers; mains: it is plugged in; place: it stands where it was put; microphone: it can be
 * read.
 */
export interface CompanionPart {
  readonly kind: 'companion';
  readonly part: 'light' | 'shaker' | 'speaker' | 'device' | 'mains' | 'place' | 'microphone';
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
/**
 * Whether the console on the cable takes codes. Told when that changes: ten wrong ones lock it for a while.
 */
export interface ConsoleClaims {
  readonly kind: 'console';
  readonly isLocked: boolean;
  /** Times that it was locked since the last right code, this one among them. */
  readonly locks: number;
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
/** Whoever stands at the hub asks for a test alert now, in words of this machine alone. */
export interface TestAsked {
  readonly kind: 'test-asked';
}
/** Whoever walks through the home asks for a press, and it is to be a test once; null: no more. */
export interface PressExpected {
  readonly kind: 'press-expected';
  readonly by: CallBy | null;
}
/** A stretch of time passed; kept only when something followed from it. */
export interface Deadline {
  readonly kind: 'deadline';
}
