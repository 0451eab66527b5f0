/**
 * What was done to this hub's identity, kept beside its certificate: one signed receipt a line.
 *
 * Owns that file and its bound. A disk that refuses costs the copy here, never what was done; the receipt is printed, too.
 */
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { writeSynced } from '../../journal/disk-file.ts';
import { type Receipt, type SignedReceipt, signedReceipt } from '../../provisioning/receipt.ts';
import type { Io } from '../verb.ts';
import type { OwnName } from '../../provisioning/own-uplink.ts';
import { type OwnIdentity, signerAt } from './own-identity.ts';

export const RECEIPTS_FILE = 'receipts.jsonl';
/** A change of keys each month for eight years, a kilobyte each. */
const RECEIPTS_MAX = 100;

/** By the key in force at `key`; null: by none. */
export function receiptOf(
  own: OwnName,
  key: string | null,
  { what, by, details }: Pick<Receipt, 'what' | 'by' | 'details'>,
): SignedReceipt {
  const { site, hub } = own;
  const at = new Date().toISOString();
  return signedReceipt(
    { kind: 'receipt', what, site, hub, at, by, details },
    key === null ? null : signerAt(key),
  );
}

export function keepReceipt(own: OwnIdentity, receipt: SignedReceipt, io: Pick<Io, 'note'>): void {
  const path = join(dirname(own.clientCertificate), RECEIPTS_FILE);
  const lines = [...linesIn(path), JSON.stringify(receipt)].slice(-RECEIPTS_MAX);
  try {
    writeSynced(path, `${lines.join('\n')}\n`, true);
  } catch (error) {
    io.note(`anbu: the receipt is not kept in ${path}: ${String(error)}`);
  }
}

function linesIn(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** Whoever called sudo, or is logged in; `--by` says better. */
export function whoIsHere(named: string | null): string | null {
  if (named !== null) return named.slice(0, 100);
  try {
    return process.env['SUDO_USER'] ?? userInfo().username;
  } catch {
    return null;
  }
}
