/**
 * How a node becomes somebody, and stays it: settings by frame, in EEPROM that may lose its power at any byte.
 *
 * The law is boards/sensor-node/PROTOCOL.md, sections 4 and 8. Power is cut after each single erasure and write.
 */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readAnswer, readBoot, readHeartbeat } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { writeFrame } from '../../../agent/sensors/drivers/sensor-node/frame.ts';
import type { Eeprom } from '../../../sim/chips/eeprom.ts';
import { type Bench, FACTORY, FIELD, type Heard, KITCHEN, NO_COMPILER, openBenches, word } from './rig.ts';

const BATHROOM = { address: 0x4321, key: Uint8Array.from({ length: 16 }, (_, at) => 0xf0 - at) };
const STATUS = { done: 0, noField: 1, wrongLength: 2, outOfBounds: 3, notStored: 4, incomplete: 5 } as const;

let bench: Awaited<ReturnType<typeof openBenches>>;
beforeAll(async () => {
  if (NO_COMPILER === null) bench = await openBenches();
});
beforeEach((context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not run`);
});

/** Who an EEPROM makes of a node at its next start: its boot frame, under whichever key. */
function whoIs(eeprom: Eeprom): Heard {
  const node = bench(eeprom.copy());
  node.ear.keys = [FACTORY.key, KITCHEN.key, BATHROOM.key];
  node.chip.powerOn();
  const [boot] = node.runFor(400, 'boot');
  if (boot === undefined) throw new Error('the node says nothing under any key');
  return boot;
}
/** A node whose power fails after so many erasures and writes of what `run` does; returns whether it failed. */
function cutAfter(operations: number, node: Bench, run: () => void): boolean {
  let isCut = false;
  node.chip.eeprom.cutAfter(operations, () => {
    isCut = true;
    node.chip.powerOff();
  });
  run();
  return isCut;
}

describe('settings', () => {
  test('an identity is staged, committed, and in force from the next session on', () => {
    const node = bench().start();
    expect(node.set(FIELD.address, word(KITCHEN.address))?.status).toBe(STATUS.done);
    expect(node.set(FIELD.key, [...KITCHEN.key])?.status).toBe(STATUS.done);
    expect(node.set(FIELD.hold, word(25))?.status).toBe(STATUS.done);
    expect(node.set(FIELD.read, [FIELD.hold])?.value).toEqual(Uint8Array.from(word(10)));
    node.ear.keys = [FACTORY.key, KITCHEN.key];
    node.send('set', 9, Uint8Array.of(FIELD.commit));
    const told = node.run(1000);
    expect(told.map(({ type, address, session }) => [type, address, session])).toEqual([
      ['answer', 0, 1],
      ['boot', KITCHEN.address, 2],
      ['heartbeat', KITCHEN.address, 2],
    ]);
    expect(readBoot(told[1]!.body).cause).toBe(0);
    node.identity = KITCHEN;
    expect(node.request(1, FIELD.read, [FIELD.hold])?.value).toEqual(Uint8Array.from(word(25)));
    expect(whoIs(node.chip.eeprom)).toMatchObject({ address: KITCHEN.address, key: KITCHEN.key });
  });

  test.each([
    ['no such field', 77, [1], STATUS.noField],
    ['the key cannot be read', FIELD.read, [FIELD.key], STATUS.noField],
    ['an address of one byte', FIELD.address, [1], STATUS.wrongLength],
    ['a key of 15 bytes', FIELD.key, [...KITCHEN.key.subarray(1)], STATUS.wrongLength],
    ['a commit of something', FIELD.commit, [1], STATUS.wrongLength],
    ['address 0', FIELD.address, word(0), STATUS.outOfBounds],
    ['address 65,535', FIELD.address, word(65_535), STATUS.outOfBounds],
    ['the factory key', FIELD.key, [...FACTORY.key], STATUS.outOfBounds],
    ['heartbeat 9 s', FIELD.heartbeat, word(9), STATUS.outOfBounds],
    ['heartbeat 601 s', FIELD.heartbeat, word(601), STATUS.outOfBounds],
    ['hold 0 s', FIELD.hold, word(0), STATUS.outOfBounds],
    ['debounce 201 ms', FIELD.debounce, word(201), STATUS.outOfBounds],
    ['reference 1,301 mV', FIELD.reference, word(1301), STATUS.outOfBounds],
  ])('%s is refused, and changes nothing', (_, field, value, status) => {
    const node = bench().start().provision(KITCHEN);
    const before = node.chip.eeprom.memory.slice();
    const answer = node.set(field, value);
    expect(answer).toMatchObject({ status, field });
    expect(answer?.value).toHaveLength(0);
    expect(node.set(FIELD.commit)?.status).toBe(STATUS.done);
    // The identity is in the second slot, and now in the first as well: address, key and settings of 26 bytes.
    expect(node.chip.eeprom.memory.slice(35, 61)).toEqual(before.slice(67, 93));
  });

  test('an EEPROM that is worn out is told, and a start that it did not count is nobody’s', () => {
    const node = bench().start().provision(KITCHEN);
    node.chip.eeprom.cutAfter(1, () => {});
    node.set(FIELD.hold, word(25));
    expect(node.set(FIELD.commit)?.status).toBe(STATUS.notStored);
    expect(node.request(3, FIELD.read, [FIELD.hold])?.value).toEqual(Uint8Array.from(word(10)));
    node.ear.keys = [KITCHEN.key, FACTORY.key];
    node.chip.reset();
    expect(node.runFor(1000, 'boot')).toMatchObject([{ address: 0, key: FACTORY.key }]);
  });

  test('half an identity is not committed', () => {
    const node = bench().start();
    node.set(FIELD.address, word(KITCHEN.address));
    const { operations } = node.chip.eeprom;
    expect(node.set(FIELD.commit)?.status).toBe(STATUS.incomplete);
    expect(node.chip.eeprom.operations).toBe(operations);
    node.restart();
    expect(node.set(FIELD.commit)?.status).toBe(STATUS.done);
    expect(whoIs(node.chip.eeprom).address).toBe(0);
  });

  test('each setting is what the node lives by', () => {
    const node = bench().start().provision(KITCHEN);
    for (const [field, value] of [
      [FIELD.heartbeat, 10],
      [FIELD.debounce, 200],
      [FIELD.reference, 1000],
    ] as const)
      expect(node.set(field, word(value))?.status).toBe(STATUS.done);
    node.set(FIELD.commit);
    const beats = node.runFor(60_000, 'heartbeat');
    expect(beats.length).toBeGreaterThan(4);
    expect(Math.abs((readHeartbeat(beats[0]!.body)?.battery ?? 0) - 3000)).toBeLessThan(10);
    node.chip.setPin('D', 3, 0);
    expect(node.runFor(150, 'event')).toEqual([]);
    expect(node.runFor(150, 'event')).toHaveLength(1);
  });

  test('a self-test measures now', () => {
    const node = bench().start();
    node.chip.setPin('D', 3, 0);
    node.chip.setVolts(0, 3.3);
    node.run(1000);
    const answer = node.set(FIELD.selfTest);
    expect(answer).toMatchObject({ status: STATUS.done, field: FIELD.selfTest });
    const view = new DataView(answer!.value.buffer, answer!.value.byteOffset);
    expect([view.getUint8(0), view.getUint8(1), view.getUint16(6, true)]).toEqual([2, 0, 1023]);
    expect(Math.abs(view.getUint16(2, true) - 3300)).toBeLessThan(10);
    expect(Math.abs(view.getInt16(4, true) - 215)).toBeLessThan(5);
  });
});

describe('who may ask', () => {
  test('a wrong key, another session, an older count: not a word; the last one again: its status alone', () => {
    const node = bench().start().provision(KITCHEN);
    const ask = (count: number, session: number, key: Uint8Array) => {
      const header = { type: 'set', address: KITCHEN.address, session, count } as const;
      node.chip.receive(writeFrame(header, Uint8Array.of(FIELD.read, FIELD.hold), key));
      return node.runFor(500, 'answer').map(({ body }) => readAnswer(body));
    };
    const { session } = node;
    expect(ask(5, session, BATHROOM.key)).toEqual([]);
    expect(ask(5, session, FACTORY.key)).toEqual([]);
    expect(ask(5, session - 1, KITCHEN.key)).toEqual([]);
    expect(ask(0, session, KITCHEN.key)).toEqual([]);
    expect(ask(5, session, KITCHEN.key)).toMatchObject([{ request: 5, status: 0, value: { length: 2 } }]);
    expect(ask(5, session, KITCHEN.key)).toMatchObject([{ request: 5, status: 0, value: { length: 0 } }]);
    expect(ask(4, session, KITCHEN.key)).toEqual([]);
    expect(ask(6, session, KITCHEN.key)).toHaveLength(1);
  });

  test('a request that is said again is not carried out again', () => {
    const node = bench().start().provision(KITCHEN);
    expect(node.request(7, FIELD.hold, word(20))?.status).toBe(STATUS.done);
    expect(node.request(7, FIELD.hold, word(30))).toMatchObject({ request: 7, status: STATUS.done });
    node.request(8, FIELD.commit);
    expect(node.request(1, FIELD.read, [FIELD.hold])?.value).toEqual(Uint8Array.from(word(20)));
  });
});

describe('power cut at each byte', () => {
  test('a commit leaves the old identity or the new one, never a third', () => {
    const first = bench().start();
    const outcomes: number[] = [];
    for (let isCut = true; isCut;) {
      const node = bench(first.chip.eeprom.copy()).start();
      node.set(FIELD.address, word(KITCHEN.address));
      node.set(FIELD.key, [...KITCHEN.key]);
      isCut = cutAfter(outcomes.length + 1, node, () => void node.set(FIELD.commit));
      const { address, key } = whoIs(node.chip.eeprom);
      expect([FACTORY, KITCHEN]).toContainEqual({ address, key });
      outcomes.push(address);
    }
    expect(outcomes.length).toBeGreaterThan(60);
    expect(outcomes).toContain(0);
    expect(outcomes.at(-1)).toBe(KITCHEN.address);
    // Once it is new it stays new, however much later the power fails.
    expect(outcomes.lastIndexOf(0)).toBeLessThan(outcomes.indexOf(KITCHEN.address));
  });

  test('a session number is never said twice, whatever start was cut', () => {
    const { eeprom } = bench().start().provision(KITCHEN).chip;
    for (let start = 0; start < 4; start += 1) {
      const said = new Set<number>();
      let operations = 0;
      for (let isCut = true; isCut;) {
        operations += 1;
        const node = bench(eeprom.copy(), KITCHEN);
        isCut = cutAfter(operations, node, () => {
          node.chip.powerOn();
          for (const { session } of node.run(250)) said.add(session);
        });
        const next = whoIs(node.chip.eeprom);
        expect(next.key).toEqual(KITCHEN.key);
        expect(said.has(next.session)).toBe(false);
        expect(next.session).toBeGreaterThan(start + 2);
      }
      expect(operations).toBeGreaterThan(4);
      bench(eeprom).start();
    }
  });
});

describe('back to the factory', () => {
  test('by request: answered under the old identity, then nobody, in a new session', () => {
    const node = bench().start().provision(KITCHEN);
    const { session } = node;
    node.ear.keys = [KITCHEN.key, FACTORY.key];
    node.send('set', 1, Uint8Array.of(FIELD.factoryReset));
    expect(node.run(1000).map((one) => [one.type, one.address, one.session])).toEqual([
      ['answer', KITCHEN.address, session],
      ['boot', 0, session + 1],
      ['heartbeat', 0, session + 1],
    ]);
  });

  test('by the button held for ten seconds from power-up on, not for nine, and not after a reset', () => {
    const node = bench().start().provision(KITCHEN);
    const hold = (ms: number, start: () => void) => {
      node.chip.setPin('B', 0, 0);
      start();
      node.chip.runFor(ms);
      node.chip.setPin('B', 0, 'floating');
      node.chip.runFor(2000);
      return whoIs(node.chip.eeprom).address;
    };
    const powerUp = (): void => void node.restart();
    expect(hold(8500, powerUp)).toBe(KITCHEN.address);
    expect(hold(15_000, () => node.chip.reset())).toBe(KITCHEN.address);
    expect(hold(14_000, powerUp)).toBe(0);
  });

  test('when the count of starts is lost, because the old key would be used with old numbers', () => {
    const node = bench().start().provision(KITCHEN);
    node.chip.powerOff();
    node.chip.eeprom.memory.fill(0, 0x10, 0x20);
    node.ear.keys = [KITCHEN.key, FACTORY.key];
    node.chip.powerOn();
    expect(node.runFor(1000, 'boot')).toMatchObject([{ address: 0, session: 1 }]);
    node.restart();
    expect(node.ear.frames.at(-1)).toMatchObject({ address: 0, session: 2 });
  });

  test('and the old key does not come back, wherever the next commit is cut', () => {
    const lost = bench().start().provision(KITCHEN);
    lost.chip.powerOff();
    lost.chip.eeprom.memory.fill(0, 0x10, 0x20);
    for (let operations = 1, isCut = true; isCut; operations += 9) {
      const node = bench(lost.chip.eeprom.copy()).start();
      node.set(FIELD.address, word(BATHROOM.address));
      node.set(FIELD.key, [...BATHROOM.key]);
      isCut = cutAfter(operations, node, () => void node.set(FIELD.commit));
      expect([FACTORY.key, BATHROOM.key]).toContainEqual(whoIs(node.chip.eeprom).key);
    }
  });
});
