/**
 * A depot's evening with the real command on real firmware: kit after kit at one cable, stopped in the middle and gone on
 * with; and no node is touched while anything in the batch is wrong.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClaimsFile } from '../../agent/cli/console/claims-file.ts';
import { centreKey } from '../../sim/keys.ts';
import { buildFirmware } from '../boards/sensor-node/rig.ts';
import { anbu } from '../cli/command.ts';
import { Command } from '../cli/running-command.ts';
import { openTable } from './node-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-batch-'));
const missing = ['avr-gcc', 'socat'].filter(
  (program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0,
);
const DEPOT = `uplink: { url: "mqtt://localhost:1", site: district-9, centreKeys: { desk: centre.pem } }
board: sim-hub
language: en
`;
const HOMES = `homes:
  - { home: flat-7, devices: [{ id: room, watches: [motion] }, { id: door, watches: [entrance] }] }
  - { home: flat-8, hub: hub-8, codes: 2, devices: [{ id: room, watches: [motion, button] }] }
`;
/** A node answers once in ten seconds of its own: these are two of ours. */
const SPEED = 5;

beforeAll(() => {
  if (missing.length === 0) buildFirmware();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(name: string, homes: string) {
  const at = join(folder, name);
  mkdirSync(at);
  writeFileSync(join(at, 'depot.yaml'), DEPOT);
  writeFileSync(join(at, 'centre.pem'), centreKey('depot').publicKey);
  writeFileSync(join(at, 'batch.yaml'), homes);
  const [out, ports] = [join(at, 'kits'), join(at, 'ports')];
  return {
    out,
    ports,
    words: ['provision', '--batch', join(at, 'batch.yaml'), '--out', out, '--ports', ports],
  };
}

test('two kits at one cable: stopped, unplugged, gone on with; a node of another kit is called by its name', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const { out, ports, words } = bench('evening', HOMES);
  const cable = join(ports, 'usb-cable');
  const table = await openTable([cable, cable, cable], SPEED);
  const [room, door, other] = table.nodes;
  try {
    const begun = new Command(words);
    await begun.until('room: plug in its node');
    await room?.plug();
    await begun.until('room: set up: node 414e425500000001, check ');
    await room?.unplug();
    await begun.until('door: unplugged');
    begun.child.kill('SIGINT');
    expect(await begun.ended()).toBe(130);
    expect(begun.lines).toContain(
      '0 of 2 kits are whole. Run the same command to go on: what is done is passed over.',
    );
    expect(readdirSync(join(out, 'flat-7'))).not.toContain('hub.yaml');

    const gone = new Command([...words, '--json']);
    await gone.until('{"kind":"known","node":"room"}');
    await gone.until('{"kind":"awaits","node":"door"}');
    await door?.plug();
    await gone.until('"kind":"step","node":"door","step":"staging"');
    await door?.unplug('fed');
    await gone.until('"step":"unplugged"');
    await door?.plug();
    await gone.until('"kind":"kit","home":"flat-7","isWhole":true,"done":2,"nodes":2');
    await door?.unplug();
    await room?.plug();
    await gone.until('"kind":"step","node":"room","step":"other","other":"room of flat-7"');
    await room?.unplug();
    await other?.plug();
    await gone.until('{"kind":"node","node":"room","serial":"414e425500000003"');
    await gone.until('{"kind":"end","state":"whole","done":2,"kits":2,"labels":');
    expect(await gone.ended()).toBe(0);

    for (const home of ['flat-7', 'flat-8']) {
      const checked = await anbu('run', '--check-config', '--config', join(out, home, 'hub.yaml'));
      expect(checked.code).toBe(0);
    }
    expect(readFileSync(join(out, 'flat-8', 'hub.yaml'), 'utf8')).toContain('hub: hub-8');
    const before = contentOf(out);
    expectLabels(out, before);
    const again = await anbu(...words);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out).toMatch(/flat-7 +flat-7 +2\/2 +whole/);
    expect(again.out).toContain('2 of 2 kits are whole.');
    expect(contentOf(out)).toEqual(before);
    await expectNotWholeWithoutCentre(out, words);
  } finally {
    await table.close();
  }
});

