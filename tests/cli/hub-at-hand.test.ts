/**
 * The running hub as a program of its own machine meets it: the real command, asked on its socket while it lives.
 * Nobody answers at its broker, as in a home whose link is not there yet.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { askSocket, askTestAlert } from '../../agent/cli/ask-socket.ts';
import { HubAtHand, newsIn } from '../../agent/cli/hub-at-hand.ts';
import { HubSocket } from '../../agent/cli/hub-socket.ts';
import { HeldPress } from '../../agent/cli/walk/held-press.ts';
import { LiveSigns } from '../../agent/cli/walk/live-signs.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { Hub } from '../../agent/hub.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { HubNews } from '../../agent/provisioning/hub-words.ts';
import { NodeHome } from '../sensors/node-home.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { tellStory } from './journal-story.ts';
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

test('a hub that set a damaged journal aside at its start does not say that nobody is waited for', async () => {
  const [data, socket] = [join(folder, 'damaged'), join(folder, 'damaged.sock')];
  const store = await openSqliteStore(data);
  tellStory(store, 14);
  store.close();
  const journal = join(data, JOURNAL_FILE);
  writeFileSync(journal, readFileSync(journal).fill('?', 0, 3_000));
  const config = written(rightWith(['localhost:1883', '127.0.0.1:1']), 'damaged.yaml');
  const hub = new Command(['run', '--config', config, '--data', data, '--socket', socket]);
  hubs.push(hub);
  await hub.until('up: home');
  expect(await askSocket(socket, 'status')).toMatchObject({ mayStop: false });
  const asked = await anbu('status', '--may-stop', '--data', data, '--socket', socket);
  expect(asked.err).toContain('whether somebody is waited for is not known: A damaged part of the journal');
  expect(await hub.stop()).toBe(0);
  // Its journal is whole again; what it lost is as little known.
  expect((await anbu('status', '--may-stop', '--data', data)).code).toBe(1);
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
  // An answer that is lost makes the node say it again, and the hub has heard that.
  home.nodeHears = false;
  home.node.open();
  home.wait(10_000);
  expect(hub.wiring.linkOf('hall')?.frames?.again).toBeGreaterThan(0);
});

const HOME = defaultConfig({ home: 'flat', timezone: 'UTC', sensors: [] });

const BUTTON = { by: 'button', step: 0 } as const;

describe('a press that a walk waits for, by its connection', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0).toReversed()) end();
  });
  /** A whole hub with one node, asked on its socket; time is the home's, the sockets have their turns. */
  async function handed(): Promise<{
    home: NodeHome;
    hub: Hub;
    socket: HubSocket;
    walk: HeldPress;
    press: () => Promise<unknown>;
    until: (holds: () => boolean) => Promise<void>;
  }> {
    const path = join(folder, 'walked.sock');
    const home = new NodeHome();
    const socket = new HubSocket(path, { write: () => undefined });
    await socket.open();
    const atHand = new HubAtHand(socket, () => home.clock.now().wallMs);
    const hub = home.startHub();
    home.observer = (committed) => atHand.committed(committed, hub);
    atHand.begin(hub, '1.2.3', { config: HOME, folder });
    const live = await LiveSigns.open(path);
    const walk = new HeldPress(path);
    ends.push(
      () => socket.close(),
      () => live?.signs.close(),
      () => walk.close(),
    );
    const until = async (holds: () => boolean): Promise<void> => {
      const signal = AbortSignal.timeout(10_000);
      while (!holds()) {
        signal.throwIfAborted();
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    };
    const press = async (): Promise<unknown> => {
      home.node.press();
      home.wait(1_000);
      const news: HubNews[] = [];
      await until(() => news.push(...(live?.signs.taken() ?? []).filter(({ kind }) => kind === 'press')) > 0);
      return news;
    };
    home.wait(120_000);
    return { home, hub, socket, walk, press, until };
  }
  const alerts = (home: NodeHome): unknown[] =>
    home.said('alert').map(({ cause, test: isTest, asked }) => [cause, isTest, asked]);

  test('held: the next press is told as a test, calls nobody, and the connection has an end; the one after is a call', async () => {
    const { home, walk, press, until } = await handed();
    expect(await walk.follow(BUTTON, 0)).toBeNull();
    expect(walk.isHeld).toBe(true);
    expect(await press()).toMatchObject([{ kind: 'press', by: 'button', isTest: true }]);
    await until(() => !walk.isHeld);
    expect(alerts(home).at(-1)).toEqual(['test', true, 'called-for-help']);
    expect(home.said('say').at(-1)).toMatchObject({ sentence: 'press-tested' });
    // As often as the walk looks: its step has had its press.
    walk.came();
    expect(await walk.follow(BUTTON, 60_000)).toBeNull();
    home.wait(2_000);
    expect(await press()).toMatchObject([{ isTest: false }]);
    home.wait(60_000);
    expect(alerts(home)).toContainEqual(['help', false, 'called-for-help']);
  });
  test('whoever held it is killed: the press is a call', async () => {
    const { home, hub, walk, press, until } = await handed();
    await walk.follow(BUTTON, 0);
    walk.close();
    await until(() => hub.state.checkon.pressTests.expected === null);
    expect(await press()).toMatchObject([{ isTest: false }]);
    expect(home.said('press-expected').map(({ by }) => by)).toEqual(['button', null]);
  });
  test('whoever has gone while the hub was asked takes the word back', async () => {
    const { home, hub, walk, press, until } = await handed();
    const asking = walk.follow(BUTTON, 0);
    walk.close();
    await asking;
    expect(walk.isHeld).toBe(false);
    await until(() => home.said('press-expected').length === 2);
    expect(hub.state.checkon.pressTests.expected).toBeNull();
    expect(await press()).toMatchObject([{ isTest: false }]);
  });
  test('the next step may have one of its own, seconds later', async () => {
    const { home, walk, press, until } = await handed();
    await walk.follow(BUTTON, 0);
    await press();
    walk.came();
    const next = { by: 'button', step: 1 } as const;
    expect(await walk.follow(next, 0)).toMatch(/REAL call for help: one was a test just now/);
    expect(walk.isSoon).toBe(true);
    home.wait(10_000);
    expect(await walk.follow(next, 2_000)).toBe('a press now is a test');
    expect(await press()).toMatchObject([{ isTest: true }]);
    await until(() => !walk.isHeld);
  });
  test('a second walk is refused; something real ends the word of the first, and it hears why', async () => {
    const { home, hub, walk, until } = await handed();
    await walk.follow(BUTTON, 0);
    const other = new HeldPress(join(folder, 'walked.sock'));
    expect(await other.follow(BUTTON, 0)).toMatch(/REAL call for help: another walk waits for a press/);
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    home.wait(1_000);
    await until(() => !walk.isHeld);
    expect(await walk.follow(BUTTON, 10_000)).toMatch(/REAL call for help/);
  });
});
