/**
 * A sensor node of real firmware on somebody else's clock: provisioned, powered, wired to pins and to a serial line.
 *
 * Owns the chip and when it is run: as far as the clock has come, whenever something happens at it or it wanted to wake.
 * Its time and the clock's are the same to the millisecond. Pins as in `boards/sensor-node/board.h`.
 */
import { assert } from '../../agent/errors.ts';
import { readFrame, unseal, writeFrame } from '../../agent/sensors/drivers/sensor-node/frame.ts';
import { emptyCarry, split } from '../../agent/sensors/drivers/sensor-node/cobs.ts';
import type { EmulatedPort } from '../../agent/sensors/emulated-bus.ts';
import type { Chip, ChipOptions } from './chip.ts';
import { Eeprom } from './eeprom.ts';

export const NODE_FREQUENCY_HZ = 8_000_000;
const FACTORY_KEY = new Uint8Array(16);
const FIELD = { address: 1, key: 2, commit: 9 } as const;
const SUPPLY_VOLTS = 3;
/** Half light; MCP9700A: 500 mV at 0 °C and 10 mV per °C. */
const VOLTS = [1.5, 0.715] as const;
const PINS = { motion: ['D', 2], contact: ['D', 3], button: ['B', 0] } as const;
/** Looked at this often while it is awake: a frame at 38,400 baud takes 15 ms. */
const AWAKE_MS = 5;
const POWER_UP_MS = 400;
const ANSWER_MS = 800;
/** A start has passed before the home begins. */
const SESSION_FIRST = 1;

export interface NodeIdentity {
  readonly address: number;
  readonly key: Uint8Array;
}
type MakeChip = (options: ChipOptions) => Chip;
export interface Timers {
  readonly nowMs: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
}

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

export class NodeChip {
  readonly port: EmulatedPort;
  readonly chip: Chip;
  readonly #timers: Timers;
  /** The clock's time at which the chip was made. */
  readonly #originMs: number;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #sent: number[] = [];
  #callOff: () => void = () => {};
  #isRunning = false;

  constructor(make: MakeChip, { flash, eeprom }: Pick<ChipOptions, 'flash' | 'eeprom'>, timers: Timers) {
    const sent: ChipOptions['sent'] = ({ byte }) => void this.#sent.push(byte);
    const memory = eeprom === undefined ? {} : { eeprom };
    this.chip = wired(make({ flash, frequencyHz: NODE_FREQUENCY_HZ, sent, ...memory }));
    this.#timers = timers;
    this.#originMs = timers.nowMs();
    this.port = {
      listen: (listener) => void (this.#listener = listener),
      hear: (bytes) => this.#act(() => this.chip.receive(bytes)),
    };
  }

  powerOn(): void {
    this.#act(() => this.chip.powerOn());
  }
  powerOff(): void {
    this.#act(() => this.chip.powerOff());
  }
  /** The electrical level on a pin; 1 is the supply. */
  setPin(pin: keyof typeof PINS, level: 0 | 1): void {
    const [port, bit] = PINS[pin];
    this.#act(() => this.chip.setPin(port, bit, level));
  }
  /** Ends its timer. */
  close(): void {
    this.#callOff();
    this.chip.powerOff();
  }

  /** Brings the chip to now, does something at it, and sees when it wants to run again. */
  #act(deed: () => void): void {
    // What it sends may come back as a word of the hub in the same instant.
    if (this.#isRunning) {
      deed();
      return;
    }
    this.#catchUp();
    deed();
    this.#plan();
  }
  #catchUp(): void {
    this.#isRunning = true;
    this.chip.runTo(this.#timers.nowMs() - this.#originMs);
    while (this.#sent.length > 0) {
      const bytes = Uint8Array.from(this.#sent);
      this.#sent = [];
      this.#listener?.(bytes);
    }
    this.#isRunning = false;
  }
  #plan(): void {
    this.#callOff();
    const { nextEventMs } = this.chip;
    if (nextEventMs === Number.POSITIVE_INFINITY) return;
    const inMs = Math.ceil(nextEventMs + this.#originMs - this.#timers.nowMs());
    this.#callOff = this.#timers.after(Math.max(inMs, AWAKE_MS), () => this.#act(() => {}));
  }
}

function wired(chip: Chip): Chip {
  chip.setSupplyVolts(SUPPLY_VOLTS);
  for (const [input, volts] of VOLTS.entries()) chip.setVolts(input, volts);
  chip.setPin('D', 2, 0);
  return chip;
}
