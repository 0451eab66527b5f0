/**
 * TLS in front of a plain broker: whatever certificate a test wants to show, and how much came through it decrypted.
 * Never looks at what it carries, and asks no client for a certificate.
 */
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { createServer } from 'node:tls';
import type { Certified } from './certificates.ts';

export interface TlsFront {
  readonly port: number;
  /** Bytes a client said after its handshake. */
  readonly heard: () => number;
  /** Shows another certificate from the next handshake on. */
  show(certified: Certified): void;
  stop(): Promise<void>;
}

export async function tlsFront(certified: Certified, target: number): Promise<TlsFront> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const read = ({ certificate, key }: Certified): { cert: Buffer; key: Buffer } => ({
    cert: readFileSync(certificate),
    key: readFileSync(key),
  });
  const server = createServer(read(certified), (near) => {
    const far = connect(target, '127.0.0.1');
    near.on('data', (chunk: Buffer) => void (bytes += chunk.length));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => bytes,
    show: (other) => server.setSecureContext(read(other)),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
