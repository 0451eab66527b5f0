/**
 * How the hub of this machine is: from itself while it lives, else from a copy of its journal. Whoever wants to know asks here.
 *
 * Owns the order in which they are asked, that a hub which hangs costs two seconds, and the question whether a process holds
 * the journal: what that one has in memory nobody else knows. Changes nothing.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { JOURNAL_FILE } from '../../journal/sqlite-store.ts';
import { askSocket } from '../ask-socket.ts';
import { journalFolders } from '../journal-snapshot.ts';
import { journalStatus } from '../journal-status.ts';
import { type StatusReport, notKnownText } from '../status-report.ts';

/** Where the hub of this machine keeps things. */
export interface HubPlaces {
  readonly config: string;
  readonly data: string;
  readonly socket: string;
}
interface Asked {
  /** Null: whose armed sensors are of no matter. */
  readonly config: string | null;
  readonly data: string;
  /** Null: where that hub answers is not known. */
  readonly socket: string | null;
}
export type Known =
  | { readonly source: 'hub'; readonly report: StatusReport; readonly why: null }
  /** As of its last record. */
  | { readonly source: 'journal'; readonly report: StatusReport; readonly why: string }
  /** This hub never ran, or its journal cannot be read. */
  | { readonly source: 'nothing'; readonly report: null; readonly why: string; readonly error: unknown };

export const NO_ANSWER = 'a hub is there and does not answer';
const UNASKED = 'a hub holds its journal and was not asked (--socket FILE)';

export async function howIsIt({ socket, data, config }: Asked): Promise<Known> {
  const said = socket === null ? null : await askSocket(socket, 'status');
  if (isStatus(said)) return { source: 'hub', report: said, why: null };
  try {
    // One whose disk is sick holds no journal, and has its alerts in memory alone.
    const running = said !== null || (await isHeld(data));
    const unanswered = running !== true ? null : socket === null ? UNASKED : NO_ANSWER;
    const report = await journalStatus(data, { running, unanswered }, config);
    return { source: 'journal', report, why: 'the hub does not answer: this is its last word' };
  } catch (error) {
    if (said !== null) {
      const unknown = new AnbuError('hub-at-work', notKnownText(NO_ANSWER));
      return { source: 'nothing', report: null, why: NO_ANSWER, error: unknown };
    }
    const why = error instanceof AnbuError ? error.message : String(error);
    return { source: 'nothing', report: null, why, error };
  }
}

/**
 * Whether a process has the journal, or one of those beside it, which a hub that was downgraded uses. The kernel's table of file
 * locks has a file by its inode (proc_locks(5)); null: there is no such table.
 */
async function isHeld(folder: string): Promise<boolean | null> {
  try {
    const locks = readFileSync('/proc/locks', 'utf8');
    const inodes = (await journalFolders(folder)).map((each) => statSync(join(each, JOURNAL_FILE)).ino);
    // Not by the device: of some filesystems (btrfs, overlay) that table has another one than stat(2).
    return inodes.some((inode) => locks.includes(`:${inode} `));
  } catch {
    return null;
  }
}

/** Null: nobody answers there, or not in time, or not what a hub says. */
export async function askHub(socket: string): Promise<StatusReport | null> {
  const value = await askSocket(socket, 'status');
  return isStatus(value) ? value : null;
}

export function isStatus(value: unknown): value is StatusReport {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'status';
}
