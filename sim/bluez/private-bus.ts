/**
 * A D-Bus daemon of our own: one process, one socket in a folder of ours, nothing of the machine's bus.
 *
 * Owns the process and its configuration. `dbus-daemon` is in Debian's package dbus-daemon. Must never leave a daemon
 * behind: its keeper ends it when we are gone, also when we were killed. A shell.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';

const PROGRAM = 'dbus-daemon';
const START_MS_MAX = 10_000;
/** Its last words; some are said on every start without being a fault. */
const SAID_MAX = 2_000;

/**
 * Runs the daemon as its child and kills it when its own input ends. Not by a request to end, which a frozen daemon
 * would not hear. It keeps no end of the daemon's pipes, so that these end with it.
 */
const KEEPER = '"$@" </dev/null & exec >/dev/null 2>&1; read -r _; kill -KILL $!; wait $!';

/** Where the daemon is installed; null when it is not. */
export function findDbusDaemon(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, PROGRAM)).find((path) => existsSync(path)) ?? null;
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
  #keeper: ChildProcess | null = null;
  /** The keeper has ended and the pipes are closed, so the daemon has ended too. */
  #gone: Promise<unknown> = Promise.resolve();
  #daemonPid: number | null = null;

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
    // The pid is printed when the socket listens.
    const words = [`--config-file=${this.#configuration}`, '--nofork', '--print-pid'];
    // In a group of its own: Ctrl-C at the terminal must not end the keeper before the daemon.
    const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', this.#program, ...words], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#keeper = keeper;
    this.#gone = once(keeper, 'close');
    keeper.stdin.on('error', () => {});
    this.#daemonPid = await pidFrom(keeper.stdout, keeper.stderr);
  }
  /** The daemon dies, and with it every connection. */
  async stop(): Promise<void> {
    const pid = this.#keeper?.pid;
    this.#keeper = null;
    this.#daemonPid = null;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Keeper and daemon are gone already.
    }
    await this.#gone;
  }
  /** It neither answers nor ends, as a machine that swaps; `false`: it goes on. */
  freeze(isFrozen: boolean): void {
    if (this.#daemonPid !== null) process.kill(this.#daemonPid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }
}

/** The number that the daemon prints. Rejects when it ends instead, with what it complained of, or takes too long. */
async function pidFrom(output: Readable, complaints: Readable): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let [said, complaint] = ['', ''];
  const patience = setTimeout(() => reject(new Error('dbus-daemon does not start')), START_MS_MAX);
  output.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-SAID_MAX);
    if (/^\d+\n/.test(said)) resolve(Number.parseInt(said, 10));
  });
  complaints.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-SAID_MAX);
  });
  complaints.once('end', () => reject(new Error(`dbus-daemon ended at once: ${complaint}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(patience);
  }
}
