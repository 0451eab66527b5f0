/**
 * Meters that tell figures: what a PZEM's registers and a P1 telegram say, and everything they can say that must not
 * be believed (F61). Cutting, silence and floods are the contract's.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARC_INITIAL, MODBUS_INITIAL, crc16 } from '../../../agent/sensors/crc16.ts';
import { TELEGRAM_BYTES_MAX, readTelegram, takeBytes } from '../../../agent/sensors/drivers/p1/codec.ts';
import { telegramOf } from '../../../agent/sensors/drivers/p1/emulator.ts';
import { findDriver } from '../../../agent/sensors/drivers/index.ts';
import { decodeRegisters } from '../../../agent/sensors/drivers/pzem/codec.ts';
import { Bench } from '../driver-contract.ts';

const POLL_MS = 5_000;

function bench(part: string): Bench {
  const driver = findDriver(part);
  if (driver === undefined) throw new Error(`no driver ${part}`);
  const started = new Bench(driver);
  started.send({ type: 'up', level: null });
  return started;
}
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const bytesOf = (characters: string): Uint8Array =>
  Uint8Array.from(characters, (character) => character.charCodeAt(0));
const valuesOf = ({ events }: Bench) =>
  events.map(({ output }) => (output.type === 'reading' ? output.value : output.type));

test('the checksums are those of the catalogue', () => {
  const digits = bytesOf('123456789');
  expect(crc16(digits, MODBUS_INITIAL)).toBe(0x4b37);
  expect(crc16(digits, ARC_INITIAL)).toBe(0xbb3d);
});

describe('pzem', () => {
  /** 230 V, 8.6 A, 1,980.1 W, 70,000 Wh, 50 Hz, power factor 1. */
  const kettle = [2_300, 8_609, 0, 19_801, 0, 4_464, 1, 500, 100, 0];
  const base = [2_300, 300, 0, 600, 0, 4_464, 1, 500, 87, 0];
  const send = (meter: Bench, values: readonly number[]): void => {
    meter.send({ type: 'registers', values });
    meter.wait(POLL_MS);
  };

  test('two words are one number, the low one first', () => {
    expect(decodeRegisters(kettle)).toEqual({ watts: 1_980.1, wattHours: 70_000 });
  });
  test.each<[string, number, number]>([
    ['a voltage of nothing', 0, 0],
    ['6,553 V', 0, 65_535],
    ['a current of 65 kA', 2, 1_000],
    ['6 MW', 4, 1_000],
    ['more power than volts times amperes', 1, 100],
    ['an energy beyond its counter', 6, 0xffff],
    ['0 Hz', 7, 0],
    ['a power factor of 600', 8, 60_000],
    ['an alarm that is neither', 9, 7],
    ['half a number', 3, 0.5],
    ['not a number', 3, Number.NaN],
    ['a negative one', 3, -1],
  ])('%s is dropped whole', (_, at, value) => {
    expect(decodeRegisters(kettle.map((each, index) => (index === at ? value : each)))).toBeNull();
  });
  test('a kettle is one `on` and one `off`', () => {
    const meter = bench('pzem');
    for (const values of [base, base, kettle, kettle, kettle, base, base]) send(meter, values);
    expect(valuesOf(meter)).toEqual([60, 'on', 'off']);
    expect(meter.health).toEqual(['ok bus', 'ok heartbeat', 'ok self-test']);
  });
  test('an energy that runs backwards is a reset: that reading is dropped, the next is believed', () => {
    const meter = bench('pzem');
    const reset = (values: readonly number[]) => values.map((each, at) => (at === 5 || at === 6 ? 0 : each));
    for (const values of [base, base, reset(kettle), reset(base), reset(base)]) send(meter, values);
    expect(valuesOf(meter)).toEqual([60]);
    expect(meter.running.counters()).toMatchObject({ resets: 1, absurd: 0 });
    expect(meter.health).not.toContain('lost self-test');
  });
  test('an energy that leaps is absurd', () => {
    const meter = bench('pzem');
    send(meter, base);
    send(
      meter,
      base.map((each, at) => (at === 6 ? each + 1 : each)),
    );
    expect(meter.running.counters()).toMatchObject({ absurd: 1 });
  });
  test('a few absurd readings are noise; half of them are a broken meter, until it is well again', () => {
    const meter = bench('pzem');
    const absurd = base.map((each, at) => (at === 0 ? 9 : each));
    for (let poll = 0; poll < 40; poll += 1) send(meter, poll % 5 === 0 ? absurd : base);
    expect(meter.health).not.toContain('lost self-test');
    for (let poll = 0; poll < 20; poll += 1) send(meter, poll % 4 === 0 ? base : absurd);
    for (let poll = 0; poll < 20; poll += 1) send(meter, poll % 4 === 0 ? kettle : absurd);
    expect(meter.health.filter((said) => said === 'lost self-test')).toHaveLength(1);
    expect(valuesOf(meter)).toEqual([60]);
    for (let poll = 0; poll < 20; poll += 1) send(meter, base);
    expect(meter.health.at(-1)).toBe('ok self-test');
  });
  test('a meter that only fails to answer is silent, not sick', () => {
    const meter = bench('pzem');
    send(meter, base);
    for (let poll = 0; poll < 70; poll += 1) {
      meter.send({ type: 'no-reply', detail: 'Timed out' });
      meter.wait(POLL_MS);
    }
    expect(meter.health).toEqual(['ok bus', 'ok heartbeat', 'ok self-test', 'lost heartbeat']);
    send(meter, base);
    expect(meter.health.at(-1)).toBe('ok heartbeat');
  });
  const mute = (meter: Bench, polls: number): void => {
    for (let poll = 0; poll < polls; poll += 1) {
      meter.send({ type: 'no-reply', detail: 'CRC error' });
      meter.wait(POLL_MS);
    }
  };
  test.each([2, 3, 30, 70])('one reply in %i polls is a broken line, until it is well again', (polls) => {
    const meter = bench('pzem');
    for (let round = 0; round < 20; round += 1) {
      mute(meter, polls - 1);
      send(meter, base);
    }
    expect(meter.health.filter((said) => said.endsWith('self-test')).at(-1)).toBe('lost self-test');
    expect(meter.health.filter((said) => said === 'lost self-test')).toHaveLength(1);
    for (let poll = 0; poll < 20; poll += 1) send(meter, base);
    expect(meter.health.at(-1)).toBe('ok self-test');
  });
  test('one reply in five that is missing is noise; one outage of the mains, however long, is no broken line', () => {
    const meter = bench('pzem');
    for (let round = 0; round < 20; round += 1) {
      for (let poll = 0; poll < 4; poll += 1) send(meter, base);
      mute(meter, 1);
    }
    for (const polls of [55, 700]) {
      for (let poll = 0; poll < 20; poll += 1) send(meter, base);
      mute(meter, polls);
    }
    send(meter, base);
    expect(meter.health).not.toContain('lost self-test');
    expect(meter.health.filter((said) => said === 'lost heartbeat')).toHaveLength(1);
  });
  test('a meter that starts with rubbish is not called well by its first reading', () => {
    const meter = bench('pzem');
    for (let poll = 0; poll < 10; poll += 1) send(meter, [0]);
    send(meter, base);
    expect(meter.health.filter((said) => said.endsWith('self-test'))).toEqual(['lost self-test']);
    for (let poll = 0; poll < 20; poll += 1) send(meter, base);
    expect(meter.health.at(-1)).toBe('ok self-test');
  });
  test('whatever registers hold, power is told only where it can be', () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(word, { minLength: 10, maxLength: 10 }), (values) => {
        const measure = decodeRegisters(values);
        if (measure === null) return;
        expect(measure.watts).toBeGreaterThanOrEqual(0);
        expect(measure.watts).toBeLessThanOrEqual(23_000);
      }),
    );
  });
});

