/**
 * The walk through a home by the real command, beside whoever holds socket and journal as a hub does: a home that becomes
 * ready, and one that does not. Signs are told, and written, as a hub does; answers are typed into a pipe.
 */
import { generateKeyPairSync } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubSocket } from '../../agent/cli/hub-socket.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { type Armed, armedText } from '../../agent/provisioning/armed.ts';
import { type SignedReceipt, isSigned } from '../../agent/provisioning/receipt.ts';
import { freshVisit, readVisit, visitText } from '../../agent/provisioning/visit-memory.ts';
import type { Body } from '../../agent/record.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { type Ended, MAIN, anbu, ended } from './command.ts';
import type { PressTestAnswer } from '../../agent/provisioning/hub-words.ts';
import { answersOf } from './hub-answers.ts';
import { WalkJournal, sign, testAlert } from './walk-journal.ts';

let folder: string;
let writer: WalkJournal;
let socket: HubSocket;
/** What the hub says first of a press; empty: that the next one is a test. */
let presses: PressTestAnswer[];
/** What it reports of itself. */
let conditions: unknown[];
let config: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-walk-'));
  mkdirSync(join(folder, 'data'));
  writer = new WalkJournal(await openSqliteStore(join(folder, 'data')));
  config = written(
    rightWith(['  centreKeys:', '  clientKey: walk.key\n  clientCertificate: centre.pem\n  centreKeys:']),
    'walk.yaml',
  );
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(dirname(config), 'walk.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  // As a provisioning visit leaves it, and a walk of last year that was armed.
  const visit = { ...freshVisit('flat-12'), state: 'installed-not-armed' as const };
  writeFileSync(join(dirname(config), 'provisioning.json'), visitText(visit));
  const old = { version: 1, at: '2025-01-01T00:00:00.000Z', by: null, sensors: {}, receipt: null } as const;
  writeFileSync(join(folder, 'data', 'armed.json'), armedText(old));
  const boot: Body = {
    kind: 'boot',
    version: '0.1.0',
    codeHash: 'c',
    previous: null,
    originMs: 0,
    offMs: null,
  };
  writer.write(120_000, boot);
  // A sign before the walk is none of it.
  writer.write(60_000, sign('bathroom', 'on'));
  presses = [];
  conditions = [];
  const answers = [
    { kind: 'test-alert', raised: null, why: 'alert-open', alert: 'a-9' },
    { kind: 'test-alert', raised: 'a-1' },
  ];
  socket = new HubSocket(join(folder, 'hub.sock'), { write: () => undefined });
  await socket.open();
  const bootMs = Date.now() - 120_000;
  socket.answerWith(
    answersOf({
      status: () => ({ kind: 'status', conditions }),
      testAlert: () => answers.shift(),
      expectPress: (by) => presses.shift() ?? { kind: 'press-test', expected: by },
      begin: () => ({ kind: 'begin', bootMs }),
    }),
  );
});
afterEach(() => {
  socket.close();
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Walking {
  readonly child: ChildProcess;
  /** Resolves once it has said so much. */
  readonly said: (text: string) => Promise<void>;
  readonly over: Promise<Ended>;
}
function start(): Walking {
  const out = join(folder, 'record.json');
  // Beside a hub that answers, or none.
  const words = [
    'walk-test',
    '--config',
    config,
    '--data',
    join(folder, 'data'),
    '--socket',
    join(folder, 'hub.sock'),
    '--out',
    out,
    '--by',
    'kim',
  ];
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  let all = '';
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    all += text;
    for (const one of waiting) if (all.includes(one.text)) one.resolve();
  });
  const over = ended(child);
  const said = async (text: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<null>();
    waiting.push({ text, resolve: () => resolve(null) });
    if (all.includes(text)) resolve(null);
    await Promise.race([promise, over]);
    if (!all.includes(text)) throw new Error(`it never said ${text}: ${all}`);
  };
  return { child, said, over };
}

/** As the running hub tells it, at this moment. */
const tell = (news: Readonly<Record<string, unknown>>): void => socket.tell({ ...news, atMs: Date.now() });

