/**
 * The Firmata board's firmware on a simulated chip, in virtual time: what is sent to it, what it says.
 *
 * `NO_COMPILER` says why the firmware cannot be built here, where it cannot.
 */
import { spawnSync } from 'node:child_process';
import { type Chip, openChips } from '../../../sim/chips/chip.ts';
import type { Eeprom } from '../../../sim/chips/eeprom.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const FREQUENCY_HZ = 16_000_000;
const hasCompiler = spawnSync('avr-gcc', ['--version'], { stdio: 'ignore' }).status === 0;
/** Null when firmware can be built, else what is missing. */
export const NO_COMPILER = hasCompiler ? null : 'avr-gcc is missing (apt-get install gcc-avr avr-libc)';

/** Builds it where it can be built; returns what the build says of its size. */
export function buildFirmware(): string {
  if (NO_COMPILER !== null) return NO_COMPILER;
  const build = spawnSync('bash', ['.ci/firmware', 'firmata-node'], { cwd: ROOT, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the firmware does not build:\n${build.stdout}${build.stderr}`);
  return build.stdout;
}

export class BoardBench {
  readonly chip: Chip;
  readonly #sent: number[] = [];

  private constructor(make: (sent: (byte: number) => void) => Chip) {
    this.chip = make((byte) => this.#sent.push(byte));
  }
  /** Powered, and past what it says at its start. */
  static async open(eeprom?: Eeprom): Promise<BoardBench> {
    const make = await openChips();
    const flash = readFirmware('firmata-node');
    const bench = new BoardBench((sent) =>
      make({
        flash,
        frequencyHz: FREQUENCY_HZ,
        sent: ({ byte }) => sent(byte),
        ...(eeprom === undefined ? {} : { eeprom }),
      }),
    );
    bench.chip.setSupplyVolts(5);
    bench.chip.powerOn();
    return bench;
  }

  /** What it has said since it was last asked, message by message, in hex. */
  heard(): string[] {
    const messages: number[][] = [];
    for (const byte of this.#sent.splice(0)) {
      if (byte >= 0x80 && byte !== 0xf7) messages.push([]);
      messages.at(-1)?.push(byte);
    }
    return messages.map((message) => Buffer.from(message).toString('hex'));
  }
  /** Sends bytes, lets time pass, and returns what it says. */
  ask(bytes: Iterable<number>, ms = 60): string[] {
    this.chip.receive(bytes);
    this.chip.runFor(ms);
    return this.heard();
  }
}

/** A text as Firmata sends it: each character as two bytes of seven bits, in hex. */
export function pairs(text: string): string {
  return Buffer.from([...Buffer.from(text)].flatMap((byte) => [byte & 0x7f, byte >> 7])).toString('hex');
}
