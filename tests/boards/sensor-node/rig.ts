/**
 * A node of real firmware on a bench: wires in hand, its frames read with the hub's codec, time by the millisecond.
 *
 * `openBench` builds the firmware from source first; NO_COMPILER says why when that is not possible here.
 */
import { spawnSync } from 'node:child_process';
import { emptyCarry, split } from '../../../agent/sensors/drivers/sensor-node/cobs.ts';
import {
  type Frame,
  type FrameType,
  type Header,
  readFrame,
  unseal,
  writeFrame,
} from '../../../agent/sensors/drivers/sensor-node/frame.ts';
import {
  type Answer,
  FIELD,
  type NodeEvent,
  readAnswer,
  readEvent,
} from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { type Chip, type ChipOptions, openChips } from '../../../sim/chips/chip.ts';
import type { Eeprom } from '../../../sim/chips/eeprom.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';

export const ROOT = new URL('../../../', import.meta.url).pathname;
const hasCompiler = spawnSync('avr-gcc', ['--version'], { stdio: 'ignore' }).status === 0;
/** Null when firmware can be built, else what is missing. */
export const NO_COMPILER = hasCompiler ? null : 'avr-gcc is missing (apt-get install gcc-avr avr-libc)';

/** Builds the firmware; returns what the build says of its size. */
export function buildFirmware(): string {
  const build = spawnSync('bash', ['.ci/firmware', 'sensor-node'], { cwd: ROOT, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the firmware does not build:\n${build.stdout}${build.stderr}`);
  return build.stdout;
}

/** Where the linker put a variable of the firmware, as an address of static memory. */
export function addressOf(name: string): number {
  const { stdout } = spawnSync('avr-nm', ['out/firmware/sensor-node.elf'], { cwd: ROOT, encoding: 'utf8' });
  const address = new RegExp(`^00800([0-9a-f]{3}) . ${name}(\\.lto_priv\\.\\d+)?$`, 'm').exec(stdout)?.[1];
  if (address === undefined) throw new Error(`the firmware has no variable ${name}`);
  return Number.parseInt(address, 16);
}

export { FIELD };
export const FREQUENCY_HZ = 8_000_000;
export const FACTORY_KEY = new Uint8Array(16);
export const SERIAL = Uint8Array.from([0x41, 0x4e, 0x42, 0x55, 1, 2, 3, 4]);

export interface Identity {
  readonly address: number;
  readonly key: Uint8Array;
}
export const FACTORY: Identity = { address: 0, key: FACTORY_KEY };

/** A frame that was heard whole and is genuine. */
export interface Heard extends Header {
  readonly atMs: number;
  readonly body: Uint8Array;
  /** Under which of the known keys. */
  readonly key: Uint8Array;
}

/** Turns bytes into frames under the keys that the bench knows. */
export class Ear {
  readonly frames: Heard[] = [];
  /** Frames that were heard and are damaged or under another key. */
  refused = 0;
  keys: readonly Uint8Array[];
  readonly #carry = emptyCarry();

  constructor(keys: readonly Uint8Array[]) {
    this.keys = keys;
  }
  hear(byte: number, atMs: number): void {
    for (const encoded of split(this.#carry, Uint8Array.of(byte)).frames) {
      const frame = readFrame(encoded);
      const opened = typeof frame === 'string' ? null : this.#open(frame, atMs);
      if (opened === null) this.refused += 1;
      else this.frames.push(opened);
    }
  }
  #open(frame: Frame, atMs: number): Heard | null {
    const { type, address, session, count } = frame;
    for (const key of this.keys) {
      const body = unseal(frame, key);
      if (body !== null) return { type, address, session, count, body, key, atMs };
    }
    return null;
  }
}

/** Makes a chip as the board has it: supply, 21.5 °C, half light, a motion sensor at rest, door open. */
export function wireBoard(chip: Chip): Chip {
  if (chip.eeprom.memory[0] === 0xff) chip.eeprom.memory.set(SERIAL);
  chip.setSupplyVolts(3.3);
  chip.setVolts(0, 1.65);
  chip.setVolts(1, 0.715);
  chip.setPin('D', 2, 0);
  return chip;
}

export class Bench {
  readonly chip: Chip;
  readonly ear: Ear;
  identity: Identity;
  /** Session of the frame heard last. */
  session = 0;
  #taken = 0;
  #request = 0;

  constructor(make: (options: ChipOptions) => Chip, eeprom?: Eeprom, identity: Identity = FACTORY) {
    this.identity = identity;
    this.ear = new Ear([identity.key]);
    this.chip = wireBoard(
      make({
        flash: readFirmware('sensor-node'),
        frequencyHz: FREQUENCY_HZ,
        ...(eeprom === undefined ? {} : { eeprom }),
        sent: ({ byte, toMs }) => this.ear.hear(byte, toMs),
      }),
    );
  }

  /** Power on, and time to say the first words. */
  start(): this {
    this.chip.powerOn();
    this.chip.runFor(400);
    this.heard();
    return this;
  }
  restart(): this {
    this.chip.powerOff();
    this.chip.runFor(1000);
    return this.start();
  }
  /** Frames since the last call. */
  heard(type?: FrameType): Heard[] {
    const fresh = this.ear.frames.slice(this.#taken);
    this.#taken = this.ear.frames.length;
    this.session = fresh.at(-1)?.session ?? this.session;
    return type === undefined ? fresh : fresh.filter((frame) => frame.type === type);
  }
  run(ms: number): Heard[] {
    this.chip.runFor(ms);
    return this.heard();
  }
  runFor(ms: number, type: FrameType): Heard[] {
    return this.run(ms).filter((frame) => frame.type === type);
  }
  send(type: FrameType, count: number, body: Uint8Array = new Uint8Array(), session = this.session): void {
    const { address, key } = this.identity;
    this.chip.receive(writeFrame({ type, address, session, count }, body, key));
  }
  /** Sends a request with the next count and returns the answer, or null when none comes. */
  set(field: number, value: readonly number[] = []): Answer | null {
    this.#request += 1;
    return this.request(this.#request, field, value);
  }
  request(count: number, field: number, value: readonly number[] = []): Answer | null {
    this.send('set', count, Uint8Array.from([field, ...value]));
    const [answer] = this.runFor(800, 'answer');
    return answer === undefined ? null : readAnswer(answer.body);
  }
  /** Gives the node an identity, and follows it there. */
  provision(identity: Identity): this {
    const { address, key } = identity;
    this.ear.keys = [this.identity.key, key];
    const answers = [
      this.set(FIELD.address, word(address)),
      this.set(FIELD.key, [...key]),
      this.set(FIELD.commit),
    ];
    if (answers.some((answer) => answer?.status !== 0)) throw new Error('the node was not provisioned');
    this.identity = identity;
    this.run(500);
    this.#request = 0;
    return this;
  }
}

export function word(value: number): readonly number[] {
  return [value % 256, Math.floor(value / 256)];
}

export const KITCHEN: Identity = { address: 0x1234, key: Uint8Array.from({ length: 16 }, (_, at) => at + 1) };

export const eventsOf = (frames: readonly Heard[]): (NodeEvent | null)[] =>
  frames.filter(({ type }) => type === 'event').map(({ body }) => readEvent(body));

/** Somebody is before the motion sensor for so long. */
export function move({ chip }: Bench, ms: number): void {
  chip.setPin('D', 2, 1);
  chip.runFor(ms);
  chip.setPin('D', 2, 0);
}

/** Loads the simulator; then benches are made at will. */
export async function openBenches(): Promise<(eeprom?: Eeprom, identity?: Identity) => Bench> {
  buildFirmware();
  const make = await openChips();
  return (eeprom, identity) => new Bench(make, eeprom, identity);
}

/** A provisioned node whose motion sensor is warm. */
export function warm(bench: () => Bench): Bench {
  const made = bench().start().provision(KITCHEN);
  made.run(60_000);
  return made;
}
