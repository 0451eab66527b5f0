/**
 * `anbu run --config FILE`: the hub of a real home, until it is told to stop.
 *
 * A bad configuration never touches the journal: a first start with one is refused, a restart goes on with the last
 * good one and says so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { printProblems, printUsable } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { hostLog, hostMachine } from '../host.ts';
import type { BootTrouble } from '../record.ts';
import { refuseHalfWiped } from './decommission/wipe.ts';
import { refuseHandedOver } from './handover/mark.ts';
import { keepLastGood, lastGoodPath, loadOrLastGood, textOf } from './last-good-config.ts';
import { OrderedSettings, readOver } from './ordered-settings.ts';
import { runHub } from './run-hub.ts';
import { beginStart, forgetStarts, takeBackStart } from './starts.ts';
import { CLAIMS, DATA } from './places.ts';
import type { Verb } from './verb.ts';

const SAFE_MODE =
  'The last starts all died: this one takes the last good configuration, and sets aside what it would die of.';

export const verb: Verb = {
  name: 'run',
  summary: 'run the hub of a home',
  usage: [
    '--config FILE [--data DIR] [--socket FILE] [--claims DIR]',
    '--check-config --config FILE [--json]',
  ],
  flags: [
    { name: 'config', value: 'FILE', summary: 'the configuration of this hub (YAML)' },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA}, if it is there)` },
    {
      name: 'socket',
      value: 'FILE',
      summary:
        'where programs of this machine may ask how it is (hub.sock in the folder that systemd gives it)',
    },
    {
      name: 'claims',
      value: 'DIR',
      summary: `where its console keeps how often a code was wrong (${CLAIMS})`,
    },
    {
      name: 'check-config',
      value: null,
      summary: 'only check the configuration: 0 when it can be used, 1 when not',
    },
    { name: 'json', value: null, summary: 'problems as JSON lines' },
  ],
  operands: { min: 0, max: 0 },
  outlivesItsReader: true,
  run: async (args, io) => {
    const file = args.text('config');
    if (file === null) throw new AnbuError('usage', 'run needs --config FILE');
    const json = args.on('json');
    if (args.on('check-config')) {
      const { loadConfig } = await import('../config/load.ts');
      const checked = await loadConfig(file);
      if ('problems' in checked) printProblems(file, checked.problems, io, json);
      else printUsable(file, checked.warnings, io, json);
      return 'problems' in checked ? 2 : 0;
    }
    const folder = dataFolder(args.text('data'), existsSync);
    // Not a start that did not last: no safe mode follows from it.
    refuseHandedOver(folder);
    refuseHalfWiped(folder);
    const { mode, note } = beginStart(folder);
    const { given, lastGood } = await loadOrLastGood(file, folder, mode !== 'normal');
    if ('message' in given) io.note(given.message);
    else if ('problems' in given) printProblems(file, given.problems, io, json);
    const isGood = 'config' in given;
    const loaded = mode !== 'normal' && lastGood !== null ? lastGood : isGood ? given : lastGood;
    if (loaded === null) return 2;
    note();
    const log = hostLog();
    const isRefused = !isGood;
    if (mode !== 'normal') log.write('error', SAFE_MODE);
    if (isRefused) log.write('error', `${file} cannot be used; the last good configuration is in force`);
    const trouble: BootTrouble[] = isRefused ? ['config-refused'] : [];
    if (mode !== 'normal') trouble.push('safe-mode');
    const text = loaded === given ? textOf(file) : null;
    const lasted = (): void => {
      forgetStarts(folder);
      if (text !== null) keepLastGood(folder, text, log);
    };
    const read = readOver(loaded === given ? file : lastGoodPath(folder), file);
    const settings = new OrderedSettings(folder, log, loaded, read);
    const socket = args.text('socket') ?? givenSocket(process.env['RUNTIME_DIRECTORY']);
    const claims = args.text('claims') ?? CLAIMS;
    const run = {
      loaded,
      settings,
      folder,
      trouble,
      mode,
      log,
      machine: hostMachine,
      socket,
      claims,
      lasted,
    };
    // Failed, so that the service manager starts it again: the mains may be back before the battery is empty.
    return (await inOrder(folder, () => runHub(run, io.interrupted()))) === 'battery-empty' ? 1 : 0;
  },
};

/**
 * The folder that was named, or the one made when anbu was installed. It is never made here: a trial must not leave a
 * journal where a hub would go on with it.
 */
export function dataFolder(named: string | null, isThere: (path: string) => boolean): string {
  if (named !== null) return named;
  if (isThere(DATA)) return DATA;
  throw new AnbuError(
    'usage',
    `anbu is not installed here (there is no ${DATA}); say where its journal is to be: --data DIR`,
  );
}

/** RuntimeDirectory= of the unit (systemd.exec(5)); without a service manager nobody asks. */
function givenSocket(folder: string | undefined): string | null {
  return folder === undefined ? null : join(folder, 'hub.sock');
}

/** A start that is refused in words, as by a journal that another hub has, is none that died. */
async function inOrder<T>(folder: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof AnbuError) takeBackStart(folder);
    throw error;
  }
}
