/**
 * The machine itself: Node, the board, the clock, the disk, the watchdogs, the lights.
 *
 * Owns these verdicts. The bound of free space: the journal as shipped takes 56 MiB with its log, one that was damaged
 * stays beside it, and SQLite may need as much again while it tidies up.
 */
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteOpener } from '../../journal/sqlite-store.ts';
import { examineCard } from './card.ts';
import type { Examined } from './examined.ts';
import { type Finding, findingsOf } from './finding.ts';
import type { Machine } from './machine.ts';

const NODE_MAJOR = 24;
const FREE_BYTES_MIN = 200_000_000;
const MEGABYTE = 1_000_000;

export async function examineSystem(about: Examined): Promise<Finding[]> {
  const { machine } = about;
  return [
    examineNode(process.versions.node),
    await examineJournalModule(),
    examineBoard(about),
    await examineClock(machine),
    examineDisk(about.folder),
    await examineCard(about.folder),
    ...(await examineWatchdogs(about)),
    ...examineLights(about),
  ];
}

export function examineNode(version: string): Finding {
  const node = findingsOf('node');
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return node.ok('version', version);
  return node.broken(
    'version',
    `${version}, and ${NODE_MAJOR} is needed`,
    'Start anbu by: npm run -s anbu -- …',
  );
}

async function examineJournalModule(): Promise<Finding> {
  const node = findingsOf('node');
  try {
    await sqliteOpener('');
    return node.ok('better-sqlite3', 'loads');
  } catch (error) {
    return node.broken('better-sqlite3', String(error), 'Install again: npm ci');
  }
}

/** Whether this is the board that the configuration names. */
function examineBoard({ machine, board }: Examined): Finding {
  const found = findingsOf('board');
  const model = machine.read('/proc/device-tree/model');
  const here = model ?? 'a machine that does not say what it is';
  if (board === null) return found.skipped('model', `${here}; no configuration names a board`);
  // No model: it may be any machine.
  if (board.virtual || board.model === null)
    return found.skipped('model', `${here}; the configuration names ${board.title}`);
  if (isBoard(machine, board.model)) return found.ok('model', here);
  return found.broken('model', `${here}, not a ${board.title}`, `Mend the line board: ${board.id}`);
}

function isBoard(machine: Machine, model: string | null): boolean {
  return model !== null && (machine.read('/proc/device-tree/model') ?? '').startsWith(model);
}

async function examineClock(machine: Machine): Promise<Finding> {
  const clock = findingsOf('clock');
  const battery = machine.exists('/dev/rtc0') ? 'a battery clock is here' : 'no battery clock';
  if (machine.exists('/run/systemd/timesync/synchronized'))
    return clock.ok('time', `set by a time server; ${battery}`);
  const answer = await machine.run('timedatectl', 'show', '--property=NTPSynchronized', '--value');
  if (answer === null)
    return clock.missing('time', 'timedatectl is not here: nobody knows', 'Install systemd-timesyncd');
  if (answer.output === 'yes') return clock.ok('time', `set by a time server; ${battery}`);
  const look = 'look at: timedatectl status';
  return answer.code === 0
    ? clock.broken(
        'time',
        `no time server has set it; ${battery}`,
        `Connect the hub to the network and ${look}`,
      )
    : clock.missing(
        'time',
        `timedatectl gets no answer, so whether a time server has set it is not known; ${battery}`,
        `It needs systemd and D-Bus, which a container may not have; ${look}`,
      );
}

/** Space, and one file written to the card and removed. */
export function examineDisk(folder: string | null): Finding {
  const disk = findingsOf('disk');
  if (folder === null)
    return disk.skipped('data folder', 'no hub is installed here; --data DIR names its folder');
  const file = join(folder, `.doctor-${process.pid}`);
  try {
    const opened = openSync(file, 'wx');
    try {
      writeSync(opened, 'anbu doctor\n');
      fsyncSync(opened);
    } finally {
      closeSync(opened);
      rmSync(file, { force: true });
    }
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const detail = `can be written; ${Math.floor(free / MEGABYTE)} MB free`;
    if (free >= FREE_BYTES_MIN) return disk.ok(folder, detail);
    return disk.broken(
      folder,
      detail,
      `Free some space: a month without a broker needs ${FREE_BYTES_MIN / MEGABYTE} MB`,
    );
  } catch (error) {
    return disk.broken(folder, String(error), 'Make the folder, and give it to the user that anbu runs as');
  }
}

async function examineWatchdogs({ machine, board }: Examined): Promise<Finding[]> {
  const found = findingsOf('watchdog');
  const wanted = board?.watchdog ?? null;
  if (wanted === null) return [found.skipped('hardware', 'no configuration names a board with one')];
  if (!machine.exists(wanted.device))
    return [
      found.missing(
        wanted.device,
        'not here',
        `Load its driver: modprobe ${wanted.driver.replace('-', '_')}`,
      ),
    ];
  const answer = await machine.run('systemctl', 'show', '--property=RuntimeWatchdogUSec', '--value');
  const seconds = answer?.code === 0 ? answer.output : 'unknown';
  if (['0', 'infinity', 'unknown', ''].includes(seconds)) {
    const remedy = `RuntimeWatchdogSec=${wanted.secondsMax ?? 15}s in /etc/systemd/system.conf.d/anbu.conf, then reboot`;
    return [found.broken(wanted.device, `nobody feeds it (systemd: ${seconds})`, remedy)];
  }
  return [found.ok(wanted.device, `systemd feeds it within ${seconds}`)];
}

function examineLights({ machine, board }: Examined): Finding[] {
  const light = findingsOf('light');
  if (board === null || !isBoard(machine, board.model)) return [];
  return board.leds.map(({ name, what }) =>
    machine.exists(`/sys/class/leds/${name}`)
      ? light.ok(name, what)
      : light.missing(
          name,
          `no /sys/class/leds/${name}`,
          'An older kernel calls it led0 or led1: update the system',
        ),
  );
}
