/**
 * One network in the place of another, so that whoever mistypes a passphrase, or pulls a plug, keeps the one that worked.
 *
 * A network that has a former one is tried beside it first, under another name, and the former stays in force on the disk
 * until the new one has stood. Then everything new is on the disk before the first rename, and the former is kept until the
 * configuration is in force as well: taking it back needs no room. A network without a former is not tried: it may be
 * for a home that is not in reach.
 */
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSynced } from '../../journal/disk-file.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import { type Connection, trialText } from '../../provisioning/console/nm-connection.ts';
import type { Networks } from './networks.ts';
import { removed } from './own-files.ts';

export interface NotUp {
  readonly id: Connection['id'];
  readonly why: string;
  /** Of those that are in force again: which does not stand, and why. */
  readonly still: Readonly<Record<string, string>>;
}

export class NetworkChange {
  readonly #networks: Networks;
  readonly #all: readonly Connection[];
  /** Those that are not there in the same words already. */
  readonly #new: readonly Connection[];
  readonly #tried: Connection[] = [];
  #isWritten = false;

  constructor(networks: Networks, all: readonly Connection[]) {
    this.#networks = networks;
    this.#all = all;
    this.#new = all.filter(({ id, text }) => textOf(networks.path(id)) !== text);
  }

  /** The first that does not come up, with all as they were; null: they do. Throws what the disk throws. */
  async tryOut(progress: (step: string) => void): Promise<NotUp | null> {
    for (const connection of this.#new) {
      const { id } = connection;
      if (!existsSync(this.#networks.path(id))) continue;
      progress(`trying ${id}`);
      const name = this.#networks.passing(id, 'trial');
      this.#tried.push(connection);
      writeSynced(this.#networks.path(name), trialText(connection, name));
      await this.#networks.reload();
      const why = await this.#networks.up(name);
      if (why !== 'up') return { id, why, still: await this.undo() };
    }
    return null;
  }

  /** Throws what the disk throws; then `undo`. */
  putInForce(): void {
    for (const { id, text } of this.#new) writeSynced(this.#hidden(id, 'next'), text);
    for (const { id } of this.#new)
      if (existsSync(this.#networks.path(id))) linkSync(this.#networks.path(id), this.#hidden(id, 'former'));
    this.#isWritten = true;
    for (const { id } of this.#new) renameSync(this.#hidden(id, 'next'), this.#networks.path(id));
    if (this.#new.length > 0) syncFolder(this.#networks.folder);
  }

  /** All as they were, and asked to stand again; those that do not, and why. Throws what the disk throws. */
  async undo(): Promise<Record<string, string>> {
    if (this.#isWritten) this.#takeBack();
    this.#tidy();
    if (!this.#isWritten && this.#tried.length === 0) return {};
    await this.#networks.reload();
    const still: Record<string, string> = {};
    for (const { id } of this.#tried) {
      const how = await this.#networks.up(id);
      if (how !== 'up') still[id] = how;
    }
    return still;
  }

  /** Each `up`, or why it is not: it is tried again by itself when its network comes into reach. */
  async bringUp(progress: (step: string) => void): Promise<Record<string, string>> {
    const network: Record<string, string> = {};
    if (this.#all.length === 0) return network;
    this.#tidy();
    await this.#networks.reload();
    for (const { id } of this.#all) {
      progress(`connecting ${id}`);
      network[id] = await this.#networks.up(id);
    }
    return network;
  }

  #takeBack(): void {
    for (const { id } of this.#new) {
      if (existsSync(this.#hidden(id, 'former')))
        renameSync(this.#hidden(id, 'former'), this.#networks.path(id));
      else if (!existsSync(this.#hidden(id, 'next'))) rmSync(this.#networks.path(id), { force: true });
    }
    syncFolder(this.#networks.folder);
  }
  #hidden(id: Connection['id'], what: 'next' | 'former'): string {
    return join(this.#networks.folder, `.${this.#networks.passing(id, what)}.nmconnection`);
  }
  /** What stays is tried again at the next start of a console. */
  #tidy(): void {
    for (const { id } of this.#new) {
      const trial = this.#networks.path(this.#networks.passing(id, 'trial'));
      for (const path of [trial, this.#hidden(id, 'next'), this.#hidden(id, 'former')]) removed(path);
    }
  }
}

/** '' where nothing can be read: nothing is the same as that. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
