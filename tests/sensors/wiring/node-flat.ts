/**
 * A flat with three sensor nodes and a hub on one shared air: emulated nodes, the shipped driver, the wiring, a disk.
 * Owns what really happened at the nodes, beside what the journal holds of it; expects nothing itself.
 */
import type { Driver } from '../../../agent/sensors/driver.ts';
import { wiredDevices } from '../../../agent/sensors/devices.ts';
import { sensorNode } from '../../../agent/sensors/drivers/sensor-node/driver.ts';
import { SensorNodeEmulator } from '../../../agent/sensors/drivers/sensor-node/emulator.ts';
import { SharedAir } from '../../../agent/sensors/drivers/sensor-node/radio.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../../sim/simulated-home.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';
import { HubOnDisk, type Machine } from './hub-on-disk.ts';
import { device } from './rig.ts';

export const IDS = ['hall', 'bath', 'bed'] as const;
const WARM_MS = 120_000;
export const keyOf = (id: string): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, at) => id.charCodeAt(at % id.length) + at);

/** The nodes, each with a detector and a door, and what really happened at them. */
export class Flat {
  readonly clock = new VirtualClock(0);
  readonly unit: () => number;
  readonly air: SharedAir;
  readonly buses: SimulatedBuses;
  readonly nodes = new Map<string, SensorNodeEmulator>();
  readonly happened = new Map<string, string[]>();
  readonly machine: Machine;
  readonly hub: HubOnDisk;

  constructor(seed: number, driver: Driver = sensorNode) {
    this.unit = seededUnit(seed);
    const surroundings = { after: this.clock.after, unit: this.unit };
    this.air = new SharedAir(surroundings);
    this.buses = new SimulatedBuses(this.clock.after);
    const devices = IDS.map((id, at) =>
      device(id, 'sensor-node', 'uart0', {
        key: `${id}.key`,
        feeds: { motion: id, contact: `${id}-door`, ...(id === 'bath' ? { button: 'pull-cord' } : {}) },
        options: { address: at + 1 },
      }),
    );
    const sensors = IDS.flatMap((id) => [
      { id, room: id, class: 'motion' as const },
      { id: `${id}-door`, room: id, class: 'door' as const },
    ]);
    const wired = wiredDevices(devices, {
      board: SIMULATED_BOARD,
      sensors,
      keys: new Map(IDS.map((id) => [id, keyOf(id)])),
    });
    const [first] = wired;
    if (first?.address.bus !== 'serial') throw new Error('a sensor node is on a serial line');
    this.buses.plugPort(first.address.path, this.air.port);
    for (const [at, id] of IDS.entries()) {
      const being = {
        nowMs: () => this.clock.now().monotonicMs,
        key: keyOf(id),
        mac: '',
        options: { address: at + 1 },
      };
      const node = new SensorNodeEmulator(surroundings, being);
      this.air.join(node.port);
      this.nodes.set(id, node);
      this.happened.set(id, []).set(`${id}-door`, []);
    }
    this.machine = {
      clock: this.clock,
      after: this.clock.after,
      buses: this.buses,
      devices: wired.map((each) => ({ ...each, driver })),
      commitMs: 50,
    };
    this.hub = new HubOnDisk(this.machine);
  }
  node(id: string): SensorNodeEmulator {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(id);
    return node;
  }
  wait(ms: number): void {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
  }
  /** A resident goes through a room: seen, the door moved. Over when the detector has come to rest. */
  walk(id: string): void {
    const node = this.node(id);
    const door = this.happened.get(`${id}-door`);
    node.move();
    this.happened.get(id)?.push('on', 'off');
    const isClosed = door?.at(-1) !== 'closed';
    if (isClosed) node.close();
    else node.open();
    door?.push(isClosed ? 'closed' : 'open');
  }
  /** Past every warm-up. */
  begin(): this {
    this.hub.start();
    this.wait(WARM_MS);
    return this;
  }
  get journalled(): Record<string, readonly unknown[]> {
    return Object.fromEntries([...this.happened.keys()].map((sensor) => [sensor, this.hub.observed(sensor)]));
  }
  get truth(): Record<string, readonly unknown[]> {
    return Object.fromEntries(this.happened);
  }
  health(sensor: string): readonly string[] {
    return this.hub.journal.flatMap((fact) =>
      fact.kind === 'sensor-health' && fact.sensor === sensor ? [`${fact.health} ${fact.why}`] : [],
    );
  }
  count(name: string): number {
    return this.hub.wiring.report().reduce((sum, { counters }) => sum + (counters[name] ?? 0), 0);
  }
}
