/**
 * The outside world on one page. Production, simulator and tests each bring their own set; the hub is the same.
 *
 * Every port is synchronous or calls back: the loop decides when something happens, never a promise queue, so the
 * same calls give the same order on any machine. A port never decides anything.
 */
import type { EarSignal } from './companion/level.ts';
import type { LightPattern } from './companion/light.ts';
import type { ErrorCode } from './errors.ts';
import type {
  CompanionFact,
  Entry,
  FrameCounted,
  Kept,
  Lane,
  Sentence,
  SettingsChange,
  Stamp,
  TimeQuality,
} from './record.ts';

// ---- Time ---------------------------------------------------------------------------------------------------

export interface Instant {
  readonly monotonicMs: number;
  readonly wallMs: number;
  readonly quality: TimeQuality;
  readonly utcOffsetMin: number;
}
export interface Clock {
  now(): Instant;
  /** Sets the one alarm, replacing the one before. A time that has passed fires at the next chance. */
  setAlarm(atMonotonicMs: number, ring: () => void): void;
  clearAlarm(): void;
}
export interface Random {
  /** Lower-case hex of so many random bytes. */
  hex(bytes: number): string;
}

// ---- Journal --------------------------------------------------------------------------------------------------

/** One committed record. `n` counts all records of a journal, without gaps, over all boots. */
export interface Row {
  readonly n: number;
  readonly entry: Entry;
  /** The lane it leaves by, and its place in that lane of its boot; null when it stays home. */
  readonly lane: Lane | null;
  readonly seq: number | null;
}
/** Up to where a lane of a boot is kept by the receiver. */
export type KeptUpTo = Pick<Kept, 'lane' | 'boot' | 'upTo'>;
/** Takes the place of the rows of its lane and boot from `fromN` up to its own number, which is that of the last of them. */
export interface StandIn {
  readonly row: Row;
  readonly fromN: number;
}
export interface Batch {
  readonly rows: readonly Row[];
  readonly kept: readonly KeptUpTo[];
  /** PUBACKed up to this row, per lane. */
  readonly sent: readonly { readonly lane: Lane; readonly n: number }[];
  /** Rows up to here may go if they stay home or are kept; see retention in `journal/journal.ts`. */
  readonly pruneUpTo: number | null;
  /** Rows that wait and are thinned; absent: none. */
  readonly standIns?: readonly StandIn[];
}
export interface StoreOpening {
  /** n of the last row; 0 when empty. */
  readonly lastN: number;
  readonly lastStamp: Stamp | null;
  /** The boot before this one and the last sequence number of each lane in it. */
  readonly previous: { readonly boot: string; readonly lastSeq: Readonly<Record<Lane, number>> } | null;
  readonly kept: readonly KeptUpTo[];
  readonly sent: readonly { readonly lane: Lane; readonly n: number }[];
  /** What was found damaged and moved aside, in words; null when all was well. */
  readonly quarantined: string | null;
}
/** Room on the disk that is kept for the day when it is full. */
export interface Ballast {
  /** Gives it back to the disk. False: there is none. */
  give(): boolean;
  /** Makes it when it is not there. False: there is no room for it. */
  restock(): boolean;
}
/** Where records live. Throws `AnbuError`; a commit that throws has changed nothing. */
export interface JournalStore {
  open(): StoreOpening;
  /** All or nothing, and on disk when it returns. */
  commit(batch: Batch): void;
  /** Rows with n > `after`, in order. */
  read(after: number, limit: number): Row[];
  /** Rows of one lane with n > `after` that the receiver has not kept, in order. */
  readLane(lane: Lane, after: number, limit: number): Row[];
  /** Rows of kind `checkpoint`, newest first. */
  readCheckpoints(limit: number): Row[];
  /** Rows per lane that wait to be kept, and the stamp of the oldest. */
  backlog(lane: Lane): { readonly rows: number; readonly oldestWallMs: number | null };
  /** What records and index take; what is free in the file is used again. */
  bytes(): number;
  close(): void;
  readonly ballast?: Ballast | undefined;
  /** Takes records out; those that were to leave leave a word in their place. Their bytes stay for inspection. */
  setAside?(numbers: readonly number[]): void;
  /** Whether a file can be made and synced beside it now: the disk works, whatever the open journal says. */
  takesFiles?(): boolean;
}

