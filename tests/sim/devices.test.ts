/**
 * `anbu sim` and `anbu run`, the two real commands: every kind of wire tells the centre what happens at it, goes, is said
 * lost, comes back and tells again. GPIO lines need a kernel that has some: `npm run test:vm`.
 *
 * What is waited for is what the commands say; nothing here knows how they do it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Command } from '../cli/running-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-bench-'));
const missing = ['avr-gcc', 'dbus-daemon', 'socat'].filter(
  (program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0,
);
let sim: Command;
let hub: Command;

beforeAll(async () => {
  if (missing.length > 0) return;
  expect(spawnSync('bash', ['.ci/firmware'], { stdio: 'ignore' }).status).toBe(0);
  sim = new Command(['sim', '--dir', folder, '--still']);
  await sim.until('ready');
  const address = `unix:path=${join(folder, 'bus')}`;
  hub = new Command(['run', '--config', join(folder, 'hub.yaml'), '--data', join(folder, 'data')], {
    DBUS_SYSTEM_BUS_ADDRESS: address,
  });
  await hub.until('up: home bench');
  // The tags say their state every few seconds; what the hub hears first of them is a level, not a movement.
  await sim.until('observation kettle');
}, 120_000);
afterAll(async () => {
  if (missing.length > 0) return;
  await hub.stop();
  await sim.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** [device, deed, what arrives, what is lost with it] */
const DEVICES = [
  ['radio', 'walk bedroom', 'observation bedroom on', 'sensor-lost bedroom'],
  ['board', 'walk kitchen', 'observation kitchen on', 'sensor-lost kitchen'],
  ['meter', 'boil water', 'observation kettle on', 'sensor-lost kettle'],
  ['bluetooth', 'walk living', 'observation living on', 'sensor-lost living'],
] as const;

test.each(DEVICES)('%s: is heard, unplugged, said lost, plugged in, and heard again', async (...row) => {
  const [device, deed, arrives, lost] = row;
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  await sim.sayUntil(deed, `arrived: ${arrives}`);
  sim.say(`unplug ${device}`);
  await sim.untilAll(`unplugged ${device}`, `arrived: condition raised ${lost}`);
  sim.say(`plug ${device}`);
  await sim.untilAll(`plugged ${device}`, `arrived: condition cleared ${lost}`);
});
test('a tag that was out of reach is heard when it is back', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const swings = ['open fridge', 'close fridge'];
  await sim.sayUntil(swings, 'arrived: observation fridge');
  sim.say('unplug door-tag');
  await sim.until('unplugged door-tag');
  sim.say('plug door-tag');
  await sim.until('plugged door-tag');
  await sim.sayUntil(swings, 'arrived: observation fridge');
});
test('the cord of a node is a call for help at the centre', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  sim.say('press cord');
  await sim.until('arrived: alert raised help');
});
test('every device is heard once more; both commands end when they are told to', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  await sim.sayUntil('walk hall', 'observation hall on');
  await sim.sayUntil('walk kitchen', 'observation kitchen on');
  await sim.sayUntil(['open fridge', 'close fridge'], 'observation fridge');
  expect(await hub.stop()).toBe(0);
  expect(await sim.stop()).toBe(0);
});
