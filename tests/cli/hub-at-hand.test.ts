/**
 * The running hub as a program of its own machine meets it: the real command, asked on its socket while it lives.
 * Nobody answers at its broker, as in a home whose link is not there yet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askSocket, askTestAlert } from '../../agent/cli/ask-socket.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { Command } from './running-command.ts';
import { anbu } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-hand-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a test alert at will: raised once, recorded as asked for, and none beside it', async () => {
  const [data, socket] = [join(folder, 'data'), join(folder, 'hub.sock')];
  // Port 1 is nobody's.
  const config = written(rightWith(['localhost:1883', '127.0.0.1:1']), 'hand.yaml');
  const hub = new Command(['run', '--config', config, '--data', data, '--socket', socket]);
  await hub.until('up: home');
  const first = await askTestAlert(socket);
  expect(first).toEqual({
    kind: 'test-alert',
    raised: expect.stringMatching(/^[0-9a-f]{12}-\d+$/) as string,
  });
  expect(await askTestAlert(socket)).toEqual({
    kind: 'test-alert',
    raised: null,
    why: 'test-open',
    alert: first?.raised,
  });
  // It is no alert of a resident: whoever looks sees none, and the hub may be stopped.
  expect(await askSocket(socket, 'status')).toMatchObject({ alerts: [], question: null, mayStop: true });
  expect(await hub.stop()).toBe(0);
  expect(await askTestAlert(socket)).toBeNull();
  const { out } = await anbu('inspect', 'journal', '--data', data, '--json');
  expect(out).toContain('test-asked');
  expect((await anbu('inspect', 'incident', first?.raised ?? '', '--data', data)).out).toContain(
    'asked for at the hub',
  );
});
