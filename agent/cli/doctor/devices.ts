/**
 * Every configured device, opened for some seconds through the real buses, with what it said.
 *
 * Owns the listening. Must never take a line or a port away from a hub that runs: what it has is said to be in use,
 * and not opened. Nothing that is heard here is kept, and nothing is acknowledged that the hub's journal does not hold,
 * so a call that is made meanwhile is made again by its node.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ERRORS } from '../../errors.ts';
import { HostClock } from '../../host.ts';
import type { BusAddress, Buses, Log } from '../../ports.ts';
import { FIRMATA_TIMES } from '../../sensors/buses/firmata.ts';
import { kernelNumberOf } from '../../sensors/buses/gpio-sysfs.ts';
import { openBuses } from '../../sensors/buses/index.ts';
import type { WiredDevice } from '../../sensors/devices.ts';
import type { FrameCounter } from '../../sensors/driver.ts';
import { refusedIn, refusedText } from '../../sensors/refusals.ts';
import { type DeviceReport, Wiring } from '../../sensors/wiring.ts';
import { type Examined, addressesOn, portOf } from './examined.ts';
import { type Finding, findingsOf } from './finding.ts';
import { keptCounters } from './kept-counters.ts';

const device = findingsOf('device');
const SILENT: Log = { write: () => {} };
/** Over the time that a board may take to be ready, so that a slow one is not said to be broken. */
const FIRMATA_SECONDS_MIN = FIRMATA_TIMES.readyMsMax / 1_000 + 2;

/** For how long the configured devices have to be listened to. */
export function secondsFor(about: Examined, wanted: number): number {
  return addressesOn(about, 'firmata').length === 0 ? wanted : Math.max(wanted, FIRMATA_SECONDS_MIN);
}

export async function examineDevices(
  about: Examined,
  seconds: number,
  buses: Buses = openBuses(),
): Promise<Finding[]> {
  const { config, board, devices } = about;
  if (config === null) return [device.skipped('devices', 'no configuration names any')];
  if (board?.virtual === true) return [device.skipped('devices', 'the board is simulated')];
  const found = new Map<string, Finding>();
  for (const { device: its, address } of devices) {
    const hub = hubAt(about, address);
    if (hub !== null) found.set(its.id, device.skipped(its.id, inUseBy(hub)));
  }
  const free = devices.filter(({ device: { id } }) => !found.has(id));
  const ear: Ear = {
    buses,
    whyDown: new Map(),
    genuine: new Set(),
    counters: await countersFor(about, free),
  };
  const reports = free.length === 0 ? [] : await listen(free, ear, config.home.timezone, seconds);
  for (const each of free) {
    const report = reports.find(({ id }) => id === each.device.id);
    const why = ear.whyDown.get(JSON.stringify(each.address)) ?? null;
    const isGenuine = ear.genuine.has(each.countedAs);
    found.set(each.device.id, verdict(about, each, { report, why, seconds, isGenuine }));
  }
  return devices.flatMap(({ device: { id } }) => found.get(id) ?? []);
}

/** The running hub that has the line or the port; null: none. */
function hubAt({ machine, hubs }: Examined, address: BusAddress): number | null {
  const [first] = hubs;
  if (first === undefined) return null;
  const port = portOf(address);
  if (port !== null) return machine.holdersOf(port).find((pid) => hubs.includes(pid)) ?? null;
  if (address.bus !== 'gpio') return null;
  // An exported line without a hub is left from one that was killed: opening takes it over.
  const number = kernelNumberOf(machine.at('/sys/class/gpio'), address);
  return machine.exists(`/sys/class/gpio/gpio${number}`) ? first : null;
}

function inUseBy(hub: number): string {
  return `in use by the hub (process ${hub})`;
}

/** The journal is copied only for those whose frames are counted in it. */
async function countersFor({ folder }: Examined, devices: readonly WiredDevice[]): Promise<Ear['counters']> {
  return devices.some(({ key }) => key !== null) ? keptCounters(folder) : new Map();
}

