/**
 * The whole hub on a kernel's pins: `anbu run` with a board's profile, a detector and a door; an edge is a record.
 *
 * The command in a process of its own, as the service manager starts it. What it kept is read by `anbu inspect`, as
 * a technician would. No broker: a hub must watch without one.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { walk, withSnapshot } from '../../../agent/cli/journal-snapshot.ts';
import { check, done, until } from '../guest/scenario.ts';
import { SimulatedChip } from '../guest/simulated-chip.ts';

const FOLDER = '/run/anbu';
const CONFIG = join(FOLDER, 'hub.yaml');
const DATA = join(FOLDER, 'data');
const MAIN = new URL('../../../agent/main.ts', import.meta.url).pathname;
const PIR_LINE = 4;
const DOOR_LINE = 17;
/** A contact to ground with a pull-up: closed is low. */
const [CLOSED, OPEN] = [0, 1] as const;
/** The hub is a whole program, started emulated: half a minute, minutes beside other work. */
const PATIENCE_MS = 180_000;
/** A plain observation is on disk at the latest after ten seconds (design: one turn, one transaction). */
const COMMIT_MS_MAX = 10_000;

const TEXT = `
home:
  home: flat-12
  timezone: Asia/Seoul
  sensors:
    - { id: bathroom, room: bathroom, class: motion }
    - { id: front-door, room: hall, class: door, entrance: true }
board: raspberry-pi-4
devices:
  - { id: bathroom, part: pir, connector: gpio4, options: { warmUpMs: 0 } }
  - { id: front-door, part: reed, connector: gpio17 }
uplink: { url: 'mqtt://localhost:1883', site: district-9, hub: hub-12 }
`;

/** What the journal on disk has seen, in order: `bathroom on`. */
async function observed(): Promise<string[]> {
  return withSnapshot(DATA, ({ store }) =>
    [...walk(store)]
      .map(({ entry }) => entry.body)
      .filter((body) => body.kind === 'observation')
      .map(({ sensor, value }) => `${sensor} ${value}`),
  );
}
async function untilKept(wanted: readonly string[]): Promise<void> {
  const endMs = performance.now() + COMMIT_MS_MAX + PATIENCE_MS;
  let seen = await observed();
  while (seen.length < wanted.length && performance.now() < endMs) {
    await pause(500);
    seen = await observed();
  }
  assert.deepEqual(seen, wanted);
}

mkdirSync(FOLDER, { recursive: true });
writeFileSync(CONFIG, TEXT);
const chip = new SimulatedChip('pinctrl-bcm2711', 58);
chip.pull(PIR_LINE, 0);
chip.pull(DOOR_LINE, CLOSED);
let said = '';
const hub = spawn(process.execPath, [MAIN, 'run', '--config', CONFIG, '--data', DATA], {
  stdio: ['ignore', 2, 'pipe'],
});
hub.stderr?.setEncoding('utf8').on('data', (text: string) => {
  said += text;
  process.stderr.write(text);
});

await check('the hub is up on the pins of its board', async () => {
  const startedMs = performance.now();
  await until('up', () => said.includes('info: '), PATIENCE_MS);
  const line = said.split('\n').find((one) => one.startsWith('info: ')) ?? '';
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${line}`;
});

await check('one movement, and a door that opens, are one observation each in the journal', async () => {
  assert.deepEqual(await observed(), []);
  chip.pull(PIR_LINE, 1);
  await untilKept(['bathroom on']);
  chip.pull(DOOR_LINE, OPEN);
  await untilKept(['bathroom on', 'front-door open']);
});

await check('what was seen just before it is told to end is kept', async () => {
  chip.pull(PIR_LINE, 0);
  await pause(500); // a short moment for the edge, far less than a grouped commit takes
  const gone = once(hub, 'exit');
  hub.kill('SIGTERM');
  assert.deepEqual(await gone, [0, null]);
  assert.deepEqual(await observed(), ['bathroom on', 'front-door open', 'bathroom off']);
});

done();
