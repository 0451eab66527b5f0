/**
 * A serial port without a wire: a pseudo-terminal held by socat, or by python3 where socat is missing. What is
 * written to `stdin` comes out of the port; killing it unplugs the port.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const PYTHON = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
link = sys.argv[1]
if os.path.lexists(link): os.unlink(link)
os.symlink(os.ttyname(slave), link)
while True:
    for ready in select.select([0, master], [], [])[0]:
        data = os.read(ready, 65536)
        if not data: sys.exit()
        os.write(1 if ready == master else master, data)
`;
const works = (program: string, argument: string): boolean =>
  spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
const holder = works('socat', '-V') ? 'socat' : works('python3', '--version') ? 'python3' : null;

/** Null when a pty can be had, else what is missing. */
export const NO_PTY = holder === null ? 'neither socat nor python3 is installed' : null;

export interface Pty {
  readonly path: string;
  /** Sends bytes to whoever has the port open. */
  send(bytes: Uint8Array): void;
  /** All that was written to the port so far. */
  received(): Uint8Array;
  /** Passes on what is written to the port from now on. */
  hear(listener: (bytes: Uint8Array) => void): void;
  unplug(): Promise<void>;
}

export async function openPty(path: string): Promise<Pty> {
  const child: ChildProcess =
    holder === 'socat'
      ? spawn('socat', [`PTY,link=${path},rawer`, 'STDIO'])
      : spawn('python3', ['-c', PYTHON, path]);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin?.on('error', () => {});
  while (!existsSync(path)) await pause(5);
  const gone = once(child, 'exit');
  return {
    path,
    send: (bytes) => void child.stdin?.write(bytes),
    hear: (listener) => void child.stdout?.on('data', (chunk: Buffer) => listener(new Uint8Array(chunk))),
    received: () => new Uint8Array(Buffer.concat(chunks)),
    unplug: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Far longer than anything here takes; a wait that ends by it fails. */
const PATIENCE_MS = 5_000;

export async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await pause(5);
  }
}
