/**
 * Three sensor nodes on one radio: the real firmware in simulated chips, behind one serial port.
 *
 * Owns the nodes, what is wired to them, and their keys beside the hub's file. Pulling the radio's cable leaves the nodes
 * alone: they go on, and tell what was not acknowledged when it is back.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { PullCordEmulator } from '../../agent/sensors/drivers/pull-cord/emulator.ts';
import { ReedEmulator } from '../../agent/sensors/drivers/reed/emulator.ts';
import { openChips } from '../chips/chip.ts';
import { readFirmware } from '../chips/firmware.ts';
import { nodeChip, provisionedEeprom } from '../chips/node-chip.ts';
import { HOME_NODES, wireNode } from '../world/home-nodes.ts';
import type { BenchTime, VirtualDevice } from './device.ts';
import { Pty } from './pty.ts';

/** A motion sensor needs a minute to settle; the nodes were there before. */
const ON_BEFORE_MS = 70_000;

export async function radio(folder: string, time: BenchTime): Promise<VirtualDevice> {
  const flash = readFirmware('sensor-node');
  const make = await openChips();
  const detectors = {
    bedroom: new PirEmulator(time),
    hall: new PirEmulator(time),
    bathroom: new PirEmulator(time),
  };
  const door = new ReedEmulator(time);
  const cord = new PullCordEmulator(time);
  const lines = new Map([
    ...Object.entries(detectors).map(([room, { line }]) => [room, line] as const),
    ['front-door', door.line] as const,
    ['bathroom-cord', cord.line] as const,
  ]);
  const bodies = HOME_NODES.map((plan) => {
    const eeprom = provisionedEeprom(make, flash, plan);
    const body = nodeChip(make, { flash, eeprom }, time);
    wireNode(body, plan, (part) => {
      const line = lines.get(part);
      if (line === undefined) throw new Error(`nothing is called ${part}`);
      return line;
    });
    body.clocked.headStart(ON_BEFORE_MS);
    writeFileSync(join(folder, `${plan.id}.key`), `${Buffer.from(plan.key).toString('hex')}\n`);
    return body;
  });
  const pty = new Pty(join(folder, 'radio'), (bytes) => {
    for (const { port } of bodies) port.hear(bytes);
  });
  for (const { port } of bodies) port.listen((bytes) => pty.send(bytes));
  return {
    name: 'radio',
    what: `three sensor nodes, real firmware in simulated chips, on ${pty.path}: bedroom, hall, front-door, bathroom, a cord`,
    deeds: {
      ...Object.fromEntries(
        Object.entries(detectors).map(([room, pir]) => [`walk ${room}`, () => pir.movement()]),
      ),
      'open front-door': () => door.open(),
      'close front-door': () => door.close(),
      'press cord': () => cord.pull(),
    },
    config: HOME_NODES.map(({ id, address, parts }) => {
      const feeds = Object.entries(parts).map(
        ([pin, part]) => `${pin}: ${pin === 'button' ? 'pull-cord' : part}`,
      );
      return `{ id: ${id}, part: sensor-node, connector: ${pty.path}, key: ${id}.key, options: { address: ${address} }, feeds: { ${feeds.join(', ')} } }`;
    }),
    plug: () => pty.plug(),
    unplug: () => pty.unplug(),
    close: async () => {
      for (const { clocked } of bodies) clocked.powerOff();
      await pty.unplug();
    },
  };
}
