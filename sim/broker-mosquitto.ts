/**
 * A mosquitto of our own on the loopback address, with its plain defaults: what a district runs, and can lose.
 *
 * MQTT 5 and 3.1.1. Persistence is on, but a broker that is killed loses what it has not saved yet (its default saves
 * each half hour): the hub must not depend on it. A shell.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealBroker, findProgram, freePort, startBrokerProcess } from './broker-process.ts';

const PROGRAMS = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'];

export function findMosquitto(): string | null {
  return findProgram(PROGRAMS);
}

/** Who comes in without a name: anybody. */
const OPEN = ['allow_anonymous true'];

/**
 * Starts `program` with its data in `folder`. `lines` are added to its configuration below the listener; without them
 * anybody may come in. Rejects when it does not listen.
 */
export async function startMosquitto(
  program: string,
  folder: string,
  lines: readonly string[] = OPEN,
): Promise<RealBroker> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mosquitto.conf');
  const config = [
    'persistence true',
    `persistence_location ${folder}/`,
    // It would change to a user that may not write here.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    'log_dest none',
    `listener ${port} 127.0.0.1`,
    ...lines,
    '',
  ];
  writeFileSync(file, config.join('\n'));
  return startBrokerProcess(program, ['-c', file], port);
}