test('each step passed as the hub tells it, the test alert acknowledged: ready, with a signed record', async () => {
  const { child, said, over } = start();
  await said('1/7  Walk through: bathroom (bathroom)');
  const frames = { heard: 45, again: 2, lost: 0 };
  tell({ kind: 'sign', sensor: 'bathroom', link: { rssiDbm: -71, frames } });
  await said('ok; link: -71 dBm; 45 frames heard since the hub');
  await said('2/7  Open it and close it: front-door (hall)');
  // The hub's clock was set back meanwhile, as a new one's is in this very visit.
  socket.tell({ kind: 'sign', sensor: 'front-door', link: null, atMs: Date.now() - 3_600_000 });
  await said('ok; link: not known');
  await said('3/7  Press once: button. It is a test, once: the hub says so, and calls nobody\n');
  tell({ kind: 'press', by: 'button', isTest: true });
  await said('     ok, as a test\n');
  await said('4/7  The resident is at: bed. Let the hub speak: press button once. It is a test, once');
  child.stdin?.write('y\n');
  await said('5/7  The resident is at: bathroom');
  child.stdin?.write('y\n');
  await said('6/7  Wait: the hub raises a test alert');
  // Beside a real alert none is raised; the walk says so, and asks again.
  await said('none beside a real alert: a-9 is open until the centre closes it');
  await said('test alert a-1 has left');
  tell({ kind: 'acknowledged', alert: 'a-1', by: 'desk-3' });
  const { code, out, err } = await over;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('READY: flat-12\nhub hub-12 of site district-9; walked on ');
  expect(out).toContain('test alert a-1 acknowledged by desk-3');
  expect(out).toMatch(/pressed: button +ok, as a test after \d+ s\n/);
  expect(out).toMatch(/bathroom: bathroom +ok after \d+ s; link: -71 dBm; 45 frames/);
  expect(out).toMatch(/nothing of the hub is broken +ok after \d+ s\n/);
  expect(out).not.toContain('copy of its journal');
  expect(out).toContain('somebody is told within 29 minutes by day, 38 by night');
  const text = readFileSync(join(folder, 'record.json'), 'utf8');
  const record = JSON.parse(text) as { receipt: SignedReceipt; links: unknown };
  expect(record.links).toEqual({ bathroom: { rssiDbm: -71, frames }, 'front-door': null });
  expect(isSigned(record.receipt)).toBe(true);
  expect(JSON.parse(record.receipt.receipt)).toMatchObject({
    what: 'ready',
    hub: 'hub-12',
    by: 'kim',
    details: { testAlert: 'a-1', acknowledgedBy: 'desk-3' },
  });
  expect(readFileSync(join(folder, 'record.json.txt'), 'utf8')).toMatch(/^READY: flat-12\n/);
  // From now on the hub says since when it is armed, with the receipt; and what has changed since.
  const kept = JSON.parse(readFileSync(join(folder, 'data', 'armed.json'), 'utf8')) as Armed;
  expect(kept.receipt).toEqual(record.receipt);
  expect(visitState()).toBe('armed');
  expect(await armed()).toEqual({ since: kept.at, by: 'kim', notWalked: [] });
  writeFileSync(config, readFileSync(config, 'utf8').replace('connector: gpio17', 'connector: gpio22'));
  expect(await armed()).toEqual({ since: kept.at, by: 'kim', notWalked: ['front-door'] });
});

test('a hub that reports a broken loudspeaker is not ready; what is no matter of the visit keeps nobody', async () => {
  const reported = (code: string, owner: string): unknown => ({
    code,
    owner,
    subject: '',
    title: `Of ${code}`,
  });
  conditions = [
    reported('speaker-failed', 'technician'),
    reported('room-too-cold', 'case-manager'),
    reported('clock-untrusted', 'operator'),
    reported('certificate-expiring', 'operator'),
    reported('mains-lost', 'case-manager'),
  ];
  const { child, said, over } = start();
  await said('the hub reports: Of speaker-failed (speaker-failed); unless it is mended by the end');
  for (let step = 1; step <= 6; step += 1) {
    await said(`${step}/7  `);
    child.stdin?.write('s\n');
  }
  await said('7/7  Wait, or mend what the hub reports');
  await said('     the hub reports: Of speaker-failed (speaker-failed)\n');
  await said('     the hub reports: Of mains-lost (mains-lost)\n');
  child.stdin?.write('s\n');
  const { code, out } = await over;
  expect(code).toBe(1);
  expect(out).toContain('to do: the hub reports: Of speaker-failed (speaker-failed): look at anbu doctor');
  expect(out).not.toMatch(/room-too-cold|clock-untrusted|certificate-expiring/);
});

