/**
 * The whole hub on a kernel's pins and ports: `anbu run` with a board's profile, a detector and a door on wires, and
 * a door on a sensor node, whose real firmware hangs on the USB port. An edge is a record.
 *
 * The command in a process of its own, as the service manager starts it. What it kept is read by `anbu inspect`, as
 * a technician would. No broker: a hub must watch without one.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { walk, withSnapshot } from '../../../agent/cli/journal-snapshot.ts';
import { examine } from '../guest/doctor.ts';
import { CHIP, CONFIG, DATA, DOOR, LINE, MAIN, prepareHome } from '../guest/hub-home.ts';
import { ask, check, done, until } from '../guest/scenario.ts';
import { SimulatedChip } from '../guest/simulated-chip.ts';

/** The hub is a whole program, started emulated: half a minute, minutes beside other work. */
const PATIENCE_MS = 300_000;
/** A plain observation is on disk at the latest after ten seconds (design: one turn, one transaction). */
const COMMIT_MS_MAX = 10_000;

/** What the journal on disk has seen happen, in order: `bathroom on`. A level that was found is nothing that happened. */
async function observed(): Promise<string[]> {
  return withSnapshot(DATA, ({ store }) =>
    [...walk(store)]
      .map(({ entry }) => entry.body)
      .filter((body) => body.kind === 'observation')
      .filter(({ isLevel }) => isLevel !== true)
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

await prepareHome();
await ask('power the node');
const chip = new SimulatedChip(CHIP.label, CHIP.lines);
chip.pull(LINE.bathroom, 0);
chip.pull(LINE.frontDoor, DOOR.closed);
let said = '';
const hub = spawn(process.execPath, [MAIN, 'run', '--config', CONFIG, '--data', DATA], {
  stdio: ['ignore', 2, 'pipe'],
});
hub.stderr?.setEncoding('utf8').on('data', (text: string) => {
  said += text;
  process.stderr.write(text);
});

async function untilSeen(last: string): Promise<void> {
  await untilKept([...(await observed()).filter((one) => one !== last), last]);
}

await check('the hub is up on the pins of its board', async () => {
  const startedMs = performance.now();
  await until('up', () => said.includes('info: '), PATIENCE_MS);
  const line = said.split('\n').find((one) => one.startsWith('info: ')) ?? '';
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s: ${line}`;
});

await check('one movement, and a door that opens, are one observation each in the journal', async () => {
  assert.deepEqual(await observed(), []);
  chip.pull(LINE.bathroom, 1);
  await untilKept(['bathroom on']);
  chip.pull(LINE.frontDoor, DOOR.open);
  await untilKept(['bathroom on', 'front-door open']);
});

await check('the door on the node is one, over its radio protocol and a USB port', async () => {
  await ask('open the door');
  await untilKept(['bathroom on', 'front-door open', 'balcony-door open']);
});

await check('what a node saw while its cable was out is told when it is back', async () => {
  await ask('unplug');
  await ask('close the door');
  await pause(3_000);
  await ask('plug');
  await untilKept(['bathroom on', 'front-door open', 'balcony-door open', 'balcony-door closed']);
});

await check('anbu doctor beside it takes nothing from it', async () => {
  const { code, findings } = await examine();
  assert.equal(code, 1, 'no broker');
  for (const id of ['bathroom', 'front-door', 'node-7']) {
    const finding = findings.find(({ check: what, subject }) => what === 'device' && subject === id);
    assert.equal(finding?.state, 'skipped', JSON.stringify(finding));
    assert.match(finding.detail, /in use by the hub/);
  }
  chip.pull(LINE.frontDoor, DOOR.closed);
  await untilSeen('front-door closed');
});

await check('what was seen just before it is told to end is kept', async () => {
  chip.pull(LINE.bathroom, 0);
  await pause(500); // a short moment for the edge, far less than a grouped commit takes
  const gone = once(hub, 'exit');
  hub.kill('SIGTERM');
  assert.deepEqual(await gone, [0, null]);
  assert.equal((await observed()).at(-1), 'bathroom off');
});

await ask('end the node');
done();
