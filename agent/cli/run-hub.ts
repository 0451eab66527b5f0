/**
 * The real ports put together, and the hub on them until it is told to stop.
 *
 * One process may live more than one life of the hub: a disk that was sick at the start is taken up when it works
 * again, as soon as nobody is being asked or waited for. It ends by itself only when the hub's battery is nearly empty,
 * once. Decides nothing about people.
 */
import type { Hub } from '../hub.ts';
import type { HubState } from '../machine.ts';
import { warningText } from '../config/problems.ts';
import { readDeviceKeys } from '../config/device-keys.ts';
import type { ReadApart } from '../config/read-apart.ts';
import { BORN_MS, HostClock, hostCard, hostRandom, program } from '../host.ts';
import { LastMinutes } from '../health/last-minutes.ts';
import type { StartMode } from '../health/safe-mode.ts';
import type { Log, Machine, Ports, Watchdog } from '../ports.ts';
import type { BootTrouble } from '../record.ts';
import { momentOf } from '../state.ts';
import type { KnownTime } from '../uplink/mqtt-peer.ts';
import { ConsoleTeller } from './console/claims-told.ts';
import { HubAtHand } from './hub-at-hand.ts';
import { HubSocket } from './hub-socket.ts';
import { keptIdentity } from './kept-identity.ts';
import { openCompanion } from './open-companion.ts';
import { openJournal } from './open-journal.ts';
import type { OrderedSettings } from './ordered-settings.ts';
import { RefusalTeller } from './refusal-teller.ts';
import { ConditionTeller, languageText, upText } from './run-report.ts';

/** The end of the battery is looked at this often, besides at each commit. */
const LOOK_MS = 30_000;
/** Lines and ports open within a second; what takes longer is said when it comes. */
const SETTLE_MS = 1_000;
/** A start that lived so long did not die of what it started with; see `health/safe-mode.ts`. */
const LASTED_MS = 10 * 60_000;

export interface Run {
  readonly loaded: ReadApart;
  /** The same file, with what commands lay over it. */
  readonly settings: OrderedSettings;
  /** Where the journal lives. */
  readonly folder: string;
  readonly trouble: readonly BootTrouble[];
  readonly mode: StartMode;
  readonly log: Log;
  readonly machine: Machine;
  /** Where programs of this machine may ask how it is; null: nowhere. */
  readonly socket: string | null;
  /** Where the console of this hub keeps how often a code was wrong. */
  readonly claims: string;
  /** Called once it has lived for a while, or has ended in order. */
  readonly lasted: () => void;
}

/** Why a hub has ended. `battery-empty`: in order, before its battery did; the system goes on without it. */
export type Ending = 'interrupted' | 'powered-off' | 'battery-empty';
type Over = 'interrupted' | 'disk-works' | 'settings-changed' | 'battery-empty';

/** Resolves when everything is written. Throws `AnbuError` when the hub cannot start. */
export async function runHub(run: Run, interrupted: AbortSignal): Promise<Ending> {
  const { loaded, log } = run;
  const languages = languageText(loaded.config.language);
  if (languages !== null) log.write('info', languages);
  for (const warning of loaded.warnings) log.write('warning', warningText(warning));
  const { systemdWatchdog } = await import('../health/watchdog.ts');
  const watchdog = systemdWatchdog(log);
  const clock = new HostClock(loaded.config.home.timezone);
  // Whether the time off is known is judged at the first instant.
  await clock.settled();
  const answers = run.socket === null ? null : await openedSocket(run.socket, log);
  let over: Over = 'disk-works';
  let { mode } = run;
  while ((over === 'disk-works' || over === 'settings-changed') && !interrupted.aborted) {
    over = await live({ ...run, mode }, { clock, watchdog, answers }, interrupted);
    // A journal is begun anew once: what the first life wrote into it is the next one's.
    if (mode === 'anew') mode = 'safe';
  }
  watchdog.stopping();
  answers?.close();
  return over === 'battery-empty' ? endOfBattery(run) : 'interrupted';
}

/** What outlives a life of the hub. */
interface Lasting {
  readonly clock: HostClock;
  readonly watchdog: Watchdog;
  readonly answers: HubSocket | null;
}

async function openedSocket(path: string, log: Log): Promise<HubSocket | null> {
  const socket = new HubSocket(path, log);
  return (await socket.open()) ? socket : null;
}

async function endOfBattery({ loaded, log, machine }: Run): Promise<Ending> {
  log.write('error', 'The battery is nearly empty: the journal is closed while there is time.');
  if (!loaded.config.supply.powerOff) return 'battery-empty';
  const failed = await machine.powerOff();
  if (failed === null) return 'powered-off';
  log.write('error', `The system does not power off: ${failed}`);
  return 'battery-empty';
}

