/**
 * A bench for the wiring: simulated buses, virtual time, an alarm as the loop has it, and the facts that came out.
 * Owns no expectation.
 */
import { connectorOf } from '../../../agent/config/board.ts';
import type { Device } from '../../../agent/config/config.ts';
import type { Buses } from '../../../agent/ports.ts';
import type { Fact, SensorHealth } from '../../../agent/record.ts';
import { type WiredDevice, wiredDevices } from '../../../agent/sensors/devices.ts';
import type { EmulatedLine } from '../../../agent/sensors/emulated-line.ts';
import { Wiring } from '../../../agent/sensors/wiring.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../../sim/simulated-home.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';

type Health = Pick<SensorHealth, 'health' | 'why'>;

/** A wiring with its own alarm, as the loop has it. */
export class Rig {
  readonly clock = new VirtualClock(0);
  readonly buses = new SimulatedBuses();
  readonly facts: Fact[] = [];
  readonly logged: string[] = [];
  readonly surroundings = { after: this.clock.after, unit: seededUnit(7) };
  /** Set before `start`: what the state already holds against a sensor. */
  readonly known: Health['why'][] = [];
  #wiring: Wiring | null = null;

  get wiring(): Wiring {
    if (this.#wiring === null) throw new Error('not started');
    return this.#wiring;
  }
  start(devices: readonly WiredDevice[], buses: Buses = this.buses): void {
    const arm = (): void =>
      this.clock.setAlarm(this.wiring.dueMs(), () => {
        this.wiring.wake();
        arm();
      });
    this.#wiring = new Wiring({
      buses,
      clock: this.clock,
      devices,
      emit: (fact) => void this.facts.push(fact),
      isLost: (_sensor, why) => this.known.includes(why),
      dueEarlier: arm,
      log: { write: (level, message) => void this.logged.push(`${level} ${message}`) },
    });
    this.#wiring.start();
    arm();
  }
  wait(ms: number): void {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
  }
  plug(connector: string, line: EmulatedLine): void {
    const place = connectorOf(SIMULATED_BOARD, connector);
    if (place?.bus !== 'gpio') throw new Error(connector);
    this.buses.plug(place.chip, place.line, line);
  }
  get values(): readonly unknown[] {
    return this.facts.flatMap((fact) => (fact.kind === 'observation' ? [fact.value] : []));
  }
  health(sensor: string): readonly string[] {
    return this.facts.flatMap((fact) =>
      fact.kind === 'sensor-health' && fact.sensor === sensor ? [`${fact.health} ${fact.why}`] : [],
    );
  }
}

export function device(id: string, part: string, connector: string, more: Partial<Device> = {}): Device {
  return { id, part, connector, options: {}, role: 'sensor', ...more };
}
export const wired = (...devices: readonly Device[]) => wiredDevices(devices, SIMULATED_BOARD);
