/**
 * Where an imported journal lies until it is looked at and its files are in place: a folder of the data folder.
 *
 * Owns that folder and the one moment at which the journal is the hub's. The folder is called after the export, and stays until
 * the last file is in place: empty, it says that the journal beside it came out of this very export, so an import that was
 * cut off goes on, and a journal of any other kind is never taken for it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, writeSynced } from '../../journal/disk-file.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import { JOURNAL_FILE } from '../../journal/sqlite-store.ts';

const STEM = '.import-';
/** 64 bits tell two exports apart. */
const HASH_DIGITS = 16;

export class ImportStage {
  readonly #folder: string;
  readonly #staged: string;
  readonly #wasMoved: boolean;
  #madeFolder: string | undefined;

  constructor(folder: string, sealed: Uint8Array) {
    const hash = createHash('sha256').update(sealed).digest('hex').slice(0, HASH_DIGITS);
    this.#folder = folder;
    this.#staged = join(folder, `${STEM}${hash}`);
    this.#wasMoved = existsSync(this.#staged) && !existsSync(join(this.#staged, JOURNAL_FILE));
  }
  /** The journal in the data folder came out of this export. */
  get isMoved(): boolean {
    return this.#wasMoved;
  }

  /** `look`: opens it where it lies, so that one which cannot be used never comes to where a hub looks. */
  async fill<T>(journal: Uint8Array, look: (folder: string) => Promise<T>): Promise<T> {
    // Undefined when it was there.
    this.#madeFolder = mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const filling = `${this.#staged}.new`;
    rmSync(filling, { recursive: true, force: true });
    mkdirSync(filling, { mode: 0o700 });
    giveTo(filling, this.#folder);
    writeSynced(join(filling, JOURNAL_FILE), journal, true, 0o600);
    const seen = await look(filling);
    if (!this.#wasMoved) {
      rmSync(this.#staged, { recursive: true, force: true });
      renameSync(filling, this.#staged);
      syncFolder(this.#folder);
    }
    return seen;
  }
  move(): void {
    if (this.#wasMoved) return;
    renameSync(join(this.#staged, JOURNAL_FILE), join(this.#folder, JOURNAL_FILE));
    syncFolder(this.#staged);
    syncFolder(this.#folder);
  }
  /** Everything is in place. */
  end(): void {
    this.#sweep();
    syncFolder(this.#folder);
  }
  /** As it was before `fill`. */
  undo(): void {
    if (this.#madeFolder !== undefined) rmSync(this.#madeFolder, { recursive: true, force: true });
    else if (!this.#wasMoved && existsSync(this.#folder)) {
      // Moved by this very import: it goes as it came.
      const isOurs = existsSync(this.#staged) && !existsSync(join(this.#staged, JOURNAL_FILE));
      if (isOurs) rmSync(join(this.#folder, JOURNAL_FILE), { force: true });
      this.#sweep();
    }
  }

  #sweep(): void {
    const names = readdirSync(this.#folder).filter((name) => name.startsWith(STEM));
    for (const name of names) rmSync(join(this.#folder, name), { recursive: true, force: true });
  }
}
