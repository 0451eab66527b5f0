/**
 * The running hub as a program of its own machine meets it: the real command, asked on its socket while it lives.
 * Nobody answers at its broker, as in a home whose link is not there yet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askSocket, askTestAlert } from '../../agent/cli/ask-socket.ts';
import { newsIn } from '../../agent/cli/hub-at-hand.ts';
import { LiveSigns } from '../../agent/cli/walk/live-signs.ts';
import type { HubNews } from '../../agent/provisioning/hub-words.ts';
import { NodeHome } from '../sensors/node-home.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { Command } from './running-command.ts';
import { anbu } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-hand-'));
const hubs: Command[] = [];
afterAll(async () => {
  // One that a failed test has left.
  await Promise.all(hubs.map(async (hub) => hub.stop()));
  rmSync(folder, { recursive: true, force: true });
});

test('a test alert at will: raised once, recorded as asked for, and none beside it', async () => {
  const [data, socket] = [join(folder, 'data'), join(folder, 'hub.sock')];
  // Port 1 is nobody's.
  const config = written(rightWith(['localhost:1883', '127.0.0.1:1']), 'hand.yaml');
  const hub = new Command(['run', '--config', config, '--data', data, '--socket', socket]);
  hubs.push(hub);
  await hub.until('up: home');
  const live = await LiveSigns.open(socket);
  expect(Math.abs((live?.bootMs ?? 0) - Date.now())).toBeLessThan(60_000);
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
  expect(await askSocket(socket, 'status')).toMatchObject({
    alerts: [],
    question: null,
    mayStop: true,
    armed: { since: null, notWalked: ['bathroom', 'front-door'] },
  });
  // Whoever still watches does not keep it.
  expect(await hub.stop()).toBe(0);
  expect(await askTestAlert(socket)).toBeNull();
  const { out } = await anbu('inspect', 'journal', '--data', data, '--json');
  expect(out).toContain('test-asked');
  expect((await anbu('inspect', 'incident', first?.raised ?? '', '--data', data)).out).toContain(
    'asked for at the hub',
  );
});

test('a sign is told as it enters, before it is on disk, with how well it was heard', () => {
  const home = new NodeHome();
  const told: HubNews[] = [];
  home.witness = (facts) => {
    const onDisk = home.observed.length;
    told.push(...newsIn(facts, home.clock.now().wallMs, (sensor) => hub.wiring.linkOf(sensor)));
    expect(home.observed).toHaveLength(onDisk);
  };
  const hub = home.startHub();
  home.wait(120_000);
  told.length = 0;
  home.node.move();
  home.wait(1_000);
  expect(told).toEqual([
    {
      kind: 'sign',
      sensor: 'hall',
      atMs: expect.any(Number) as number,
      link: { rssiDbm: null, frames: expect.objectContaining({ again: 0, lost: 0 }) as object },
    },
  ]);
  home.node.press();
  home.wait(1_000);
  expect(told.at(-1)).toMatchObject({ kind: 'press', by: 'button' });
  // An answer that is lost makes the node say it again, and the hub has heard that.
  home.nodeHears = false;
  home.node.open();
  home.wait(10_000);
  expect(hub.wiring.linkOf('hall')?.frames?.again).toBeGreaterThan(0);
});
