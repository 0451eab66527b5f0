/**
 * Files as `anbu carry-out` writes them, of given packets, and throwaway keys of a hub to sign them with.
 *
 * Written from RECEIVER.md §12, not with the shipped code: both must mean the same.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Packet } from '../../agent/ports.ts';
import type { Identity } from '../../agent/uplink/wire.ts';

export interface HubKey {
  readonly alg: string;
  /** PEM. */
  readonly publicKey: string;
  sign(text: string): string;
}

/** An ECDSA key, as the hubs of a district have. */
export function hubKey(): HubKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    alg: 'ecdsa-sha256',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function carriedFile({ site, hub }: Identity, packets: readonly Packet[], key: HubKey): string {
  const head = JSON.stringify({
    kind: 'anbu-carry-out',
    version: 1,
    site,
    hub,
    time: '2026-11-21T09:00:00.000+09:00',
  });
  let chain = sha256(head);
  const lines = packets.map(({ topic, payload }) => {
    chain = sha256(`${chain}\n${topic}\n${payload}`);
    return JSON.stringify({ kind: 'packet', topic, payload, chain });
  });
  const signature = key.sign(`anbu-carry-out-1\n${site}\n${hub}\n${packets.length}\n${chain}`);
  const end = JSON.stringify({ kind: 'end', packets: packets.length, chain, alg: key.alg, signature });
  return [head, ...lines, end, ''].join('\n');
}
