/**
 * This hub's name, and where its key and certificate lie: read from its configuration, which need not be whole yet.
 *
 * Owns the paths; shows no key to anybody.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AnbuError } from '../../errors.ts';
import {
  type NoUplink,
  type OwnName,
  type OwnUplink,
  ownName,
  ownUplink,
} from '../../provisioning/own-uplink.ts';
import { NEXT } from '../../uplink/mqtt-identity.ts';

export interface OwnIdentity extends OwnUplink {
  /** Absolute, as the others. */
  readonly config: string;
  readonly nextKey: string;
  readonly nextCertificate: string;
}

/** Throws `AnbuError` `file-not-found` or `config-invalid`. */
export function ownIdentity(config: string): OwnIdentity {
  const found = saidIn(config, ownUplink);
  const absolute = (path: string): string => resolve(dirname(config), path);
  const [clientKey, clientCertificate] = [absolute(found.clientKey), absolute(found.clientCertificate)];
  return {
    ...found,
    config: resolve(config),
    clientKey,
    clientCertificate,
    authority: found.authority === null ? null : absolute(found.authority),
    nextKey: `${clientKey}${NEXT}`,
    nextCertificate: `${clientCertificate}${NEXT}`,
  };
}

/** Its name, also where it has no key; the key absolute. Throws as `ownIdentity` does. */
export function nameIn(config: string): OwnName {
  const found = saidIn(config, ownName);
  return { ...found, clientKey: found.clientKey === null ? null : resolve(dirname(config), found.clientKey) };
}

function saidIn<T extends object>(config: string, read: (text: string) => T | NoUplink): T {
  let text: string;
  try {
    text = readFileSync(config, 'utf8');
  } catch (error) {
    throw new AnbuError('file-not-found', `cannot read ${config}`, { cause: error });
  }
  const found = read(text);
  if ('missing' in found)
    throw new AnbuError('config-invalid', `${config} does not say ${found.missing}`, {
      hint: 'Write it: site and hub are names, clientKey and clientCertificate the files that are to be made.',
    });
  return found;
}

export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Names a key without showing it: SHA-256 over its public half (SPKI), the first 16 hex digits. Null: no key there. */
export function keyIdAt(path: string): string | null {
  try {
    return keyIdOf(createPublicKey(readFileSync(path)).export({ type: 'spki', format: 'der' }));
  } catch {
    return null;
  }
}
export function keyIdOf(spki: Buffer): string {
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
}

export type Signer = (text: string) => { readonly signature: string; readonly publicKey: string };

/** Signs with the key at `path`; null when there is none, or none that can. */
export function signerAt(path: string): Signer | null {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType !== 'ec') return null;
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    return (text) => ({
      signature: sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64'),
      publicKey,
    });
  } catch {
    return null;
  }
}