interface Ear {
  readonly buses: Buses;
  /** The last reason of each address. */
  readonly whyDown: Map<string, string>;
  /** Those of whom an authentic frame was taken, as they are counted. */
  readonly genuine: Set<string>;
  readonly counters: ReadonlyMap<string, FrameCounter>;
}

/** Opens the devices, lets them speak, closes them. */
async function listen(
  devices: readonly WiredDevice[],
  { buses, whyDown, genuine, counters }: Ear,
  timezone: string,
  seconds: number,
): Promise<DeviceReport[]> {
  const clock = new HostClock(timezone);
  const overheard: Buses = {
    open: (address, listener) =>
      buses.open(address, (signal) => {
        if (signal.type === 'down') whyDown.set(JSON.stringify(address), signal.detail);
        listener(signal);
      }),
  };
  const setAlarm = (): void =>
    clock.setAlarm(wiring.dueMs(), () => {
      wiring.wake();
      setAlarm();
    });
  const wiring = new Wiring({
    buses: overheard,
    clock,
    devices,
    emit: (facts) => {
      for (const fact of facts) if (fact.kind === 'frame-counter') genuine.add(fact.device);
    },
    isLost: () => false,
    counterOf: (countedAs) => counters.get(countedAs) ?? null,
    dueEarlier: setAlarm,
    log: SILENT,
  });
  wiring.start();
  setAlarm();
  await pause(seconds * 1_000);
  clock.clearAlarm();
  const reports = wiring.report();
  wiring.close();
  return reports;
}

interface Heard {
  readonly report: DeviceReport | undefined;
  readonly why: string | null;
  readonly seconds: number;
  readonly isGenuine: boolean;
}

/** What says nothing of the device, or is told apart. */
const UNTOLD: ReadonlySet<string> = new Set(['opens', 'session']);
const IN_USE = /another program uses|resource busy|cannot lock/i;

function verdict(about: Examined, wired: WiredDevice, heard: Heard): Finding {
  const { device: its, address } = wired;
  const { id, connector } = its;
  const { report, why, seconds } = heard;
  if (report?.isUp === true) return heardOf(wired, report, heard);
  if (why === null)
    return device.broken(id, `${connector} says nothing within ${seconds} s`, ERRORS['bus-unavailable']);
  if (!IN_USE.test(why)) return device.broken(id, why, hintOf(why));
  const port = portOf(address);
  const holders = port === null ? [] : about.machine.holdersOf(port);
  const [hub] = about.hubs;
  // Who holds a line, or a port of another user, cannot be seen: where a hub runs, it is the hub.
  if (hub !== undefined && holders.length === 0) return device.skipped(id, `${inUseBy(hub)}; ${why}`);
  const names = holders.map((pid) => `${about.machine.nameOf(pid)} (process ${pid})`).join(', ');
  return device.broken(
    id,
    names === '' ? why : `${port} is in use by ${names}`,
    'Stop that program: it cannot be shared',
  );
}

/** The bus is up; a device that proves itself is well when it did. */
function heardOf(
  { device: { id, connector }, key }: WiredDevice,
  { counters }: DeviceReport,
  { seconds, isGenuine }: Heard,
): Finding {
  const counts = Object.entries(counters).filter(([name, count]) => count > 0 && !UNTOLD.has(name));
  const said = counts.map(([name, count]) => `${name} ${count}`).join(', ') || 'nothing was heard';
  const session = counters['session'];
  const kept = session === undefined ? '' : `; session ${session}`;
  const detail = `${connector} is up; in ${seconds} s: ${said}${kept}`;
  if (key === null || isGenuine) return device.ok(id, detail);
  const refused = refusedIn(counters);
  const [first] = refused;
  if (first !== undefined)
    return device.broken(id, `${detail}; refused: ${refusedText(refused)}`, first.remedy);
  const remedy = 'Wake it (press it, open it, walk by), or look longer with --seconds';
  return device.missing(id, `${connector} is up; nothing of it was heard in ${seconds} s${kept}`, remedy);
}

/** Buses say first what is wrong and last what to do. */
function hintOf(why: string): string {
  const [, ...rest] = why.split('; ');
  return rest.at(-1) ?? ERRORS['bus-unavailable'];
}
