/**
 * The codec of the companion device: it reads what it writes, takes no damaged frame, throws on no bytes, and gives the
 * known answers of the protocol's page.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  DEVICE_PATTERNS,
  type DeviceMessage,
  FAILURES,
  TEXT_BYTES_MAX,
  lineOf,
  messageOf,
} from '../../agent/companion/device-codec.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const id = u16;
const pattern = fc.constantFrom(...DEVICE_PATTERNS);
const type = <T extends string>(name: T) => fc.constant(name);
const anyMessage: fc.Arbitrary<DeviceMessage> = fc.oneof(
  fc.record({
    type: type('say'),
    id,
    language: fc.constantFrom('ko' as const, 'en' as const),
    level: fc.constantFrom(1 as const, 2 as const, 3 as const),
    calls: fc.boolean(),
    wordsBytes: fc.integer({ min: 0, max: 2_048 }),
    name: fc.stringMatching(/^[a-z0-9-]{1,48}$/),
  }),
  fc.record({
    type: type('words'),
    id,
    offset: fc.integer({ min: 0, max: 1_900 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: TEXT_BYTES_MAX }),
  }),
  fc.record({
    type: fc.constantFrom('stop' as const, 'ask' as const, 'ack' as const, 'finished' as const),
    id,
  }),
  fc.record({ type: type('light'), id, pattern }),
  fc.record({ type: type('started'), id, lengthMs: fc.integer({ min: 0, max: 0xffff_ffff }) }),
  fc.record({ type: type('failed'), id, why: fc.constantFrom(...FAILURES) }),
  fc.record({ type: type('touch'), id, session: u16, ageS: u16 }),
  fc.record({
    type: type('heartbeat'),
    id,
    session: u16,
    percent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    onMains: fc.boolean(),
    isMoved: fc.boolean(),
    lightWorks: fc.boolean(),
    speakerWorks: fc.boolean(),
    shows: pattern,
  }),
);
/** Without the delimiters at both ends. */
const inner = (line: Uint8Array): Uint8Array => line.slice(1, -1);

describe('the codec', () => {
  test('reads what it writes, in one frame of the house', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const line = lineOf(message);
        expect([line[0], line.at(-1), inner(line).includes(0)]).toEqual([0, 0, false]);
        expect(line.length).toBeLessThanOrEqual(64 + 3);
        expect(messageOf(inner(line))).toEqual(message);
      }),
    );
  });
  test('never throws on any bytes, and takes no frame in which one bit is another', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.integer({ min: 0, max: 7 }), (message, at, bit) => {
        const bytes = inner(lineOf(message));
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        expect(messageOf(bytes)).toBe('noise');
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void messageOf(bytes)));
  });
  test('gives the known answers', () => {
    const vectors = JSON.parse(readFileSync('boards/companion/vectors.json', 'utf8')) as {
      good: { message: Record<string, unknown> & { bytes?: string }; line: string }[];
      bad: { what: string; line: string; is: string }[];
    };
    for (const { message, line } of vectors.good) {
      const { bytes, ...rest } = message;
      const whole =
        bytes === undefined ? rest : { ...rest, bytes: Uint8Array.from(Buffer.from(bytes, 'hex')) };
      expect(messageOf(inner(Uint8Array.from(Buffer.from(line, 'hex'))))).toEqual(whole);
      expect(Buffer.from(lineOf(whole as DeviceMessage)).toString('hex')).toBe(line);
    }
    for (const { what, line, is } of vectors.bad)
      expect(messageOf(inner(Uint8Array.from(Buffer.from(line, 'hex')))), what).toBe(is);
    expect(new Set(vectors.good.map(({ message }) => message['type'])).size).toBe(11);
  });
});
