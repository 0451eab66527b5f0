/**
 * A key made on this hub, and the request for a certificate of it. The key never leaves.
 *
 * Owns which key is asked for: the first one, or one beside the one in force. Asked twice, it is the same key: a visit
 * that was interrupted goes on. The request (PKCS #10, RFC 2986) is written by the program openssl: Node has no writer
 * for it, the smallest library that has is eleven packages, and openssl is what already checks certificates here.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { dirname } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder } from '../../journal/disk-folder.ts';
import { type OwnIdentity, isThere, keyIdAt } from './own-identity.ts';

export interface Requested {
  readonly keyId: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
  /** Whether it waits beside one that is in force. */
  readonly isBeside: boolean;
}

/** Signing one request takes milliseconds, on the slowest board a second. */
const OPENSSL_MS_MAX = 20_000;

/** Throws `AnbuError`; then a key may have been made, and the next request is for it. */
export function requestIdentity(own: OwnIdentity, out: string): Requested {
  const isBeside = isThere(own.clientCertificate);
  const path = isBeside ? own.nextKey : own.clientKey;
  const isNew = keyIdAt(path) === null;
  if (isNew) makeKey(path);
  const request = requestFor(own, path);
  try {
    writeSynced(out, request);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${out} cannot be written: ${String(error)}`, { cause: error });
  }
  return { keyId: keyIdAt(path) ?? 'unknown', isNew, isBeside };
}

/** P-256, PKCS #8. A file that is there and holds no key is not ours to overwrite. */
function makeKey(path: string): void {
  if (isThere(path))
    throw new AnbuError('key-unusable', `${path} is there, and is no key that can be read here`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  try {
    makeFolder(dirname(path));
    writeSynced(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), true);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${path} cannot be written: ${String(error)}`, {
      hint: 'Run it as root. Check the folder and the space that is left.',
      cause: error,
    });
  }
}

function requestFor({ site, hub }: OwnIdentity, key: string): string {
  // Names are letters, digits, dot, dash and underline (`own-uplink.ts`): nothing in them can be a word of this.
  const subject = `/O=${site}/CN=${hub}`;
  // Without the machine's own openssl.cnf: what that adds is nobody's wish here.
  const words = ['req', '-new', '-sha256', '-key', key, '-subj', subject, '-config', '/dev/null'];
  const { error, status, stdout, stderr } = spawnSync('openssl', words, {
    encoding: 'utf8',
    timeout: OPENSSL_MS_MAX,
  });
  if (error !== undefined)
    throw new AnbuError('openssl-missing', `the program openssl cannot be run: ${error.message}`);
  if (status !== 0 || !stdout.includes('BEGIN CERTIFICATE REQUEST'))
    throw new AnbuError(
      'key-unusable',
      `openssl makes no request for ${key}: ${stderr.trim().slice(0, 300)}`,
    );
  return stdout;
}
