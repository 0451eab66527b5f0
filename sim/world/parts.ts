/**
 * The emulated parts of the simulated home, plugged into its lines, and what each physical action does to them.
 *
 * Owns the emulators. Runs on the virtual clock; knows neither drivers nor the hub.
 */
import type { Device } from '../../agent/config/config.ts';
import { assert } from '../../agent/errors.ts';
import { ButtonEmulator } from '../../agent/sensors/drivers/button/emulator.ts';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { PullCordEmulator } from '../../agent/sensors/drivers/pull-cord/emulator.ts';
import { PulseMeterEmulator } from '../../agent/sensors/drivers/pulse-meter/emulator.ts';
import { TouchEmulator } from '../../agent/sensors/drivers/touch/emulator.ts';
import { ReedEmulator } from '../../agent/sensors/drivers/reed/emulator.ts';
import type { EmulatedLine, LineFault, Surroundings } from '../../agent/sensors/emulated-line.ts';
import type { SimulatedBuses } from '../simulated-buses.ts';
import { ROOMS, type Room, SIMULATED_BOARD } from '../simulated-home.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { unitOf } from './chance.ts';
import { HOME_NODES, type MakeNode, RADIO_PATH, wireNode } from './home-nodes.ts';
import type { Action } from './resident.ts';

/** Fridge, router and stand-by. */
const BASE_WATTS = 40;

export class Parts {
  readonly button: ButtonEmulator;
  readonly cord: PullCordEmulator;
  readonly companion: TouchEmulator;
  readonly #detectors: Readonly<Record<Room, PirEmulator>>;
  readonly #door: ReedEmulator;
  readonly #fridge: ReedEmulator;
  readonly #meter: PulseMeterEmulator;
  readonly #lines: ReadonlyMap<string, EmulatedLine>;
  readonly #surroundings: Surroundings & { readonly nowMs: () => number };

  /** `life` tells the lives of a hub apart, so that each has its own bounce. */
  constructor(clock: VirtualClock, seed: number, life: number) {
    const nowMs = (): number => clock.now().monotonicMs;
    const surroundings = { after: clock.after, unit: unitOf(seed, life, 4), nowMs };
    this.#surroundings = surroundings;
    this.button = new ButtonEmulator(surroundings);
    this.cord = new PullCordEmulator(surroundings);
    this.companion = new TouchEmulator(surroundings);
    this.#detectors = {
      bedroom: new PirEmulator(surroundings),
      bathroom: new PirEmulator(surroundings),
      kitchen: new PirEmulator(surroundings),
      living: new PirEmulator(surroundings),
      hall: new PirEmulator(surroundings),
    };
    this.#door = new ReedEmulator(surroundings);
    this.#fridge = new ReedEmulator(surroundings);
    this.#meter = new PulseMeterEmulator(surroundings, nowMs);
    this.#lines = new Map<string, EmulatedLine>([
      ...ROOMS.map((room): [string, EmulatedLine] => [room, this.#detectors[room].line]),
      ['front-door', this.#door.line],
      ['fridge', this.#fridge.line],
      ['meter', this.#meter.line],
      ['button', this.button.line],
      ['bathroom-cord', this.cord.line],
      ['companion', this.companion.line],
    ]);
  }

  /** Connects every part where the configuration has it, and switches the power on. */
  plugInto(buses: SimulatedBuses, devices: readonly Device[]): void {
    this.#meter.watts(BASE_WATTS);
    for (const { id, connector } of devices) {
      const place = SIMULATED_BOARD.connectors.find((each) => each.id === connector);
      if (place?.bus === 'gpio') buses.plug(place.chip, place.line, this.#lineOf(id));
    }
    for (const room of ROOMS) this.#detectors[room].powerOn();
  }

  act(action: Action): void {
    switch (action.kind) {
      case 'move':
        this.#detectors[action.room].movement();
        return;
      case 'front-door':
        turn(this.#door, action.open);
        return;
      case 'fridge':
        turn(this.#fridge, action.open);
        return;
      case 'load':
        this.#meter.add(action.on ? action.watts : -action.watts);
        return;
      case 'now':
        return;
    }
  }

  /** Connects the parts of the nodes to their pins, and the nodes to their radio. */
  plugNodes(buses: SimulatedBuses, make: MakeNode): void {
    for (const plan of HOME_NODES) {
      const body = make(plan, this.#surroundings);
      wireNode(body, plan, (part) => this.#lineOf(part));
      buses.plugPort(RADIO_PATH, body.port);
    }
  }

  break(device: string, fault: LineFault): void {
    this.#lineOf(device).break(fault);
  }

  #lineOf(part: string): EmulatedLine {
    const line = this.#lines.get(part);
    assert(line !== undefined, `no part is called ${part}`);
    return line;
  }
}

function turn(reed: ReedEmulator, open: boolean): void {
  if (open) reed.open();
  else reed.close();
}
