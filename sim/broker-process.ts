/**
 * A broker as a process of its own on the loopback address: started on a free port, killed as a power cut does, back on
 * the same port and folder.
 *
 * Owns the one process and its end. Never writes a configuration: that is who it is, and each broker's own file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { assert } from '../agent/errors.ts';

/** It listens within some tens of ms; a loaded machine may need seconds. */
const LISTENS_MS_MAX = 15_000;
const KNOCK_MS = 20;

export interface RealBroker {
  /** mqtt://127.0.0.1:port, the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** The process as it is now; 0 when there is none. */
  pid(): number;
  /** Ends it as a power cut does, and starts it again on the same port and folder. */
  killAndRestart(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** The first of these programs that is installed. */
export function findProgram(programs: readonly string[]): string | null {
  return programs.find((program) => existsSync(program)) ?? null;
}

/** Starts `program` with `words`, that make it listen on `port`. Rejects when it does not. */
export async function startBrokerProcess(
  program: string,
  words: readonly string[],
  port: number,
): Promise<RealBroker> {
  let child = await launch(program, words, port);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    pid: () => child.pid ?? 0,
    killAndRestart: async (awayMs) => {
      await end('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      child = await launch(program, words, port);
    },
    stop: () => end('SIGTERM'),
  };
}

async function launch(program: string, words: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(program, words, { stdio: 'ignore' });
  const untilMs = performance.now() + LISTENS_MS_MAX;
  while (!(await answers(port))) {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    if (isGone || performance.now() > untilMs) {
      child.kill('SIGKILL');
      throw new Error(`${program} does not listen on port ${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
  }
  return child;
}

/** Whether somebody listens on this port of the loopback address. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address !== null && typeof address === 'object', 'a TCP server has a port');
  return address.port;
}
