/**
 * QEMU's monitor: commands with their answers, and events. QMP as in QEMU's docs/interop/qmp-spec.
 *
 * One command at a time is enough here. Must never wait without a bound: a guest that hangs lets go of no device.
 */
import type { Socket } from 'node:net';

import { lineCutter } from './words.ts';

interface Message {
  readonly QMP?: unknown;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
}
/** A guest lets go of a USB device within a second, emulated. */
const ANSWER_MS_MAX = 30_000;

export class Monitor {
  readonly #socket: Socket;
  #waiting: { readonly wanted: (message: Message) => boolean; readonly take: (message: Message) => void }[] =
    [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    const hear = (line: string): void => {
      if (line === '') return;
      const message = JSON.parse(line) as Message;
      const first = this.#waiting.find(({ wanted }) => wanted(message));
      this.#waiting = this.#waiting.filter((one) => one !== first);
      first?.take(message);
    };
    socket.setEncoding('utf8').on('data', lineCutter(hear));
  }

  static async greet(socket: Socket): Promise<Monitor> {
    const monitor = new Monitor(socket);
    await monitor.#next('a greeting', ({ QMP }) => QMP !== undefined);
    await monitor.run('qmp_capabilities', {});
    return monitor;
  }

  async run(execute: string, words: Readonly<Record<string, string>>): Promise<void> {
    const answer = this.#next(execute, (message) => 'return' in message || 'error' in message);
    this.#socket.write(`${JSON.stringify({ execute, arguments: words })}\n`);
    const { error } = await answer;
    if (error !== undefined) throw new Error(`${execute}: ${error.desc}`);
  }

  async event(name: string): Promise<void> {
    await this.#next(name, ({ event }) => event === name);
  }

  #next(what: string, wanted: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`QEMU gave no ${what}`)), ANSWER_MS_MAX);
      this.#waiting.push({
        wanted,
        take: (message) => {
          clearTimeout(late);
          resolve(message);
        },
      });
    });
  }
}
