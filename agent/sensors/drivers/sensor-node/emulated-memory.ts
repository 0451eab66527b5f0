/**
 * The EEPROM of an emulated node: who it is, how it is set, and which session it is in.
 *
 * Owns section 8 of boards/sensor-node/PROTOCOL.md: staged, then committed as a whole. Must never hand out a session
 * number twice, not even after a factory reset.
 */
import { KEY_BYTES } from './ascon.ts';
import { FIELD } from './bodies.ts';

export const STATUS = { done: 0, noField: 1, length: 2, bounds: 3, notWritten: 4, incomplete: 5 } as const;

interface Settings {
  readonly key: Uint8Array;
  /** By field: address, heartbeat (s), hold (s), debounce (ms), reference (mV). */
  readonly numbers: ReadonlyMap<number, number>;
}
interface Outcome {
  readonly status: number;
  readonly answer: Uint8Array;
  /** The node has to start anew with what was written. */
  readonly isNew: boolean;
}
export interface SelfTest {
  readonly levels: number;
  readonly faults: number;
  readonly battery: number | null;
  readonly temperature: number | null;
  readonly light: number | null;
}

const BOUNDS = new Map<number, readonly [min: number, max: number]>([
  [FIELD.address, [1, 65_534]],
  [FIELD.heartbeat, [10, 600]],
  [FIELD.hold, [1, 600]],
  [FIELD.debounce, [5, 200]],
  [FIELD.reference, [900, 1_300]],
]);
const FACTORY: Settings = {
  key: new Uint8Array(KEY_BYTES),
  numbers: new Map([
    [FIELD.address, 0],
    [FIELD.heartbeat, 60],
    [FIELD.hold, 10],
    [FIELD.debounce, 30],
    [FIELD.reference, 1_100],
  ]),
};
const EMPTY = new Uint8Array();

export class EmulatedMemory {
  session = 0;
  /** ASCII of `ANBU` and its first address, as if it had been written at the factory. */
  readonly serial: Uint8Array;
  #inForce: Settings;
  #staged: Settings;
  #written: Settings;

  constructor(address: number, key: Uint8Array | null) {
    const numbers = new Map(FACTORY.numbers).set(FIELD.address, key === null ? 0 : address);
    this.#inForce = { key: key ?? FACTORY.key, numbers };
    this.#staged = this.#inForce;
    this.#written = this.#inForce;
    this.serial = Uint8Array.from([0x41, 0x4e, 0x42, 0x55, 0, 0, address >> 8, address & 0xff]);
  }

  get key(): Uint8Array {
    return this.#inForce.key;
  }
  get address(): number {
    return this.#number(FIELD.address);
  }
  get heartbeatMs(): number {
    return this.#number(FIELD.heartbeat) * 1_000;
  }
  get holdMs(): number {
    return this.#number(FIELD.hold) * 1_000;
  }
  get debounceMs(): number {
    return this.#number(FIELD.debounce);
  }

  /** At each start: what was staged is gone, the number of the session is new. */
  beginSession(): void {
    this.#staged = this.#inForce;
    this.session += 1;
  }
  /** What was written is in force from now on. */
  apply(): void {
    this.#inForce = this.#written;
  }

  /** Carries out a request for one field. */
  set(field: number, value: Uint8Array, now: SelfTest): Outcome {
    const bounds = BOUNDS.get(field);
    if (bounds !== undefined) return outcome(this.#stageNumber(field, value, bounds));
    switch (field) {
      case FIELD.key:
        return outcome(this.#stageKey(value));
      case FIELD.selfTest:
        return value.length > 0 ? outcome(STATUS.length) : outcome(STATUS.done, selfTestOf(now));
      case FIELD.factoryReset:
        if (value.length > 0) return outcome(STATUS.length);
        this.#written = FACTORY;
        return { ...outcome(STATUS.done), isNew: true };
      case FIELD.commit:
        return value.length > 0 ? outcome(STATUS.length) : this.#commit();
      case FIELD.read:
        return this.#read(value);
      default:
        return outcome(STATUS.noField);
    }
  }

  #number(field: number): number {
    return this.#inForce.numbers.get(field) ?? 0;
  }
  #stageNumber(field: number, value: Uint8Array, [min, max]: readonly [number, number]): number {
    const [low = 0, high = 0] = value;
    const number = low | (high << 8);
    if (value.length !== 2) return STATUS.length;
    if (number < min || number > max) return STATUS.bounds;
    this.#staged = { ...this.#staged, numbers: new Map(this.#staged.numbers).set(field, number) };
    return STATUS.done;
  }
  #stageKey(value: Uint8Array): number {
    if (value.length !== KEY_BYTES) return STATUS.length;
    if (value.every((byte) => byte === 0)) return STATUS.bounds;
    this.#staged = { ...this.#staged, key: value };
    return STATUS.done;
  }
  #commit(): Outcome {
    const { key, numbers } = this.#staged;
    const hasKey = key.some((byte) => byte !== 0);
    if (hasKey !== (numbers.get(FIELD.address) !== 0)) return outcome(STATUS.incomplete);
    this.#written = this.#staged;
    return { ...outcome(STATUS.done), isNew: true };
  }
  #read(value: Uint8Array): Outcome {
    const [field = 0] = value;
    if (value.length !== 1) return outcome(STATUS.length);
    if (!BOUNDS.has(field)) return outcome(STATUS.noField);
    const number = this.#number(field);
    return outcome(STATUS.done, Uint8Array.of(number & 0xff, number >> 8));
  }
}

function outcome(status: number, answer: Uint8Array = EMPTY): Outcome {
  return { status, answer, isNew: false };
}
function selfTestOf({ levels, faults, battery, temperature, light }: SelfTest): Uint8Array {
  const answer = new Uint8Array(8);
  const view = new DataView(answer.buffer);
  view.setUint8(0, levels);
  view.setUint8(1, faults);
  view.setUint16(2, battery ?? 0, true);
  view.setInt16(4, temperature ?? -32_768, true);
  view.setUint16(6, light ?? 65_535, true);
  return answer;
}
