/**
 * Networks given to NetworkManager: its files, and its word whether one of them stands.
 *
 * Owns nothing of the network. Where NetworkManager is missing nothing is written, because nobody would read it.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { writeSynced } from '../../journal/disk-file.ts';
import type { Connection } from '../../provisioning/console/nm-connection.ts';
import { runProgram } from '../run-program.ts';

const ASK_MS_MAX = 5_000;
/** A modem registers within half a minute, or somewhere else than here. */
const UP_SECONDS_MAX = 30;

export class Networks {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async isThere(): Promise<boolean> {
    const isFolder = statSync(this.#folder, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder && (await runProgram('nmcli', ['--version'], ASK_MS_MAX))?.code === 0;
  }

  /** Each whole or not there; readable by root alone, as NetworkManager demands. Throws what the disk throws. */
  write(connections: readonly Connection[]): void {
    for (const { id, text } of connections) writeSynced(join(this.#folder, `${id}.nmconnection`), text);
  }

  /** `up`, or why it is not; it is tried again by itself when its network comes into reach. */
  async bringUp({ id }: Connection): Promise<string> {
    await runProgram('nmcli', ['connection', 'reload'], ASK_MS_MAX);
    const words = ['--wait', String(UP_SECONDS_MAX), 'connection', 'up', 'id', id];
    const ran = await runProgram('nmcli', words, (UP_SECONDS_MAX + 5) * 1_000);
    if (ran?.code === 0) return 'up';
    // Its last line says why; it never says the passphrase.
    return ran?.output.split('\n').at(-1)?.slice(0, 160) ?? 'nmcli is gone';
  }
}
