/**
 * A mosquitto of our own on the loopback address, with its plain defaults: what a district runs, and can lose.
 *
 * MQTT 5 and 3.1.1. Persistence is on, but a broker that is killed loses what it has not saved yet (its default saves
 * each half hour): the hub must not depend on it. Ends only the process it started, by its handle. A shell.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { assert } from '../agent/errors.ts';

const PROGRAMS = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'];
/** It listens within some tens of ms; a loaded machine may need seconds. */
const LISTENS_MS_MAX = 15_000;
const KNOCK_MS = 20;

export interface Mosquitto {
  /** mqtt://127.0.0.1:port, the same after a restart. */
  readonly url: string;
  /** Ends it as a power cut does, and starts it again on the same port and folder. */
  killAndRestart(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

export function findMosquitto(): string | null {
  return PROGRAMS.find((program) => existsSync(program)) ?? null;
}

/** Starts `program` with its data in `folder`. Rejects when it does not listen. */
export async function startMosquitto(program: string, folder: string): Promise<Mosquitto> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    // It would change to a user that may not write here.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    'log_dest none',
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  let child = await launch(program, file, port);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    killAndRestart: async (awayMs) => {
      await end('SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      child = await launch(program, file, port);
    },
    stop: () => end('SIGTERM'),
  };
}

async function launch(program: string, file: string, port: number): Promise<ChildProcess> {
  const child = spawn(program, ['-c', file], { stdio: 'ignore' });
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

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address !== null && typeof address === 'object', 'a TCP server has a port');
  return address.port;
}
