/**
 * When the broker is tried again, and in which version.
 * Chance is given, so that every delay can be named.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../agent/errors.ts';
import { ofClose, ofError, ofTransport } from '../../agent/uplink/mqtt-errors.ts';
import {
  HELD_MS,
  type MqttVersion,
  type Trouble,
  afterTrouble,
  connected,
  delayMs,
  firstAttempts,
} from '../../agent/uplink/reconnect.ts';

const BOUNDS = { reconnectMinMs: 1000, reconnectMaxMs: 120_000 };
const TROUBLES: readonly Trouble[] = [
  'unreachable',
  'unsupported',
  'refused',
  'silent',
  'broken',
  'taken-over',
];

describe('the version of MQTT', () => {
  test.each<[string, MqttVersion | null, readonly Trouble[], MqttVersion]>([
    ['begins at 5', null, [], 5],
    ['begins at what worked before', 4, [], 4],
    ['falls back when 5 is refused', null, ['unsupported'], 4],
    ['falls back when 5 is met with silence', null, ['silent'], 4],
    ['comes back when 3.1.1 is no better', null, ['silent', 'silent'], 5],
    ['does not change because nobody is there', null, ['unreachable', 'unreachable', 'refused', 'broken'], 5],
    ['that worked survives two silences', 5, ['silent', 'silent'], 5],
    ['that worked is doubted at the third', 5, ['silent', 'silent', 'silent'], 4],
    ['that worked gives way to a plain refusal', 4, ['unsupported'], 5],
  ])('%s', (_name, remembered, troubles, version) => {
    let attempts = firstAttempts(remembered);
    for (const trouble of troubles) attempts = afterTrouble(attempts, trouble, 0);
    expect(attempts.version).toBe(version);
  });
});

describe('the delay', () => {
  test('stays within its bounds, whatever happened', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...TROUBLES), fc.nat({ max: 30_000 })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (history, chance) => {
          let attempts = firstAttempts(null);
          for (const [trouble, stoodMs] of history) {
            attempts = afterTrouble(stoodMs > 0 ? connected(attempts) : attempts, trouble, stoodMs);
            const delay = delayMs(attempts, trouble, BOUNDS, chance);
            expect(delay).toBeGreaterThanOrEqual(trouble === 'taken-over' ? 10_000 : 1000);
            expect(delay).toBeLessThanOrEqual(130_000);
          }
        },
      ),
    );
  });
  test('doubles while nothing holds, and starts over after a connection that held', () => {
    let attempts = firstAttempts(5);
    const highest = (): number => delayMs(attempts, 'broken', BOUNDS, 1);
    const seen: number[] = [];
    for (let times = 0; times < 8; times += 1) {
      attempts = afterTrouble(attempts, 'broken', HELD_MS - 1);
      seen.push(highest());
    }
    expect(seen).toEqual([2000, 4000, 8000, 16_000, 32_000, 64_000, 120_000, 120_000]);
    attempts = afterTrouble(attempts, 'broken', HELD_MS);
    expect(highest()).toBe(2000);
  });
});

describe('what an error of the transport means', () => {
  const coded = (code: unknown, message = 'x'): Error => Object.assign(new Error(message), { code });
  test.each<[string, Error, Trouble, ErrorCode]>([
    ['nobody at that port', coded('ECONNREFUSED'), 'unreachable', 'broker-unreachable'],
    ['no such name', coded('ENOTFOUND'), 'unreachable', 'broker-unreachable'],
    ['no answer', new Error('no answer'), 'unreachable', 'broker-unreachable'],
    ['an unknown authority', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'refused', 'broker-untrusted'],
    ['another host', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'refused', 'broker-untrusted'],
    ['a web page instead of TLS', coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'refused', 'broker-untrusted'],
    ['the same, met while writing', coded('EPROTO', 'wrong version number'), 'refused', 'broker-untrusted'],
    ['its certificate ended', coded('CERT_HAS_EXPIRED'), 'refused', 'certificate-expired'],
    ['its certificate begins later', coded('CERT_NOT_YET_VALID'), 'refused', 'certificate-expired'],
    ['it refuses our certificate', coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'refused', 'broker-refused'],
    ['our own key does not fit', coded('ERR_OSSL_X509_KEY_VALUES_MISMATCH'), 'refused', 'broker-refused'],
  ])('%s', (_name, error, trouble, why) => {
    expect(ofTransport(error)).toEqual({ trouble, why });
  });
});

describe('what an error means', () => {
  const coded = (code: unknown): Error => Object.assign(new Error('x'), { code });
  const before = { sinceMs: null, goodbye: null };
  test.each<[string, Error, Parameters<typeof ofError>[1], Trouble]>([
    ['unacceptable protocol version (3.1.1)', coded(1), before, 'unsupported'],
    ['unsupported protocol version (5)', coded(0x84), before, 'unsupported'],
    ['server busy', coded(0x89), before, 'refused'],
    ['an alert after the handshake', coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), before, 'refused'],
    ['CONNACK never came', new Error('connack timeout'), before, 'silent'],
    ['reset after CONNACK', coded('ECONNRESET'), { ...before, sinceMs: 1 }, 'broken'],
    ['session taken over', new Error('closed'), { ...before, sinceMs: 1, goodbye: 0x8e }, 'taken-over'],
  ])('%s', (_name, error, progress, trouble) => {
    expect(ofError(error, progress).trouble).toBe(trouble);
  });
  test('an end before CONNACK on a transport that stood is silence', () => {
    expect(ofClose(before).trouble).toBe('silent');
  });
});
