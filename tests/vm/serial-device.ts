/**
 * What hangs on the guest's USB serial port: a device of a few bytes, played on the host.
 *
 * It says a line every so often while it speaks, and keeps what it is told. QEMU keeps the wire when the guest's
 * device is pulled out and put back.
 */
import { existsSync } from 'node:fs';
import { type Socket, createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 200;

export class SerialDevice {
  #wire: Socket | null = null;
  #speaking: NodeJS.Timeout | undefined;
  #heard = '';
  #said = 0;
  #closed = false;

  constructor(path: string) {
    void this.#connect(path);
  }
  speak(): void {
    clearInterval(this.#speaking);
    this.#speaking = setInterval(() => {
      this.#said += 1;
      this.#wire?.write(`node ${this.#said}\n`);
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
  close(): void {
    this.#closed = true;
    this.mute();
    this.#wire?.destroy();
  }

  async #connect(path: string): Promise<void> {
    while (!existsSync(path) && !this.#closed) await pause(20);
    if (this.#closed) return;
    this.#wire = createConnection(path).on('error', () => undefined);
    this.#wire.setEncoding('latin1').on('data', (text: string) => (this.#heard += text));
  }
}
