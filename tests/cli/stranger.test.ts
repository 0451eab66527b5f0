/**
 * What a stranger finds at a running hub: no port that listens, and no secret in what it says or keeps.
 *
 * The real command with real keys, looked at from outside: by its own entries in /proc, and by its bytes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rightWith, written } from '../config/hub-file.ts';
import { ended, start } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-stranger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** State of a TCP socket that listens, as the kernel prints it (proc(5), net/tcp). */
const LISTENS = '0A';

/** Sockets of a process that wait for somebody: TCP that listens, UDP that is bound. */
function listeners(pid: number): string[] {
  const inodes = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    return /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
  });
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) => {
    const [, ...rows] = readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n');
    return rows.filter((row) => {
      const fields = row.trim().split(/\s+/);
      return inodes.includes(fields[9] ?? '') && (table.startsWith('udp') || fields[3] === LISTENS);
    });
  });
}
/** What was closed meanwhile is nothing. */
function targetOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const KEYED = rightWith(
  [
    '{ id: front-door, part: reed, connector: gpio17 }',
    '{ id: front-door, part: bthome, connector: bluetooth, mac: "A4:C1:38:00:00:01", key: node.key }',
  ],
  ['  centreKeys:', '  clientKey: private.pem\n  clientCertificate: centre.pem\n  centreKeys:'],
);

test('a running hub listens nowhere, and tells no secret, neither in its log nor in its journal', async () => {
  const config = written(KEYED, 'keyed.yaml');
  const child = start('run', '--config', config, '--data', folder);
  const up = new Promise<void>((resolve) => {
    child.stderr?.on('data', (bytes: Buffer) => bytes.toString().includes('sensors seen') && resolve());
  });
  const over = ended(child);
  await Promise.race([up, over]);
  const found = listeners(child.pid ?? 0);
  child.kill('SIGTERM');
  const { code, out, err } = await over;
  expect({ code, found }).toStrictEqual({ code: 0, found: [] });
  const pem = readFileSync(join(dirname(config), 'private.pem'), 'latin1').split('\n')[1] ?? '';
  const key = readFileSync(join(dirname(config), 'node.key'), 'latin1').trim();
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  expect(kept.join('').length).toBeGreaterThan(1000);
  for (const text of [out, err, ...kept]) {
    for (const secret of [pem, key, Buffer.from(key, 'hex').toString('latin1')]) {
      expect(secret.length).toBeGreaterThan(15);
      expect(text.includes(secret)).toBe(false);
    }
  }
});

test('somebody who listens would be found', async () => {
  const program = "require('net').createServer().listen(0, '127.0.0.1', () => console.log('up'))";
  const child: ChildProcess = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  const found = listeners(child.pid ?? 0);
  child.kill();
  expect(found).toHaveLength(1);
});
