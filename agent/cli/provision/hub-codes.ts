/**
 * The codes for the consoles of a batch's hubs: made once at the depot, their hashes into each kit, themselves for the labels.
 *
 * Owns `hub-codes.json` beside the kits, and the folder `console` in each, which becomes the console's own on the hub. Nobody
 * but its owner reads either. Must never make new codes for a kit that has some: those may be printed already.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { hostRandom } from '../../host.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import { CODE_BYTES, codeText } from '../../provisioning/console/claim.ts';
import { ClaimsFile } from '../console/claims-file.ts';

const CODES_FILE = 'hub-codes.json';
const CLAIMS_FOLDER = 'console';

export class HubCodes {
  readonly #path: string;
  readonly #codes: Map<string, readonly string[]>;

  /** `out`: the folder of all kits. Throws `file-not-found` when what lies there cannot be read. */
  constructor(out: string) {
    this.#path = join(out, CODES_FILE);
    this.#codes = new Map(existsSync(this.#path) ? codesIn(this.#path) : []);
  }

  /** Those of a home, made if it has none yet; none when they were printed and thrown away. */
  issue(home: string, folder: string, count: number): readonly string[] {
    const claims = join(folder, CLAIMS_FOLDER);
    const isIssued = existsSync(claims);
    const known = this.#codes.get(home);
    if (known === undefined && (count === 0 || isIssued)) return [];
    const codes = known ?? Array.from({ length: count }, freshCode);
    // The codes before their hashes: after a cut between the two the same hashes are made again.
    if (known === undefined) this.#keep(home, codes);
    if (!isIssued) onDisk(claims, () => putHashes(claims, codes));
    return codes;
  }

  #keep(home: string, codes: readonly string[]): void {
    this.#codes.set(home, codes);
    const text = `${JSON.stringify(Object.fromEntries(this.#codes), null, 2)}\n`;
    onDisk(this.#path, () => writeSynced(this.#path, text));
  }
}

function freshCode(): string {
  return codeText(Buffer.from(hostRandom.hex(CODE_BYTES), 'hex'));
}
/** All of them are there, or none: the folder is made beside its place. */
function putHashes(folder: string, codes: readonly string[]): void {
  const beside = `${folder}.new`;
  rmSync(beside, { recursive: true, force: true });
  const claims = new ClaimsFile(beside);
  for (const code of codes) claims.add(code);
  renameSync(beside, folder);
  syncFolder(dirname(folder));
}

function codesIn(path: string): readonly (readonly [string, readonly string[]])[] {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof read !== 'object' || read === null) throw new Error('it is no list of codes');
    return Object.entries(read).map(([home, codes]: [string, unknown]) => [
      home,
      Array.isArray(codes) ? codes.map(String) : [],
    ]);
  } catch (error) {
    throw new AnbuError('file-not-found', `cannot read ${path}: ${String(error)}`, { cause: error });
  }
}
function onDisk(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof AnbuError) throw error;
    throw new AnbuError('file-unwritable', `${path}: ${String(error)}`, { cause: error });
  }
}
