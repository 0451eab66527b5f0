/**
 * The codec under everything that a line does: cut, garbled, truncated at every offset, one bit wrong at every place.
 * Nothing that was not sent is ever read, and what was sent whole is always read.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DECODED_BYTES_MAX,
  ENCODED_BYTES_MAX,
  decode,
  emptyCarry,
  encode,
  split,
} from '../../../../agent/sensors/drivers/sensor-node/cobs.ts';
import { writeFrame } from '../../../../agent/sensors/drivers/sensor-node/frame.ts';
import { ADDRESS, KEY, NodeBench, beat, eventsIn, motion } from './node-bench.ts';

const decoded = fc.uint8Array({ maxLength: DECODED_BYTES_MAX });
const noise = fc.uint8Array({ maxLength: 200 });

describe('COBS', () => {
  test('what is encoded holds no delimiter inside and decodes to what it was', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const line = encode(bytes);
        expect([line[0], line.at(-1), line.indexOf(0, 1)]).toEqual([0, 0, line.length - 1]);
        expect(decode(line.subarray(1, -1))).toEqual(bytes);
      }),
    );
  });
  test('whatever decodes is what encodes to it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 1, max: 0x60, maxLength: 90 }), (bytes) => {
        const back = decode(bytes);
        if (back !== null && bytes.length > 0) expect(encode(back).subarray(1, -1)).toEqual(bytes);
      }),
    );
  });
});

describe('the splitter', () => {
  const lines = fc.array(fc.oneof(decoded.map(encode), noise), { maxLength: 12 });

  test('finds the same frames however the bytes are cut, and holds no more than one', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 80 }), (parts, length) => {
        const all = Uint8Array.from(parts.flatMap((part) => [...part]));
        const whole = split(emptyCarry(), all);
        const carry = emptyCarry();
        const frames: Uint8Array[] = [];
        let overlong = 0;
        for (let at = 0; at < all.length; at += length) {
          const found = split(carry, all.subarray(at, at + length));
          frames.push(...found.frames);
          overlong += found.overlong;
          expect(carry.bytes.length).toBeLessThanOrEqual(ENCODED_BYTES_MAX);
        }
        expect({ frames, overlong }).toEqual(whole);
        for (const frame of frames) {
          expect(frame.length).toBeGreaterThan(0);
          expect(frame.length).toBeLessThanOrEqual(ENCODED_BYTES_MAX);
          expect(frame.includes(0)).toBe(false);
        }
      }),
    );
  });
  test('after any garbage the next frame is found', () => {
    fc.assert(
      fc.property(noise, decoded, (garbage, frame) => {
        const { frames } = split(emptyCarry(), Uint8Array.from([...garbage, ...encode(frame)]));
        expect(decode(frames.at(-1) ?? new Uint8Array())).toEqual(frame);
      }),
    );
  });
});

describe('a driver that hears', () => {
  const line = (): Uint8Array => new NodeBench().make('event', motion(1));

  test('a frame cut off at every offset, and the next one whole', () => {
    const { length } = line();
    for (let kept = 0; kept < length - 1; kept += 1) {
      const bench = new NodeBench().ready();
      bench.line(bench.make('event', motion(1)).subarray(0, kept));
      expect(bench.events).toEqual([]);
      bench.say('event', motion(1));
      expect(bench.events).toEqual(['motion on']);
    }
  });
  test('a frame whose beginning is missing', () => {
    const { length } = line();
    // Without its first delimiter it is whole.
    for (let missing = 2; missing < length; missing += 1) {
      const bench = new NodeBench().ready();
      bench.line(bench.make('event', motion(1)).subarray(missing));
      expect(bench.events).toEqual([]);
    }
  });
  test('a frame with one bit wrong at every place says nothing, and is noise, or cut in two', () => {
    const { length } = line();
    for (let bit = 8; bit < (length - 1) * 8; bit += 1) {
      const bench = new NodeBench().ready();
      const wrong = bench.make('event', motion(1));
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(bench.line(wrong)).toEqual([]);
      expect(bench.counter('noise')).toBeGreaterThan(0);
      expect(bench.say('event', motion(1)).length).toBeGreaterThan(0);
    }
  });
  test('any body under a right checksum and a right tag: never a throw, never a reading out of its class', () => {
    const type = fc.constantFrom('boot', 'event', 'heartbeat', 'answer', 'ack', 'resume', 'set');
    const header = fc.record({ session: fc.nat({ max: 0xffff_ffff }), count: fc.nat({ max: 0xffff_ffff }) });
    const frame = fc.tuple(type, header, fc.uint8Array({ maxLength: 32 }));
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const bench = new NodeBench().ready();
        for (const [name, { session, count }, body] of frames) {
          const outputs = bench.line(writeFrame({ type: name, address: ADDRESS, session, count }, body, KEY));
          for (const output of outputs) {
            if (output.type === 'climate') expect(Math.abs(output.value - 22.5)).toBeLessThanOrEqual(62.5);
            if (output.type === 'battery') expect(output.millivolts).toBeLessThanOrEqual(6_000);
          }
          for (const said of eventsIn(outputs))
            expect(['motion on', 'motion off', 'contact open', 'contact closed', 'button pressed']).toContain(
              said,
            );
        }
        expect(Object.values(bench.running.counters()).every((count) => count >= 0)).toBe(true);
      }),
    );
  });
  test('a megabyte of noise is counted and leaves nothing behind', () => {
    const bench = new NodeBench().ready();
    let seed = 1;
    for (let chunk = 0; chunk < 256; chunk += 1) {
      const bytes = Uint8Array.from({ length: 4_096 }, () => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
        return seed >>> 24;
      });
      expect(bench.line(bytes)).toEqual([]);
    }
    expect(bench.counter('noise')).toBeGreaterThan(500);
    expect(bench.counter('overlong')).toBeGreaterThan(1_000);
    expect(bench.running.snapshot().length).toBeLessThan(2_000);
    bench.line(Uint8Array.of(0));
    expect(eventsIn(bench.say('heartbeat', beat()))).toEqual([]);
    expect(bench.counter('heartbeats')).toBe(2);
  });
});
