/**
 * The part of firmata-io 2.3.0 that is used; the package ships no types.
 * `pins` and `buffer` are its own, live: they are read, never written.
 */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events';

  /** What carries the bytes: it emits `open` and `data`. */
  export interface Transport extends EventEmitter {
    write(bytes: Uint8Array, done: () => void): void;
  }
  export interface FirmataPin {
    /** Numbers of `MODES`. */
    readonly supportedModes: readonly number[];
    /** As the board last told it. */
    readonly mode: number | undefined;
    /** 127: it is not analog. */
    readonly analogChannel: number;
  }
  export class Firmata extends EventEmitter {
    constructor(transport: Transport, options: { readonly reportVersionTimeout: number });
    readonly MODES: {
      readonly INPUT: number;
      readonly OUTPUT: number;
      readonly ANALOG: number;
      readonly PULLUP: number;
    };
    readonly RESOLUTION: { readonly ADC: number | null };
    readonly pins: readonly FirmataPin[];
    /** What was received of a message that is not whole yet. */
    readonly buffer: readonly number[];
    reset(): void;
    setSamplingInterval(ms: number): void;
    queryPinState(pin: number, told: () => void): void;
  }
  const bind: { readonly Firmata: typeof Firmata };
  export default bind;
}
