/**
 * A walk over the console: begun, looked at, answered, and armed or not, beside a socket that tells what a hub tells.
 * The deed that ships, on real sockets and files; no cable, no hub behind them.
 */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WalkDeed } from '../../../agent/cli/console/walk-deed.ts';
import { HubSocket } from '../../../agent/cli/hub-socket.ts';
import { armedIn } from '../../../agent/cli/walk/armed-file.ts';
import { answerFrame } from '../../../agent/provisioning/console/fitting.ts';
import type { Answer, WalkStepName } from '../../../agent/provisioning/console/requests.ts';
import { rightWith, written } from '../../config/hub-file.ts';
import { answersOf } from '../hub-answers.ts';

let folder: string;
let socket: HubSocket;
let deed: WalkDeed;
let config: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-walk-deed-'));
  mkdirSync(join(folder, 'data'));
  config = written(
    rightWith(['  centreKeys:', '  clientKey: deed.key\n  clientCertificate: centre.pem\n  centreKeys:']),
    'deed.yaml',
  );
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(dirname(config), 'deed.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  socket = new HubSocket(join(folder, 'hub.sock'), { write: () => undefined });
  await socket.open();
  socket.answerWith(
    answersOf({
      testAlert: () => ({ kind: 'test-alert', raised: 'a-1' }),
      begin: () => ({ kind: 'begin', bootMs: Date.now() - 120_000 }),
    }),
  );
  deed = new WalkDeed({ config, data: join(folder, 'data'), socket: join(folder, 'hub.sock') });
});
afterEach(() => {
  deed.drop();
  socket.close();
  rmSync(folder, { recursive: true, force: true });
});

async function said(step: WalkStepName): Promise<Readonly<Record<string, unknown>>> {
  const answer: Answer = await deed.step(step);
  // Whatever is said of a walk fits into one frame.
  expect(answerFrame(1, answer)).not.toContain('answer-too-long');
  return 'ok' in answer ? answer.ok : { ...answer.error };
}
/** Asks `next` until there is news: a socket takes its turn. */
async function news(): Promise<Readonly<Record<string, unknown>>> {
  const signal = AbortSignal.timeout(5_000);
  for (;;) {
    const answer = await said('next');
    if (answer['isOver'] === true || String(answer['news']) !== '') return answer;
    signal.throwIfAborted();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
function tell(about: Readonly<Record<string, unknown>>): void {
  socket.tell({ ...about, atMs: Date.now() });
}

test('each step passed: armed, signed, and the visit is told so', async () => {
  expect(await said('start')).toMatchObject({
    isOver: false,
    at: '1/7',
    text: 'Walk through: bathroom (bathroom)',
    news: [],
  });
  tell({ kind: 'sign', sensor: 'bathroom', link: { rssiDbm: -71, frames: null } });
  expect(await news()).toMatchObject({ at: '2/7', news: ['ok; link: -71 dBm'] });
  tell({ kind: 'sign', sensor: 'front-door', link: null });
  expect(await news()).toMatchObject({ at: '3/7' });
  tell({ kind: 'press', by: 'button' });
  expect(await news()).toMatchObject({ at: '4/7' });
  expect(await said('yes')).toMatchObject({ at: '5/7' });
  expect(await said('yes')).toMatchObject({ at: '6/7', news: ['ok', 'test alert a-1 has left'] });
  expect(armedIn(join(folder, 'data'))).toBeNull();
  tell({ kind: 'acknowledged', alert: 'a-1', by: 'desk-3' });
  expect(await news()).toEqual({
    isOver: true,
    isReady: true,
    isSigned: true,
    findings: [],
    acknowledgedBy: 'desk-3',
    news: ['test alert acknowledged by the centre: ok', 'nothing of the hub is broken: ok'],
  });
  expect(armedIn(join(folder, 'data'))).toMatchObject({ by: 'at the console' });
  expect(readFileSync(join(dirname(config), 'receipts.jsonl'), 'utf8')).toContain('ready');
  expect(await said('next')).toMatchObject({ code: 'no-walk' });
});

test('passed over and refused: over, not ready, with what to do', async () => {
  await said('start');
  let last: Readonly<Record<string, unknown>> = {};
  for (const word of ['skip', 'skip', 'skip', 'no', 'yes', 'skip'] as const) last = await said(word);
  expect(last).toMatchObject({ isOver: true, isReady: false, isSigned: false, acknowledgedBy: null });
  expect(last['findings']).toHaveLength(5);
  expect(String(last['findings'])).toContain('not understood from bed: louder');
  expect(existsSync(join(folder, 'data', 'armed.json'))).toBe(false);
});

test.each(['stop', 'drop'] as const)(
  '%s: nothing is under way any more, and what was armed is not',
  async (how) => {
    writeFileSync(join(folder, 'data', 'armed.json'), '{}');
    await said('start');
    if (how === 'stop') expect(await said('stop')).toMatchObject({ isOver: true, isReady: false });
    else deed.drop();
    expect(await said('yes')).toMatchObject({ code: 'no-walk' });
    expect(existsSync(join(folder, 'data', 'armed.json'))).toBe(false);
  },
);

test('a visit that ends while its walk begins leaves none behind', async () => {
  const beginning = deed.step('start');
  deed.drop();
  await beginning;
  expect(await said('next')).toMatchObject({ code: 'no-walk' });
});
