/**
 * A device of a few bytes on the guest's USB serial port: it says a line every so often while it speaks, and keeps
 * what it is told.
 */
import type { Wire } from './wire.ts';

const EVERY_MS = 200;

export class SerialDevice {
  readonly #wire: Wire;
  #speaking: NodeJS.Timeout | undefined;
  #heard = '';
  #said = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }
  speak(): void {
    this.mute();
    this.#wire.listen((bytes) => (this.#heard += Buffer.from(bytes).toString('latin1')));
    this.#speaking = setInterval(() => {
      this.#said += 1;
      this.#wire.write(`node ${this.#said}\n`);
    }, EVERY_MS);
  }
  mute(): void {
    clearInterval(this.#speaking);
  }
  /** All that was written to the port since it was asked last. */
  heard(): string {
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }
}
