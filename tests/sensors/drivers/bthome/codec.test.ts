/**
 * The BTHome codec against the published examples, forgery, and any bytes.
 *
 * The table of examples is beside this file. Which counters are new is not the codec's to say, nor tested here.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BthomeAdvert,
  readServiceData,
  sealServiceData,
} from '../../../../agent/sensors/drivers/bthome/codec.ts';
import { OBJECTS } from '../../../../agent/sensors/drivers/bthome/objects.ts';
import { EXAMPLES } from './examples-table.ts';

const MAC = '54:48:E6:8F:80:A5';
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const KEY = hex('231d39c1d7cc1ab1aee224cd096db932');
const open = (bytes: Uint8Array): BthomeAdvert => readServiceData(bytes, { mac: MAC, key: null });
const keyed = (bytes: Uint8Array): BthomeAdvert => readServiceData(bytes, { mac: MAC, key: KEY });
const object = fc.constantFrom(...EXAMPLES.map(([bytes]) => hex(bytes)));
const objects = fc
  .array(object, { minLength: 1, maxLength: 8 })
  .map((list) => Uint8Array.from(list.flatMap((bytes) => [...bytes])));
const counters = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the published examples', () => {
  test.each(EXAMPLES)('%s is %s', (bytes, name, value, unit) => {
    const { readings, packetId, error } = open(hex(`40${bytes}`));
    expect({ readings, packetId, error }).toEqual({
      readings: [{ name, value, unit }],
      packetId: null,
      error: null,
    });
  });
  test('every object of the table has one', () => {
    const shown = new Set(EXAMPLES.map(([bytes]) => Number.parseInt(bytes.slice(0, 2), 16)));
    expect([...OBJECTS.keys()].filter((id) => id !== 0 && !shown.has(id))).toEqual([]);
  });
  test('several objects and a packet id', () => {
    const { readings, packetId, isTriggerBased } = open(
      hex('44 0009 0161 02C409 03BF13'.replaceAll(' ', '')),
    );
    expect(readings.map(({ name, value }) => `${name} ${String(value)}`)).toEqual([
      'battery 97',
      'temperature 25',
      'humidity 50.55',
    ]);
    expect([packetId, isTriggerBased]).toEqual([9, true]);
  });
  test.each([
    ['the page on encryption', '41e445f3c9962b332211006c7c4519', 0x00112233],
    ['the reference receiver', '41a47266c95f730011223378237214', 0x33221100],
  ])('an encrypted one, of %s', (_of, bytes, counter) => {
    const advert = keyed(hex(bytes));
    expect(advert.readings.map(({ value }) => value)).toEqual([25.06, 50.55]);
    expect(advert).toMatchObject({ isEncrypted: true, frame: { counter }, error: null });
  });
});

describe('what is refused', () => {
  const sealed = hex('41e445f3c9962b332211006c7c4519');
  test('encrypted without a key, plain in spite of a key', () => {
    expect(open(sealed)).toMatchObject({ error: 'key-missing', readings: [], frame: null });
    expect(keyed(hex('402101'))).toMatchObject({ error: 'plaintext-refused', readings: [] });
  });
  test('with any one bit changed it is not authentic, and shows no counter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: sealed.length * 8 - 1 }), (bit) => {
        const forged = sealed.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(keyed(forged)).toMatchObject({ error: 'mic-wrong', readings: [], frame: null });
      }),
    );
  });
  test("made for another device's address, or with another trigger flag, it is not authentic", () => {
    expect(readServiceData(sealed, { mac: '54:48:E6:8F:80:A6', key: KEY }).error).toBe('mic-wrong');
    expect(keyed(Uint8Array.of(0x45, ...sealed.subarray(1))).error).toBe('mic-wrong');
  });
  test.each([
    ['', 'truncated'],
    ['40', 'truncated'],
    ['21021101', 'version-unsupported'],
    ['E1020011', 'version-unsupported'],
    ['42A5808FE648540161', 'version-unsupported'],
    ['40530548656C', 'truncated'],
    ['4053', 'truncated'],
    ['40016102', 'truncated'],
  ])('%s is %s, and reads nothing', (bytes, error) => {
    expect(open(hex(bytes))).toMatchObject({ error, readings: [], packetId: null });
  });
  test('an unknown object ends it; what stood before is read', () => {
    const { readings, error } = open(hex('400161FA2101'));
    expect([error, readings.map(({ name }) => name)]).toEqual(['unknown-object', ['battery']]);
  });
  test('a flag is 0 or 1; anything else says nothing', () => {
    expect(open(hex('402102')).readings).toEqual([{ name: 'motion', value: null, unit: null }]);
  });
});

describe('any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  test('never throw, and what is refused reads nothing', () => {
    fc.assert(
      fc.property(bytes, fc.boolean(), (any, hasKey) => {
        const { readings, error, frame } = hasKey ? keyed(any) : open(any);
        if (error !== null && error !== 'unknown-object') expect(readings).toEqual([]);
        if (!hasKey || error === 'mic-wrong') expect(frame).toBeNull();
        expect(JSON.parse(JSON.stringify(readings))).toEqual(readings);
      }),
      { numRuns: 2_000 },
    );
  });
  test('sealed, they come back as they were, with their counter', () => {
    fc.assert(
      fc.property(objects, counters, fc.constantFrom(0x41, 0x45), (sent, counter, info) => {
        const advert = keyed(sealServiceData({ mac: MAC, key: KEY }, { info, counter, objects: sent }));
        expect(advert).toEqual({
          ...open(Uint8Array.of(info & ~1, ...sent)),
          isEncrypted: true,
          frame: { counter, mark: advert.frame?.mark },
        });
      }),
    );
  });
  test('cut anywhere, an advert reads what stood before the cut at an edge, or nothing', () => {
    fc.assert(
      fc.property(objects, fc.nat(), (sent, place) => {
        const whole = open(Uint8Array.of(0x40, ...sent)).readings;
        const { readings, error } = open(Uint8Array.of(0x40, ...sent.subarray(0, place % sent.length)));
        if (error === 'truncated') expect(readings).toEqual([]);
        else expect(whole.slice(0, readings.length)).toEqual(readings);
      }),
    );
  });
  test('an encrypted advert cut anywhere reads nothing', () => {
    fc.assert(
      fc.property(objects, counters, fc.nat(), (sent, counter, place) => {
        const whole = sealServiceData({ mac: MAC, key: KEY }, { info: 0x41, counter, objects: sent });
        expect(keyed(whole.subarray(0, place % whole.length)).readings).toEqual([]);
      }),
    );
  });
});
