/**
 * `anbu run --config FILE`: the hub of a real home, until it is told to stop.
 *
 * Puts the real ports together. A bad configuration never touches the journal; a journal that cannot be written
 * never stops the hub.
 */
import { printProblems, printUsable, warningText } from '../config/problems.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import { AnbuError } from '../errors.ts';
import { HostClock, hostLog, hostRandom, program } from '../host.ts';
import type { JournalStore, Log } from '../ports.ts';
import { ConditionTeller, upText } from './run-report.ts';
import type { Verb } from './verb.ts';

const DATA = '/var/lib/anbu';
/** Lines and ports open within a second; what takes longer is said when it comes. */
const SETTLE_MS = 1_000;

export const verb: Verb = {
  name: 'run',
  summary: 'run the hub of a home',
  usage: ['--config FILE [--data DIR]', '--check-config --config FILE [--json]'],
  flags: [
    { name: 'config', value: 'FILE', summary: 'the configuration of this hub (YAML)' },
    { name: 'data', value: 'DIR', summary: `where the journal lives (${DATA})` },
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
    const loaded = await loadConfig(file);
    if ('problems' in loaded) {
      printProblems(file, loaded.problems, io, args.on('json'));
      return 1;
    }
    if (args.on('check-config')) {
      printUsable(file, loaded.warnings, io, args.on('json'));
      return 0;
    }
    const folder = args.text('data') ?? DATA;
    if (folder !== args.text('data')) io.note(`anbu: data folder ${DATA}; --data DIR names another`);
    await runHub(loaded, folder, io.interrupted());
    return 0;
  },
};

async function runHub(
  { config, board, warnings }: Loaded,
  folder: string,
  interrupted: AbortSignal,
): Promise<void> {
  const log = hostLog();
  for (const warning of warnings) log.write('warning', warningText(warning));
  const { Hub } = await import('../hub.ts');
  const { MqttPublisher } = await import('../uplink/mqtt.ts');
  const { openBuses } = await import('../sensors/buses/index.ts');
  const { openSpeaker } = await import('../companion/speaker.ts');
  const { systemdWatchdog } = await import('../health/watchdog.ts');
  const { openSignatures } = await import('../uplink/signatures.ts');
  const teller = new ConditionTeller(config.language, log);
  const hub = new Hub({
    config,
    observer: (committed) => teller.see(committed),
    board,
    program: program(),
    ports: {
      clock: new HostClock(config.home.timezone),
      random: hostRandom,
      store: await openStore(folder, log),
      buses: openBuses(),
      speaker: openSpeaker(),
      publisher: new MqttPublisher(config.uplink, log),
      signatures: openSignatures(config.uplink.centreKeys),
      watchdog: systemdWatchdog(log),
      log,
    },
  });
  hub.start();
  const up = setTimeout(() => {
    log.write('info', upText(config, folder, hub.wiring.report()));
    teller.stillOpen(hub.state.conditions.open);
  }, SETTLE_MS);
  await new Promise<void>((resolve) => {
    if (interrupted.aborted) resolve();
    else interrupted.addEventListener('abort', () => resolve());
  });
  clearTimeout(up);
  await hub.stop();
}

/** A locked or newer journal is somebody's mistake and stops us; a sick disk is not, and does not. */
async function openStore(folder: string, log: Log): Promise<JournalStore> {
  const { openSqliteStore } = await import('../journal/sqlite-store.ts');
  try {
    return await openSqliteStore(folder);
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    if (error.code !== 'journal-unwritable' && error.code !== 'journal-full') throw error;
    const { absentStore } = await import('../journal/absent-store.ts');
    log.write('error', `${error.message}. ${error.hint}`);
    return absentStore(error.code, error.message);
  }
}
