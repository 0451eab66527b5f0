/**
 * The companion's lamp and its bed shaker, each on an output pin: the pattern it was told, in real time.
 *
 * Owns the rhythm's time, and opening the pin again when its bus went. What a pattern means is not known here; must never
 * leave the pin on behind itself. A pin has two levels: brightness and strength are the part's own. A process that is
 * killed leaves it as it was; whoever opens it next switches it off first.
 */
import type { ErrorCode } from '../errors.ts';
import type { BusAddress, BusLink, BusSignal, Buses, Light } from '../ports.ts';
import type { CompanionPart } from '../record.ts';
import { type Beat, LIGHT_WORDS, type LightPattern } from './light.ts';
import { openLine } from './open-line.ts';
import { shakeOf } from './shaker.ts';

/** Runs something after so many ms; the function returned calls it off. */
export type After = (ms: number, run: () => void) => () => void;

/** A board that was pulled out is back in a while, or not at all. */
const AGAIN_MS = 30_000;

export const inRealTime: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

interface Kind {
  readonly part: CompanionPart['part'];
  readonly beatOf: (pattern: LightPattern) => Beat;
}
const LAMP: Kind = { part: 'light', beatOf: (pattern) => LIGHT_WORDS[pattern].beat };
const SHAKER: Kind = { part: 'shaker', beatOf: shakeOf };

/** A Light on a pin that is an output. */
export function openLamp(buses: Buses, address: BusAddress, after: After = inRealTime): Light {
  return new Output(LAMP, buses, address, after);
}
/** The same for hands that sleep. */
export function openShaker(buses: Buses, address: BusAddress, after: After = inRealTime): Light {
  return new Output(SHAKER, buses, address, after);
}
/** All of them as one; none: undefined. */
export function together(lights: readonly Light[]): Light | undefined {
  const [only] = lights;
  if (lights.length < 2) return only;
  return {
    open: (...how) => lights.forEach((light) => light.open(...how)),
    kept: (counter) => lights.forEach((light) => light.kept?.(counter)),
    show: (pattern) => lights.forEach((light) => light.show(pattern)),
    close: () => lights.forEach((light) => light.close()),
  };
}

class Output implements Light {
  readonly #kind: Kind;
  readonly #buses: Buses;
  readonly #address: BusAddress;
  readonly #after: After;
  #emit: Parameters<Light['open']>[0] = () => {};
  #link: BusLink | null = null;
  #pattern: LightPattern = 'off';
  #told: 'nothing' | 'works' | 'lost' = 'nothing';
  #isUp = false;
  #callOff: () => void = () => {};

  constructor(kind: Kind, buses: Buses, address: BusAddress, after: After) {
    this.#kind = kind;
    this.#buses = buses;
    this.#address = address;
    this.#after = after;
  }

  open(emit: Parameters<Light['open']>[0]): void {
    this.#emit = emit;
    this.#connect();
  }
  show(pattern: LightPattern): void {
    // A shaker that was called on by another word goes on in its rhythm.
    const isSame = this.#kind.beatOf(pattern) === this.#kind.beatOf(this.#pattern);
    this.#pattern = pattern;
    if (this.#isUp && !isSame) this.#begin();
  }
  close(): void {
    this.#callOff();
    this.#set(0);
    this.#link?.close();
    this.#link = null;
    this.#isUp = false;
  }

  #connect(): void {
    openLine(this.#buses, this.#address, {
      keep: (link) => {
        this.#link = link;
      },
      hear: (signal) => this.#hear(signal),
    });
  }
  #hear(signal: BusSignal): void {
    if (this.#link === null) return;
    if (signal.type === 'up') {
      this.#isUp = true;
      this.#tell('works', null);
      this.#begin();
    } else if (signal.type === 'down') {
      this.#isUp = false;
      this.#link.close();
      this.#callOff();
      this.#tell('lost', signal.why);
      this.#callOff = this.#after(AGAIN_MS, () => this.#connect());
    }
  }

  /** Each outage once; the first word of a part that works ends what an earlier life has said of it. */
  #tell(state: 'works' | 'lost', why: ErrorCode | null): void {
    if (this.#told === state) return;
    this.#told = state;
    this.#emit({ kind: 'companion', part: this.#kind.part, state, why });
  }

  #begin(): void {
    this.#callOff();
    const beat = this.#kind.beatOf(this.#pattern);
    if (beat === 'on' || beat === 'off') this.#set(beat === 'on' ? 1 : 0);
    else this.#step(beat, 0);
  }
  #step(beat: readonly number[], at: number): void {
    this.#set(at % 2 === 0 ? 1 : 0);
    this.#callOff = this.#after(beat[at] ?? 0, () => this.#step(beat, (at + 1) % beat.length));
  }
  #set(level: 0 | 1): void {
    if (this.#isUp) this.#link?.write(Uint8Array.of(level));
  }
}
