/**
 * As much of a hub as an edge needs to become a fact: devices, their drivers, and the wiring, on somebody's buses and
 * clock.
 *
 * Stands for the rest of the hub: what a device counts is called kept soon after, as a commit would. A sensor has to be
 * given a second between two facts once it has said twenty (`agent/sensors/reading-gate.ts`). Measures nothing itself.
 */
import type { Device } from '../../agent/config/config.ts';
import type { Buses, Clock } from '../../agent/ports.ts';
import type { Fact, ObservationValue, SensorDescription } from '../../agent/record.ts';
import { wiredDevices } from '../../agent/sensors/devices.ts';
import { Wiring } from '../../agent/sensors/wiring.ts';
import { noLog } from '../quiet-ports.ts';
import { SIMULATED_BOARD } from '../simulated-home.ts';

/** Its ports are pseudo-terminals, wherever they are. */
const BOARD = { ...SIMULATED_BOARD, portsBelow: '/' } as const;
/** An urgent commit on an SD card. */
const COMMIT_MS = 10;

export interface EdgeHubParts {
  readonly buses: Buses;
  readonly clock: Clock;
  readonly after: (ms: number, run: () => void) => unknown;
  readonly devices: readonly Device[];
  readonly sensors: readonly SensorDescription[];
  /** By device. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
  /** In the very moment of the fact. */
  readonly observed: (sensor: string, value: ObservationValue) => void;
}

export class EdgeHub {
  readonly #parts: EdgeHubParts;
  readonly #wiring: Wiring;

  constructor(parts: EdgeHubParts) {
    const { buses, clock, devices, sensors, keys } = parts;
    this.#parts = parts;
    this.#wiring = new Wiring({
      buses,
      clock,
      devices: wiredDevices(devices, { board: BOARD, sensors, keys }),
      emit: (facts) => this.#take(facts),
      counterOf: () => null,
      isLost: () => false,
      dueEarlier: () => this.#arm(),
      log: noLog,
    });
    this.#wiring.start();
    this.#arm();
  }
  /** Whether every device is on its bus. */
  get isUp(): boolean {
    return this.#wiring.report().every(({ isUp }) => isUp);
  }
  close(): void {
    this.#wiring.close();
    this.#parts.clock.clearAlarm();
  }

  #arm(): void {
    this.#parts.clock.setAlarm(this.#wiring.dueMs(), () => {
      this.#wiring.wake();
      this.#arm();
    });
  }
  #take(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === 'observation') this.#parts.observed(fact.sensor, fact.value);
      if (fact.kind !== 'frame-counter') continue;
      const { device, session, count } = fact;
      this.#parts.after(COMMIT_MS, () => this.#wiring.kept(device, { session, count }));
    }
  }
}

/** A device that feeds sensors by its channels. */
export function deviceOn(
  connector: string,
  device: Pick<Device, 'id' | 'part'> & Partial<Pick<Device, 'options' | 'mac' | 'key' | 'feeds'>>,
): Device {
  const plain = { options: {}, role: 'sensor', mac: null, key: null, feeds: null, room: null } as const;
  return { connector, ...plain, ...device };
}
