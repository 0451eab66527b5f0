/**
 * A D-Bus daemon of our own: one process, one socket in a folder of ours, nothing of the machine's bus.
 *
 * Owns the process and its configuration. `dbus-daemon` is in Debian's package dbus-daemon. A shell.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAMS = ['/usr/bin/dbus-daemon', '/bin/dbus-daemon'];
const START_MS_MAX = 10_000;
/** Its last words; some are said on every start without being a fault. */
const SAID_MAX = 2_000;

/** Where the daemon is installed; null when it is not. */
export function findDbusDaemon(): string | null {
  return PROGRAMS.find((path) => existsSync(path)) ?? null;
}

/** Everybody who may open the socket may do everything: the folder keeps others out. */
function configurationOf(socket: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}

export class PrivateBus {
  readonly address: string;
  readonly #program: string;
  readonly #socket: string;
  readonly #configuration: string;
  #child: ChildProcess | null = null;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#socket = join(folder, 'bus');
    this.#configuration = join(folder, 'bus.conf');
    this.address = `unix:path=${this.#socket}`;
    writeFileSync(this.#configuration, configurationOf(this.#socket));
  }

  /** Resolves when the socket takes connections. */
  async start(): Promise<void> {
    rmSync(this.#socket, { force: true });
    const words = [`--config-file=${this.#configuration}`, '--nofork', '--print-address'];
    const child = spawn(this.#program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-SAID_MAX)));
    await Promise.race([
      once(child.stdout, 'data', { signal: AbortSignal.timeout(START_MS_MAX) }),
      once(child, 'exit').then(() => {
        throw new Error(`dbus-daemon ended at once: ${said}`);
      }),
    ]);
  }
  /** The daemon dies, and with it every connection. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  /** It neither answers nor ends, as a machine that swaps; `false`: it goes on. */
  freeze(isFrozen: boolean): void {
    this.#child?.kill(isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }
}
