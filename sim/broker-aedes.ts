/**
 * The broker inside the demo: MQTT 3.1.1 on the loopback address, in memory.
 *
 * The only importer of aedes, loaded when first asked for. Never for a real home: no TLS, no accounts, and what
 * waits in it dies with it. A real installation uses mosquitto with client certificates.
 */
import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { assert } from '../agent/errors.ts';

export interface EmbeddedBroker {
  /** mqtt://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  /** Ends every connection and frees the port. May be called twice. */
  stop(): Promise<void>;
}

/** Starts a broker; port 0 takes a free one. Rejects when the port is taken. */
export async function startBroker(port = 0): Promise<EmbeddedBroker> {
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const taken = portOf(server);
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    await new Promise<void>((resolve) => {
      aedes.close(() => resolve());
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `mqtt://127.0.0.1:${taken}`,
    port: taken,
    stop: () => (stopping ??= stop()),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a TCP server has a port');
  return address.port;
}