// ---- Sensors ---------------------------------------------------------------------------------------------------

export type Bias = 'pull-up' | 'pull-down' | 'none';
/** Where a device is. Nodes of a radio, pins of a board, meters of a line share theirs: the buses open it once. */
export type BusAddress =
  | {
      readonly bus: 'gpio';
      readonly chip: string;
      readonly line: number;
      readonly bias: Bias;
      readonly activeLow: boolean;
      /** It is driven: what is written is its level, one byte. Absent: it is read. */
      readonly isOutput?: boolean | undefined;
    }
  | { readonly bus: 'serial'; readonly path: string; readonly baud: number }
  | {
      readonly bus: 'firmata';
      readonly path: string;
      /** As printed on the board: 2 to 13 digital, 14 to 19 are A0 to A5 of an Uno. */
      readonly pin: number;
      /** `output`: what is written is its level, one byte. */
      readonly kind: 'digital' | 'analog' | 'output';
      readonly bias: Bias;
      readonly activeLow: boolean;
    }
  | {
      readonly bus: 'modbus';
      readonly path: string;
      readonly baud: number;
      /** Slave address, 1 to 247. */
      readonly unit: number;
      /** Input registers (function 4) that are read every `pollMs`. */
      readonly start: number;
      readonly count: number;
      readonly pollMs: number;
    }
  /** `adapter` as the kernel calls it (hci0); `mac` in capitals with colons. */
  | { readonly bus: 'ble'; readonly adapter: string; readonly mac: string };
export interface Advert {
  /** Service data by 16-bit UUID, four lower-case hex digits. */
  readonly serviceData: Readonly<Record<string, Uint8Array>>;
  /** dBm; null when the adapter does not tell. */
  readonly rssi: number | null;
}
export type BusSignal =
  /** The bus is there; for a line, its level now. Says nothing about a person. */
  | { readonly type: 'up'; readonly level: 0 | 1 | null }
  | { readonly type: 'down'; readonly why: ErrorCode; readonly detail: string }
  /** `kernelMs`: when the kernel saw it, on a clock of its own: only differences mean anything. Not every bus tells. */
  | { readonly type: 'edge'; readonly level: 0 | 1; readonly kernelMs?: number }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** An analog pin, as a share of full scale from 0 to 1. */
  | { readonly type: 'analog'; readonly share: number }
  /** The registers that were polled, each 0 to 65,535. */
  | { readonly type: 'registers'; readonly values: readonly number[] }
  /** A poll that failed: a bad checksum, no reply, an exception of the device. The bus itself is still there. */
  | { readonly type: 'no-reply'; readonly detail: string }
  | { readonly type: 'advert'; readonly advert: Advert };
export interface BusLink {
  write(bytes: Uint8Array): void;
  close(): void;
}
export interface Buses {
  open(address: BusAddress, listener: (signal: BusSignal) => void): BusLink;
}

// ---- Companion -------------------------------------------------------------------------------------------------

