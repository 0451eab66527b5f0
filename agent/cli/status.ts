/**
 * `anbu status`: what the hub of this machine knows of itself, at a glance and for scripts; changes nothing.
 *
 * Owns the exit code. The living hub is asked first, for it may know of an alert that its disk did not take; else a copy of the
 * journal, so it answers also while the hub dies at each start.
 */
import { existsSync } from 'node:fs';
import { AnbuError } from '../errors.ts';
import { howIsIt } from './console/ask-hub.ts';
import { CONFIG, DATA, SOCKET } from './places.ts';
import { isWell, statusText, waitsFor } from './status-report.ts';
import type { ExitCode, Verb } from './verb.ts';

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
    const known = await howIsIt({ socket, data: folder, config: args.text('config') ?? CONFIG });
    // A hub that never ran has nobody to leave alone; a folder that is not there is a mistake.
    if (known.source === 'nothing' && !(args.on('may-stop') && isNew(known.error, folder))) throw known.error;
    const { report } = known;
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

function isNew(error: unknown, folder: string): boolean {
  return error instanceof AnbuError && error.code === 'file-not-found' && existsSync(folder);
}