test('a press that the hub does not take for a test is called what it is, until it is one', async () => {
  presses = [{ kind: 'press-test', expected: null, why: 'alert-open', alert: 'a-9' }];
  const { child, said, over } = start();
  for (const at of ['1/7', '2/7']) {
    await said(`${at}  `);
    child.stdin?.write('s\n');
  }
  await said('a press now is a REAL call for help: alert a-9 is open until the centre closes it');
  await said('3/7  Press once: button. It is a REAL call: once the hub has said that it calls, press again');
  await said('     a press now is a test\n');
  // Something real has come between: the hub takes its word back.
  presses = [{ kind: 'press-test', expected: null, why: 'asking' }];
  socket.letPressGo();
  await said(
    'a press now is a REAL call for help: the resident is being asked, or may still take back a press',
  );
  tell({ kind: 'press', by: 'button', isTest: false });
  await said('     ok\n');
  // The centre's word is there before it is asked for: the last step is told all the same.
  tell({ kind: 'acknowledged', alert: 'a-1', by: 'desk-3' });
  await said('4/7  ');
  child.stdin?.write('s\n');
  await said('5/7  ');
  child.stdin?.write('s\n');
  expect((await over).out).toContain(
    '     test alert acknowledged by the centre: ok\n     nothing of the hub is broken: ok\n',
  );
});

/** What `anbu status` says of it, beside the hub. */
async function armed(): Promise<unknown> {
  const { out } = await anbu('status', '--json', '--config', config, '--data', join(folder, 'data'));
  return (JSON.parse(out) as { armed: unknown }).armed;
}
function visitState(): string | undefined {
  return readVisit(readFileSync(join(dirname(config), 'provisioning.json'), 'utf8'))?.state;
}

test('a hub that does not answer: the walk goes on by its journal, says so, and never ends ready', async () => {
  const { child, said, over } = start();
  await said('1/7  ');
  socket.close();
  await said('the hub does not answer on its socket: signs come from a copy of its journal, up to 12 s late');
  writer.write(0, sign('bathroom', 'on'));
  await said('ok; link: not known');
  writer.write(0, sign('front-door', 'open'));
  await said('3/7  ');
  writer.write(0, { kind: 'reply', by: 'button', meaning: 'help' });
  await said('4/7  ');
  child.stdin?.write('y\n');
  await said('5/7  ');
  child.stdin?.write('y\n');
  await said('the hub does not answer, so none can be asked for');
  writer.write(0, testAlert('raised'), testAlert('acknowledged'));
  await said('test alert acknowledged by the centre: ok');
  await said('     the hub reports: the hub does not answer on its socket: start it, and see that it runs\n');
  child.stdin?.write('s\n');
  const { code, out } = await over;
  expect(code).toBe(1);
  expect(out).toContain('INSTALLED, NOT READY: flat-12');
  expect(await armed()).toMatchObject({ since: null });
});

test('not understood in the bathroom, one sensor passed over, stopped before the centre: installed, not ready', async () => {
  const { child, said, over } = start();
  await said('1/7  ');
  tell({ kind: 'sign', sensor: 'front-door', link: null });
  await said('seen by front-door, not yet by the one that is asked for');
  child.stdin?.write('s\n');
  await said('2/7  ');
  tell({ kind: 'sign', sensor: 'front-door', link: null });
  await said('3/7  ');
  child.stdin?.write('s\n');
  await said('4/7  ');
  child.stdin?.write('y\n');
  await said('5/7  ');
  child.stdin?.write('n\n');
  await said('6/7  ');
  child.stdin?.write('q\n');
  // What was armed before is not while it is walked, nor after a walk that broke off.
  expect(visitState()).toBe('installed-not-armed');
  const { code, out } = await over;
  expect(code).toBe(1);
  expect(await armed()).toEqual({ since: null, by: null, notWalked: ['bathroom', 'front-door'] });
  const status = await anbu('status', '--config', config, '--data', join(folder, 'data'));
  expect(status.out).toContain('armed      installed, not armed: run anbu walk-test; it watches and calls');
  expect(out).toContain('INSTALLED, NOT READY: flat-12');
  expect(out).toContain('to do: bathroom was passed over: walk again');
  expect(out).toContain('to do: not understood from bathroom: louder (companion.volume)');
  const record = readFileSync(join(folder, 'record.json'), 'utf8');
  expect(record).toContain('"isReady":false');
  expect(record).toContain('"receipt":null');
  expect(existsSync(join(dirname(config), 'receipts.jsonl')) && record.includes('"what":"ready"')).toBe(
    false,
  );
});
