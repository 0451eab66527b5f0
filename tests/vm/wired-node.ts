/**
 * A sensor node on the guest's USB serial port: the real firmware in a simulated chip, on the host's clock.
 *
 * It runs outside the guest, which would be too slow for it, and it has a supply of its own: pulling out the cable
 * leaves it running.
 */
import { openChips } from '../../sim/chips/chip.ts';
import { readFirmware } from '../../sim/chips/firmware.ts';
import { nodeChip, provisionedEeprom } from '../../sim/chips/node-chip.ts';
import type { Wire } from './wire.ts';
import { NODE } from './words.ts';

const CLOSED = 0;
const OPEN = 1;

export class WiredNode {
  readonly #wire: Wire;
  #node: ReturnType<typeof nodeChip> | null = null;

  constructor(wire: Wire) {
    this.#wire = wire;
  }
  /** Gives it its identity and powers it, with the door closed. */
  async powerOn(): Promise<void> {
    const make = await openChips();
    const flash = readFirmware('sensor-node');
    const identity = { address: NODE.address, key: Buffer.from(NODE.keyHex, 'hex') };
    const eeprom = provisionedEeprom(make, flash, identity);
    const timers = {
      nowMs: () => performance.now(),
      after: (ms: number, ring: () => void) => {
        const timer = setTimeout(ring, ms);
        return () => clearTimeout(timer);
      },
    };
    const node = nodeChip(make, { flash, eeprom }, timers);
    node.port.listen((bytes) => this.#wire.write(bytes));
    this.#wire.listen((bytes) => node.port.hear(bytes));
    node.setPin('contact', CLOSED);
    node.powerOn();
    this.#node = node;
  }
  openDoor(): void {
    this.#node?.setPin('contact', OPEN);
  }
  closeDoor(): void {
    this.#node?.setPin('contact', CLOSED);
  }
  powerOff(): void {
    this.#node?.clocked.powerOff();
    this.#node = null;
    this.#wire.listen(null);
  }
}
