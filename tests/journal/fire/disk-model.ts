/**
 * A disk that may lose its power: what it was told, and what may be left of it afterwards.
 *
 * Only what was synced is sure. The rest of a file since its last sync: any part of it, each write whole, gone, or torn
 * at sectors of 512 bytes, each change of length made or not. Names (made, renamed, deleted) belong to their folder and
 * are sure when that was synced, not when the file was; of those since, any number of the first ones is left, for
 * ext4, XFS, F2FS and btrfs all keep the order of names in their logs. Less is promised here than any of them keeps.
 */
import { dirname } from 'node:path';
import type { Call } from './trace.ts';

const SECTOR = 512;

type Change =
  | { readonly at: number; readonly bytes: Buffer }
  /** The file is so long from here on. */
  | { readonly size: number };
interface Inode {
  sure: Buffer;
  readonly pending: Change[];
}
type NameChange =
  | { readonly do: 'name'; readonly path: string; readonly inode: Inode | 'folder' }
  | { readonly do: 'delete'; readonly path: string }
  | { readonly do: 'rename'; readonly from: string; readonly to: string };
interface OpenFile {
  readonly inode: Inode | 'folder';
  readonly path: string;
  at: number;
}
type Names = ReadonlyMap<string, Inode | 'folder'>;

/** By path; folders are null. */
export type Picture = ReadonlyMap<string, Buffer | null>;
/** What is left: of each choice between so many, and of each change. */
export interface Luck {
  /** How many of so many first changes of names. */
  names(pending: number): number;
  survives(): boolean;
  /** Which sectors of a write that survived in part; null: whole. */
  torn(): ((sector: number) => boolean) | null;
}

export class DiskModel {
  readonly #root: string;
  readonly #sureNames = new Map<string, Inode | 'folder'>();
  readonly #names = new Map<string, Inode | 'folder'>();
  readonly #pendingNames: NameChange[] = [];
  readonly #open = new Map<string, OpenFile>();

