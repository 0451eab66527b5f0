/**
 * `anbu decode bthome` as a person calls it: forms of adverts, one device in order, exit codes.
 *
 * What the objects mean is tested with the codec.
 */
import { describe, expect, test } from 'vitest';
import { serviceDataIn } from '../../agent/cli/decode.ts';
import { anbu } from './command.ts';

const ADDRESS = ['--address', '54:48:e6:8f:80:a5'];
const KEY = ['--key', '231d39c1d7cc1ab1aee224cd096db932'];
const SEALED = '41e445f3c9962b332211006c7c4519';

async function decoded(...words: readonly string[]): Promise<{ code: number | null; lines: unknown[] }> {
  const { code, out } = await anbu('decode', 'bthome', ...words);
  return {
    code,
    lines: out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  };
}

describe('anbu decode bthome', () => {
  test('the published payload', async () => {
    const told = await decoded(...ADDRESS, '020106 0B094449592D73656E736F72 0A16D2FC4002C40903BF13');
    expect(told).toEqual({
      code: 0,
      lines: [
        {
          readings: [
            { name: 'temperature', value: 25, unit: '°C' },
            { name: 'humidity', value: 50.55, unit: '%' },
          ],
          packetId: null,
          encrypted: false,
          error: null,
        },
      ],
    });
  });
  test('forged, replayed, downgraded: each refused by its name, and the counter stays', async () => {
    const forged = SEALED.replace('33221100', 'ffffffff');
    const older = '41a47266c95f730011223378237214';
    const { code, lines } = await decoded(
      ...ADDRESS,
      ...KEY,
      forged,
      SEALED,
      SEALED,
      '402101',
      older,
      SEALED,
    );
    expect(lines).toMatchObject(
      ['mic-wrong', null, 'counter-replayed', 'plaintext-refused', null, 'counter-replayed'].map((error) => ({
        error,
      })),
    );
    expect(code).toBe(1);
  });
  test('a packet once more', async () => {
    const { lines } = await decoded(...ADDRESS, '4000092101', '4000092101', '40000A2100');
    expect(lines).toMatchObject([
      { packetId: 9 },
      { error: 'packet-repeated', readings: [] },
      { packetId: 10 },
    ]);
  });
  test('encrypted without a key', async () => {
    const { code, lines } = await decoded(...ADDRESS, SEALED);
    expect([code, lines]).toEqual([
      1,
      [{ readings: [], packetId: null, encrypted: true, error: 'key-missing' }],
    ]);
  });
  test.each([
    [['bthome', '402101'], /--address/],
    [['bthome', ...ADDRESS], /needs more/],
    [['bthome', '--address', '54:48', '402101'], /54:48/],
    [['bthome', ...ADDRESS, '--key', 'abc', '402101'], /32 hex digits/],
    [['bthome', ...ADDRESS, '4021g1'], /4021g1/],
    [['bthome', ...ADDRESS, '402'], /402/],
    [['xiaomi', ...ADDRESS, '402101'], /xiaomi/],
  ])('%j is a mistake in the call', async (words, said) => {
    const { code, out, err } = await anbu('decode', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(said);
    expect(err).not.toContain('abc');
  });
});

describe('where the service data is', () => {
  const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
  const found = (text: string): string => {
    const data = serviceDataIn(hex(text));
    return typeof data === 'string' ? data : Buffer.from(data).toString('hex');
  };
  test.each([
    ['0201060a16d2fc4002c40903bf13', '4002c40903bf13'],
    ['0a16d2fc4002c40903bf13', '4002c40903bf13'],
    ['d2fc4002c40903bf13', '4002c40903bf13'],
    ['4002c40903bf13', '4002c40903bf13'],
    ['0a16d2fc4002c409', 'truncated'],
    ['0201060b0944', 'truncated'],
    ['020106', 'not-bthome'],
    ['0201060416952f40', 'not-bthome'],
    ['02010600ffff', 'not-bthome'],
    ['e1020011', 'e1020011'],
  ])('%s: %s', (text, data) => {
    expect(found(text)).toBe(data);
  });
});
