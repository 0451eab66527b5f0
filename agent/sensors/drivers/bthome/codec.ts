/**
 * BTHome v2 service data: bytes in, readings out, or the one reason why not.
 *
 * Pure; keeps nothing between two adverts: whoever asks keeps the counter. The check of authenticity comes before
 * everything that its sender could have chosen: a forged advert never shows its counter (CVE-2021-37604). An advert
 * that is cut within an object is dropped whole; one with an object that is not known yet is read up to it, as the
 * standard has it. Standards: https://bthome.io/format, https://bthome.io/encryption, AES-CCM of RFC 3610 with a tag
 * of 4 bytes; the cipher is OpenSSL's, because a cipher is no place for own work.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type BthomeObject, LENGTHS, OBJECTS, PRESSES, TURNS } from './objects.ts';
import type { Frame } from './replay.ts';

/** The service that BTHome adverts belong to, as buses name it. */
export const BTHOME_UUID = 'fcd2';

/** Why an advert, or the rest of it, is not believed. Closed; `counter-replayed` covers every counter seen before. */
export type BthomeError =
  /** No service data of BTHome in it. */
  | 'not-bthome'
  /** Not version 2, or with a bit set that moves the payload in a way this version does not know. */
  | 'version-unsupported'
  | 'truncated'
  /** Read up to an object that is not in the table. */
  | 'unknown-object'
  /** It is encrypted and there is no key. */
  | 'key-missing'
  /** There is a key and it is not encrypted: anybody could have sent it. */
  | 'plaintext-refused'
  /** Not made with this key for this address, or changed on its way. */
  | 'mic-wrong'
  | 'counter-replayed'
  /** The same packet as the one before, once more. */
  | 'packet-repeated';

export type ReadingValue = number | boolean | string | null;
export interface BthomeReading {
  /** As in the table of the standard. */
  readonly name: string;
  /** Null: an event that did not happen, or has no name yet. */
  readonly value: ReadingValue;
  readonly unit: string | null;
}
export interface BthomeAdvert {
  readonly readings: readonly BthomeReading[];
  readonly packetId: number | null;
  readonly isEncrypted: boolean;
  /** It speaks when something happens, not at regular times. */
  readonly isTriggerBased: boolean;
  /** Where it is authentic: its counter, and its integrity check as a number; else null. */
  readonly frame: Frame | null;
  readonly error: BthomeError | null;
}
/** Whose adverts they are. */
export interface BthomeSender {
  /** In capitals with colons. */
  readonly mac: string;
  /** 16 bytes; null: it has none. */
  readonly key: Uint8Array | null;
}

// Device information, the first byte.
const ENCRYPTED = 0x01;
/** Once meant that the address follows; reserved today. */
const RESERVED = 0x02;
const TRIGGER_BASED = 0x04;
const VERSION_SHIFT = 5;
const VERSION = 2;

const COUNTER_BYTES = 4;
const MIC_BYTES = 4;
/** The least that says anything: an object's id and one byte. */
const OBJECT_BYTES_MIN = 2;
/** Factors go down to a millionth; whole millionths are exact in a double up to 9 × 10⁹ units. */
const MILLIONTHS = 1_000_000;

/** Reads service data as it follows the UUID. Whether the counter is new is for the caller to say. */
export function readServiceData(bytes: Uint8Array, { mac, key }: BthomeSender): BthomeAdvert {
  const info = bytes[0];
  if (info === undefined) return refused('truncated', 0);
  if (info >> VERSION_SHIFT !== VERSION || (info & RESERVED) !== 0)
    return refused('version-unsupported', info);
  if ((info & ENCRYPTED) === 0) {
    if (key !== null) return refused('plaintext-refused', info);
    return { ...refused('truncated', info), ...readObjects(bytes.subarray(1)) };
  }
  if (key === null) return refused('key-missing', info);
  if (bytes.length < 1 + OBJECT_BYTES_MIN + COUNTER_BYTES + MIC_BYTES) return refused('truncated', info);
  const opened = decipher(bytes, mac, key);
  if (opened === null) return refused('mic-wrong', info);
  const micAt = bytes.length - MIC_BYTES;
  const counter = unsigned(bytes, micAt - COUNTER_BYTES, COUNTER_BYTES);
  const frame = { counter, mark: unsigned(bytes, micAt, MIC_BYTES) };
  return { ...refused('truncated', info), frame, ...readObjects(opened) };
}

function refused(error: BthomeError, info: number): BthomeAdvert {
  return {
    readings: [],
    packetId: null,
    isEncrypted: (info & ENCRYPTED) !== 0,
    isTriggerBased: (info & TRIGGER_BASED) !== 0,
    frame: null,
    error,
  };
}

