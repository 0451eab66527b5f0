/**
 * The folder of a hub's configuration as a technician's visit fills it: keys, how far it has come, the plan, the hub's file.
 *
 * Every file is whole or not there, also after a power cut; readable by its owner and the group of the folder, for the
 * hub runs as a user of that group. Must never replace a hub's file that somebody else wrote.
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { readKeyText } from '../../config/device-key.ts';
import type { Problem, Warning } from '../../config/problems.ts';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder } from '../../journal/disk-folder.ts';
import { keyFileOf } from '../../provisioning/hub-file.ts';
import {
  VISIT_FILE,
  type VisitMemory,
  freshVisit,
  readVisit,
  visitText,
} from '../../provisioning/visit-memory.ts';

const HUB_FILE = 'hub.yaml';
/** A key that no node gets, so that a draft can be checked before the first node was met. */
const DRAFT_KEY = 'draft.key';

export class VisitFolder {
  readonly path: string;
  readonly hubFile: string;
  memory: VisitMemory;

  /** Throws `visit-elsewhere` when what lies there is of another home, or of somebody else's hand. */
  constructor(path: string, home: string) {
    this.path = path;
    this.hubFile = join(path, HUB_FILE);
    onDisk(() => makeFolder(path));
    const text = textAt(join(path, VISIT_FILE));
    const memory = text === null ? null : readVisit(text);
    if (text !== null && memory === null) throw elsewhere(`${join(path, VISIT_FILE)} cannot be read`);
    if (memory !== null && memory.home !== home)
      throw elsewhere(`${path} holds the home ${memory.home}, and this is ${home}`);
    this.memory = memory ?? freshVisit(home);
    const hub = textAt(this.hubFile);
    if (hub !== null && !this.memory.hubFiles.includes(hashOf(hub)))
      throw elsewhere(`${this.hubFile} was written, or changed, by somebody else`);
  }

  keyOf(id: string): Uint8Array | null {
    const read = readKeyText(textAt(join(this.path, keyFileOf(id))) ?? '');
    return typeof read === 'string' ? null : read;
  }
  keepKey(id: string, key: Uint8Array): void {
    this.write(keyFileOf(id), `${Buffer.from(key).toString('hex')}\n`);
  }
  remember(memory: VisitMemory): void {
    this.memory = memory;
    this.write(VISIT_FILE, visitText(memory));
  }
  write(name: string, content: string): void {
    onDisk(() => writeSynced(join(this.path, name), content, true));
  }

  /** All that is wrong with a hub's file, were it written; `draft`: its nodes have no keys yet, and it is not kept. */
  async check(content: (keyOf: (id: string) => string) => string, isDraft: boolean): Promise<Checked> {
    const beside = `${HUB_FILE}.draft`;
    if (isDraft) this.write(DRAFT_KEY, `${'5a'.repeat(16)}\n`);
    this.write(beside, content(isDraft ? () => DRAFT_KEY : keyFileOf));
    try {
      const loaded = await loadConfig(join(this.path, beside), this.hubFile);
      if ('problems' in loaded) return { problems: loaded.problems, warnings: [] };
      return { problems: [], warnings: loaded.warnings };
    } finally {
      rmSync(join(this.path, beside), { force: true });
      if (isDraft) rmSync(join(this.path, DRAFT_KEY), { force: true });
    }
  }
  /** Remembered before it is there: after a cut between the two the file before is still known as ours. */
  putHubFile(content: string): void {
    const before = this.memory.hubFiles.slice(0, 1);
    const hash = hashOf(content);
    const hubFiles = before.includes(hash) ? before : [hash, ...before];
    this.remember({ ...this.memory, state: 'installed-not-armed', hubFiles });
    this.write(HUB_FILE, content);
  }
}
export interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

function elsewhere(message: string): AnbuError {
  return new AnbuError('visit-elsewhere', message);
}
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new AnbuError('file-not-found', `cannot read ${path}: ${String(error)}`, { cause: error });
  }
}
function onDisk(write: () => void): void {
  try {
    write();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AnbuError('file-unwritable', message, { cause: error });
  }
}
