/**
 * One TCP or TLS connection to the broker, before the first word of MQTT is said.
 *
 * Owns the patience for it and the judgement of the broker's certificate. Must never hand out a connection whose peer
 * was not verified, and never fall back to a plain one: until then not a byte of ours has left but the handshake.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Socket, connect, isIP } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';
import type { UplinkPolicy } from '../config/config.ts';
import { AnbuError } from '../errors.ts';
import { type KnownTime, type Shown, refuseEnded, verifyUntimed } from './mqtt-peer.ts';

export interface Transport {
  readonly socket: Socket;
  /** Certificates whose dates were not judged in full, because the time was not known. */
  readonly doubted: readonly X509Certificate[];
}
export interface Opening {
  /** Nobody is called back afterwards. Harmless when it is open already. */
  abandon(): void;
}
export interface Opener {
  /** Real ms. */
  readonly patienceMs: number;
  readonly known: KnownTime;
  readonly opened: (transport: Transport) => void;
  readonly failed: (error: Error) => void;
}

/** MQTT over TLS and plain, by IANA. Any other scheme is taken for TLS. */
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };
/** Longer chains are nobody's; a chain that issues itself must end. */
const CHAIN_MAX = 8;
/** The one thing that is forgiven a broker while the hub does not know the time. */
const NOT_YET_VALID = 'CERT_NOT_YET_VALID';

/** Calls back once. Throws when a certificate file cannot be read, or the URL is none. */
export function openTransport(policy: UplinkPolicy, opener: Opener): Opening {
  const { protocol, hostname, port: named } = new URL(policy.url);
  // An IPv6 address stands in brackets there.
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const port = named === '' ? (PORTS[protocol] ?? 8883) : Number(named);
  const secure = protocol === 'mqtt:' ? null : openTls(policy, { host, port }, opener.known.synced);
  const socket = secure ?? connect({ host, port });
  let over = false;
  const end = (): void => {
    over = true;
    clearTimeout(patience);
    socket.off('error', fail);
    // What a thrown-away socket still has to say must not crash us.
    socket.on('error', () => {});
  };
  const fail = (error: Error): void => {
    if (over) return;
    end();
    socket.destroy();
    opener.failed(error);
  };
  const open = (): void => {
    if (over) return;
    try {
      const doubted = secure === null ? [] : doubtsAbout(secure, host, policy, opener.known);
      end();
      // Small packets one after another must not wait for each other's TCP acknowledgement: 40 ms each (RFC 896).
      socket.setNoDelay(true);
      opener.opened({ socket, doubted });
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const patience = setTimeout(() => fail(new Error('no answer')), opener.patienceMs);
  socket.on('error', fail);
  socket.once('close', () => fail(new Error('closed before it was open')));
  socket.once(secure === null ? 'connect' : 'secureConnect', open);
  return {
    abandon: () => {
      if (over) return;
      end();
      socket.destroy();
    },
  };
}

/** With a clock that is set OpenSSL refuses whom it should; without one, only its handshake is used. */
function openTls(
  { authority, clientCertificate, clientKey }: UplinkPolicy,
  to: { readonly host: string; readonly port: number },
  synced: boolean,
): TLSSocket {
  return connectTls({
    ...to,
    ...(isIP(to.host) === 0 ? { servername: to.host } : {}),
    ...(authority === null ? {} : { ca: readFileSync(authority) }),
    ...(clientCertificate === null ? {} : { cert: readFileSync(clientCertificate) }),
    ...(clientKey === null ? {} : { key: readFileSync(clientKey) }),
    rejectUnauthorized: synced,
  });
}

/** The certificates whose dates are still to be judged. Throws when the broker is not who it should be. */
function doubtsAbout(
  socket: TLSSocket,
  host: string,
  { authority }: UplinkPolicy,
  known: KnownTime,
): readonly X509Certificate[] {
  if (known.synced) {
    // Node has ended it otherwise: this is the second lock of the same door.
    if (!socket.authorized) throw new AnbuError('broker-untrusted', String(socket.authorizationError));
    return [];
  }
  const shown = shownBy(socket, host);
  if (socket.authorized) {
    refuseEnded(shown.chain, known.ms);
    return shown.chain;
  }
  if (String(socket.authorizationError) !== NOT_YET_VALID)
    throw Object.assign(new Error(`certificate refused: ${String(socket.authorizationError)}`), {
      code: String(socket.authorizationError),
    });
  return verifyUntimed(shown, authority === null ? null : readFileSync(authority, 'utf8'), known);
}

function shownBy(socket: TLSSocket, host: string): Shown {
  const leaf = socket.getPeerCertificate(true);
  const chain: X509Certificate[] = [];
  let next: typeof leaf | undefined = leaf;
  while (next?.raw !== undefined && chain.length < CHAIN_MAX) {
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
  }
  return { host, leaf, chain };
}