export interface Utterance {
  readonly id: string;
  readonly sentence: Sentence;
  readonly language: 'ko' | 'en';
  readonly level: 1 | 2 | 3;
  readonly minutes: number | null;
  /** Which wording, where the sentence has several; counts beyond the last begin anew. */
  readonly variant?: number | undefined;
  /** Where the sentence is worded for the night as well, that wording. */
  readonly night?: boolean | undefined;
  /** A low tone comes before it, and the name of the resident, who is hard of hearing; absent: nothing does. */
  readonly call?: { readonly name: string | null } | undefined;
  /** Words of the centre, in their own language, that follow the sentence. */
  readonly text?: string | undefined;
}
export interface Speaker {
  /** Says it, then calls back once: null when it was played to the end, else why it certainly was not. */
  say(utterance: Utterance, done: (failed: ErrorCode | null) => void): void;
  stop(): void;
}
/** A microphone, of which nothing but levels is ever known; it listens from `open` to `close`. */
export interface Ear {
  open(tell: (signal: EarSignal) => void): void;
  close(): void;
}
export type TellCompanion = (...facts: readonly CompanionFact[]) => void;
export interface Light {
  /** Tells when it can be switched and when it cannot, each time that changes; a device also of hands and of itself. */
  open(emit: TellCompanion, countedBefore?: readonly Omit<FrameCounted, 'kind'>[]): void;
  /** That is on disk now: its device may be told. Absent: it counts nothing. */
  kept?(counter: FrameCounted): void;
  /** Shows it from now on, also when it could not be switched just now and comes back. */
  show(pattern: LightPattern): void;
  close(): void;
}

// ---- Uplink ----------------------------------------------------------------------------------------------------

export interface Packet {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}
export interface PublisherListener {
  /** `receiveMax`: packets in flight the broker allows, when it said so. */
  up(receiveMax?: number): void;
  down(why: ErrorCode): void;
  message(topic: string, payload: string): void;
  /** When this hub's own certificate ends, ms since 1970 UTC: at the start, and when another took its place. */
  certificate?(endWallMs: number): void;
}
/** A disposable pipe: it queues nothing, promises nothing, and may break at any moment. */
export interface Publisher {
  start(lastWill: Packet, subscriptions: readonly string[], listener: PublisherListener): void;
  /** Calls back once: null on PUBACK, else why not. Never called while down. */
  publish(packet: Packet, done: (failed: ErrorCode | null) => void): void;
  reconnect(): void;
  stop(): Promise<void>;
}
/** Keys of the centre: was this text signed with that key? False as well when the key is unknown. */
export interface Signatures {
  known(keyId: string): boolean;
  verify(keyId: string, text: string, signatureBase64: string): boolean;
  /** The same of a key given here: its 32 bytes, base64url (`uplink/keyring.ts` checks the form). */
  verifyWith(publicKey: string, text: string, signatureBase64: string): boolean;
}

// ---- Settings by command -------------------------------------------------------------------------------------------

export interface JudgedSettings {
  readonly problems: readonly string[];
  readonly changes: readonly string[];
}
/** The hub's file, read with what a command lays over it. Not there: no command changes settings. */
export interface SettingsReader {
  /** What lies over the file in this life; null: nothing. */
  readonly inForce: SettingsChange | null;
  /** Calls back once, later: what is wrong with these, and what they would change, in lines for a person. */
  judge(change: SettingsChange, done: (judged: JudgedSettings) => void): void;
}

// ---- The rest ------------------------------------------------------------------------------------------------

export interface Watchdog {
  /** How often it wants to be fed, ms; Infinity when nobody watches. */
  readonly intervalMs: number;
  ready(): void;
  /**
   * Fed from a ring of the loop in which every machine was asked what is due, and once a minute the journal was read
   * back; never from a timer alone. `status` says what it is worth: a hub whose disk fails still watches.
   */
  progress(status: string): void;
  stopping(): void;
}
export interface Machine {
  /** Resolves to null once it is going down, else to why it is not. */
  powerOff(): Promise<string | null>;
}
/** The memory card, or whatever the journal is on. */
export interface Card {
  /** Bytes that this process has caused to be written since its start; null where nobody tells. */
  writtenBytes(): number | null;
}
export interface Log {
  write(level: 'info' | 'warning' | 'error', message: string): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: JournalStore;
  readonly buses: Buses;
  readonly speaker: Speaker;
  /** Absent: the companion has none. */
  readonly light?: Light | undefined;
  readonly ear?: Ear | undefined;
  readonly publisher: Publisher;
  readonly signatures: Signatures;
  readonly watchdog: Watchdog;
  readonly log: Log;
  /** Absent: nothing is written to a card. */
  readonly card?: Card;
}
