/**
 * `anbu decode bthome`: says what an advert says, one JSON line each, by the codec that ships.
 *
 * Owns the forms in which an advert may be given, and the memory of one device over one call: several adverts are
 * those of one device in order, so that a replay and a downgrade show. Opens no radio, and stores no key.
 */
import { AnbuError } from '../errors.ts';
import {
  BTHOME_UUID,
  type BthomeAdvert,
  type BthomeSender,
  readServiceData,
} from '../sensors/drivers/bthome/codec.ts';
import type { Arguments, ExitCode, Io, Verb } from './verb.ts';

/** A burst of an hour, and far below what a command line may hold. */
const ADVERTS_MAX = 1_000;
/** An extended advert (Bluetooth Core 5.0) has 1,650 bytes at most. */
const BYTES_MAX = 1_650;

export const verb: Verb = {
  name: 'decode',
  summary: 'say what a Bluetooth advert says, and whether it is authentic',
  usage: ['bthome --address MAC [--key HEX] HEX…'],
  flags: [
    { name: 'address', value: 'MAC', summary: 'Bluetooth address of the device, as printed on it' },
    {
      name: 'key',
      value: 'HEX',
      summary: 'its encryption key, 32 hex digits; then nothing unencrypted is believed',
    },
    { name: 'json', value: null, summary: 'one JSON line per advert (always so)' },
  ],
  operands: { min: 2, max: 1 + ADVERTS_MAX, first: ['bthome'] },
  run: async (args, io) => decode(args, io),
};

async function decode(args: Arguments, io: Io): Promise<ExitCode> {
  const texts = args.operands.slice(1);
  const sender = { mac: addressOf(args.text('address')), key: keyOf(args.text('key')) };
  const adverts = texts.map(bytesOf);
  const read = readerOf(sender);
  let isWell = true;
  for (const bytes of adverts) {
    const { readings, packetId, isEncrypted, error } = read(bytes);
    isWell &&= error === null;
    io.line(JSON.stringify({ readings, packetId, encrypted: isEncrypted, error }));
  }
  return isWell ? 0 : 1;
}

/** Reads the adverts of one device in order. */
function readerOf(sender: BthomeSender): (bytes: Uint8Array) => BthomeAdvert {
  let counter = -1;
  let packetId: number | null = null;
  return (bytes) => {
    const found = serviceDataIn(bytes);
    if (typeof found === 'string') return { ...NOTHING, error: found };
    const advert = readServiceData(found, sender);
    const nothing = { ...advert, readings: [] };
    if (advert.frame !== null) {
      if (advert.frame.counter <= counter) return { ...nothing, packetId: null, error: 'counter-replayed' };
      ({ counter } = advert.frame);
    }
    if (advert.packetId === null) return advert;
    if (advert.packetId === packetId) return { ...nothing, error: 'packet-repeated' };
    ({ packetId } = advert);
    return advert;
  };
}

const NOTHING: BthomeAdvert = {
  readings: [],
  packetId: null,
  isEncrypted: false,
  isTriggerBased: false,
  frame: null,
  error: null,
};

/** AD type "Service Data - 16-bit UUID" (Bluetooth Assigned Numbers 2.3). */
const SERVICE_DATA = 0x16;
const UUID_LOW = Number.parseInt(BTHOME_UUID.slice(2), 16);
const UUID_HIGH = Number.parseInt(BTHOME_UUID.slice(0, 2), 16);

/**
 * The service data that follows the UUID of BTHome, in any of the forms in which adverts are written down: a whole
 * advertising payload, its one AD element, UUID and data, or data alone.
 */
export function serviceDataIn(bytes: Uint8Array): Uint8Array | 'truncated' | 'not-bthome' {
  if (startsWithUuid(bytes)) return bytes.subarray(2);
  // Device information of version 2 is 0x40 to 0x5f: no flags, no name and no short service data begin so.
  const isData = (bytes[0] ?? 0x40) >> 5 === 2;
  return isData && !isBthome(bytes) ? bytes : inPayload(bytes);
}

/** Elements of an advertising payload: a length, a type, and what the length leaves (Core 5.4, vol. 3 part C, 11). */
function inPayload(bytes: Uint8Array): Uint8Array | 'truncated' | 'not-bthome' {
  for (let at = 0; (bytes[at] ?? 0) > 0;) {
    const end = at + 1 + (bytes[at] ?? 0);
    const element = bytes.subarray(at, end);
    if (end > bytes.length) return isBthome(element) || at > 0 ? 'truncated' : bytes;
    if (isBthome(element)) return element.subarray(4);
    at = end;
  }
  return 'not-bthome';
}

function isBthome(element: Uint8Array): boolean {
  return element[1] === SERVICE_DATA && startsWithUuid(element.subarray(2));
}

function startsWithUuid(bytes: Uint8Array): boolean {
  return bytes[0] === UUID_LOW && bytes[1] === UUID_HIGH;
}

const MAC = /^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/;

function addressOf(given: string | null): string {
  if (given === null)
    throw new AnbuError('usage', 'anbu decode needs --address MAC: encryption depends on it');
  const bare = given.replaceAll(/[:-]/g, '').toUpperCase();
  const mac = (bare.match(/../g) ?? []).join(':');
  if (bare.length === 12 && MAC.test(mac)) return mac;
  throw new AnbuError('usage', `--address needs six bytes like A4:C1:38:8D:18:B2, but was given "${given}"`);
}

function keyOf(given: string | null): Uint8Array | null {
  if (given === null) return null;
  if (/^[0-9a-f]{32}$/i.test(given)) return new Uint8Array(Buffer.from(given, 'hex'));
  // Not shown: it may be a key with one digit too few.
  throw new AnbuError('usage', '--key needs 32 hex digits');
}

function bytesOf(given: string): Uint8Array {
  const text = given.replaceAll(/\s/g, '').replace(/^0x/i, '');
  if (/^([0-9a-f]{2})*$/i.test(text) && text.length <= 2 * BYTES_MAX)
    return new Uint8Array(Buffer.from(text, 'hex'));
  const shown = given.length > 80 ? `${given.slice(0, 80)}…` : given;
  throw new AnbuError(
    'usage',
    `an advert is given as hex digits, two for each of at most ${BYTES_MAX} bytes, not "${shown}"`,
  );
}