  /** `root` is there for sure, with these folders and files in it. */
  constructor({
    root,
    files,
    folders,
  }: {
    readonly root: string;
    readonly files: ReadonlyMap<string, Buffer>;
    readonly folders: readonly string[];
  }) {
    this.#root = root;
    for (const path of folders) rename(this.#names, { do: 'name', path, inode: 'folder' });
    for (const [path, sure] of files) rename(this.#names, { do: 'name', path, inode: { sure, pending: [] } });
    for (const [path, inode] of this.#names) this.#sureNames.set(path, inode);
  }

  /** Applies one call. True when it changed what is on the disk, or what is sure. */
  apply(call: Call): boolean {
    switch (call.do) {
      case 'open':
        return this.#opened(call);
      case 'close':
        this.#open.delete(call.file);
        return false;
      case 'write':
        return this.#written(call);
      case 'cut':
        return this.#changed(call.file, { size: call.size });
      case 'sync':
        return this.#synced(call.file);
      case 'folder':
        return this.#isOurs(call.path) && this.#named({ do: 'name', path: call.path, inode: 'folder' });
      case 'delete':
        return this.#isOurs(call.path) && this.#named({ do: 'delete', path: call.path });
      case 'rename':
        return this.#isOurs(call.from) && this.#named({ do: 'rename', from: call.from, to: call.to });
      case 'unknown':
        if (!this.#open.has(call.file) && !call.words.some((word) => this.#isOurs(word))) return false;
        throw new Error(`the disk does not know the call ${call.name}(${call.words.join(', ')})`);
    }
  }

  /** How much is not sure. */
  get pending(): number {
    let changes = this.#pendingNames.length;
    for (const inode of new Set(this.#names.values()))
      if (inode !== 'folder') changes += inode.pending.length;
    return changes;
  }

  /** The disk after a power cut now. */
  picture(luck: Luck): Picture {
    const names = new Map<string, Inode | 'folder'>(this.#sureNames);
    const left = new Map<string, number>();
    for (const folder of new Set(this.#pendingNames.map(folderOf))) {
      left.set(folder, luck.names(this.#pendingNames.filter((change) => folderOf(change) === folder).length));
    }
    for (const change of this.#pendingNames) {
      const more = left.get(folderOf(change)) ?? 0;
      left.set(folderOf(change), more - 1);
      if (more > 0) rename(names, change);
    }
    const picture = new Map<string, Buffer | null>();
    for (const [path, inode] of names) {
      if (this.#isHeld(names, path)) picture.set(path, inode === 'folder' ? null : leftOf(inode, luck));
    }
    return picture;
  }

  #isOurs(path: string): boolean {
    return path.startsWith(`${this.#root}/`);
  }
  /** Every folder above it is there. */
  #isHeld(names: Names, path: string): boolean {
    const above = dirname(path);
    return above === this.#root || (names.get(above) === 'folder' && this.#isHeld(names, above));
  }

  #opened({ file, path, creates, empties }: Extract<Call, { readonly do: 'open' }>): boolean {
    if (path === this.#root) {
      this.#open.set(file, { inode: 'folder', path, at: 0 });
      return false;
    }
    if (!this.#isOurs(path)) return false;
    const known = this.#names.get(path);
    if (known !== undefined) {
      this.#open.set(file, { inode: known, path, at: 0 });
      return empties && this.#changed(file, { size: 0 });
    }
    if (!creates) throw new Error(`opened, though the disk does not know it: ${path}`);
    const inode: Inode = { sure: Buffer.alloc(0), pending: [] };
    this.#open.set(file, { inode, path, at: 0 });
    return this.#named({ do: 'name', path, inode });
  }

  #written({ file, at, bytes }: Extract<Call, { readonly do: 'write' }>): boolean {
    const open = this.#open.get(file);
    if (open === undefined) return false;
    const from = at ?? open.at;
    if (at === null) open.at += bytes.length;
    return this.#changed(file, { at: from, bytes });
  }

  #changed(file: string, change: Change): boolean {
    const inode = this.#open.get(file)?.inode;
    if (inode === undefined || inode === 'folder') return false;
    inode.pending.push(change);
    return true;
  }

  #synced(file: string): boolean {
    const open = this.#open.get(file);
    if (open === undefined) return false;
    if (open.inode !== 'folder') {
      open.inode.sure = leftOf(open.inode, ALL_OF_IT);
      open.inode.pending.length = 0;
      return true;
    }
    const waiting = this.#pendingNames.splice(0);
    for (const change of waiting) {
      if (folderOf(change) === open.path) rename(this.#sureNames, change);
      else this.#pendingNames.push(change);
    }
    return true;
  }

  #named(change: NameChange): boolean {
    this.#pendingNames.push(change);
    rename(this.#names, change);
    return true;
  }
}

/** Nothing was lost: the process died, the power stayed. */
export const ALL_OF_IT: Luck = { names: (pending) => pending, survives: () => true, torn: () => null };
/** Nothing that was not synced is left. */
export const ONLY_SYNCED: Luck = { names: () => 0, survives: () => false, torn: () => null };

/** A share of it, drawn: some disks keep nearly all, some nearly nothing, some tear what they write. */
export function luckOf(unit: () => number): Luck {
  const share = unit();
  const tears = unit() < 0.5;
  return {
    names: (pending) => Math.floor(unit() * (pending + 1)),
    survives: () => unit() < share,
    torn: () => (tears && unit() < 0.5 ? () => unit() < 0.5 : null),
  };
}

function folderOf(change: NameChange): string {
  return dirname(change.do === 'rename' ? change.to : change.path);
}

function rename(names: Map<string, Inode | 'folder'>, change: NameChange): void {
  if (change.do === 'name') names.set(change.path, change.inode);
  else if (change.do === 'delete') names.delete(change.path);
  else {
    const moved = names.get(change.from);
    if (moved === undefined) return;
    names.delete(change.from);
    names.set(change.to, moved);
  }
}

function leftOf({ sure, pending }: Inode, luck: Luck): Buffer {
  let bytes = sure;
  let isCopy = false;
  for (const change of pending) {
    if (!luck.survives()) continue;
    const size = 'size' in change ? change.size : Math.max(bytes.length, change.at + change.bytes.length);
    if (!isCopy || size !== bytes.length) {
      const longer = Buffer.alloc(size);
      bytes.copy(longer);
      bytes = longer;
      isCopy = true;
    }
    if ('bytes' in change) put(bytes, change, luck.torn());
  }
  return bytes;
}

function put(
  file: Buffer,
  { at, bytes }: { readonly at: number; readonly bytes: Buffer },
  isLeft: ((sector: number) => boolean) | null,
): void {
  if (isLeft === null) {
    bytes.copy(file, at);
    return;
  }
  for (let from = at; from < at + bytes.length;) {
    const sector = Math.floor(from / SECTOR);
    const to = Math.min((sector + 1) * SECTOR, at + bytes.length);
    if (isLeft(sector)) bytes.copy(file, from, from - at, to - at);
    from = to;
  }
}
