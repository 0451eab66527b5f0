/**
 * `anbu run` as the service manager starts it: what it does with a configuration that went bad between two starts.
 *
 * The real command in a process of its own; a listener stands for the broker and shows that the hub is up.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rightWith, written } from '../config/hub-file.ts';
import { dataFolder } from '../../agent/cli/run.ts';
import { type Ended, anbu, ended, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-run-'));
const data = join(folder, 'data');
let broker: Server;
let right: string;

beforeAll(async () => {
  broker = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => broker.once('listening', resolve));
  const address = broker.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  right = written(rightWith(['localhost:1883', `127.0.0.1:${port}`]), 'run.yaml');
});
afterAll(() => {
  broker.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs until the hub calls the broker, then stops it as the service manager does; before that, `meanwhile`. */
async function runUntilUp(config: string, meanwhile = (): void => {}): Promise<Ended> {
  const child = start('run', '--config', config, '--data', data);
  broker.once('connection', () => {
    meanwhile();
    child.kill('SIGTERM');
  });
  return ended(child);
}

test('a first start with a bad file is refused; a restart goes on with the last good one, and says so', async () => {
  const text = readFileSync(right, 'utf8');
  const bad = text.replace('room:', 'rooms:');
  writeFileSync(right, bad);
  expect(await anbu('run', '--config', right, '--data', data)).toMatchObject({ code: 2 });

  writeFileSync(right, text);
  expect(await runUntilUp(right)).toMatchObject({ code: 0 });
  expect(readFileSync(join(data, 'config.last-good.yaml'), 'utf8')).toBe(text);

  writeFileSync(right, bad);
  const again = await runUntilUp(right);
  expect(again.code).toBe(0);
  expect(again.err).toContain('Did you mean `room`?');
  expect(again.err).toContain('the last good configuration is in force');
  expect(readFileSync(right, 'utf8')).toBe(bad);
  expect(await anbu('run', '--check-config', '--config', right)).toMatchObject({ code: 2 });
  const { out } = await anbu('inspect', 'journal', '--data', data);
  expect(out).toContain('config-refused');

  writeFileSync(right, text);
  const mended = await runUntilUp(right);
  expect(mended.err).not.toContain('last good');
});

test('what is written into the file while the hub runs is not what it lived with', async () => {
  const text = readFileSync(right, 'utf8');
  expect(await runUntilUp(right, () => writeFileSync(right, 'half a file'))).toMatchObject({ code: 0 });
  expect(readFileSync(join(data, 'config.last-good.yaml'), 'utf8')).toBe(text);
  writeFileSync(right, text);
});

test('without a folder it goes on where anbu was installed, and makes none there', () => {
  const there = (): boolean => true;
  const nowhere = (): boolean => false;
  expect(dataFolder(null, there)).toBe('/var/lib/anbu');
  expect(dataFolder('here', nowhere)).toBe('here');
  expect(() => dataFolder(null, nowhere)).toThrow(/not installed here .*--data DIR/);
});
