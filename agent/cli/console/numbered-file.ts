/**
 * A small file that several processes change: each change is a file of its own, one number above the last.
 *
 * A number is given once, by link(2), which refuses a name that is taken: of two who changed the same state one is told
 * that it did not count. No lock is held, so that whoever is killed at any instant leaves none behind. What is read was
 * synced before it had its name. Knows nothing of what the file holds.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { openToGroup } from '../../journal/disk-file.ts';
import { makeFolder, syncFolder } from '../../journal/disk-folder.ts';

/** Each time that a file is gone when it is read somebody else has written a newer one; nobody does that for long. */
const READS_MAX = 64;
/** As many lie there at most: a name is free again only when so many newer ones were given, and that can be seen. */
const KEPT = 16;

export interface Numbered {
  /** 0: there was none. */
  readonly number: number;
  readonly text: string | null;
}

export class NumberedFile {
  readonly #folder: string;
  readonly #name: RegExp;
  readonly #stem: string;

  /** `stem`: `claims` for `claims.7.json`. */
  constructor(folder: string, stem: string) {
    this.#folder = folder;
    this.#stem = stem;
    this.#name = new RegExp(`^${stem}\\.(\\d{1,15})\\.json(\\.\\d+\\.new)?$`);
  }

  /** Throws what the disk throws, but for a folder that is not there. */
  newest(): Numbered {
    for (let reads = 0; reads < READS_MAX; reads += 1) {
      const number = this.#highest();
      if (number === 0) return { number, text: null };
      const text = missingAsNull(() => readFileSync(this.#path(number), 'utf8'));
      if (text !== null) return { number, text };
    }
    throw new Error(`${this.#path(0)} changes faster than it can be read`);
  }

  /** The file after `number`, on the disk; false: somebody else has written that, and this one does not count. */
  follow(number: number, text: string): boolean {
    makeFolder(this.#folder);
    const next = number + 1;
    const beside = `${this.#path(next)}.${process.pid}.new`;
    try {
      writeNew(beside, text);
      linkSync(beside, this.#path(next));
    } catch (error) {
      if (isCode(error, 'EEXIST') || isCode(error, 'ENOENT')) return false;
      throw error;
    } finally {
      rmSync(beside, { force: true });
    }
    syncFolder(this.#folder);
    // Others may have gone on from it already. So many of them mean that its number was given before, and was free again.
    const highest = this.#highest();
    const isInTime = highest - next < KEPT;
    if (!isInTime) rmSync(this.#path(next), { force: true });
    this.#tidy(highest);
    return isInTime;
  }

  #path(number: number): string {
    return join(this.#folder, `${this.#stem}.${number}.json`);
  }
  #numbers(): { readonly name: string; readonly number: number; readonly isWhole: boolean }[] {
    return (missingAsNull(() => readdirSync(this.#folder)) ?? []).flatMap((name) => {
      const found = this.#name.exec(name);
      return found === null ? [] : [{ name, number: Number(found[1]), isWhole: found[2] === undefined }];
    });
  }
  #highest(): number {
    return Math.max(0, ...this.#numbers().map(({ number, isWhole }) => (isWhole ? number : 0)));
  }
  /** Also what a process that was killed had begun: its number is taken. */
  #tidy(newest: number): void {
    for (const { name, number, isWhole } of this.#numbers())
      if (isWhole ? number <= newest - KEPT : number <= newest)
        rmSync(join(this.#folder, name), { force: true });
  }
}

function writeNew(path: string, text: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  try {
    // The hub, of the group of the folder, reads it.
    openToGroup(file, dirname(path));
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function missingAsNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}
function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
