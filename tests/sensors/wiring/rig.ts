/**
 * A bench for the wiring: simulated buses, virtual time, an alarm as the loop has it, and the facts that came out.
 * Owns no expectation.
 */
import { connectorOf } from '../../../agent/config/board.ts';
import type { Device } from '../../../agent/config/config.ts';
import type { Buses } from '../../../agent/ports.ts';
import type { Fact, SensorHealth } from '../../../agent/record.ts';
import type { FrameCounter } from '../../../agent/sensors/driver.ts';
import { type WiredDevice, wiredDevices } from '../../../agent/sensors/devices.ts';
import type { EmulatedLine } from '../../../agent/sensors/emulated-line.ts';
import { findDriver } from '../../../agent/sensors/drivers/index.ts';
import { Wiring } from '../../../agent/sensors/wiring.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../../sim/simulated-home.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';

type Health = Pick<SensorHealth, 'health' | 'why'>;

/** A wiring with its own alarm, as the loop has it. */
export class Rig {
  readonly clock = new VirtualClock(0);
  readonly buses = new SimulatedBuses(this.clock.after);
  readonly facts: Fact[] = [];
  readonly logged: string[] = [];
  readonly surroundings = { after: this.clock.after, unit: seededUnit(7) };
  /** Set before `start`: what the state already holds against a sensor. */
  readonly known: Health['why'][] = [];
  /** Set before `start`: the last frame taken from a device. */
  readonly counters = new Map<string, FrameCounter>();
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
      emit: (facts) => void this.facts.push(...facts),
      counterOf: (id) => this.counters.get(id) ?? null,
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
  const plain = { options: {}, role: 'sensor', mac: null, key: null, feeds: null, room: null } as const;
  return { id, part, connector, ...plain, ...more };
}
/** For each device a sensor of its own, of the first class that its part can be; what `feeds` names is a motion sensor. */
export function wired(...devices: readonly Device[]): WiredDevice[] {
  const sensors = devices.flatMap(({ id, part, feeds }) => {
    if (feeds !== null)
      return Object.values(feeds).map((fed) => ({ id: fed, room: 'hall', class: 'motion' as const }));
    const channels = Object.values(findDriver(part)?.channels ?? {});
    const own = channels.find((channel) => typeof channel !== 'string')?.[0];
    return own === undefined || typeof own !== 'string' ? [] : [{ id, room: 'hall', class: own }];
  });
  return wiredDevices(devices, { board: SIMULATED_BOARD, sensors, keys: new Map() });
}
