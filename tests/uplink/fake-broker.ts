/**
 * A broker that misbehaves on purpose: it speaks MQTT by `mqtt-packet` and answers as the test says.
 * Never a model of a broker: it keeps no session, no retained message, and forgets what it was sent.
 */
import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { type IConnectPacket, type IPublishPacket, type Packet, generate, parser } from 'mqtt-packet';

export interface FakeBroker {
  readonly port: number;
  readonly connects: IConnectPacket[];
  readonly publishes: IPublishPacket[];
  stop(): Promise<void>;
}
/** One connection, as the script sees it. */
export interface Peer {
  /** How many CONNECTs came before this one. */
  readonly attempt: number;
  readonly connect: IConnectPacket;
  send(packet: Packet): void;
  /** Bytes that `mqtt-packet` would not write. */
  sendRaw(bytes: Uint8Array): void;
  hangUp(): void;
}
export interface Script {
  /** Default: CONNACK that accepts. */
  readonly connect?: (peer: Peer) => void;
  /** What a subscription is granted; default: QoS 1. */
  readonly grants?: number;
  /** Default: PUBACK. */
  readonly publish?: (peer: Peer, packet: IPublishPacket) => void;
}

export function accept(peer: Peer, properties: object = {}): void {
  const v5 = peer.connect.protocolVersion === 5;
  peer.send({
    cmd: 'connack',
    sessionPresent: false,
    ...(v5 ? { reasonCode: 0, properties } : { returnCode: 0 }),
  });
}
export function refuse(peer: Peer, code: number): void {
  const v5 = peer.connect.protocolVersion === 5;
  peer.send({ cmd: 'connack', sessionPresent: false, ...(v5 ? { reasonCode: code } : { returnCode: code }) });
  peer.hangUp();
}
export function acknowledge(peer: Peer, { messageId = 0 }: IPublishPacket, reasonCode = 0): void {
  peer.send({ cmd: 'puback', messageId, ...(peer.connect.protocolVersion === 5 ? { reasonCode } : {}) });
}

export async function startFakeBroker(script: Script): Promise<FakeBroker> {
  const connects: IConnectPacket[] = [];
  const publishes: IPublishPacket[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let peer: Peer | null = null;
    const from = parser();
    socket.on('data', (bytes) => from.parse(bytes));
    from.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') {
        const options = { protocolVersion: packet.protocolVersion ?? 4 };
        peer = {
          attempt: connects.push(packet) - 1,
          connect: packet,
          send: (answer) => void socket.write(generate(answer, options)),
          sendRaw: (bytes) => void socket.write(bytes),
          hangUp: () => void socket.end(),
        };
        (script.connect ?? accept)(peer);
      } else if (peer !== null && packet.cmd === 'publish') {
        publishes.push(packet);
        (script.publish ?? acknowledge)(peer, packet);
      } else if (peer !== null && packet.cmd === 'subscribe') {
        const granted = packet.subscriptions.map(() => script.grants ?? 1);
        peer.send({ cmd: 'suback', messageId: packet.messageId ?? 0, granted });
      } else if (peer !== null && packet.cmd === 'pingreq') peer.send({ cmd: 'pingresp' });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connects,
    publishes,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
