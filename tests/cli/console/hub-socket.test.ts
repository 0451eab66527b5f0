/**
 * The socket on which a hub says how it is: who may ask, how much, and that it costs the hub nothing when it fails.
 *
 * Real sockets in a folder of the test; no hub behind them.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askTestAlert } from '../../../agent/cli/ask-socket.ts';
import { askHub } from '../../../agent/cli/console/ask-hub.ts';
import { type Answers, HubSocket } from '../../../agent/cli/hub-socket.ts';
import { LiveSigns } from '../../../agent/cli/walk/live-signs.ts';
import { answersOf } from '../hub-answers.ts';

let folder = '';
let path = '';
const said: string[] = [];
const log = { write: (_: string, message: string) => void said.push(message) };
const sockets: HubSocket[] = [];
const clients: Socket[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-socket-'));
  path = join(folder, 'hub.sock');
  said.length = 0;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  for (const socket of sockets.splice(0)) socket.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<{ socket: HubSocket; isOpen: boolean }> {
  const socket = new HubSocket(path, log);
  sockets.push(socket);
  const isOpen = await socket.open();
  return { socket, isOpen };
}
const ASKS = [
  '{"ask":"status"}',
  '{"ask":"test-alert"}',
  '{"ask":"press-test","by":"button"}',
  '{"ask":"press-test","by":"pull-cord"}',
  '{"ask":"news"}',
];
const BEGIN = { kind: 'begin', bootMs: 5 };
const SIGN = { kind: 'sign', sensor: 'hall', atMs: 7, link: null };
/** What a hub answers whom nobody asks for a test. */
function onlyStatus(status: () => unknown): Answers {
  return answersOf({ status, begin: () => BEGIN });
}
/** All that is said until the socket closes; '' when it closes at once. */
async function ask(text: string): Promise<string> {
  const client = connect(path).setEncoding('utf8');
  clients.push(client);
  let answer = '';
  client.on('data', (piece: string) => (answer += piece));
  client.on('error', () => undefined);
  client.write(text);
  return new Promise((resolve) => {
    client.on('close', () => resolve(answer));
  });
}

test('answers how it is from the living state, to owner and group', async () => {
  const { socket } = await opened();
  expect(statSync(path).mode & 0o777).toBe(0o660);
  expect(await ask('{"ask":"status"}\n')).toContain('between two lives');
  socket.answerWith(onlyStatus(() => ({ kind: 'status', mayStop: true })));
  expect(await askHub(path)).toEqual({ kind: 'status', mayStop: true });
});

test.each(['\n', 'GET / HTTP/1.1\r\n\r\n', '{"ask":"everything"}\n', 'x'.repeat(100_000)])(
  'anything else is told what to ask: %.20j',
  async (text) => {
    const { socket } = await opened();
    socket.answerWith(onlyStatus(() => ({ kind: 'status' })));
    expect(await ask(text)).toBe(`${JSON.stringify({ error: `ask ${ASKS.join(' or ')}` })}\n`);
  },
);

test('more than five at once are turned away, and the five are served', async () => {
  const { socket } = await opened();
  socket.answerWith(onlyStatus(() => ({ kind: 'status' })));
  for (let at = 0; at < 5; at += 1) {
    const client = connect(path);
    clients.push(client);
    await once(client, 'connect');
  }
  expect(await ask('{"ask":"status"}\n')).toBe('');
  const [first] = clients;
  first?.write('{"ask":"status"}\n');
  const [answer] = (await once(first as Socket, 'data')) as unknown[];
  expect(String(answer)).toBe('{"kind":"status"}\n');
});

test('many questions are one look a second', async () => {
  const { socket } = await opened();
  let looks = 0;
  socket.answerWith(onlyStatus(() => ({ kind: 'status', looks: (looks += 1) })));
  for (let at = 0; at < 10; at += 1) await askHub(path);
  expect(looks).toBeLessThanOrEqual(2);
});

test('a test alert is asked for each time anew, and never by looking', async () => {
  const { socket } = await opened();
  const answers = [
    { kind: 'test-alert', raised: 'a-7' },
    { kind: 'test-alert', raised: null, why: 'too-soon', leftMs: 1000 },
  ];
  let asks = 0;
  const testAlert = (): unknown => answers[(asks += 1) - 1];
  socket.answerWith({ ...onlyStatus(() => ({ kind: 'status' })), testAlert });
  await askHub(path);
  expect(asks).toBe(0);
  expect(await askTestAlert(path)).toEqual(answers[0]);
  expect(await askTestAlert(path)).toEqual(answers[1]);
  // Whatever else answers there, it raised nothing.
  expect(await askTestAlert(path)).toBeNull();
  socket.answerWith(null);
  expect(await askTestAlert(path)).toBeNull();
});

/** The sockets have their turns until it holds. */
async function until(holds: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  while (!holds()) {
    signal.throwIfAborted();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

test('news come to whoever asked for them as they happen, until the life of the hub ends', async () => {
  const { socket } = await opened();
  socket.answerWith(onlyStatus(() => ({ kind: 'status' })));
  const live = await LiveSigns.open(path);
  expect(live?.bootMs).toBe(5);
  const seen: unknown[] = [];
  socket.tell(SIGN);
  await until(() => seen.push(...(live?.signs.taken() ?? [])) > 0);
  // It counts by when it came, whatever clock it was stamped by.
  expect(seen).toEqual([{ ...SIGN, atMs: expect.closeTo(Date.now(), -4) as number }]);
  socket.answerWith(null);
  await until(() => live?.signs.isOver === true);
  expect(await LiveSigns.open(path)).toBeNull();
});

test('two may watch; whoever does not read is let go, and nobody else hears of it', async () => {
  const { socket } = await opened();
  socket.answerWith(onlyStatus(() => ({ kind: 'status' })));
  const live = await LiveSigns.open(path);
  const deaf = connect(path);
  clients.push(deaf);
  deaf.write('{"ask":"news"}\n');
  await once(deaf, 'readable');
  expect(await ask('{"ask":"news"}\n')).toContain('others watch already');
  // What a pipe of the kernel takes, and the 64 KiB of the hub: the rest is not kept for a reader that has stopped.
  const [batches, each] = [250, 100];
  let heard = 0;
  for (let batch = 1; batch <= batches; batch += 1) {
    for (let told = 0; told < each; told += 1) socket.tell(SIGN);
    await until(() => (heard += live?.signs.taken().length ?? 0) === batch * each);
  }
  const again = await LiveSigns.open(path);
  expect(again).not.toBeNull();
  again?.signs.close();
  live?.signs.close();
});

test('a file that a killed hub left is taken over; one that is answered is not', async () => {
  writeFileSync(path, 'left behind');
  const { isOpen } = await opened();
  expect(isOpen).toBe(true);
  const second = await opened();
  expect(second.isOpen).toBe(false);
  expect(said.join()).toContain('another hub answers there');
});

test('a folder that is not there costs only the socket', async () => {
  path = join(folder, 'missing', 'hub.sock');
  expect((await opened()).isOpen).toBe(false);
  expect(said).toHaveLength(1);
  expect(await askHub(path)).toBeNull();
});
