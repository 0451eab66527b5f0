/**
 * A technician's visit by hand, counted by the keystroke and recorded as it stood on the terminal (`by-hand.txt`); and a kit
 * that was set up at the depot, plugged in at the home. The real command on real firmware behind pseudo-terminals.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Pty } from '../../sim/devices/pty.ts';
import { buildFirmware } from '../boards/sensor-node/rig.ts';
import { anbu } from '../cli/command.ts';
import { Command } from '../cli/running-command.ts';
import { openTable } from './node-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-provision-'));
const missing = ['avr-gcc', 'socat'].filter(
  (program) => spawnSync('which', [program], { stdio: 'ignore' }).status !== 0,
);
const ROOMS = ['bedroom', 'living', 'kitchen', 'bathroom', 'entrance'] as const;
const UPLINK = 'uplink: { url: "mqtt://localhost:1", site: district-9 }\nboard: sim-hub\nlanguage: en\n';

/** A node answers once in ten seconds of its own: these are two of ours. */
const SPEED = 5;

beforeAll(() => {
  if (missing.length === 0) buildFirmware();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('five nodes by hand at one port: few keystrokes, a visit that is stopped and goes on, and what was said', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const out = join(folder, 'by-hand');
  mkdirSync(out);
  writeFileSync(join(out, 'depot.yaml'), UPLINK);
  const port = join(folder, 'cable', 'usb-technician');
  const table = await openTable(
    ROOMS.map(() => port),
    SPEED,
  );
  try {
    const words = ['provision', '--out', out, '--port', port];
    const [first, ...others] = table.nodes;
    let keystrokes = 0;
    const begun = new Command(words);
    const types = (line: string): void => {
      keystrokes += line.length + 1;
      begun.say(line);
    };
    await begun.until('What kind of home is it?');
    types('3');
    await begun.until('What is it called?');
    types('flat-7');
    await begun.until('bedroom: plug in its node');
    await first?.plug();
    await begun.until('bedroom: set up: node 414e425500000001');
    await begun.until('living: at ');
    // Ctrl-C, while the first is still plugged in.
    begun.child.kill('SIGINT');
    expect(await begun.ended()).toBe(130);
    expect(readdirSync(out)).not.toContain('hub.yaml');

    const gone = new Command(words);
    await gone.until('living: that is bedroom, set up already');
    await first?.unplug();
    for (const [at, node] of others.entries()) {
      await gone.until(`${ROOMS[at + 1]}: unplugged`);
      await node.plug();
      await gone.until(`${ROOMS[at + 1]}: set up: node 414e42550000000${at + 2}`);
      if (at < others.length - 1) await gone.until(`${ROOMS[at + 2]}: at `);
      await node.unplug();
    }
    await gone.until('Start the hub');
    expect(await gone.ended()).toBe(0);
    expect(keystrokes).toBeLessThanOrEqual(15);
    expect((await anbu('run', '--check-config', '--config', join(out, 'hub.yaml'))).code).toBe(0);
    const said = [...begun.lines, '^C', '', '$ anbu provision', ...gone.lines].join('\n');
    const record = said
      .replaceAll(port, '/dev/serial/by-id/usb-technician')
      .replaceAll(out, '/srv/flat-7')
      .replaceAll(/check [0-9A-F]{4}/g, 'check 7C3E')
      .replaceAll(/(?:npm run -s anbu --|node agent\/main\.ts) (?=run|walk)/g, 'anbu ');
    await expect(`$ anbu provision\n${record}\n`).toMatchFileSnapshot('by-hand.txt');
  } finally {
    await table.close();
  }
});

test('a kit from the depot finds its ports in the home by its keys; one node is replaced in a file that was changed since', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  const out = join(folder, 'kit');
  const cable = join(folder, 'depot', 'usb-cable');
  const ports = join(folder, 'home');
  const table = await openTable([cable, cable, cable], SPEED);
  mkdirSync(ports);
  const meter = new Pty(join(ports, 'usb-1-meter'), () => {});
  const telegrams = setInterval(() => meter.send(new TextEncoder().encode('1-0:1.8.1(0001.5)\r\n')), 500);
  try {
    const plan = join(folder, 'kit.yaml');
    const devices = '[{ id: room, watches: [motion, button] }, { id: door, watches: [entrance] }]';
    writeFileSync(plan, `home: kit\n${UPLINK}devices: ${devices}\n`);
    const words = ['provision', '--plan', plan, '--home', 'flat-9', '--out', out];
    const [room, door, spare] = table.nodes;
    const depot = new Command([...words, '--port', cable]);
    await room?.plug();
    await depot.until('room: set up');
    await room?.unplug();
    await door?.plug();
    await depot.until('door: set up');
    expect(await depot.ended()).toBe(0);
    await door?.unplug();
    const labels = readFileSync(join(out, 'labels.txt'), 'utf8');
    expect(labels).toMatch(
      /^flat-9 · room\nnode 1 · 414e425500000001\ncheck [0-9A-F]{4}\n\nflat-9 · door\nnode 2 · /,
    );

    await meter.plug();
    await door?.plugAt(join(ports, 'usb-2'));
    await room?.plugAt(join(ports, 'usb-3'));
    const home = await anbu(...words, '--ports', ports);
    expect([home.code, home.err]).toEqual([0, '']);
    expect(home.out).not.toContain('NOT set up');
    expect(home.out).toContain('flat-9: 2 nodes, 2 of them set up before (2 to be plugged in)\n');
    expect(home.out).toContain('room: was set up before: node 414e425500000001');
    const placed = readFileSync(join(out, 'hub.yaml'), 'utf8');
    expect(placed.match(/connector: .*/g)).toEqual([
      `connector: ${ports}/usb-3`,
      `connector: ${ports}/usb-2`,
    ]);

    const { changed, key } = changedByHand(out);
    await door?.unplug();
    await spare?.plugAt(join(ports, 'usb-4'));
    const replaced = await anbu(...words, '--ports', ports, '--replace', 'door');
    expect(replaced.out).toContain('door: set up: node 414e425500000003');
    expect(readFileSync(join(out, 'node-door.key'), 'utf8')).not.toBe(key);
    expect(readFileSync(join(out, 'hub.yaml'), 'utf8')).toBe(changed.replace('/usb-2', '/usb-4'));
    expect(readFileSync(join(out, 'hub.yaml.before'), 'utf8')).toBe(changed);
    expect((await anbu('run', '--check-config', '--config', join(out, 'hub.yaml'))).code).toBe(0);
  } finally {
    clearInterval(telegrams);
    await meter.unplug();
    await table.close();
  }
});

/** A centre has changed its broker over the console, and somebody has written to the file by hand. */
function changedByHand(out: string) {
  const changed = readFileSync(join(out, 'hub.yaml'), 'utf8')
    .replace('mqtt://localhost:1', 'mqtt://localhost:2')
    .replace('language: en', 'language: ko # since May');
  expect(changed).toContain('since May');
  writeFileSync(join(out, 'hub.yaml'), changed);
  return { changed, key: readFileSync(join(out, 'node-door.key'), 'utf8') };
}