describe('p1', () => {
  const telegram = (kilowatts: string, kilowattHours = '004567.890'): Uint8Array =>
    telegramOf([
      '1-3:0.2.8(50)',
      `1-0:1.8.1(${kilowattHours}*kWh)`,
      '1-0:1.8.2(000123.456*kWh)',
      `1-0:1.7.0(${kilowatts}*kW)`,
      '0-1:24.2.1(230101000000W)(00012.345*m3)',
    ]);
  const good = telegram('01.193');

  test('power in watts, energy over both tariffs', () => {
    const state = { text: '' };
    const [found] = takeBytes(state, good);
    expect(found?.type === 'telegram' && readTelegram(found.text)).toEqual({
      watts: 1_193,
      wattHours: 4_691_346,
    });
  });
  test('one that does not know tariffs has one counter', () => {
    const other = '/X\r\n\r\n1-0:1.8.0(00000012.500*kWh)\r\n1-0:1.7.0(0000.512*kW)\r\n!';
    expect(readTelegram(other)).toEqual({ watts: 512, wattHours: 12_500 });
  });
  test.each(['-1.193', '01,193', 'NaN', '1e9', '', '9999999.000'])('a power of %j is none', (kilowatts) => {
    expect(readTelegram(text(telegram(kilowatts)))).toBeNull();
  });
  test('a reader who comes in the middle, at any byte, is right with the next telegram', () => {
    for (let at = 0; at < good.length; at += 1) {
      const state = { text: '' };
      const found = takeBytes(state, Uint8Array.from([...good.slice(at), ...good, ...good]));
      expect(found.filter(({ type }) => type === 'telegram').length).toBe(at === 0 ? 3 : 2);
    }
  });
  test('cut off at any byte, only that telegram is lost', () => {
    for (let at = 1; at < good.length - 3; at += 1) {
      const found = takeBytes({ text: '' }, Uint8Array.from([...good.slice(0, at), ...good]));
      expect(found.map(({ type }) => type)).toEqual(['garbled', 'telegram']);
    }
  });
  test('one byte changed anywhere between the ends is found', () => {
    const end = good.indexOf(0x21);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: end - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = good.map((byte, index) => (index === at ? byte ^ flip : byte));
        expect(takeBytes({ text: '' }, bytes).filter(({ type }) => type === 'telegram')).toEqual([]);
      }),
    );
  });
  test('garbage without an end takes no memory, and the next telegram is read', () => {
    const state = { text: '' };
    const noise = Uint8Array.from({ length: 50_000 }, (_, at) => (at % 251 === 0 ? 0x2f : 0x41));
    takeBytes(state, noise);
    expect(state.text.length).toBeLessThanOrEqual(TELEGRAM_BYTES_MAX);
    const endless = takeBytes(
      { text: '' },
      Uint8Array.from({ length: 20_000 }, (_, at) => (at === 0 ? 0x2f : 0x41)),
    );
    expect(endless).toEqual([{ type: 'garbled' }]);
    expect(takeBytes(state, good).at(-1)?.type).toBe('telegram');
  });
  test('any bytes in any pieces give the same telegrams', () => {
    const stream = fc.array(
      fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(good), fc.constant(telegram('00.060'))),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 60 }), (parts, length) => {
        const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
        const state = { text: '' };
        const pieces = [];
        for (let at = 0; at < whole.length; at += length)
          pieces.push(...takeBytes(state, whole.slice(at, at + length)));
        expect(pieces).toEqual(takeBytes({ text: '' }, whole));
        expect(state.text.length).toBeLessThan(TELEGRAM_BYTES_MAX);
      }),
    );
  });
  test('a valid checksum over absurd figures is dropped and counted; enough of them are a fault', () => {
    const meter = bench('p1');
    for (let second = 0; second < 20; second += 1) {
      meter.send({ type: 'bytes', bytes: telegram(second % 2 === 0 ? '99.999' : '00.060') });
      meter.wait(10_000);
    }
    expect(valuesOf(meter)).toEqual([60]);
    expect(meter.running.counters()).toMatchObject({ absurd: 10 });
    expect(meter.health.at(-1)).toBe('lost self-test');
  });
});
