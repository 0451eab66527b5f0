/**
 * What an error of the MQTT client means for us: reason codes of MQTT 5.0 (§2.4) and 3.1.1 (§3.2.2.3), Node's
 * system and TLS codes. Never decides what to do about it.
 */
import { AnbuError, type ErrorCode } from '../errors.ts';
import type { Trouble } from './reconnect.ts';

export interface Judgement {
  readonly trouble: Trouble;
  readonly why: ErrorCode;
}

/** CONNACK: "unacceptable protocol version" of 3.1.1, and "unsupported protocol version" of 5. */
const VERSION_REFUSED: readonly unknown[] = [1, 0x84];
const TAKEN_OVER = 0x8e;
/** Codes by which Node and OpenSSL refuse a certificate, a key or a handshake. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_|INVALID_|EPROTO)/;
const OUT_OF_DATE: readonly unknown[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/** A broker that takes less is none for us: a record of ours has 3 kB at most, and would be erased word by word. */
const PACKET_BYTES_MIN = 4096;

/** How far a connection had come when it ended. Its transport stood, so somebody heard our CONNECT. */
export interface Progress {
  /** When CONNACK came; null when it never did. */
  readonly sinceMs: number | null;
  /** The reason the broker gave in its DISCONNECT, MQTT 5 only. */
  readonly goodbye: number | null;
}

/** Why there was no connection to speak over. */
export function ofTransport(error: Error): Judgement {
  const code = codeOf(error);
  if (error instanceof AnbuError) return { trouble: 'refused', why: error.code };
  if (OUT_OF_DATE.includes(code)) return { trouble: 'refused', why: 'certificate-expired' };
  if (typeof code !== 'string' || !TLS_CODE.test(code))
    return { trouble: 'unreachable', why: 'broker-unreachable' };
  // An alert is the broker's own word, and what OpenSSL cannot load is our own file; the rest is who answers.
  const ours = /ALERT/i.test(`${code} ${error.message}`) || code.startsWith('ERR_OSSL');
  return { trouble: 'refused', why: ours ? 'broker-refused' : 'broker-untrusted' };
}

/** An error of the client itself. */
export function ofError(error: Error, progress: Progress): Judgement {
  const code = codeOf(error);
  if (VERSION_REFUSED.includes(code)) return { trouble: 'unsupported', why: 'broker-refused' };
  if (code === TAKEN_OVER) return { trouble: 'taken-over', why: 'client-id-taken' };
  if (typeof code === 'number') return { trouble: 'refused', why: 'broker-refused' };
  if (typeof code === 'string' && TLS_CODE.test(code)) return { trouble: 'refused', why: 'broker-refused' };
  // No code: CONNACK never came, or what came was not MQTT of our version.
  return ofClose(progress);
}

/** An end without a word of the client's own. Silence is judged before CONNACK only. */
export function ofClose({ goodbye, sinceMs }: Progress): Judgement {
  if (goodbye === TAKEN_OVER) return { trouble: 'taken-over', why: 'client-id-taken' };
  if (sinceMs !== null) return { trouble: 'broken', why: 'broker-unreachable' };
  return { trouble: 'silent', why: 'broker-unreachable' };
}

/** A connection whose packets may be `bytesMax` long; null: that is enough. */
export function ofPacketBytes(bytesMax: number): Judgement | null {
  return bytesMax < PACKET_BYTES_MIN ? { trouble: 'refused', why: 'broker-refused' } : null;
}

/** Why one packet was not acknowledged. Its size is judged before it is sent; MQTT has no such PUBACK. */
export function ofPublish(error: Error): ErrorCode {
  return typeof codeOf(error) === 'number' ? 'publish-refused' : 'not-connected';
}

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : null;
}
