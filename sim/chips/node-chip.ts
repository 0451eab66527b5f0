/**
 * A sensor node of real firmware on somebody else's clock: provisioned, powered, wired to pins and to a serial line.
 *
 * Owns what makes a chip such a node; its time is `clocked-chip.ts`. Pins as in `boards/sensor-node/board.h`.
 */
import { assert } from '../../agent/errors.ts';
import { FIELD } from '../../agent/sensors/drivers/sensor-node/bodies.ts';
import { readFrame, unseal, writeFrame } from '../../agent/sensors/drivers/sensor-node/frame.ts';
import { emptyCarry, split } from '../../agent/sensors/drivers/sensor-node/cobs.ts';
import type { NodeBody } from '../world/home-nodes.ts';
import type { Chip, ChipOptions } from './chip.ts';
import { ClockedChip, type Timers } from './clocked-chip.ts';
import { Eeprom } from './eeprom.ts';

export const NODE_FREQUENCY_HZ = 8_000_000;
const FACTORY_KEY = new Uint8Array(16);
const SUPPLY_VOLTS = 3;
/** Half light; MCP9700A: 500 mV at 0 °C and 10 mV per °C. */
const VOLTS = [1.5, 0.715] as const;
const PINS = { motion: ['D', 2], contact: ['D', 3], button: ['B', 0] } as const;
const POWER_UP_MS = 400;
const ANSWER_MS = 800;
/** A start has passed before the home begins. */
const SESSION_FIRST = 1;

export interface NodeIdentity {
  readonly address: number;
  readonly key: Uint8Array;
}
type MakeChip = (options: ChipOptions) => Chip;

/** The memory of a node that was given an identity over its serial line, as a technician does it. */
export function provisionedEeprom(make: MakeChip, flash: Uint8Array, identity: NodeIdentity): Eeprom {
  const { address, key } = identity;
  const eeprom = new Eeprom();
  eeprom.memory.set([0x41, 0x4e, 0x42, 0x55, 0, 0, address >> 8, address & 0xff]);
  const heard: number[] = [];
  const chip = wired(
    make({ flash, frequencyHz: NODE_FREQUENCY_HZ, eeprom, sent: ({ byte }) => heard.push(byte) }),
  );
  chip.powerOn();
  chip.runFor(POWER_UP_MS);
  const settings = [[FIELD.address, address & 0xff, address >> 8], [FIELD.key, ...key], [FIELD.commit]];
  for (const [at, body] of settings.entries()) {
    heard.length = 0;
    const header = { type: 'set', address: 0, session: SESSION_FIRST, count: at + 1 } as const;
    chip.receive(writeFrame(header, Uint8Array.from(body), FACTORY_KEY));
    chip.runFor(ANSWER_MS);
    assert(isAnswered(Uint8Array.from(heard)), `the node did not take setting ${body[0]}`);
  }
  chip.runFor(ANSWER_MS);
  chip.powerOff();
  return eeprom;
}

function isAnswered(bytes: Uint8Array): boolean {
  return split(emptyCarry(), bytes).frames.some((encoded) => {
    const frame = readFrame(encoded);
    if (typeof frame === 'string' || frame.type !== 'answer') return false;
    // Its fifth byte is the status: 0 is done.
    return unseal(frame, FACTORY_KEY)?.[4] === 0;
  });
}

/** A node with a memory of its own: a port on the line, and three pins. */
export function nodeChip(
  make: MakeChip,
  options: Pick<ChipOptions, 'flash' | 'eeprom'>,
  timers: Timers,
): NodeBody & { readonly clocked: ClockedChip } {
  const clocked = new ClockedChip(make, { ...options, frequencyHz: NODE_FREQUENCY_HZ }, timers);
  wired(clocked.chip);
  return {
    clocked,
    port: clocked.port,
    powerOn: () => clocked.powerOn(),
    setPin: (pin, level) => {
      const [port, bit] = PINS[pin];
      clocked.drive(port, bit, level);
    },
  };
}

function wired(chip: Chip): Chip {
  chip.setSupplyVolts(SUPPLY_VOLTS);
  for (const [input, volts] of VOLTS.entries()) chip.setVolts(input, volts);
  chip.setPin('D', 2, 0);
  return chip;
}
