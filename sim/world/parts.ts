/**
 * The emulated parts of the simulated home, plugged into its lines, and what each physical action does to them.
 *
 * Owns the emulators. Runs on the virtual clock; knows neither drivers nor the hub.
 */
import { assert } from '../../agent/errors.ts';
import { ButtonEmulator } from '../../agent/sensors/drivers/button/emulator.ts';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { PullCordEmulator } from '../../agent/sensors/drivers/pull-cord/emulator.ts';
import { PulseMeterEmulator } from '../../agent/sensors/drivers/pulse-meter/emulator.ts';
import { ReedEmulator } from '../../agent/sensors/drivers/reed/emulator.ts';
import type { EmulatedLine, LineFault } from '../../agent/sensors/emulated-line.ts';
import type { SimulatedBuses } from '../simulated-buses.ts';
import { ROOMS, type Room, SIMULATED_BOARD, SIMULATED_DEVICES } from '../simulated-home.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { unitOf } from './chance.ts';
import type { Action } from './resident.ts';

/** Fridge, router and stand-by. */
const BASE_WATTS = 40;

export class Parts {
  readonly button: ButtonEmulator;
  readonly cord: PullCordEmulator;
  readonly #detectors: Readonly<Record<Room, PirEmulator>>;
  readonly #door: ReedEmulator;
  readonly #fridge: ReedEmulator;
  readonly #meter: PulseMeterEmulator;
  readonly #lines: ReadonlyMap<string, EmulatedLine>;

  /** `life` tells the lives of a hub apart, so that each has its own bounce. */
  constructor(clock: VirtualClock, seed: number, life: number) {
    const surroundings = { after: clock.after, unit: unitOf(seed, life, 4) };
    this.button = new ButtonEmulator(surroundings);
    this.cord = new PullCordEmulator(surroundings);
    this.#detectors = {
      bedroom: new PirEmulator(surroundings),
      bathroom: new PirEmulator(surroundings),
      kitchen: new PirEmulator(surroundings),
      living: new PirEmulator(surroundings),
      hall: new PirEmulator(surroundings),
    };
    this.#door = new ReedEmulator(surroundings);
    this.#fridge = new ReedEmulator(surroundings);
    this.#meter = new PulseMeterEmulator(surroundings, () => clock.now().monotonicMs);
    this.#lines = new Map<string, EmulatedLine>([
      ...ROOMS.map((room): [string, EmulatedLine] => [room, this.#detectors[room].line]),
      ['front-door', this.#door.line],
      ['fridge', this.#fridge.line],
      ['meter', this.#meter.line],
      ['button', this.button.line],
      ['bathroom-cord', this.cord.line],
    ]);
  }

  /** Connects every part where the configuration has it, and switches the power on. */
  plugInto(buses: SimulatedBuses): void {
    this.#meter.watts(BASE_WATTS);
    for (const { id, connector } of SIMULATED_DEVICES) {
      const place = SIMULATED_BOARD.connectors.find((each) => each.id === connector);
      const line = this.#lines.get(id);
      assert(place?.bus === 'gpio' && line !== undefined, `${id} is plugged into a line`);
      buses.plug(place.chip, place.line, line);
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

  break(device: string, fault: LineFault): void {
    const line = this.#lines.get(device);
    assert(line !== undefined, `no part is called ${device}`);
    line.break(fault);
  }
}

function turn(reed: ReedEmulator, open: boolean): void {
  if (open) reed.open();
  else reed.close();
}
