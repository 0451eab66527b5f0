/**
 * Intel HEX: what is whole is read to the byte, what is damaged anywhere is refused with its line.
 *
 * Records are written here by the standard's rule, not by the reader's.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIntelHex } from '../../../sim/chips/intel-hex.ts';

const END = ':00000001FF';

/** Writes a record. */
function record(address: number, type: number, data: readonly number[]): string {
  const bytes = [data.length, Math.floor(address / 256), address % 256, type, ...data];
  const sum = bytes.reduce((all, byte) => all + byte, 0) % 256;
  return `:${[...bytes, (256 - sum) % 256].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

test('any bytes at any address come back, and all else is erased', () => {
  const chunk = fc.record({
    address: fc.nat(1000),
    data: fc.array(fc.nat(255), { minLength: 1, maxLength: 24 }),
  });
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const expected = new Uint8Array(1024).fill(0xff);
      for (const { address, data } of chunks) expected.set(data, address);
      const text = [...chunks.map(({ address, data }) => record(address, 0, data)), END].join('\r\n');
      expect(readIntelHex(text, 1024)).toEqual(expected);
    }),
  );
});

test('segment and linear addresses move what follows; start addresses say nothing', () => {
  const text = [
    record(0, 2, [0x00, 0x10]),
    record(2, 0, [1]),
    record(0, 4, [0, 1]),
    record(3, 0, [2]),
    record(0, 3, [0, 0, 0, 0]),
    END,
  ];
  const flash = readIntelHex(text.join('\n'), 0x20000);
  expect([flash[0x102], flash[0x10003]]).toEqual([1, 2]);
});

describe('refused', () => {
  test.each([
    ['no record', 'hello', /line 1: is not a record/],
    ['half a byte', ':0000000', /line 1: is not a record/],
    [
      'a length that is not its own',
      `${record(0, 0, [1, 2]).replace(':02', ':03')}\n${END}`,
      /line 1: its length/,
    ],
    ['a bit flipped', `${record(0, 0, [1, 2]).replace('0102', '0103')}\n${END}`, /line 1: its checksum/],
    ['a type unknown', `${record(0, 6, [])}\n${END}`, /line 1: record type 6/],
    ['beyond the flash', `${record(1020, 0, [1, 2, 3, 4, 5])}\n${END}`, /line 1: beyond the flash/],
    ['a segment of one byte', `${record(0, 2, [1])}\n${END}`, /line 1: an address of 1 bytes/],
    ['no end', record(0, 0, [1]), /the end is missing/],
    ['something after the end', `${END}\n${record(0, 0, [1])}`, /line 2: stands after the end/],
  ])('%s', (_, text, message) => {
    expect(() => readIntelHex(text, 1024)).toThrow(message);
  });
});
