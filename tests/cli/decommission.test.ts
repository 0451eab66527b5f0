/**
 * The end of a hub: what is gone, what forbids it, a wipe that is cut after each of its steps, and the receipt.
 * Real files, in a folder that stands for the machine; no test asks the disk of this machine to let go of anything else.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { findSteps, readMark, wipe } from '../../agent/cli/decommission/wipe.ts';
import { HubSocket } from '../../agent/cli/hub-socket.ts';
import { ownIdentity } from '../../agent/cli/identity/own-identity.ts';
import { receiptOf } from '../../agent/cli/identity/receipts.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { type WipeMark, WIPED } from '../../agent/provisioning/decommission.ts';
import { type SignedReceipt, isSigned } from '../../agent/provisioning/receipt.ts';
import { anbu } from './command.ts';
import { tellStory } from './journal-story.ts';
import { answersOf } from './hub-answers.ts';
import { CONFIG, type WholeHub, filesOf, lived, wholeHub } from './whole-hub.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

let hub: WholeHub;
let config = '';
let data = '';
let out = '';
beforeEach(() => {
  hub = wholeHub();
  folders.push(hub.root);
  ({ config, data, out } = hub);
});

const decommission = (...words: readonly string[]): ReturnType<typeof anbu> =>
  anbu(
    'decommission',
    '--config',
    config,
    '--data',
    data,
    '--claims',
    hub.claims,
    '--receipt',
    out,
    '--no-discard',
    ...words,
  );
const rest = (): string[] => filesOf(hub);
const receiptAt = (path: string): SignedReceipt => JSON.parse(readFileSync(path, 'utf8')) as SignedReceipt;

test('by the command: keys, configuration and data are gone, the receipt is signed by the key that is', async () => {
  await lived(hub, 15);
  const done = await decommission('--yes-wipe', 'hub-12', '--by', 'kim');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(rest()).toEqual([
    'authority.pem',
    'networks/anbu-wifi.nmconnection',
    'networks/other.nmconnection',
    'stick/receipt.json',
  ]);
  const receipt = receiptAt(out);
  expect(isSigned(receipt)).toBe(true);
  expect(JSON.parse(receipt.receipt)).toMatchObject({
    what: 'decommissioned',
    site: 'district-9',
    hub: 'hub-12',
    by: 'kim',
    details: { keys: 4, codes: 1, certificates: 2, configuration: 3 },
  });
  expect(isSigned({ ...receipt, receipt: receipt.receipt.replace('hub-12', 'hub-13') })).toBe(false);
  expect(done.out).toContain('Overwriting reaches nothing on flash');
  // Once more: nothing is left to do, and nothing is said to be wrong.
  expect(await decommission('--yes-wipe', 'hub-12')).toMatchObject({ code: 0, err: '' });
  expect(receiptAt(out)).toEqual(receipt);
});

test('without its name, with an open alert, or while a hub runs: nothing is touched', async () => {
  await lived(hub, 12);
  const before = rest();
  const refused = async (why: string, ...words: readonly string[]): Promise<void> => {
    const { code, err } = await decommission(...words);
    expect([code, err.includes(why)], err).toEqual([1, true]);
    expect(rest()).toEqual(before);
  };
  await refused('nobody said yes: it is hub-12');
  await refused('"hub-13" is not the name of this hub', '--yes-wipe', 'hub-13');
  await refused('an alert is open (', '--yes-wipe', 'hub-12');
  rmSync(join(data, 'journal.db'));
  const store = await openSqliteStore(data);
  tellStory(store, 3);
  const { code, err } = await decommission('--yes-wipe', 'hub-12');
  store.close();
  expect([code, err.includes('[journal-locked]')], err).toEqual([1, true]);
  expect(existsSync(join(hub.root, 'anbu/hub.key'))).toBe(true);
});

test('a hub that was downgraded: not while it runs, and then wiped whole', async () => {
  await lived(hub, 15);
  const side = join(data, 'side-1');
  mkdirSync(side);
  writeFileSync(join(side, JOURNAL_FILE), readFileSync(join(data, JOURNAL_FILE)));
  // user_version of SQLite's header, four bytes at 60.
  const newer = readFileSync(join(data, JOURNAL_FILE));
  newer.writeUInt32BE(99, 60);
  writeFileSync(join(data, JOURNAL_FILE), newer);
  const store = await openSqliteStore(side);
  store.open();
  const running = await decommission('--yes-wipe', 'hub-12');
  store.close();
  expect([running.code, running.err.includes('[journal-locked]')], running.err).toEqual([1, true]);
  expect(await decommission('--yes-wipe', 'hub-12')).toMatchObject({ code: 0, err: '' });
  expect(existsSync(side)).toBe(false);
});

test('a hub that answers is not wiped, though it could not have its journal', async () => {
  const path = join(hub.root, 'hub.sock');
  const socket = new HubSocket(path, { write: () => undefined });
  await socket.open();
  socket.answerWith(answersOf({ status: () => ({ kind: 'status', mayStop: true }) }));
  const { code, err } = await decommission('--yes-wipe', 'hub-12', '--socket', path);
  socket.close();
  expect([code, err.includes('not now: the hub runs')], err).toEqual([1, true]);
  expect(existsSync(join(hub.root, 'anbu/hub.key'))).toBe(true);
});

test('a hub that has no key is wiped as well, and its receipt says that nobody has signed it', async () => {
  await lived(hub, 15);
  writeFileSync(config, CONFIG.replace(/ {2}client.*\n {2}client.*\n/, ''));
  const done = await decommission('--yes-wipe', 'hub-12');
  expect([done.code, done.out.includes('not signed: there was no key')], done.err).toEqual([0, true]);
  expect(receiptAt(out).signature).toBeNull();
});

test('a configuration that is not there is no hub that is gone, while anything else of it lies there', async () => {
  await lived(hub, 15);
  rmSync(hub.config);
  const mistaken = await decommission('--yes-wipe', 'hub-12');
  expect(mistaken.code).not.toBe(0);
  expect(mistaken.err).toMatch(/there is no \S+hub\.yaml, but of a hub there is \S+\.pem/);
  for (const name of ['hub.yaml.before', 'uplink-clientKey.0badcafe.pem', 'receipts.jsonl'])
    rmSync(join(dirname(hub.config), name));
  expect((await decommission('--yes-wipe', 'hub-12')).err).toContain(join(hub.data, 'journal.db'));
});

test('the receipt is not written where it would be wiped', async () => {
  const { code } = await anbu(
    'decommission',
    '--config',
    config,
    '--data',
    data,
    '--receipt',
    join(data, 'r.json'),
  );
  expect(code).toBe(2);
  expect(existsSync(config)).toBe(true);
});

test('only our own networks, keys first, and nothing of the machine', async () => {
  await lived(hub, 15);
  const steps = findSteps(hub);
  const order = steps.map(({ what }) => WIPED.indexOf(what));
  expect(order).toEqual(order.toSorted((left, right) => left - right));
  const paths = steps.map(({ path }) => path.slice(hub.root.length + 1));
  expect(paths.slice(0, 4).toSorted()).toEqual([
    'anbu/hub.key',
    'anbu/hub.key.next',
    'anbu/node-1.key',
    'anbu/uplink-clientKey.0badcafe.pem',
  ]);
  expect(paths).toContain('networks/anbu-wifi.nmconnection');
  expect(paths).not.toContain('networks/other.nmconnection');
  expect(paths).not.toContain('authority.pem');
});

test('a folder that never had a journal is not emptied', () => {
  const paths = findSteps(hub).map(({ path }) => path);
  expect(paths.filter((path) => path.startsWith(data))).toEqual([]);
});

test('cut after each step: asked again it goes on, with the receipt of when there was a key', async () => {
  await lived(hub, 15);
  const own = ownIdentity(config);
  const steps = findSteps(hub);
  const details = { keys: 3 };
  const receipt = receiptOf(own, own.clientKey, { what: 'decommissioned', by: null, details });
  const mark: WipeMark = { hub: own.hub, steps, receipt };
  expect(steps.length).toBeGreaterThan(8);
  for (let cut = 1; cut <= steps.length; cut += 1) {
    let left = 1;
    const begun = readMark(data) ?? mark;
    const deleted = (): void => {
      left -= 1;
      if (left === 0) throw new Error('the power is cut');
    };
    // One step further each time: what was deleted before is not there any more, and is passed.
    left = cut;
    expect(() => wipe(begun, data, { keep: () => {}, deleted })).toThrow('the power is cut');
    expect(readMark(data)).toEqual(mark);
  }
  let kept: WipeMark | null = null;
  wipe(readMark(data) ?? mark, data, { keep: (one) => void (kept = one), deleted: () => {} });
  expect(kept).toEqual(mark);
  expect(isSigned(mark.receipt)).toBe(true);
  expect(rest()).toEqual(['authority.pem', 'networks/other.nmconnection']);
});
