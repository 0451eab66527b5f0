/**
 * The P1 port of a smart meter that sends a telegram every ten seconds, as a DSMR 4 meter does.
 *
 * Owns its telegrams; the objects are those of the standard, the figures those of the emulated home. Knows no driver.
 */
import { ARC_INITIAL, crc16 } from '../../crc16.ts';
import type { EmulatedBeing, EmulatedPart, EmulatedPort } from '../../emulated-bus.ts';
import type { Surroundings } from '../../emulated-line.ts';
import { EmulatedLoad, VOLTS } from '../../emulated-load.ts';

const EVERY_MS = 10_000;

export class P1Emulator implements EmulatedPart {
  readonly load: EmulatedLoad;
  readonly port: EmulatedPort;
  readonly #after: Surroundings['after'];
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #isSilent = false;

  constructor(surroundings: Surroundings, being: EmulatedBeing) {
    this.#after = surroundings.after;
    this.load = new EmulatedLoad(surroundings, being, 4_567_890);
    this.port = {
      listen: (listener) => {
        this.#listener = listener;
      },
      // Nobody is heard: the port has no line in.
      hear: () => {},
    };
    this.#speak();
  }

  use(): void {
    this.load.kettle();
  }
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  /** What it sends now. */
  telegram(): Uint8Array {
    const { watts, wattHours } = this.load;
    return telegramOf([
      '1-3:0.2.8(50)',
      '0-0:96.14.0(0001)',
      `1-0:1.8.1(${figure(wattHours / 1_000, 6)}*kWh)`,
      '1-0:1.8.2(000123.456*kWh)',
      '1-0:2.7.0(00.000*kW)',
      `1-0:1.7.0(${figure(watts / 1_000, 2)}*kW)`,
      `1-0:32.7.0(${VOLTS}.0*V)`,
    ]);
  }

  #speak(): void {
    this.#after(EVERY_MS, () => {
      if (!this.#isSilent) this.#listener?.(this.telegram());
      this.#speak();
    });
  }
}

/** A whole telegram with these objects, one a line. */
export function telegramOf(objects: readonly string[]): Uint8Array {
  const text = `/EMU5\\2M550E-1012\r\n\r\n${objects.map((object) => `${object}\r\n`).join('')}!`;
  const body = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const sum = crc16(body, ARC_INITIAL).toString(16).toUpperCase().padStart(4, '0');
  return Uint8Array.from([...body, ...Uint8Array.from(`${sum}\r\n`, (character) => character.charCodeAt(0))]);
}

function figure(value: number, digits: number): string {
  return value.toFixed(3).padStart(digits + 4, '0');
}
