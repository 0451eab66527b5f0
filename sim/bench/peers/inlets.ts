/**
 * Where events go in: a line feed over TCP that the peer fetches from, or an MQTT broker that takes them.
 *
 * The source keeps nothing: who is not connected sees nothing. What a peer says it has comes back the same way. A shell.
 */
import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import { assert } from '../../../agent/errors.ts';
import { bareClient } from './bare-mqtt.ts';
import { EVENT_TOPIC, eventText, lineReader } from './event.ts';

export interface Inlet {
  /** Whether a peer is connected, as far as this end knows. */
  isOpen(): boolean;
  give(event: number): void;
  stop(): Promise<void>;
}
/** The peer says that it has this event. */
export type Acknowledged = (event: number) => void;

export interface LineInlet extends Inlet {
  readonly port: number;
}

/** `kept FIRST LAST`: what our own hub says once those events are on disk. */
const KEPT = /^kept (\d+) (\d+)$/;

/** Lines of JSON over TCP; the last peer that connected gets them. */
export async function lineInlet(acknowledged: Acknowledged): Promise<LineInlet> {
  let peer: Socket | null = null;
  const hear = (line: string): void => {
    const [, first, last] = KEPT.exec(line) ?? [];
    for (let event = Number(first); event <= Number(last); event += 1) acknowledged(event);
  };
  const server = createServer((socket) => {
    peer = socket;
    socket.setNoDelay(true);
    socket.setEncoding('utf8').on('data', lineReader(hear));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (peer === socket) peer = null;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a TCP server has a port');
  return {
    port: address.port,
    isOpen: () => peer !== null,
    give: (event) => void peer?.write(`${eventText(event)}\n`),
    stop: async () => {
      peer?.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** QoS 1 publishes to a broker, which acknowledges each; what it did not is published again, as MQTT asks. */
export async function publishInlet(url: string, acknowledged: Acknowledged): Promise<Inlet> {
  const client = await bareClient(url, { clientId: 'source', clean: false, reconnectPeriod: 100 });
  return {
    isOpen: () => client.connected,
    give: (event) => {
      client.publish(EVENT_TOPIC, eventText(event), { qos: 1 }, (error) => {
        if (error === null || error === undefined) acknowledged(event);
      });
    },
    stop: () => client.endAsync(true),
  };
}