/** Nodes alone are no kit: nobody could acknowledge its alerts. */
async function expectNotWholeWithoutCentre(out: string, words: readonly string[]): Promise<void> {
  writeFileSync(join(out, '..', 'depot.yaml'), DEPOT.replace(/, centreKeys: {.*?}/, ''));
  const lacking = await anbu(...words);
  expect(lacking.code).toBe(1);
  expect(lacking.out).toMatch(/flat-7 +flat-7 +2\/2 +not whole/);
  expect(lacking.out).toContain('0 of 2 kits are whole.');
  expect(lacking.out).toContain('\nMissing: uplink.centreKeys: no public key of the centre');
  expect(lacking.out).toContain('flat-8: 1 of 1 node is set up; ');
}

/** Each node and each code has its label; no key is in any file but its own, and each code opens the console of its hub once. */
function expectLabels(out: string, files: Readonly<Record<string, string>>): void {
  const page = readFileSync(join(out, 'labels.html'), 'utf8');
  const codes = page.match(/(?:[0-9A-Z]{4}-){2}<br>[0-9A-Z]{4}-[0-9A-Z]{4}/g) ?? [];
  expect(codes).toHaveLength(2);
  const kept = join(out, '..', 'hub');
  cpSync(join(out, 'flat-8', 'console'), kept, { recursive: true });
  for (const code of codes)
    expect(new ClaimsFile(kept).try(code.replace('<br>', ''), 0)).toMatchObject({ is: 'right' });
  expect(statSync(join(out, 'labels.html')).mode & 0o777).toBe(0o600);
  expect(page.match(/414e42550000000[123]<br>check [0-9A-F]{4}/g)).toHaveLength(3);
  const keys = Object.entries(files).filter(([name]) => name.endsWith('.key'));
  expect(keys).toHaveLength(3);
  for (const [name, key] of keys)
    for (const [other, text] of Object.entries(files))
      if (other !== name) expect(text.toLowerCase()).not.toContain(key.trim());
}

function contentOf(out: string): Readonly<Record<string, string>> {
  const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => [
      join(parentPath, name),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  );
}

test('three mistakes are three problems with their lines, and nothing was begun', async () => {
  const { out, words } = bench(
    'mistakes',
    `homes:
  - { home: flat-7, template: two-rooms }
  - { home: flat-8, template: one-room, timezone: KST }
  - { home: flat-7, template: one-room }
`,
  );
  const ended = await anbu(...words);
  expect(ended.code).toBe(2);
  for (const place of ['batch.yaml:2:31', 'batch.yaml:3:51', 'batch.yaml:4:13'])
    expect(ended.err).toContain(place);
  expect(ended.err).toContain('3 problems');
  expect(spawnSync('find', [out, '-type', 'f'], { encoding: 'utf8' }).stdout).toBe('');
});

test('what only the hub itself finds is told of all kits before the first node', async () => {
  const { out, words } = bench('uplink', HOMES);
  writeFileSync(join(out, '..', 'depot.yaml'), DEPOT.replace('mqtt://localhost:1', 'mqtts://desk'));
  const ended = await anbu(...words, '--json');
  expect(ended.code).toBe(2);
  const lines = ended.out.trim().split('\n');
  for (const home of ['flat-7', 'flat-8'])
    expect(lines.filter((line) => line.includes(`/${home}/`))).toHaveLength(2);
  expect(lines.at(-1)).toBe('{"kind":"end","problems":4}');
  writeFileSync(join(out, '..', 'depot.yaml'), DEPOT);
  writeFileSync(join(out, 'flat-8', 'hub.yaml'), 'home: by hand\n');
  const occupied = await anbu(...words);
  expect(occupied.code).toBe(1);
  expect(occupied.err).toContain('visit-elsewhere');
  expect(occupied.out).not.toContain('plug in');
});
