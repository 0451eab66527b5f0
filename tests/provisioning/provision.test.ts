/**
 * `anbu provision`, the real command, on real firmware behind pseudo-terminals: five nodes by a plan, each with its cable
 * pulled at another step, and the hub that runs on exactly that home; and what is wrong is told before it does harm.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { walk, withSnapshot } from '../../agent/cli/journal-snapshot.ts';
import { buildFirmware } from '../boards/sensor-node/rig.ts';
import { anbu } from '../cli/command.ts';
import { Command } from '../cli/running-command.ts';
import { Pty } from '../../sim/devices/pty.ts';
import { ConsoleRig } from './console-rig.ts';
import { type TableNode, openTable } from './node-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-provision-'));
const missing = ['avr-gcc', 'socat'].filter(
  (program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0,
);
const ROOMS = ['bedroom', 'living', 'kitchen', 'bathroom', 'entrance'] as const;
const UPLINK =
  'uplink: { url: "mqtt://localhost:1", site: district-9, hub: hub-12 }\nboard: sim-hub\nlanguage: en\n';
/** Where the cable of each of the five is pulled, and whether it feeds the node; one from a battery answers in 10 s. */
const PULLED = [
  ['heard', 'fed'],
  ['staging', 'fed'],
  ['committing', 'fed'],
  ['meeting', 'battery'],
  ['testing', 'fed'],
] as const;

/** A node answers once in ten seconds of its own: these are two of ours. */
const SPEED = 5;

beforeAll(() => {
  if (missing.length === 0) buildFirmware();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('five nodes by a plan, each unplugged once in the middle; the hub on that home sees all five', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const out = join(folder, 'planned');
  const ports = ROOMS.map((room) => join(folder, 'ports', `usb-${room}`));
  const table = await openTable(ports);
  try {
    for (const { plug } of table.nodes) await plug();
    const plan = join(folder, 'plan.yaml');
    const watches = { bedroom: 'motion, button', bathroom: 'motion, pull-cord', entrance: 'entrance' };
    const lines = ROOMS.map((room, at) => {
      const what = room in watches ? watches[room as keyof typeof watches] : 'motion';
      return `  - { id: ${room}, watches: [${what}], port: ${ports[at]} }\n`;
    });
    writeFileSync(plan, `home: flat-12\n${UPLINK}devices:\n${lines.join('')}`);
    const words = ['provision', '--plan', plan, '--out', out, '--json'];
    const command = new Command(words);
    for (const [at, [step, power]] of PULLED.entries()) {
      await command.until(`{"kind":"step","node":"${ROOMS[at]}","step":"${step}"}`);
      await table.nodes[at]?.unplug(power);
      await command.until('"step":"unplugged"');
      await table.nodes[at]?.plug();
      await command.until(`{"kind":"node","node":"${ROOMS[at]}"`);
    }
    await command.until('"kind":"end","state":"installed-not-armed","done":5,"nodes":5');
    expect(await command.ended()).toBe(0);
    expect(readdirSync(out).sort()).toEqual(
      [
        'hub.yaml',
        'labels.html',
        'labels.txt',
        'provisioning.json',
        ...ROOMS.map((room) => `node-${room}.key`),
      ].sort(),
    );
    for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o777).toBe(0o640);
    const written = readFileSync(join(out, 'hub.yaml'), 'utf8');
    const again = await anbu(...words);
    expect(again.out.match(/"kind":"known"/g)).toHaveLength(5);
    expect(readFileSync(join(out, 'hub.yaml'), 'utf8')).toBe(written);
    expect(noSecretIn(out, [...command.lines, again.out, again.err, written])).toBe(true);
    expect(await seenBy(join(out, 'hub.yaml'), table.nodes)).toEqual([...ROOMS].sort());
  } finally {
    await table.close();
  }
});

/** None of the keys stands in any of these texts, nor beside its own file. */
function noSecretIn(out: string, texts: readonly string[]): boolean {
  const files = ['provisioning.json', 'labels.txt', 'labels.html'].map((name) =>
    readFileSync(join(out, name), 'utf8'),
  );
  const all = [...texts, ...files].join('\n').toLowerCase();
  const keys = ROOMS.map((room) => readFileSync(join(out, `node-${room}.key`), 'utf8').trim());
  expect(new Set(keys).size).toBe(keys.length);
  return keys.every((key) => /^[0-9a-f]{32}$/.test(key) && !all.includes(key));
}

/** The sensors of whose rooms the hub has written a sign of life, after somebody was in each. */
async function seenBy(config: string, nodes: readonly TableNode[]): Promise<readonly string[]> {
  const data = join(folder, 'data');
  mkdirSync(data);
  const hub = new Command(['run', '--config', config, '--data', data]);
  try {
    for (const { settle } of nodes) settle();
    await hub.until('up: home flat-12');
    const seen = async (): Promise<string[]> => {
      const bodies = await withSnapshot(data, ({ store }) => [...walk(store)].map(({ entry }) => entry.body));
      const ids = bodies.flatMap((body) =>
        body.kind === 'observation' && body.isLevel !== true ? [body.sensor] : [],
      );
      return [...new Set(ids)].sort();
    };
    // A group of records is on disk after ten seconds; a hub that has just started listens for a moment more.
    for (let tries = 0; tries < 12; tries += 1) {
      const level = tries % 2 === 0 ? 1 : 0;
      for (const node of nodes) {
        node.setPin('motion', level);
        node.setPin('contact', level === 1 ? 0 : 1);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 4_000);
      });
      const ids = await seen();
      if (ids.length === nodes.length) return ids;
    }
    return await seen();
  } finally {
    await hub.stop();
  }
}

