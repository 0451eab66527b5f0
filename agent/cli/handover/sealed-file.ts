/**
 * One file, closed with a passphrase: what an export is written as, and every way in which it is refused.
 *
 * A line of JSON that says how it was closed, the SHA-256 of that line, then the bytes under AES-256-GCM (NIST SP
 * 800-38D) with the line as additional data. The key comes from the passphrase by scrypt (RFC 7914) with the cost that
 * OWASP's password storage sheet gives for 32 MiB, which the smallest hub has. Must never give out one byte that was
 * not authenticated, and never say that a passphrase is wrong when the file is.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import { AnbuError } from '../../errors.ts';
import { isCount, parseObject } from '../../uplink/envelope.ts';

const FORMAT = 'anbu-export';
/** 1: a journal alone. */
const VERSION = 2;
/** Parameters of scrypt: it takes 128 × N × r bytes, p times one after the other. */
export interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}
export const SHIPPED_COST: Cost = { N: 32_768, r: 8, p: 3 };
/** No file may ask for more memory, or for more than about ten times the time. */
const COST_MAX: Cost = { N: 131_072, r: 8, p: 16 };
const MEMORY_MAX = 2 * 128 * COST_MAX.N * COST_MAX.r;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** Our own line has 260 characters; a later version may say more. */
const LINE_CHARS_MAX = 4096;
const SUM_CHARS = 64;
const LINE_FEED = 0x0a;

interface Header {
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly bytes: number;
  readonly check: string;
  readonly cost: Cost;
}

/** `plain`: closed as one, in this order. `cost`: proofs take less than what is shipped. */
export function sealFile(plain: readonly Uint8Array[], passphrase: string, cost = SHIPPED_COST): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const { key, check } = derive(passphrase, salt, cost);
  const line = JSON.stringify({
    format: FORMAT,
    version: VERSION,
    kdf: 'scrypt',
    cost,
    cipher: 'aes-256-gcm',
    salt: salt.toString('hex'),
    nonce: nonce.toString('hex'),
    bytes: plain.reduce((sum, part) => sum + part.length, 0),
    check,
  });
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(line));
  const closed = [...plain.map((part) => cipher.update(part)), cipher.final()];
  return Buffer.concat([Buffer.from(`${line}\n${sumOf(line)}\n`), ...closed, cipher.getAuthTag()]);
}

/** Throws `AnbuError`: `export-damaged`, `export-newer`, `export-cut`, `passphrase-wrong`. */
export function openSealedFile(file: Buffer, passphrase: string): Buffer {
  const { line, body } = splitFile(file);
  const { salt, nonce, bytes, check, cost } = readHeader(line);
  const whole = bytes + TAG_BYTES;
  if (body.length < whole)
    throw new AnbuError('export-cut', `the export ends after ${body.length} of ${whole} bytes`);
  if (body.length > whole) throw damaged('there is more in it than was exported');
  const derived = derive(passphrase, salt, cost);
  if (!timingSafeEqual(Buffer.from(check), Buffer.from(derived.check)))
    throw new AnbuError('passphrase-wrong', 'the passphrase does not open this export');
  const decipher = createDecipheriv('aes-256-gcm', derived.key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(line)).setAuthTag(body.subarray(bytes));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, bytes)), decipher.final()]);
  } catch (error) {
    throw damaged('its content is not what was exported', { cause: error });
  }
}

function splitFile(file: Buffer): { line: string; body: Buffer } {
  const end = file.subarray(0, LINE_CHARS_MAX).indexOf(LINE_FEED);
  const line = file.toString('utf8', 0, Math.max(end, 0));
  const bodyAt = end + 1 + SUM_CHARS + 1;
  if (end < 0 || !line.includes(FORMAT)) {
    // So short that not even its first line is whole.
    if (`{"format":"${FORMAT}"`.startsWith(file.toString('utf8', 0, FORMAT.length)))
      throw new AnbuError('export-cut', `the export ends after ${file.length} bytes`);
    throw damaged('it is no export of anbu');
  }
  if (file.length < bodyAt) throw new AnbuError('export-cut', `the export ends after ${file.length} bytes`);
  if (file.toString('latin1', end + 1, bodyAt) !== `${sumOf(line)}\n`)
    throw damaged('its first line was changed');
  return { line, body: file.subarray(bodyAt) };
}

function readHeader(line: string): Header {
  const fields = parseObject(line);
  if (fields?.['format'] !== FORMAT) throw damaged('it is no export of anbu');
  if (typeof fields['version'] === 'number' && fields['version'] > VERSION) {
    throw new AnbuError('export-newer', `the export has version ${fields['version']}, ours is ${VERSION}`);
  }
  const { salt, nonce, bytes, check } = fields;
  const cost = readCost(fields['cost']);
  const isOurs =
    cost !== null &&
    typeof salt === 'string' &&
    typeof nonce === 'string' &&
    typeof check === 'string' &&
    check.length === SUM_CHARS &&
    typeof bytes === 'number' &&
    Number.isSafeInteger(bytes) &&
    bytes >= 0;
  if (!isOurs) throw damaged('its first line cannot be read');
  return { salt: Buffer.from(salt, 'hex'), nonce: Buffer.from(nonce, 'hex'), bytes, check, cost };
}

function readCost(value: unknown): Cost | null {
  if (typeof value !== 'object' || value === null) return null;
  const { N, r, p }: { N?: unknown; r?: unknown; p?: unknown } = value;
  const isIn = (one: unknown, max: number): one is number => isCount(one) && one > 0 && one <= max;
  if (!isIn(N, COST_MAX.N) || !isIn(r, COST_MAX.r) || !isIn(p, COST_MAX.p)) return null;
  // scrypt knows powers of two only.
  return Number.isInteger(Math.log2(N)) ? { N, r, p } : null;
}

/** Half of what scrypt gives is the key; the hash of the other half says whether the passphrase is the right one. */
function derive(passphrase: string, salt: Buffer, cost: Cost): { key: Buffer; check: string } {
  const how = { ...cost, maxmem: MEMORY_MAX };
  const derived = scryptSync(passphrase.normalize('NFC'), salt, 2 * KEY_BYTES, how);
  const check = createHash('sha256').update(derived.subarray(KEY_BYTES)).digest('hex');
  return { key: derived.subarray(0, KEY_BYTES), check };
}

function sumOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function damaged(what: string, options?: ErrorOptions): AnbuError {
  return new AnbuError('export-damaged', `the export is damaged: ${what}`, options);
}
