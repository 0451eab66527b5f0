/**
 * A PZEM-004T v3.0 on a line: its ten registers, and the bytes of its replies for a line that carries bytes.
 *
 * Answers function 4 within its registers, and everything else with the exceptions of its manual (§2.4: 1 function,
 * 2 address). A request with a bad checksum, or for another address, is not answered. Knows no driver.
 */
import { MODBUS_INITIAL, crc16 } from '../../crc16.ts';
import type { EmulatedBeing, EmulatedPart, EmulatedSlave } from '../../emulated-bus.ts';
import type { Surroundings } from '../../emulated-line.ts';
import { EmulatedLoad, VOLTS } from '../../emulated-load.ts';

const REGISTERS = 10;
const READ_INPUT = 4;
const REQUEST_BYTES = 8;
const EXCEPTION = { flag: 0x80, function: 1, address: 2 } as const;

export class PzemEmulator implements EmulatedPart {
  readonly load: EmulatedLoad;
  readonly slave: EmulatedSlave;
  #isSilent = false;

  constructor(surroundings: Surroundings, being: EmulatedBeing) {
    this.load = new EmulatedLoad(surroundings, being, 1_234);
    this.slave = {
      unit: being.options['address'] ?? 1,
      read: (start, count) =>
        this.#isSilent || start + count > REGISTERS ? null : this.registers().slice(start, start + count),
    };
  }

  use(): void {
    this.load.kettle();
  }
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  /** The reply to one request frame; null: none. */
  answer(request: Uint8Array): Uint8Array | null {
    const [unit = 0, name = 0, startHigh = 0, startLow = 0, countHigh = 0, countLow = 0] = request;
    if (this.#isSilent || request.length !== REQUEST_BYTES || unit !== this.slave.unit) return null;
    if (crc16(request, MODBUS_INITIAL) !== 0) return null;
    if (name !== READ_INPUT) return sealed([unit, name | EXCEPTION.flag, EXCEPTION.function]);
    const values = this.slave.read(startHigh * 256 + startLow, countHigh * 256 + countLow);
    if (values === null) return sealed([unit, name | EXCEPTION.flag, EXCEPTION.address]);
    const bytes = values.flatMap((value) => [value >> 8, value & 0xff]);
    return sealed([unit, name, bytes.length, ...bytes]);
  }

  registers(): number[] {
    const { watts, wattHours } = this.load;
    return [
      VOLTS * 10,
      ...words(Math.round((watts / VOLTS) * 1_000)),
      ...words(Math.round(watts * 10)),
      ...words(Math.floor(wattHours)),
      600,
      100,
      0,
    ];
  }
}

/** The low word first. */
function words(value: number): [number, number] {
  return [value % 0x1_0000, Math.floor(value / 0x1_0000)];
}

/** With its checksum, the low byte first. */
function sealed(frame: readonly number[]): Uint8Array {
  const sum = crc16(frame, MODBUS_INITIAL);
  return Uint8Array.from([...frame, sum & 0xff, sum >> 8]);
}
