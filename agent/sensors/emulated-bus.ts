/**
 * What an emulated part offers to the simulated bus that it is plugged into; lines have their own file.
 *
 * Owns the shapes only. An emulator answers at the bus, as the real part does, and never knows a driver.
 */
import type { Advert } from '../ports.ts';

/** Who an emulated part is, and what time it is for it. */
export interface EmulatedBeing {
  readonly nowMs: () => number;
  /** 16 bytes; null: it has no key. */
  readonly key: Uint8Array | null;
  /** In capitals with colons. */
  readonly mac: string;
  /** As in the configuration of its device: `address`, `pin`. */
  readonly options: Readonly<Record<string, number>>;
}
/** Every emulator of a part that is not a line: one of the four, and what a person does at it. */
export interface EmulatedPart {
  readonly port?: EmulatedPort;
  readonly beacon?: EmulatedBeacon;
  readonly slave?: EmulatedSlave;
  readonly analog?: EmulatedAnalog;
  /** Somebody uses it once: walks by, opens, presses, boils water. */
  use(): void;
  /** From now on it says nothing, as if its battery were out; `false`: it is back, started anew. */
  silence(isSilent: boolean): void;
}

/** One end of a serial line. Several may hang on one line; each hears what the hub writes, none hears the others. */
export interface EmulatedPort {
  /** One listener, the bus; null when nothing is connected. */
  listen(listener: ((bytes: Uint8Array) => void) | null): void;
  /** What the hub wrote. */
  hear(bytes: Uint8Array): void;
}
/** A Bluetooth device that nobody connects to. */
export interface EmulatedBeacon {
  readonly mac: string;
  listen(listener: ((advert: Advert) => void) | null): void;
}
/** A slave on a Modbus line. */
export interface EmulatedSlave {
  /** Its address, 1 to 247. */
  readonly unit: number;
  /** Input registers from `start`, or null: it does not answer. */
  read(start: number, count: number): readonly number[] | null;
}
/** An analog pin. */
export interface EmulatedAnalog {
  /** The share of full scale that is on it now, or null: the board does not report it. */
  share(): number | null;
}
