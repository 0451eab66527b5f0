/**
 * A NATS server of our own on the loopback address, spoken to in MQTT 3.1.1, the only version it knows.
 *
 * Sessions, retained and QoS 1 messages live in its JetStream, on disk before they are acknowledged: it is the broker
 * that keeps its word after a power cut. Before 2.10 it refuses topics with a dot, so no site or hub on such a server
 * may be called `a.b`. A shell.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealBroker, findProgram, freePort, startBrokerProcess } from './broker-process.ts';

const PROGRAMS = ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server'];

/**
 * What it sent into a connection that was dying, it sends anew only so long after, also on the next one: 30 s unless set, which
 * is how long a test waits. Longer than a loaded machine stands still, or an order comes again behind a later one, and is refused.
 */
const ACK_WAIT_S = 10;

export function findNats(): string | null {
  return findProgram(PROGRAMS);
}

/** Starts `program` with its data in `folder`. Rejects when it does not listen. */
export async function startNats(program: string, folder: string): Promise<RealBroker> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nats.conf');
  const lines = [
    // MQTT asks for a name and JetStream; its own protocol listens where nobody looks.
    'server_name: anbu',
    'host: 127.0.0.1',
    'port: -1',
    `jetstream { store_dir: "${folder}" }`,
    `mqtt { host: 127.0.0.1, port: ${port}, ack_wait: "${ACK_WAIT_S}s" }`,
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return startBrokerProcess(program, ['-c', file], port);
}
