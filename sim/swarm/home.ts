/**
 * How what happens in the home of a seed comes to its hub: told after the filters, or by parts on wires.
 *
 * Owns what is wrong with the sensors of the told home. Never decides what happens there.
 */
import type { ObservationValue, ReplyBy, SensorHealth } from '../../agent/record.ts';
import type { After } from '../virtual-clock.ts';
import type { Draw } from './draw.ts';
import { SWARM_SENSORS } from './resident.ts';
import type { HubLife } from './life.ts';

/** What a home may ask of its world. */
export interface HomeSide {
  readonly after: After;
  readonly draw: Draw;
  readonly nowMs: () => number;
  /** Does something with the hub; false when there is none, or it stands still. */
  toHub(what: (life: HubLife) => void): boolean;
  /** Something that happened at home was not noticed, or may not have been. */
  missed(): void;
}
export type Hand = Extract<ReplyBy, 'button' | 'pull-cord' | 'touch'>;
export interface SwarmHome {
  /** Something moves. */
  show(sensor: string, value: ObservationValue): void;
  /** A hand on the button, the cord or the companion. */
  press(by: Hand): void;
  /** A sensor is lost, and its driver says so where it can; or it is back. */
  lose(sensor: string, on: boolean): void;
  /** A sensor dies without a word, or works again. */
  silence(sensor: string, on: boolean): void;
  /** A sensor shows what is not there, or no longer. `choice` in [0, 1). */
  lie(sensor: string, on: boolean, choice: number): void;
  /** The adapter of all sensors goes, or comes back. */
  loseBus(on: boolean): void;
  /** Whether a record of this sensor may be a lie now. */
  mayLie(sensor: string): boolean;
  /** A hub has started: what its drivers find at once. */
  started(life: HubLife): void;
  /** Since when the adapter of all sensors is gone, as the hub may know it; null: it is there, or nobody can tell. */
  readonly busLostSinceMs: number | null;
}

export const ENTRANCE = 'front-door';
const SECOND_MS = 1000;
const PHANTOM_SECONDS = { least: 5, most: 900 } as const;
/** The last edge of a sensor that was mended passes its filter within this. */
const AFTER_MENDING_MS = 60_000;

/** Sensors that lie, and for a moment after they were mended. */
export class Liars {
  readonly #after: After;
  readonly #depth = new Map<string, number>();

  constructor(after: After) {
    this.#after = after;
  }

  has(sensor: string): boolean {
    return (this.#depth.get(sensor) ?? 0) > 0;
  }
  set(sensor: string, on: boolean): void {
    if (on) this.#add(sensor, 1);
    else this.#after(AFTER_MENDING_MS, () => this.#add(sensor, -1));
  }
  #add(sensor: string, by: number): void {
    this.#depth.set(sensor, (this.#depth.get(sensor) ?? 0) + by);
  }
}

/** An entrance door that the next to use it leaves open: until it is shut nobody sees who goes or comes. */
export class LeftOpenDoor {
  readonly #home: SwarmHome;
  #depth = 0;
  #isOpen = false;

  constructor(home: SwarmHome) {
    this.#home = home;
  }

  leave(on: boolean): void {
    this.#depth += on ? 1 : -1;
    if (this.#depth > 0 || !this.#isOpen) return;
    this.#isOpen = false;
    this.#home.silence(ENTRANCE, false);
    this.#home.show(ENTRANCE, 'closed');
  }
  /** Whether what was to be shown is not, because the door stays as it is. */
  keeps(sensor: string, value: ObservationValue): boolean {
    if (this.#depth === 0 || this.#isOpen || sensor !== ENTRANCE || value !== 'closed') return false;
    this.#isOpen = true;
    this.#home.silence(ENTRANCE, true);
    return true;
  }
}

/** Observations enter where the drivers would hand them over. */
export class ToldHome implements SwarmHome {
  readonly #side: HomeSide;
  readonly #liars: Liars;
  readonly #silent = new Set<string>();
  /** Reasons that stand against a sensor, as its driver knows them. */
  readonly #lostBy = new Map<string, Set<SensorHealth['why']>>();
  readonly busLostSinceMs = null;
  readonly #phantoms = new Map<string, () => void>();

  constructor(side: HomeSide) {
    this.#side = side;
    this.#liars = new Liars(side.after);
  }

  show(sensor: string, value: ObservationValue): void {
    if (this.#silent.has(sensor) || !this.#tell(sensor, value)) this.#side.missed();
  }
  press(by: Hand): void {
    const meaning = by === 'pull-cord' ? 'help' : 'fine';
    this.#side.toHub((life) => life.submit({ kind: 'reply', by, meaning }));
  }
  lose(sensor: string, on: boolean): void {
    this.#tellHealth(sensor, on, 'heartbeat');
  }
  silence(sensor: string, on: boolean): void {
    if (on) this.#silent.add(sensor);
    else this.#silent.delete(sensor);
  }
  lie(sensor: string, on: boolean): void {
    this.#liars.set(sensor, on);
    this.#phantoms.get(sensor)?.();
    this.#phantoms.delete(sensor);
    if (on) this.#haunt(sensor, 1);
  }
  loseBus(on: boolean): void {
    for (const { id } of SWARM_SENSORS) this.#tellHealth(id, on, 'bus');
  }
  mayLie(sensor: string): boolean {
    return this.#liars.has(sensor);
  }

  /** What a driver knows of its own part. */
  #tellHealth(sensor: string, isLost: boolean, why: SensorHealth['why']): void {
    this.#side.missed();
    const whys = this.#lostBy.get(sensor) ?? new Set();
    this.#lostBy.set(sensor, whys);
    if (isLost) whys.add(why);
    else whys.delete(why);
    const health = isLost ? 'lost' : 'ok';
    this.#side.toHub((life) => life.submit({ kind: 'sensor-health', sensor, health, why }));
  }
  /** What changed while there was no hub, or did not reach its disk, the drivers find anew. */
  started(life: HubLife): void {
    for (const { id: sensor, lostBy } of life.hub.state.sensors.memories) {
      for (const why of ['heartbeat', 'bus'] as const) {
        const isLost = this.#lostBy.get(sensor)?.has(why) === true;
        if (isLost === lostBy.includes(why)) continue;
        life.submit({ kind: 'sensor-health', sensor, health: isLost ? 'lost' : 'ok', why });
      }
    }
  }
  #tell(sensor: string, value: ObservationValue): boolean {
    let taken = false;
    const heard = this.#side.toHub((life) => {
      const memory = life.hub.state.sensors.memories.find(({ id }) => id === sensor);
      taken = (memory?.lostBy.length ?? 0) === 0;
      if (taken) life.submit({ kind: 'observation', sensor, value });
    });
    return heard && taken;
  }
  #haunt(sensor: string, times: number): void {
    const { after, draw } = this.#side;
    const seconds = draw.between(PHANTOM_SECONDS.least, PHANTOM_SECONDS.most);
    const callOff = after(seconds * SECOND_MS, () => {
      const isOn = times % 2 === 1;
      this.#tell(sensor, sensor.endsWith('door') ? (isOn ? 'open' : 'closed') : isOn ? 'on' : 'off');
      this.#haunt(sensor, times + 1);
    });
    this.#phantoms.set(sensor, callOff);
  }
}
