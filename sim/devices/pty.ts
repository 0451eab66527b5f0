/**
 * A serial port without a wire: a pseudo-terminal held by socat, under a path that stays the same over unplugging.
 *
 * Owns the child that holds it. Killing the child is pulling the cable: whoever has the port open is hung up on. The
 * child also ends when this process does, for its input closes. Needs socat; without it `plug` rejects and says so.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { AnbuError } from '../../agent/errors.ts';

/** socat makes the link within 20 ms; a machine under load takes longer. */
const LINK_MS_MAX = 10_000;
const LOOK_MS = 10;

export class Pty {
  readonly path: string;
  readonly #hear: (bytes: Uint8Array) => void;
  #child: ChildProcess | null = null;

  /** `hear` gets what is written to the port. */
  constructor(path: string, hear: (bytes: Uint8Array) => void) {
    this.path = path;
    this.#hear = hear;
  }
  get isPlugged(): boolean {
    return this.#child !== null;
  }

  /** Resolves when the port can be opened. */
  async plug(): Promise<void> {
    if (this.#child !== null) return;
    rmSync(this.path, { force: true });
    const child = spawn('socat', [`PTY,link=${this.path},rawer`, 'STDIO'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child = child;
    child.stdout.on('data', (bytes: Buffer) => this.#hear(new Uint8Array(bytes)));
    // Bytes on the way into a port that has just gone.
    child.stdin.on('error', () => {});
    const failed = new Promise<never>((_, reject) => {
      child.once('error', (error) => reject(noSocat(error)));
      child.once('exit', (code) => reject(new AnbuError('bus-unavailable', `socat ended with ${code}`)));
    });
    const ended = (): void => {
      if (this.#child === child) this.#child = null;
    };
    failed.catch(() => {});
    // One that was never started does not exit.
    child.once('error', ended);
    child.once('exit', ended);
    await Promise.race([failed, this.#linked(child)]);
  }
  async unplug(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    rmSync(this.path, { force: true });
  }
  /** Sends bytes to whoever has the port open; into the air while it is unplugged. */
  send(bytes: Uint8Array): void {
    this.#child?.stdin?.write(bytes);
  }

  /** Resolves when the port is there, or is no longer awaited. */
  async #linked(child: ChildProcess): Promise<void> {
    for (let waitedMs = 0; this.#child === child && !existsSync(this.path); waitedMs += LOOK_MS) {
      if (waitedMs >= LINK_MS_MAX) throw new AnbuError('bus-unavailable', `socat made no ${this.path}`);
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_MS);
      });
    }
  }
}

function noSocat(error: Error): AnbuError {
  const hint = 'Install the package socat: it holds the pseudo-terminals.';
  return new AnbuError('bus-unavailable', `socat cannot be started: ${error.message}`, { hint });
}