test('new nodes at several ports are never shared out by chance', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const ports = join(folder, 'alike');
  const table = await openTable(
    ['usb-1', 'usb-2'].map((name) => join(ports, name)),
    SPEED,
  );
  try {
    for (const { plug } of table.nodes) await plug();
    const plan = join(folder, 'alike.yaml');
    writeFileSync(plan, `home: flat-2\n${UPLINK}devices: [{ id: room, watches: [motion] }]\n`);
    const ended = await anbu(
      'provision',
      '--plan',
      plan,
      '--out',
      join(folder, 'alike-out'),
      '--ports',
      ports,
    );
    expect(ended.code).toBe(1);
    expect(ended.out).toContain(`${ports}/usb-2: a new node\n`);
    expect(ended.out).toContain('room: NOT set up: new nodes are alike, and 2 ports are free [port-unclear]');
  } finally {
    await table.close();
  }
});

test('a console and a Firmata board are called so, and the one new node beside them is taken', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const ports = join(folder, 'mixed');
  const table = await openTable([join(ports, 'usb-3')], SPEED);
  const rig = new ConsoleRig();
  const hub = new Pty(join(ports, 'usb-1'), (bytes) => hub.send(new TextEncoder().encode(rig.hear(bytes))));
  const board = new Pty(join(ports, 'usb-2'), (bytes) => {
    if (bytes.length === 1 && bytes[0] === 0xf9) board.send(Uint8Array.of(0xf9, 2, 5));
  });
  try {
    for (const device of [hub, board, ...table.nodes]) await device.plug();
    const plan = join(folder, 'mixed.yaml');
    writeFileSync(plan, `home: flat-3\n${UPLINK}devices: [{ id: room, watches: [motion] }]\n`);
    const out = join(folder, 'mixed-out');
    const words = ['provision', '--plan', plan, '--out', out, '--ports', ports];
    const ended = await anbu(...words, '--json');
    expect(ended.out).toContain(`"port":"${ports}/usb-1","is":"hub-console"`);
    expect(ended.out).toContain(`"port":"${ports}/usb-2","is":"firmata-board","detail":"protocol 2.5"`);
    expect(ended.out).toContain('{"kind":"node","node":"room","serial":"414e425500000001"');
    expect([ended.code, rig.deeds]).toEqual([0, []]);
    expect(readFileSync(join(out, 'hub.yaml'), 'utf8')).toContain(`connector: ${ports}/usb-3`);
  } finally {
    await hub.unplug();
    await board.unplug();
    await table.close();
  }
});

test.each([
  ['a plan with three mistakes', 'home: a\ntimezone: KST\ntemplate: one\n', 2, ['KST', 'one-room', 'uplink']],
  [
    'an uplink whose certificate is not there',
    `home: a\ntemplate: one-room\nuplink: { url: "mqtts://desk", site: s, hub: h }\n`,
    2,
    ['uplink.clientCertificate', 'uplink.clientKey'],
  ],
])('%s is told before anything is touched', async (_, plan, code, words) => {
  const out = join(folder, `out-${code}-${words.length}`);
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, plan);
  const ended = await anbu('provision', '--plan', file, '--out', out, '--wait', '0');
  expect(ended.code).toBe(code);
  for (const word of words) expect(ended.err).toContain(word);
  expect(ended.err).not.toContain('at '.concat('file://'));
  const left = spawnSync('find', [out, '-type', 'f'], { encoding: 'utf8' }).stdout;
  expect(left).toBe('');
});

test('nothing is plugged in, and what lies in the folder is of somebody else: said, with what to do', async () => {
  const out = join(folder, 'nobody');
  const file = join(folder, 'nobody.yaml');
  writeFileSync(file, `home: flat-1\ntemplate: one-room\n${UPLINK}`);
  const words = ['provision', '--plan', file, '--out', out, '--ports', join(folder, 'none'), '--wait', '0'];
  const silent = await anbu(...words);
  expect(silent.code).toBe(1);
  expect(silent.out).toContain('room: NOT set up: no new port came up below');
  expect(silent.out).toContain('0 of 3 nodes are set up. The visit is not over');
  expect(silent.out).not.toContain('taken for');
  writeFileSync(file, `home: flat-1\ntemplate: one-room\n${UPLINK.replace(/board: .*\n/, '')}`);
  const noBoard = await anbu(...words);
  expect(noBoard.out).toContain('the hub is taken for a raspberry-pi-4; if it is another, write board: into');
  writeFileSync(join(out, 'hub.yaml'), 'home: by hand\n');
  const occupied = await anbu(...words);
  expect(occupied.code).toBe(1);
  expect(occupied.err).toContain('visit-elsewhere');
  expect(readFileSync(join(out, 'hub.yaml'), 'utf8')).toBe('home: by hand\n');
  const noFolder = await anbu('provision', '--plan', file, '--out', join(file, 'below'));
  expect(noFolder.code).toBe(1);
  expect(noFolder.err).toContain('[file-unwritable]');
});
