/**
 * A sensor node as a model, behind the same pins as the real one: its protocol is the emulator's beside the driver.
 *
 * Owns how long a level must stand still before it counts, as `boards/sensor-node/inputs.c` has it. Pure.
 */
import { SensorNodeEmulator } from '../../agent/sensors/drivers/sensor-node/emulator.ts';
import type { EmulatedPort } from '../../agent/sensors/emulated-bus.ts';
import type { Surroundings } from '../../agent/sensors/emulated-line.ts';
import type { NodeBody, NodePin, NodePlan } from './home-nodes.ts';

/** Firmware and model alike; the contact's is a setting. */
const STILL_MS = 20;
/** A start writes its number to EEPROM before it looks: six bytes of 3.4 ms, and as many to read back. */
const START_MS = 40;
/** A contact and a button pull their pin low. */
const ACTIVE: Readonly<Record<NodePin, 0 | 1>> = { motion: 1, contact: 0, button: 0 };

export class ModelledNode implements NodeBody {
  readonly port: EmulatedPort;
  readonly #emulator: SensorNodeEmulator;
  readonly #after: Surroundings['after'];
  readonly #callOff: Partial<Record<NodePin, () => void>> = {};
  #isOn = false;

  constructor({ address, key }: NodePlan, surroundings: Surroundings & { readonly nowMs: () => number }) {
    const { nowMs } = surroundings;
    this.#emulator = new SensorNodeEmulator(surroundings, { nowMs, key, mac: '', options: { address } });
    this.#after = surroundings.after;
    this.port = this.#emulator.port;
  }

  powerOn(): void {
    this.#after(START_MS, () => {
      this.#isOn = true;
    });
  }
  setPin(pin: NodePin, level: 0 | 1): void {
    const value = level === ACTIVE[pin] ? 1 : 0;
    if (!this.#isOn) {
      this.#emulator.find(pin, value);
      return;
    }
    this.#callOff[pin]?.();
    this.#callOff[pin] = this.#after(this.#stillMs(pin, value), () => this.#emulator.settle(pin, value));
  }

  #stillMs(pin: NodePin, value: 0 | 1): number {
    if (pin === 'contact') return this.#emulator.memory.debounceMs;
    return pin === 'motion' && value === 0 ? this.#emulator.memory.holdMs : STILL_MS;
  }
}
