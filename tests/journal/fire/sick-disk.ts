/**
 * One sick disk, in a process that has its mounts to itself: `unshare -m node sick-disk.ts NAME FOLDER DAYS`.
 *
 * Prints what was seen as one line of JSON; the test says what must be seen. Whatever it mounts goes with it.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { HOUR_MS, SickHome } from './sick-home.ts';

/** What fills the disk is somebody else's: a log, a download. */
const FILLER = 'filler';

const [name = '', folder = '', times = '1'] = process.argv.slice(2);

const SCENARIOS: Readonly<Record<string, (disk: string) => Promise<object>>> = {
  /** 10 MiB, filled by somebody else while the home is lived in; days so, a restart, room again. */
  full: async (disk) => {
    mount('tmpfs', 'size=10m', disk);
    const home = new SickHome(join(disk, 'data'));
    await home.start();
    home.live(30);
    fill(disk);
    home.live(4 * 60);
    const first = { open: home.openConditions, alert: home.pull(), files: readdirSync(home.folder) };
    const during: boolean[] = [];
    for (let day = 0; day < Number(times); day += 1) {
      home.live(60);
      home.wait(23 * HOUR_MS);
      during.push(home.pull()?.durable ?? false);
    }
    const observations = home.hub.state.counts.observations;
    await home.stop();
    await home.start();
    const restarted = {
      open: home.openConditions,
      remembered: home.hub.state.counts.observations / observations,
      alert: home.pull(),
    };
    rmSync(join(disk, FILLER));
    home.live(3);
    const { conditions, stores, openConditions: open } = home;
    const files = readdirSync(home.folder);
    await home.stop();
    return { first, during, restarted, conditions, stores, after: { open, files } };
  },

  /** No file can be made any more: in use that hurts nobody; a start needs one, for the log. */
  inodes: async (disk) => {
    mount('tmpfs', 'size=20m,nr_inodes=40', disk);
    const home = new SickHome(join(disk, 'data'));
    await home.start();
    home.live(5);
    useUpInodes(disk);
    home.live(20);
    const inUse = { open: home.openConditions, alert: home.pull() };
    await home.stop();
    useUpInodes(disk);
    await home.start();
    home.live(5);
    const started = { open: home.openConditions, alert: home.pull() };
    rmSync(join(disk, 'empty'), { recursive: true });
    home.live(3);
    const after = { open: home.openConditions };
    await home.stop();
    return { inUse, started, after, conditions: home.conditions };
  },

  /** ext4 met an error and went read-only under the open journal, as it does on a dying card. */
  'read-only': async (disk) => {
    const image = `${disk}.image`;
    execFileSync('truncate', ['-s', '24M', image]);
    execFileSync('mkfs.ext4', ['-q', '-F', image]);
    mount(image, 'loop', disk);
    const home = new SickHome(join(disk, 'data'));
    await home.start();
    home.live(30);
    const before = home.pull();
    execFileSync('mount', ['-o', 'remount,abort', disk]);
    home.live(10);
    const during = { open: home.openConditions, alert: home.pull() };
    home.live(30);
    // The card is mounted anew while the hub runs: the journal's own file is the dead one still.
    execFileSync('umount', ['-l', disk]);
    execFileSync('cp', [image, `${image}.again`]);
    mount(`${image}.again`, 'loop', disk);
    home.live(3);
    const mountedAnew = { open: home.openConditions, alert: home.pull(), log: home.log.splice(0) };
    execFileSync('mount', ['-o', 'remount,abort', disk]);
    await home.stop();
    await home.start();
    home.live(10);
    const causes = home.hub.state.checkon.alerts.map(({ cause }) => cause);
    const restarted = { open: home.openConditions, causes, alert: home.pull() };
    await home.stop();
    return { before, during, mountedAnew, restarted, conditions: home.conditions };
  },

  /** Syncs fail for a while (`strace` makes them); in the end all is there after one more start. */
  'sync-fails': async (disk) => {
    const home = new SickHome(join(disk, 'data'));
    await home.start();
    const alerts = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      home.live(1);
      alerts.push({ ...home.pull(), open: home.openConditions.includes('journal-unwritable') });
    }
    const { observations } = home.hub.state.counts;
    await home.stop();
    await home.start();
    const kept = home.hub.state.counts.observations;
    const open = home.openConditions;
    await home.stop();
    return { alerts, observations, kept, open, conditions: home.conditions, log: home.log };
  },
};
const ROUNDS = 12;

function mount(what: string, options: string, on: string): void {
  mkdirSync(on, { recursive: true });
  const type = what === 'tmpfs' ? ['-t', 'tmpfs'] : [];
  execFileSync('mount', [...type, '-o', options, what, on]);
}
/** Not a byte is left. */
function fill(disk: string): void {
  const path = join(disk, FILLER);
  for (const chunk of [64 * 1024, 4096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(chunk), { flag: 'a' });
    } catch {
      // Full for this chunk; a smaller one may still go in.
    }
  }
  if (statfsSync(disk).bavail > 0) throw new Error('the disk is not full');
}
function useUpInodes(disk: string): void {
  const empty = join(disk, 'empty');
  mkdirSync(empty, { recursive: true });
  try {
    for (let file = readdirSync(empty).length; ; file += 1) writeFileSync(join(empty, `${file}`), '');
  } catch {
    // None is left.
  }
}

const scenario = SCENARIOS[name];
if (scenario === undefined) throw new Error(`no such scenario: ${name}`);
mkdirSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(await scenario(join(folder, 'disk')))}\n`);
