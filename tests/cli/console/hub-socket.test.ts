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
/** What a hub answers whom nobody asks for a test. */
function onlyStatus(status: () => unknown): Answers {
  return { status, testAlert: () => ({ error: 'nobody asked for it' }) };
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
    expect(await ask(text)).toBe(
      `${JSON.stringify({ error: 'ask {"ask":"status"} or {"ask":"test-alert"}' })}\n`,
    );
  },
);

test('more than four at once are turned away, and the four are served', async () => {
  const { socket } = await opened();
  socket.answerWith(onlyStatus(() => ({ kind: 'status' })));
  for (let at = 0; at < 4; at += 1) {
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
  socket.answerWith({ status: () => ({ kind: 'status' }), testAlert: () => answers[(asks += 1) - 1] });
  await askHub(path);
  expect(asks).toBe(0);
  expect(await askTestAlert(path)).toEqual(answers[0]);
  expect(await askTestAlert(path)).toEqual(answers[1]);
  // Whatever else answers there, it raised nothing.
  expect(await askTestAlert(path)).toBeNull();
  socket.answerWith(null);
  expect(await askTestAlert(path)).toBeNull();
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
