/**
 * Networks given to NetworkManager: its folder, its word whether one of them stands, and what a commit that was cut off left there.
 *
 * Owns the names of files that are there only while something is changed: they name the process that changes it, so that a
 * console leaves alone what another one is about to do. Where NetworkManager is missing nothing is written, because nobody
 * would read it.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../../provisioning/console/nm-connection.ts';
import { startOf } from '../process-start.ts';
import { runProgram } from '../run-program.ts';
import { removed } from './own-files.ts';

const ASK_MS_MAX = 5_000;
/** A modem registers within half a minute, or somewhere else than here. */
const UP_SECONDS_MAX = 30;
const WORDS_MAX = 160;
/** NetworkManager reads no file whose name begins with a dot (nm-settings-keyfile(5)). */
const PASSING = /^\.?(anbu-(?:wifi|lte))-(?:trial|next|former)-(\d+)-(\d+)\.nmconnection(?:\.new)?$/;

export type ConnectionId = Connection['id'];

export class Networks {
  readonly folder: string;
  /** What the start of the console began. */
  #settled: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.folder = folder;
  }

  async isThere(): Promise<boolean> {
    await this.#settled;
    const isFolder = statSync(this.folder, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder && (await runProgram('nmcli', ['--version'], ASK_MS_MAX))?.code === 0;
  }

  /** To be called when a console starts: what one that was killed had begun ends, with the network that is in force. */
  async settle(): Promise<void> {
    const left = namesIn(this.folder).flatMap((name) => {
      const [, id, pid = '', start] = PASSING.exec(name) ?? [];
      const isOthers = pid !== String(process.pid) && startOf(Number(pid)) === start;
      return id === undefined || isOthers ? [] : [{ name, id }];
    });
    if (left.length === 0) return;
    for (const { name } of left) removed(join(this.folder, name));
    this.#settled = this.#backTo(new Set(left.map(({ id }) => id)));
    await this.#settled;
  }

  path(id: string): string {
    return join(this.folder, `${id}.nmconnection`);
  }
  /** Of this process, and of no other that ever was on this machine since it was started. */
  passing(id: ConnectionId, what: 'trial' | 'next' | 'former'): string {
    return `${id}-${what}-${process.pid}-${startOf(process.pid) ?? '0'}`;
  }

  async reload(): Promise<void> {
    await runProgram('nmcli', ['connection', 'reload'], ASK_MS_MAX);
  }

  /** `up`, or why it is not. */
  async up(id: string): Promise<string> {
    const words = ['--wait', String(UP_SECONDS_MAX), 'connection', 'up', 'id', id];
    const ran = await runProgram('nmcli', words, (UP_SECONDS_MAX + 5) * 1_000);
    if (ran?.code === 0) return 'up';
    if (ran === null) return 'nmcli is gone';
    // Its last line says why; it never says the passphrase.
    const why = ran.output.split('\n').at(-1)?.slice(0, WORDS_MAX) ?? '';
    return why === '' ? 'nmcli did not say why' : why;
  }

  async #backTo(ids: ReadonlySet<string>): Promise<void> {
    await this.reload();
    for (const id of ids) if (existsSync(this.path(id))) await this.up(id);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
