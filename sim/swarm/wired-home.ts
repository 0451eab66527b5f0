/**
 * The home of a seed on wires: emulated parts on simulated lines, so that the shipped drivers see what happens.
 *
 * Owns the parts, which outlive every hub, and what is wrong with their lines. Never decides what happens there.
 */
import { assert } from '../../agent/errors.ts';
import type { Buses } from '../../agent/ports.ts';
import type { ObservationValue } from '../../agent/record.ts';
import { ButtonEmulator } from '../../agent/sensors/drivers/button/emulator.ts';
import { MatEmulator } from '../../agent/sensors/drivers/mat/emulator.ts';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { PullCordEmulator } from '../../agent/sensors/drivers/pull-cord/emulator.ts';
import { ReedEmulator } from '../../agent/sensors/drivers/reed/emulator.ts';
import { TouchEmulator } from '../../agent/sensors/drivers/touch/emulator.ts';
import type { EmulatedLine, LineFault, Surroundings } from '../../agent/sensors/emulated-line.ts';
import { SimulatedBuses } from '../simulated-buses.ts';
import { SIMULATED_BOARD } from '../simulated-home.ts';
import { type Hand, type HomeSide, Liars, type SwarmHome } from './home.ts';
import { SWARM_SENSORS } from './resident.ts';
import { BUTTON, CORD, PAD, SWARM_DEVICES } from './swarm-devices.ts';

/** An emulated part, and what moves it. */
interface Part {
  readonly line: EmulatedLine;
  readonly show: (value: ObservationValue) => void;
}
const LIES: readonly LineFault[] = ['flood', 'stuck', 'floating'];
/** Then the line has worn out and stays as it is: what hours of edges show, the first of them have shown. */
const WORN_MS: Readonly<Partial<Record<LineFault, number>>> = { flood: 20_000, floating: 30 * 60_000 };

export class WiredHome implements SwarmHome {
  readonly #side: HomeSide;
  readonly #buses: SimulatedBuses;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #button: ButtonEmulator;
  readonly #cord: PullCordEmulator;
  readonly #pad: TouchEmulator;
  readonly #liars: Liars;
  readonly #broken = new Map<string, number>();
  #busLosses = 0;
  busLostSinceMs: number | null = null;

  constructor(side: HomeSide) {
    const { after, draw } = side;
    const surroundings = { after, unit: () => draw.unit() };
    this.#side = side;
    this.#liars = new Liars(after);
    this.#buses = new SimulatedBuses(after);
    this.#button = new ButtonEmulator(surroundings);
    this.#cord = new PullCordEmulator(surroundings);
    this.#pad = new TouchEmulator(surroundings);
    this.#parts = new Map<string, Part>([
      ...SWARM_SENSORS.map(({ id, class: kind }): [string, Part] => [id, partOf(kind, surroundings)]),
      [BUTTON, { line: this.#button.line, show: () => this.#button.press() }],
      [PAD, { line: this.#pad.line, show: () => this.#pad.touch() }],
      [CORD, { line: this.#cord.line, show: () => this.#cord.pull() }],
    ]);
    for (const { id, connector } of SWARM_DEVICES) {
      const place = SIMULATED_BOARD.connectors.find((each) => each.id === connector);
      if (place?.bus === 'gpio') this.#buses.plug(place.chip, place.line, this.#partOf(id).line);
    }
  }

  get buses(): Buses {
    return this.#buses;
  }
  show(sensor: string, value: ObservationValue): void {
    this.#partOf(sensor).show(value);
    const isHeard = this.#busLosses === 0 && (this.#broken.get(sensor) ?? 0) === 0;
    if (!isHeard || !this.#side.toHub(() => {})) this.#side.missed();
  }
  press(by: Hand): void {
    if (by === 'button') this.#button.press();
    else if (by === 'touch') this.#pad.touch();
    else this.#cord.pull();
  }
  /** A wire that was pulled says nothing: nobody can tell it from a quiet room. */
  lose(sensor: string, on: boolean): void {
    this.#break(sensor, on, 'unplugged');
  }
  silence(sensor: string, on: boolean): void {
    this.#break(sensor, on, 'dead');
  }
  lie(sensor: string, on: boolean, choice: number): void {
    this.#break(sensor, on, LIES[Math.floor(choice * 1000) % LIES.length] ?? 'stuck');
  }
  loseBus(on: boolean): void {
    this.#side.missed();
    this.#busLosses += on ? 1 : -1;
    if (on && this.#busLosses === 1) {
      this.busLostSinceMs = this.#side.nowMs();
      this.#buses.takeAway();
    } else if (!on && this.#busLosses === 0) {
      this.busLostSinceMs = null;
      this.#buses.restore();
    }
  }
  /** Its drivers say themselves what they find. */
  started(): void {}
  mayLie(sensor: string): boolean {
    return this.#liars.has(sensor);
  }

  /** A line that works again comes to the level it should have: an edge of its own. */
  #break(sensor: string, on: boolean, fault: LineFault): void {
    const depth = (this.#broken.get(sensor) ?? 0) + (on ? 1 : -1);
    this.#broken.set(sensor, depth);
    this.#liars.set(sensor, on);
    const { line } = this.#partOf(sensor);
    if (!on) {
      if (depth === 0) line.break('none');
      return;
    }
    line.break(fault);
    const wornMs = WORN_MS[fault];
    if (wornMs === undefined) return;
    this.#side.after(wornMs, () => {
      if ((this.#broken.get(sensor) ?? 0) > 0) line.break('dead');
    });
  }
  #partOf(id: string): Part {
    const part = this.#parts.get(id);
    assert(part !== undefined, `no part is called ${id}`);
    return part;
  }
}

function partOf(kind: string, surroundings: Surroundings): Part {
  if (kind === 'motion') {
    const pir = new PirEmulator(surroundings);
    const show = (value: ObservationValue): void => {
      // When its pulse ends is the detector's own affair.
      if (value === 'on') pir.movement();
    };
    return { line: pir.line, show };
  }
  if (kind === 'pressure') {
    const mat = new MatEmulator(surroundings);
    return { line: mat.line, show: (value) => (value === 'on' ? mat.lieDown() : mat.getUp()) };
  }
  const reed = new ReedEmulator(surroundings);
  return { line: reed.line, show: (value) => (value === 'open' ? reed.open() : reed.close()) };
}
