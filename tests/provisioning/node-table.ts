/**
 * Sensor nodes on a technician's table: the real firmware in simulated chips, as from the factory, each with a cable.
 *
 * Owns the chips, their ports and their pins. Time is the machine's own; for a visit it may run faster, for a node answers once
 * in ten seconds of its own. Expects nothing.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openChips } from '../../sim/chips/chip.ts';
import { Eeprom } from '../../sim/chips/eeprom.ts';
import { readFirmware } from '../../sim/chips/firmware.ts';
import { nodeChip } from '../../sim/chips/node-chip.ts';
import { Pty } from '../../sim/devices/pty.ts';
import { realTime } from '../../sim/devices/real-time.ts';

/** A motion detector settles for a minute; these were switched on before. */
const ON_BEFORE_MS = 70_000;

export type TableNode = Awaited<ReturnType<typeof openTable>>['nodes'][number];

/** `ports`: the path of each node's cable; two of the same path are never plugged in together. `speed`: of the nodes' time. */
export async function openTable(ports: readonly string[], speed = 1) {
  const machine = realTime(1);
  const time = {
    ...machine,
    nowMs: () => machine.nowMs() * speed,
    after: (ms: number, run: () => void) => machine.after(ms / speed, run),
  };
  const make = await openChips();
  const flash = readFirmware('sensor-node');
  const nodes = ports.map((path, at) => {
    mkdirSync(join(path, '..'), { recursive: true });
    const eeprom = new Eeprom();
    eeprom.memory.set([0x41, 0x4e, 0x42, 0x55, 0, 0, 0, at + 1]);
    const body = nodeChip(make, { flash, eeprom }, time);
    body.setPin('motion', 0);
    body.setPin('contact', 1);
    body.setPin('button', 1);
    body.powerOn();
    let pty = new Pty(path, (bytes) => body.port.hear(bytes));
    body.port.listen((bytes) => pty.send(bytes));
    return {
      ...body,
      path,
      /** It is long enough in its place: a detector has settled. */
      settle: () => body.clocked.headStart(ON_BEFORE_MS),
      plug: () => pty.plug(),
      /** At another port from now on. */
      plugAt: (other: string) => {
        pty = new Pty(other, (bytes) => body.port.hear(bytes));
        return pty.plug();
      },
      /** `power`: the cable feeds the node, too. */
      unplug: async (power: 'fed' | 'battery' = 'battery') => {
        await pty.unplug();
        if (power === 'battery') return;
        body.clocked.powerOff();
        body.powerOn();
      },
    };
  });
  return {
    nodes,
    close: async () => {
      for (const { clocked, unplug } of nodes) {
        clocked.powerOff();
        await unplug();
      }
      time.stop();
    },
  };
}
