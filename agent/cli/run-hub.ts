/**
 * The real ports put together, and the hub on them until it is told to stop.
 *
 * One process may live more than one life of the hub: a disk that was sick at the start is taken up when it works
 * again, as soon as nobody is being asked or waited for. Decides nothing about people.
 */
import type { HubState } from '../machine.ts';
import { warningText } from '../config/problems.ts';
import { readDeviceKeys } from '../config/device-keys.ts';
import type { ReadApart } from '../config/read-apart.ts';
import { HostClock, hostRandom, program } from '../host.ts';
import type { Log, Watchdog } from '../ports.ts';
import type { BootTrouble } from '../record.ts';
import { openJournal } from './open-journal.ts';
import { ConditionTeller, upText } from './run-report.ts';

/** Lines and ports open within a second; what takes longer is said when it comes. */
const SETTLE_MS = 1_000;

export interface Run {
  readonly loaded: ReadApart;
  /** Where the journal lives. */
  readonly folder: string;
  readonly trouble: readonly BootTrouble[];
  readonly log: Log;
  /** Called after each start that succeeded. */
  readonly started: () => void;
}

/** Resolves when it was interrupted and everything is written. Throws `AnbuError` when the hub cannot start. */
export async function runHub(run: Run, interrupted: AbortSignal): Promise<void> {
  const { loaded, log } = run;
  for (const warning of loaded.warnings) log.write('warning', warningText(warning));
  const { systemdWatchdog } = await import('../health/watchdog.ts');
  const watchdog = systemdWatchdog(log);
  const clock = new HostClock(loaded.config.home.timezone);
  // Whether the time off is known is judged at the first instant.
  await clock.settled();
  while (!interrupted.aborted) await live(run, { clock, watchdog }, interrupted);
  watchdog.stopping();
}

/** One life: until it is interrupted, or the disk knows what this life could not read. */
async function live(
  { loaded: { config, board }, folder, trouble, log, started }: Run,
  { clock, watchdog }: { readonly clock: HostClock; readonly watchdog: Watchdog },
  interrupted: AbortSignal,
): Promise<void> {
  const { Hub } = await import('../hub.ts');
  const { MqttPublisher } = await import('../uplink/mqtt.ts');
  const { openBuses } = await import('../sensors/buses/index.ts');
  const { openSpeaker } = await import('../companion/speaker.ts');
  const { openSignatures } = await import('../uplink/signatures.ts');
  const teller = new ConditionTeller(config.language, log);
  const over = Promise.withResolvers<null>();
  let isRecovered = false;
  const journal = await openJournal(folder, log, () => {
    isRecovered = true;
    log.write('warning', 'The disk works again; its journal is taken up when nobody is being asked.');
  });
  const hub = new Hub({
    config,
    observer: (committed) => {
      teller.see(committed);
      if (isRecovered && isQuiet(hub.state)) over.resolve(null);
    },
    board,
    deviceKeys: readDeviceKeys(config, log),
    trouble: [...trouble, ...journal.trouble],
    program: program(),
    ports: {
      clock,
      random: hostRandom,
      store: journal.store,
      buses: openBuses(),
      speaker: openSpeaker(),
      publisher: new MqttPublisher(config.uplink, log),
      signatures: openSignatures(config.uplink.centreKeys),
      // The service manager hears of the end of the process, not of a life.
      watchdog: { ...watchdog, stopping: () => {} },
      log,
    },
  });
  hub.start();
  started();
  const up = setTimeout(() => {
    log.write('info', upText(config, folder, hub.wiring.report()));
    teller.stillOpen(hub.state.conditions.open);
  }, SETTLE_MS);
  if (interrupted.aborted) over.resolve(null);
  interrupted.addEventListener('abort', () => over.resolve(null), { once: true });
  await over.promise;
  clearTimeout(up);
  await hub.stop();
}

/** Nobody is being asked or waited for: what only this life knows may be let go. */
function isQuiet({ checkon }: Readonly<HubState>): boolean {
  const { conversation, correction, alerts } = checkon;
  return conversation === null && correction === null && alerts.every(({ test }) => test);
}
