/**
 * `anbu status`: what the hub of this machine knows of itself, at a glance and for scripts; changes nothing.
 *
 * Owns the exit code and the question whether a process holds the journal. The living hub is asked first, for it may know of
 * an alert that its disk did not take; else a copy of the journal, so it answers also while the hub dies at each start.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../errors.ts';
import { JOURNAL_FILE } from '../journal/sqlite-store.ts';
import { journalStatus } from './journal-status.ts';
import { askHub } from './console/ask-hub.ts';
import { CONFIG, DATA, SOCKET } from './places.ts';
import { type StatusReport, isWell, statusText, waitsFor } from './status-report.ts';
import type { Arguments, ExitCode, Verb } from './verb.ts';

export const verb: Verb = {
  name: 'status',
  summary: 'say how this hub is: whom it asks, whom it has told, what is broken, what waits to leave',
  usage: [
    '[--config FILE] [--data DIR] [--socket FILE] [--json]',
    '--may-stop [--data DIR] [--socket FILE] [--json]   0 when nobody is asked or waited for, else 1',
  ],
  flags: [
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
    { name: 'config', value: 'FILE', summary: `the configuration of this hub (${CONFIG})` },
    { name: 'socket', value: 'FILE', summary: `where the running hub answers (${SOCKET}; with --data none)` },
    { name: 'may-stop', value: null, summary: 'only whether it may be stopped for an upgrade or a visit' },
    { name: 'json', value: null, summary: 'for programs: one JSON object' },
  ],
  operands: { min: 0, max: 0 },
  run: async (args, io): Promise<ExitCode> => {
    const folder = args.text('data') ?? DATA;
    // Of another folder than the installed hub's, that hub says nothing.
    const socket = args.text('socket') ?? (args.text('data') === null ? SOCKET : null);
    const living = socket === null ? null : await askHub(socket);
    const report = living ?? (await fromJournal(folder, args));
    if (report === null || args.on('may-stop')) {
      const why = report === null ? null : waitsFor(report);
      if (args.on('json')) io.line(JSON.stringify({ kind: 'may-stop', mayStop: why === null, why }));
      else if (report === null) io.note(`anbu: no hub has run in ${folder} yet: nobody is waited for`);
      else if (why !== null) io.note(`anbu: not now: ${why}`);
      return why === null ? 0 : 1;
    }
    io.line(args.on('json') ? JSON.stringify(report) : statusText(report));
    return isWell(report) ? 0 : 1;
  },
};

/** Null: it never ran, and only that is asked. */
async function fromJournal(folder: string, args: Arguments): Promise<StatusReport | null> {
  try {
    return await journalStatus(folder, isHeld(folder), args.text('config') ?? CONFIG);
  } catch (error) {
    // A hub that never ran has nobody to leave alone; a folder that is not there is a mistake.
    const isNew = error instanceof AnbuError && error.code === 'file-not-found' && existsSync(folder);
    if (args.on('may-stop') && isNew) return null;
    throw error;
  }
}

/** The kernel's table of file locks has the file by its inode (proc_locks(5)); null where there is none. */
function isHeld(folder: string): boolean | null {
  try {
    const { ino } = statSync(join(folder, JOURNAL_FILE));
    return new RegExp(`:${ino} `).test(readFileSync('/proc/locks', 'utf8'));
  } catch {
    return null;
  }
}
