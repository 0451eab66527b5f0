/**
 * Nodes of real firmware on one line: collisions, repetition to the cycle, frames that a stranger sends, and size.
 *
 * The hub here only acknowledges; the driver has its own tests.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readAnswer, readEvent } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { writeFrame } from '../../../agent/sensors/drivers/sensor-node/frame.ts';
import { type ChipOptions, type Chip, openChips } from '../../../sim/chips/chip.ts';
import { Eeprom } from '../../../sim/chips/eeprom.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { PartyLine } from '../../../sim/chips/party-line.ts';
import {
  Bench,
  Ear,
  FIELD,
  FREQUENCY_HZ,
  type Identity,
  NO_COMPILER,
  ROOT,
  buildFirmware,
  wireBoard,
} from './rig.ts';

let make: (options: ChipOptions) => Chip;
let size = '';
beforeAll(async () => {
  if (NO_COMPILER !== null) return;
  size = buildFirmware();
  make = await openChips();
});
beforeEach((context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not run`);
});

function identity(address: number): Identity {
  return { address, key: Uint8Array.from({ length: 16 }, (_, at) => address * 16 + at) };
}
/** The memory of a node that was provisioned, with a serial number of its own. */
function provisioned(who: Identity): Eeprom {
  const eeprom = new Eeprom();
  eeprom.memory.set([who.address, 2, 3, 4, 5, 6, 7, 8]);
  const node = new Bench(make, eeprom).start().provision(who);
  node.chip.powerOff();
  return eeprom;
}

/** A line with a hub that acknowledges every event that it hears, and these nodes on it. */
function lineOf(people: readonly Identity[]): { line: PartyLine; ear: Ear; told: Map<number, number[]> } {
  const ear = new Ear(people.map(({ key }) => key));
  const told = new Map<number, number[]>();
  let seen = 0;
  const line = new PartyLine(make, (byte, atMs) => {
    ear.hear(byte, atMs);
    for (const frame of ear.frames.slice(seen)) {
      seen += 1;
      const { type, address, session } = frame;
      const event = type === 'event' ? readEvent(frame.body) : null;
      if (event === null) continue;
      told.set(address, [...(told.get(address) ?? []), event.event]);
      const { key } = people.find((one) => one.address === address)!;
      line.send(writeFrame({ type: 'ack', address, session, count: event.event }, new Uint8Array(), key));
    }
  });
  for (const who of people) {
    wireBoard(
      line.join({ flash: readFirmware('sensor-node'), frequencyHz: FREQUENCY_HZ, eeprom: provisioned(who) }),
    ).powerOn();
  }
  return { line, ear, told };
}

describe('a shared line', () => {
  test('two nodes that speak at the same moment destroy each other, and both come through', () => {
    const { line, ear, told } = lineOf([identity(1), identity(2)]);
    line.runFor(70_000);
    ear.refused = 0;
    line.collisions = 0;
    for (let round = 0; round < 20; round += 1) {
      const drive = round % 2 === 0 ? 0 : 'floating';
      for (const chip of line.chips) chip.setPin('D', 3, drive);
      line.runFor(20_000);
    }
    expect(line.collisions).toBeGreaterThan(100);
    expect(ear.refused).toBeGreaterThan(0);
    const all = Array.from({ length: 20 }, (_, index) => index + 1);
    for (const address of [1, 2]) expect([...new Set(told.get(address))]).toEqual(all);
    for (const chip of line.chips) expect(chip.resets).toBe(0);
  });

  test('twice the same day is the same bytes at the same cycles, in whatever steps it is run', () => {
    const run = (stepMs: number): string[] => {
      const bytes: string[] = [];
      const chip = wireBoard(
        make({
          flash: readFirmware('sensor-node'),
          frequencyHz: FREQUENCY_HZ,
          eeprom: provisioned(identity(3)),
          sent: ({ byte, fromMs }) => bytes.push(`${byte}@${(fromMs * FREQUENCY_HZ) / 1000}`),
        }),
      );
      chip.powerOn();
      for (let atMs = 0; atMs < 400_000; atMs += 100_000) {
        chip.setPin('D', 2, (atMs / 100_000) % 2 === 0 ? 0 : 1);
        for (let toMs = atMs + stepMs; toMs < atMs + 100_000; toMs += stepMs) chip.runTo(toMs);
        chip.runTo(atMs + 100_000);
      }
      return bytes;
    };
    const whole = run(100_000);
    expect(whole.length).toBeGreaterThan(400);
    expect(run(100_000)).toEqual(whole);
    expect(run(7.3)).toEqual(whole);
  });
});

describe('a stranger', () => {
  const { bad, nodeKey } = z
    .object({
      nodeKey: z.string(),
      bad: z.array(z.object({ name: z.string(), receiver: z.string(), why: z.string(), line: z.string() })),
    })
    .parse(JSON.parse(readFileSync(join(ROOT, 'boards/sensor-node/vectors.json'), 'utf8')));

  test('no frame of the protocol that is meant to be refused does anything but be answered as absurd', () => {
    const who = { address: 0x1234, key: Uint8Array.from(Buffer.from(nodeKey, 'hex')) };
    const node = new Bench(make, provisioned(who), who);
    while (node.session < 7) node.restart();
    node.chip.setPin('D', 3, 0);
    node.run(3000);
    expect(node.request(4, FIELD.read, [FIELD.hold])?.status).toBe(0);
    const forNode = bad.filter(({ receiver }) => receiver === 'node');
    expect(forNode.length).toBeGreaterThan(15);
    for (const { name, why, line } of forNode) {
      node.heard();
      node.chip.receive(Buffer.from(line, 'hex'));
      const answers = node.runFor(300, 'answer').map(({ body }) => readAnswer(body).status);
      expect([name, answers]).toEqual([name, why === 'absurd' ? [3] : []]);
    }
    expect(node.run(70_000).filter(({ type }) => type === 'event').length).toBeGreaterThan(0);
    expect(node.session).toBe(7);
  });
});

describe('size', () => {
  test('flash and memory are within what the board allows, and the build says so', () => {
    const [, flash, memory, stack] = /flash (\d+) of 8192 bytes; memory (\d+) \+ (\d+) /
      .exec(size)!
      .map(Number);
    expect(flash).toBeLessThanOrEqual(8192);
    expect(memory! + stack!).toBeLessThanOrEqual(512);
  });

  test('the stack never goes deeper than the build leaves room for', () => {
    const [, memory, stack] = /memory (\d+) \+ (\d+) /.exec(size)!.map(Number);
    const node = new Bench(make, provisioned(identity(4)), identity(4)).start();
    node.run(61_000);
    for (let round = 0; round < 30; round += 1) {
      node.chip.setPin('D', 2, round % 2 === 0 ? 1 : 0);
      node.chip.setPin('D', 3, round % 2 === 0 ? 0 : 'floating');
      node.chip.setPin('B', 0, round % 2 === 0 ? 'floating' : 0);
      node.request(round + 1, round % 3 === 0 ? FIELD.selfTest : FIELD.hold, round % 3 === 0 ? [] : [20, 0]);
      node.chip.receive(Array.from({ length: 200 }, (_, at) => (at * 7 + round) % 256));
      node.chip.runFor(round * 3.7);
    }
    node.send('set', 900, Uint8Array.of(FIELD.commit));
    node.chip.receive(Array.from({ length: 2000 }, (_, at) => at % 256));
    node.run(3000);
    const deepest = node.chip.stackBytes(0x100 + memory!);
    expect(deepest).toBeGreaterThan(40);
    expect(deepest).toBeLessThanOrEqual(stack!);
  });
});
