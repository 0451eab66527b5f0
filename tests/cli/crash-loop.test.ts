/**
 * `anbu run` that dies at each start: of a configuration, of a record. The sixth start within ten minutes is a safe one.
 *
 * The real command in processes of its own. Four of the five starts before are written down here as they would have
 * noted themselves, for a start takes a second; the fifth is real and dies. What a configuration kills by is its broker:
 * whoever calls that one is killed.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rightWith, written } from '../config/hub-file.ts';
import { plantPoison } from '../journal/plant-poison.ts';
import { type Ended, anbu, ended, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-loop-'));
const data = join(folder, 'data');
let kind: Server;
let deadly: Server;
let good = '';
let bad = '';

beforeAll(async () => {
  [kind, deadly] = await Promise.all([listener(), listener()]);
  good = written(rightWith(['localhost:1883', `127.0.0.1:${portOf(kind)}`]), 'good.yaml');
  bad = written(rightWith(['localhost:1883', `127.0.0.1:${portOf(deadly)}`]), 'bad.yaml');
});
afterAll(() => {
  kind.close();
  deadly.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listener(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}
function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Runs until it calls one of the brokers: the kind one has it told to stop, the deadly one has it killed. */
async function run(config: string): Promise<Ended> {
  const child = start('run', '--config', config, '--data', data);
  const stop = () => child.kill('SIGTERM');
  const kill = () => child.kill('SIGKILL');
  kind.once('connection', stop);
  deadly.once('connection', kill);
  const end = await ended(child);
  kind.off('connection', stop);
  deadly.off('connection', kill);
  return end;
}

/** Starts that died within the last minute. */
function plantStarts(count: number): void {
  const kernel = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const starts = Array.from({ length: count }, () => ({
    kernel,
    atMs: (uptime() - 60) * 1000,
    mode: 'normal',
  }));
  writeFileSync(join(data, 'starts.json'), JSON.stringify(starts));
}
async function conditionsInJournal(): Promise<string> {
  return (await anbu('inspect', 'journal', '--data', data)).out;
}

test('a configuration that kills: the last good one is taken, and it is said', async () => {
  expect(await run(good)).toMatchObject({ code: 0 });
  plantStarts(4);
  expect(await run(bad)).toMatchObject({ code: null });
  const safe = await run(bad);
  expect(safe.code).toBe(0);
  expect(safe.err).toContain('The last starts all died');
  expect(await conditionsInJournal()).toContain('safe-mode');
  // It ended in order: the file is given another chance, and the copy is still that of the one that lived.
  expect(readFileSync(join(data, 'config.last-good.yaml'), 'utf8')).toBe(readFileSync(good, 'utf8'));
  expect((await run(bad)).err).not.toContain('The last starts all died');
});

test('a record that kills: it is set aside, and the hub watches', async () => {
  const poison = plantPoison(data);
  plantStarts(4);
  const dead = await run(good);
  expect(dead.code).not.toBe(0);
  expect(dead.err).toContain(`record ${poison} cannot be folded`);
  const safe = await run(good);
  expect(safe.code).toBe(0);
  expect(safe.err).toContain(`set aside: records ${poison}`);
  const after = await run(good);
  expect(after.code).toBe(0);
  expect(after.err).not.toContain('The last starts all died');
});

test('a start that is refused in words is none that died, and makes no folder', async () => {
  const untouched = join(folder, 'untouched');
  expect(await anbu('run', '--config', join(folder, 'nope.yaml'), '--data', untouched)).toMatchObject({
    code: 2,
  });
  expect(existsSync(untouched)).toBe(false);
});