/** One life: until it is interrupted, the battery ends, the disk knows what it could not read, or settings are others. */
async function live(
  { settings, folder, trouble, mode, log, claims, lasted }: Run,
  { clock, watchdog, answers }: Lasting,
  interrupted: AbortSignal,
): Promise<Over> {
  const { loaded, inForce, trouble: failed } = await settings.start();
  const { config, board } = loaded;
  const { Hub: RealHub } = await import('../hub.ts');
  let believedWallMs = (): number | null => null;
  const outside = await openOutside(loaded, { log, folder }, () => knownTime(clock, believedWallMs()));
  const teller = new ConditionTeller(config.language, log);
  const over = Promise.withResolvers<Over>();
  const lastMinutes = new LastMinutes();
  const sick = sickDisk(log);
  const journal = await openJournal(folder, log, { recovered: sick.recovered, anew: mode === 'anew' });
  const { version, codeHash } = program();
  const atHand = new HubAtHand(answers, () => clock.now().wallMs);
  const hub = new RealHub({
    config,
    observer: (committed) => {
      teller.see(committed);
      atHand.committed(committed, hub);
      if (sick.works && isQuiet(hub.state)) over.resolve('disk-works');
      if (settings.follow(hub.state) && isQuiet(hub.state)) over.resolve('settings-changed');
      look();
    },
    witness: (facts) => atHand.entered(facts, hub),
    board,
    deviceKeys: readDeviceKeys(config, log),
    trouble: [...trouble, ...failed, ...journal.trouble],
    settings: { inForce, judge: (change, done) => void settings.judge(change, done) },
    program: { version, codeHash },
    // The service manager hears of the end of the process, not of a life.
    ports: { ...outside, clock, store: journal.store, watchdog: { ...watchdog, stopping: () => {} }, log },
  });
  believedWallMs = () => hub.state.time.believedWallMs;
  function look(): void {
    if (isBatteryOver(hub.state, lastMinutes, clock)) over.resolve('battery-empty');
  }
  hub.start();
  const ofConsole = new ConsoleTeller(claims, log);
  tellOfConsole(hub, ofConsole);
  atHand.begin(hub, version, { config, folder });
  const looks = setInterval(lookingAt(hub, { clock, log, ofConsole }, look), LOOK_MS);
  const grown = setTimeout(lasted, LASTED_MS);
  const up = setTimeout(() => {
    log.write('info', upText(config, folder, hub.wiring.report()));
    teller.stillOpen(hub.state.conditions.open);
  }, SETTLE_MS);
  whenInterrupted(interrupted, () => over.resolve('interrupted'));
  const why = await over.promise;
  for (const timer of [up, grown, looks]) clearTimeout(timer);
  atHand.end();
  await hub.stop();
  lasted();
  return why;
}

/** Whether a disk that was sick at the start works by now. */
function sickDisk(log: Log): { works: boolean; recovered: () => void } {
  const disk = {
    works: false,
    recovered: (): void => {
      disk.works = true;
      log.write('warning', 'The disk works again; its journal is taken up when nobody is being asked.');
    },
  };
  return disk;
}

function tellOfConsole(hub: Hub, ofConsole: ConsoleTeller): void {
  const fact = ofConsole.fact(hub.state.conditions.claims);
  if (fact !== null) hub.submit(fact);
}

/** Looks at the battery and at the codes of the console, and says what devices refuse. */
function lookingAt(
  hub: Hub,
  {
    clock,
    log,
    ofConsole,
  }: Pick<Lasting, 'clock'> & Pick<Run, 'log'> & { readonly ofConsole: ConsoleTeller },
  look: () => void,
): () => void {
  const refusals = new RefusalTeller(log);
  return () => {
    look();
    tellOfConsole(hub, ofConsole);
    refusals.see(hub.wiring.report(), clock.now().monotonicMs);
  };
}

function isBatteryOver(state: HubState, lastMinutes: LastMinutes, clock: HostClock): boolean {
  return lastMinutes.isOver(state.conditions.supply, momentOf(state, clock.now()).ms, isQuiet(state));
}

/** The dates of certificates are judged by it: a clock that nobody has set is not before the last one that was. */
function knownTime(clock: HostClock, believedWallMs: number | null): KnownTime {
  const { wallMs, quality } = clock.now();
  if (quality === 'synced') return { synced: true, ms: wallMs };
  return { synced: false, ms: Math.max(BORN_MS, believedWallMs ?? 0, wallMs) };
}

function whenInterrupted(interrupted: AbortSignal, run: () => void): void {
  if (interrupted.aborted) run();
  interrupted.addEventListener('abort', run, { once: true });
}

/** What one life opens and closes. */
async function openOutside(
  { config: { uplink, companion }, board }: Pick<ReadApart, 'config' | 'board'>,
  { log, folder }: Pick<Run, 'log' | 'folder'>,
  known: () => KnownTime,
): Promise<
  Pick<Ports, 'random' | 'card' | 'buses' | 'speaker' | 'light' | 'ear' | 'publisher' | 'signatures'>
> {
  const { MqttPublisher } = await import('../uplink/mqtt.ts');
  const { openBuses } = await import('../sensors/buses/index.ts');
  const { openSignatures } = await import('../uplink/signatures.ts');
  const buses = openBuses();
  return {
    random: hostRandom,
    card: hostCard,
    buses,
    ...(await openCompanion(companion, { buses, board, folder, log })),
    publisher: new MqttPublisher(uplink, log, { known, identity: keptIdentity(folder, log) }),
    signatures: openSignatures(uplink.centreKeys),
  };
}

/** Nobody is being asked or waited for: what only this life knows may be let go. */
function isQuiet({ checkon }: Readonly<HubState>): boolean {
  const { conversation, correction, alerts } = checkon;
  return conversation === null && correction === null && alerts.every(({ test }) => test);
}
