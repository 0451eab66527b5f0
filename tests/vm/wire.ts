/**
 * The far end of the guest's USB serial port, on the host: bytes both ways, one device on it at a time.
 *
 * QEMU keeps the wire when the guest's device is pulled out and put back. Nothing is kept here: bytes for a device that
 * is not there are gone.
 */
import { existsSync } from 'node:fs';
import { type Socket, createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export class Wire {
  #socket: Socket | null = null;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #isClosed = false;

  constructor(path: string) {
    void this.#connect(path);
  }
  /** What the guest writes goes to this listener from now on; null: to nobody. */
  listen(listener: ((bytes: Uint8Array) => void) | null): void {
    this.#listener = listener;
  }
  write(bytes: Uint8Array | string): void {
    this.#socket?.write(bytes);
  }
  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  async #connect(path: string): Promise<void> {
    while (!existsSync(path) && !this.#isClosed) await pause(20);
    if (this.#isClosed) return;
    this.#socket = createConnection(path).on('error', () => undefined);
    this.#socket.on('data', (bytes: Uint8Array) => this.#listener?.(bytes));
  }
}