/** The objects in the clear, or null: not authentic. */
function decipher(bytes: Uint8Array, mac: string, key: Uint8Array): Uint8Array | null {
  const micAt = bytes.length - MIC_BYTES;
  const counterAt = micAt - COUNTER_BYTES;
  const nonce = nonceOf(mac, bytes[0] ?? 0, bytes.subarray(counterAt, micAt));
  const cipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: MIC_BYTES });
  cipher.setAuthTag(bytes.subarray(micAt));
  const clear = cipher.update(bytes.subarray(1, counterAt));
  try {
    cipher.final();
  } catch {
    return null;
  }
  return clear;
}

/** Encrypted service data of these objects: what a device sends. `info` with the encryption bit set. */
export function sealServiceData(
  { mac, key }: { readonly mac: string; readonly key: Uint8Array },
  {
    info,
    counter,
    objects,
  }: { readonly info: number; readonly counter: number; readonly objects: Uint8Array },
): Uint8Array {
  const count = Uint8Array.of(
    counter & 0xff,
    (counter >>> 8) & 0xff,
    (counter >>> 16) & 0xff,
    counter >>> 24,
  );
  const cipher = createCipheriv('aes-128-ccm', key, nonceOf(mac, info, count), { authTagLength: MIC_BYTES });
  const sealed = cipher.update(objects);
  cipher.final();
  return Uint8Array.of(info, ...sealed, ...count, ...cipher.getAuthTag());
}

/** Address, service, device information and counter: 13 bytes, never the same twice for one key. */
function nonceOf(mac: string, info: number, counter: Uint8Array): Uint8Array {
  const address = mac.split(':').map((pair) => Number.parseInt(pair, 16));
  return Uint8Array.of(...address, 0xd2, 0xfc, info, ...counter);
}

type Objects = Pick<BthomeAdvert, 'readings' | 'packetId' | 'error'>;

function readObjects(bytes: Uint8Array): Objects {
  const readings: BthomeReading[] = [];
  let packetId: number | null = null;
  let at = 0;
  while (at < bytes.length) {
    const object = OBJECTS.get(bytes[at] ?? 0);
    if (object === undefined) return { readings, packetId, error: 'unknown-object' };
    const from = at + 1 + (hasLength(object) ? 1 : 0);
    at = from + lengthOf(object, bytes[from - 1] ?? 0);
    if (from > bytes.length || at > bytes.length) return { readings: [], packetId: null, error: 'truncated' };
    if (object.kind === 'packet-id') packetId = bytes[from] ?? null;
    else readings.push(readingOf(object, bytes.subarray(from, at)));
  }
  return { readings, packetId, error: bytes.length === 0 ? 'truncated' : null };
}

function hasLength({ kind }: BthomeObject): boolean {
  return kind === 'text' || kind === 'raw';
}

/** `said`: the byte before the value, which is its length where it says one. */
function lengthOf(object: BthomeObject, said: number): number {
  switch (object.kind) {
    case 'number':
      return LENGTHS[object.form];
    case 'text':
    case 'raw':
      return said;
    case 'version':
      return object.bytes;
    case 'dimmer':
      return 2;
    case 'flag':
    case 'button':
    case 'packet-id':
      return 1;
  }
}

type Valued = Exclude<BthomeObject, { kind: 'packet-id' }>;

function readingOf(object: Valued, bytes: Uint8Array): BthomeReading {
  const { name } = object;
  const unit = object.kind === 'number' ? object.unit : null;
  return { name, value: valueOf(object, bytes), unit };
}

function valueOf(object: Valued, bytes: Uint8Array): ReadingValue {
  const [first = 0, second = 0] = bytes;
  switch (object.kind) {
    case 'number': {
      const raw = object.form.startsWith('s') ? signed(bytes) : unsigned(bytes, 0, bytes.length);
      return Math.round(raw * object.factor * MILLIONTHS) / MILLIONTHS;
    }
    case 'flag':
      // Anything but 0 and 1 is not of the standard: it says nothing.
      return first > 1 ? null : first === 1;
    case 'button':
      return PRESSES.get(first) ?? null;
    case 'dimmer': {
      const turn = TURNS.get(first);
      return turn === undefined ? null : `${turn} ${second} steps`;
    }
    case 'text':
      return new TextDecoder().decode(bytes);
    case 'raw':
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'version':
      return Array.from(bytes).toReversed().join('.');
  }
}

/** Little-endian, at most 4 bytes. */
function unsigned(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let place = length - 1; place >= 0; place -= 1) value = value * 256 + (bytes[at + place] ?? 0);
  return value;
}

function signed(bytes: Uint8Array): number {
  // A negative number and the bits that say how far it is from minus one add up to minus one.
  const isNegative = (bytes.at(-1) ?? 0) >= 0x80;
  const mirrored = isNegative ? bytes.map((byte) => ~byte) : bytes;
  const value = unsigned(mirrored, 0, bytes.length);
  return isNegative ? -1 - value : value;
}
