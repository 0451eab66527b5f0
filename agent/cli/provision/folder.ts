/**
 * The folder of a hub's configuration as a technician's visit fills it: keys, how far it has come, the plan, the hub's file.
 *
 * Every file is whole or not there, also after a power cut; readable by its owner and the group of the folder, for the
 * hub runs as a user of that group. One visit at a time. What a visit puts in the place of a hub's file is in
 * `hub-file-there.ts`; the file before it is kept beside it.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { readKeyText } from '../../config/device-key.ts';
import { valueAt } from '../../config/findings.ts';
import type { Problem, Warning } from '../../config/problems.ts';
import { readTree } from '../../config/tree.ts';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder } from '../../journal/disk-folder.ts';
import { deviceIdOf, keyFileOf } from '../../provisioning/hub-file.ts';
import type { Plan } from '../../provisioning/plan.ts';
import {
  VISIT_FILE,
  type VisitMemory,
  freshVisit,
  readVisit,
  visitText,
} from '../../provisioning/visit-memory.ts';
import { BEFORE } from '../console/own-files.ts';
import { fileFault } from './file-fault.ts';
import { lockFolder } from './folder-lock.ts';
import {
  type FileAfter,
  type FileThere,
  type Found,
  changedSince,
  editedFile,
  elsewhere,
  hashOf,
  keyFileIn,
  linesBefore,
  wholeFile,
} from './hub-file-there.ts';

const HUB_FILE = 'hub.yaml';
/** A key that no node gets, so that a draft can be checked before the first node was met. */
const DRAFT_KEY = 'draft.key';

const NO_CENTRE_KEYS =
  'uplink.centreKeys: no public key of the centre, so that nobody can acknowledge an alert; name its file under uplink:, as centreKeys: { ID: centre.pem }, by the id that it signs with';

export class VisitFolder {
  readonly path: string;
  readonly hubFile: string;
  memory: VisitMemory;
  /** A hub's file that somebody has changed since a visit wrote it, as it lay there when this visit began; null: none. */
  readonly changed: FileThere | null;
  readonly #unlock: () => void;

  /** Throws `visit-elsewhere` when what lies there is of another home, `provision-busy` when another visit is at work there. */
  constructor(path: string, home: string) {
    this.path = path;
    this.hubFile = join(path, HUB_FILE);
    onDisk(() => makeFolder(path));
    this.#unlock = lockFolder(path);
    try {
      this.memory = memoryIn(path, home);
      this.changed = changedSince(this.hubFile, textAt(this.hubFile), this.memory);
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }
  /** Another visit may begin. */
  close(): void {
    this.#unlock();
  }

  keyOf(id: string): Uint8Array | null {
    const read = readKeyText(textAt(this.#keyPath(id)) ?? '');
    return typeof read === 'string' ? null : read;
  }
  keepKey(id: string, key: Uint8Array): void {
    this.#put(this.#keyPath(id), `${Buffer.from(key).toString('hex')}\n`);
  }
  /** The console gives a key a file of another name: that is the one that the hub reads. */
  #keyPath(id: string): string {
    return resolve(this.path, keyFileIn(this.changed, deviceIdOf(id)) ?? keyFileOf(id));
  }
  remember(memory: VisitMemory): void {
    this.memory = memory;
    this.write(VISIT_FILE, visitText(memory));
  }
  write(name: string, content: string): void {
    this.#put(join(this.path, name), content);
  }
  #put(path: string, content: string): void {
    onDisk(() => writeSynced(path, content, true));
  }

  /** Once, before the first node is touched: what was put there is told from what this visit finds, also after a cut. */
  adopt(plan: Plan): void {
    if (this.changed === null) return;
    const lines = linesBefore(this.changed, plan, this.memory);
    this.remember({ ...this.memory, lines });
  }
  /** The file as it would lie there; nothing is written. */
  after(plan: Plan, found: Found): FileAfter {
    const before = textAt(this.hubFile);
    const there = changedSince(this.hubFile, before, this.memory);
    if (there === null) return wholeFile(before, plan, found);
    return editedFile(there, plan, found, linesBefore(there, plan, this.memory));
  }
  /** All that is wrong with such a file, were it written; `isDraft`: its nodes may have no keys yet. */
  async check(plan: Plan, ports: Found['ports'], isDraft: boolean): Promise<Checked> {
    const beside = `${HUB_FILE}.draft`;
    const keyOf = (id: string): string => (isDraft && this.keyOf(id) === null ? DRAFT_KEY : keyFileOf(id));
    const after = this.after(plan, { ports, keyOf });
    if (isDraft) this.write(DRAFT_KEY, `${'5a'.repeat(16)}\n`);
    this.write(beside, after.text);
    try {
      const loaded = await loadConfig(join(this.path, beside), this.hubFile);
      if ('problems' in loaded) return { after, problems: loaded.problems, warnings: [] };
      return { after, problems: [], warnings: loaded.warnings };
    } finally {
      rmSync(join(this.path, beside), { force: true });
      if (isDraft) rmSync(join(this.path, DRAFT_KEY), { force: true });
    }
  }
  /** What the file that lies there lacks, although the hub takes it. */
  missing(): readonly string[] {
    const keys = valueAt(readTree(textAt(this.hubFile) ?? '').value, ['uplink', 'centreKeys']);
    const isThere = typeof keys === 'object' && keys !== null && Object.keys(keys).length > 0;
    return isThere ? [] : [NO_CENTRE_KEYS];
  }
  /**
   * The one that is written anew is remembered before it is there, and what was put there after: cut between any two, the
   * same again ends the same. Whether it differs from the one before.
   */
  putHubFile({ before, text, lines, isWhole }: FileAfter): boolean {
    if (textAt(this.hubFile) !== before)
      throw elsewhere(
        `${this.hubFile} was changed by somebody else at this very moment`,
        'It was left as it is. Run the same command again.',
      );
    if (isWhole) {
      const hash = hashOf(text);
      const last = this.memory.hubFiles.slice(0, 1);
      const hubFiles = last.includes(hash) ? last : [hash, ...last];
      this.remember({ ...this.memory, hubFiles });
    }
    const isOther = before !== text;
    if (isOther && before !== null) this.write(`${HUB_FILE}${BEFORE}`, before);
    if (isOther) this.write(HUB_FILE, text);
    const state = this.memory.state === 'begun' ? 'installed-not-armed' : this.memory.state;
    this.remember({ ...this.memory, state, lines });
    return isOther;
  }
}
export interface Checked {
  readonly after: FileAfter;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

function memoryIn(folder: string, home: string): VisitMemory {
  const path = join(folder, VISIT_FILE);
  const text = textAt(path);
  const memory = text === null ? null : readVisit(text);
  if (text !== null && memory === null) throw elsewhere(`${path} cannot be read`);
  if (memory !== null && memory.home !== home)
    throw elsewhere(`${folder} holds the home ${memory.home}, and this is ${home}`);
  return memory ?? freshVisit(home);
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
    throw fileFault(error);
  }
}
