/**
 * Mosquitto with the settings of the measurements that this repeats: as the upstream broker, and as a peer that
 * bridges to it.
 *
 * Persistent sessions and queues without a bound; a bridge saves each second, or at each change. A shell.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMosquitto } from '../../broker-mosquitto.ts';
import { answers, freePort } from '../../broker-process.ts';
import { sleep } from '../../drive.ts';
import { EVENT_FILTER } from './event.ts';
import type { Process, Program } from './processes.ts';

export interface Listener {
  readonly program: Program;
  readonly port: number;
  readonly url: string;
}

const KNOCK_MS = 10;
const LISTENS_MS_MAX = 30_000;

/** The upstream broker. */
export function upstreamIn(folder: string): Promise<Listener> {
  return listenerIn(folder, []);
}

/** A broker that passes everything on. `onChange`: it saves after each change, else at most once a second. */
export function bridgeIn(folder: string, upstreamUrl: string, onChange: boolean): Promise<Listener> {
  return listenerIn(folder, [
    'autosave_interval 1',
    ...(onChange ? ['autosave_on_changes true'] : []),
    'connection upstream',
    `address ${new URL(upstreamUrl).host}`,
    `topic ${EVENT_FILTER} out 1`,
    'cleansession false',
  ]);
}

/** Resolves when it listens, to the moment (`performance.now()`). Rejects when it does not. */
export async function listening(broker: Process, { port }: Listener): Promise<number> {
  const untilMs = performance.now() + LISTENS_MS_MAX;
  while (!(await answers(port))) {
    if (!broker.isAlive || performance.now() > untilMs)
      throw new Error(`mosquitto does not listen on ${port}`);
    await sleep(KNOCK_MS);
  }
  return performance.now();
}

async function listenerIn(folder: string, lines: readonly string[]): Promise<Listener> {
  const command = findMosquitto();
  if (command === null) throw new Error('mosquitto is not installed');
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mosquitto.conf');
  const all = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
    // It would change to a user that may not write here.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    'log_dest none',
    ...lines,
    '',
  ];
  writeFileSync(file, all.join('\n'));
  return { program: { command, words: ['-c', file], isQuiet: true }, port, url: `mqtt://127.0.0.1:${port}` };
}
