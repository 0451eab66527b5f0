/**
 * A hub for another: its configuration, its keys and that it is armed go along with the journal, whole or not at all.
 *
 * Real files and the real command, killed for good after each file it puts in place.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { gather } from '../../agent/cli/handover/carried-files.ts';
import { exportJournal, importJournal } from '../../agent/cli/handover/handover.ts';
import { type CarriedFile, openParcel, packParcel } from '../../agent/provisioning/parcel.ts';
import { sealFile } from '../../agent/cli/handover/sealed-file.ts';
import { journalStatus } from '../../agent/cli/journal-status.ts';
import { armedIn, sensorsNow } from '../../agent/cli/walk/armed-file.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { armedText } from '../../agent/provisioning/armed.ts';
import { centreKey } from '../../sim/keys.ts';
import { anbu } from './command.ts';
import { type WholeHub, lived, wholeHub } from './whole-hub.ts';

const PASSPHRASE = 'three words of a list';
const COST = { N: 128, r: 8, p: 1 };
const CLOSING = { passphrase: PASSPHRASE, at: new Date(Date.UTC(2026, 10, 21)), cost: COST };
const HANDOVER = new URL('../../agent/cli/handover/handover.ts', import.meta.url).href;
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
/** One sensor by a node with a key, one on a pin of the hub itself. */
const CONFIG = `home:
  home: flat-12
  timezone: Asia/Seoul
  sensors:
    - { id: hall, room: hall, class: motion }
    - { id: fridge, room: kitchen, class: item }
board: raspberry-pi-4
devices:
  - { id: node-1, part: sensor-node, connector: /dev/ttyUSB0, key: node-1.key, feeds: { motion: hall } }
  - { id: fridge, part: reed, connector: gpio17 }
uplink:
  url: "mqtts://broker.test:8883"
  site: district-9
  hub: hub-12
  clientKey: hub.key
  clientCertificate: hub.pem
  authority: ../authority.pem
  centreKeys: { desk: keys/centre.pem }
`;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

let hub: WholeHub;
let out = '';
let to: { config: string; data: string };
beforeEach(async () => {
  hub = wholeHub();
  folders.push(hub.root);
  out = join(hub.root, 'stick', 'swap.anbu');
  to = { config: join(hub.root, 'other', 'etc', 'hub.yaml'), data: join(hub.root, 'other', 'data') };
  mkdirSync(join(hub.root, 'anbu', 'keys'));
  writeFileSync(join(hub.root, 'anbu', 'keys', 'centre.pem'), centreKey().publicKey);
  writeFileSync(join(hub.root, 'anbu', 'plan.yaml'), 'home: flat-12\n');
  writeFileSync(hub.config, CONFIG.replace('../authority.pem', join(hub.root, 'authority.pem')));
  chmodSync(hub.config, 0o644);
  chmodSync(join(hub.root, 'anbu', 'hub.key'), 0o640);
  await lived(hub, 15);
  const sensors = await sensorsNow(hub.config);
  if (sensors === null) throw new Error('the configuration of this test cannot be used');
  writeFileSync(
    join(hub.data, 'armed.json'),
    armedText({ version: 1, at: '2026-11-20T10:00:00.000Z', by: 'kim', sensors, receipt: null }),
  );
});

async function handOver(): Promise<readonly CarriedFile[]> {
  const { files } = await gather(hub);
  await exportJournal(hub.data, out, { ...CLOSING, files });
  return files;
}
const CARRIED = [
  'hub.key',
  'hub.key.next',
  'hub.pem',
  'hub.yaml',
  'keys/centre.pem',
  'node-1.key',
  'plan.yaml',
  'receipts.jsonl',
];
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .toSorted()
    : [];
const oldFile = (name: string): Buffer => readFileSync(join(dirname(hub.config), name));

/** All of it, as it was on the old hub; only the sensors on pins are no longer walked. */
async function expectWhole(): Promise<void> {
  expect(filesIn(dirname(to.config))).toEqual(CARRIED);
  for (const name of CARRIED) {
    expect(readFileSync(join(dirname(to.config), name)).equals(oldFile(name)), name).toBe(true);
    const [mode, was] = [dirname(to.config), dirname(hub.config)].map(
      (folder) => statSync(join(folder, name)).mode,
    );
    expect(mode, name).toBe(was);
  }
  expect(filesIn(to.data)).toEqual(['armed.json', 'journal.db']);
  expect(Object.keys(armedIn(to.data)?.sensors ?? {})).toEqual(['hall']);
  const { armed } = await journalStatus(to.data, { running: null, unanswered: null }, to.config);
  expect(armed).toEqual({ since: '2026-11-20T10:00:00.000Z', by: 'kim', notWalked: ['fridge'] });
}

test('by the command: keys, configuration and that it is armed go along; what hangs on pins is walked again', async () => {
  const secret = join(hub.root, 'secret');
  writeFileSync(secret, `${PASSPHRASE}\n`);
  const closed = ['--passphrase-file', secret] as const;
  const old = ['--config', hub.config, '--data', hub.data] as const;
  const exported = await anbu('export', '--out', out, ...old, ...closed);
  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(exported.out).toContain(
    '9 files, private keys among them: node-1.key, hub.key, hub.key.next; besides',
  );
  expect(exported.out).toContain(`not inside, for it lies elsewhere: ${join(hub.root, 'authority.pem')}`);
  expect(exported.out).toMatch(/to be walked again .*: fridge$/m);
  expect(exported.out).toContain('This hub refuses to run from now on');
  const imported = await anbu('import', out, '--config', to.config, '--data', to.data, ...closed);
  expect(imported).toMatchObject({ code: 0, err: '' });
  await expectWhole();
  // The old one is handed over, and can be wiped.
  expect((await anbu('run', ...old)).err).toContain('[journal-handed-over]');
});

test('without its configuration nothing is handed over, unless that is said', async () => {
  const secret = join(hub.root, 'secret');
  writeFileSync(secret, `${PASSPHRASE}\n`);
  const nowhere = ['--config', join(hub.root, 'no.yaml')];
  const words = ['export', '--out', out, '--data', hub.data, '--passphrase-file', secret];
  const refused = await anbu(...words, ...nowhere);
  expect([refused.code, refused.err.includes('--no-config')]).toEqual([2, true]);
  expect(existsSync(out)).toBe(false);
  expect(await anbu(...words, ...nowhere, '--no-config')).toMatchObject({ code: 2 });
  expect((await anbu(...words, '--no-config')).out).toContain('holds the journal alone');
});

test('a handed-over hub with an open alert is wiped: the alert goes on at the other one', async () => {
  rmSync(join(hub.data, 'journal.db'));
  await lived(hub, 12);
  await handOver();
  const words = ['--config', hub.config, '--data', hub.data, '--claims', hub.claims, '--no-discard'];
  const wiped = await anbu('decommission', ...words, '--receipt', hub.out, '--yes-wipe', 'hub-12');
  expect(wiped).toMatchObject({ code: 0, err: '' });
  expect(existsSync(join(dirname(hub.config), 'hub.key'))).toBe(false);
});

test('killed after each of its files, the same import goes on to the same end', async () => {
  const files = await handOver();
  for (let at = 0; at <= files.length; at += 1) {
    rmSync(join(hub.root, 'other'), { recursive: true, force: true });
    const script = `import { importJournal } from ${JSON.stringify(HANDOVER)};
      let left = ${at};
      const placed = () => { if (left-- === 0) process.kill(process.pid, 'SIGKILL'); };
      await importJournal(${JSON.stringify(out)}, ${JSON.stringify(to.data)}, ${JSON.stringify(PASSPHRASE)},
        { config: ${JSON.stringify(to.config)}, placed });`;
    const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect([at, signal], String(stderr)).toEqual([at, 'SIGKILL']);
    // The configuration comes last: before it, no hub starts here.
    expect(existsSync(to.config)).toBe(at === files.length);
    await importJournal(out, to.data, PASSPHRASE, { config: to.config });
    await expectWhole();
  }
});

test('a journal that came otherwise than by the import that was cut off is never taken for its own', async () => {
  await handOver();
  const full = new Error('the disk is full');
  const placed = (): never => {
    throw full;
  };
  await expect(importJournal(out, to.data, PASSPHRASE, { config: to.config, placed })).rejects.toEqual(
    code('file-unwritable'),
  );
  expect(filesIn(join(hub.root, 'other'))).toEqual([]);
  const store = await openSqliteStore(to.data);
  store.close();
  await expect(importJournal(out, to.data, PASSPHRASE, { config: to.config })).rejects.toEqual(
    code('journal-exists'),
  );
});

test('whole or not at all: a file that says something else stays, and is named; the same one is no matter', async () => {
  await handOver();
  mkdirSync(dirname(to.config), { recursive: true });
  const [same, other] = ['hub.pem', 'node-1.key'].map((name) => join(dirname(to.config), name)) as [
    string,
    string,
  ];
  writeFileSync(same, oldFile('hub.pem'), { mode: statSync(join(dirname(hub.config), 'hub.pem')).mode });
  writeFileSync(other, 'of another home');
  const before = filesIn(join(hub.root, 'other'));
  const refused = importJournal(out, to.data, PASSPHRASE, { config: to.config });
  await expect(refused).rejects.toEqual(code('file-differs'));
  await expect(refused).rejects.toThrow(other);
  expect(filesIn(join(hub.root, 'other'))).toEqual(before);
  // And one at the very end takes away what was put in place before it, not what was there.
  rmSync(other);
  const placed = (path: string): void => {
    if (path === 'hub.yaml') throw new Error('the disk is full');
  };
  await expect(importJournal(out, to.data, PASSPHRASE, { config: to.config, placed })).rejects.toEqual(
    code('file-unwritable'),
  );
  expect(filesIn(join(hub.root, 'other'))).toEqual(['etc/hub.pem']);
  await importJournal(out, to.data, PASSPHRASE, { config: to.config });
  await expectWhole();
});

test('an export of the version before holds a journal alone, and is taken', async () => {
  const packed = gzipSync(readFileSync(join(hub.data, 'journal.db')));
  writeFileSync(out, sealFile([packed], PASSPHRASE, COST));
  const known = await importJournal(out, to.data, PASSPHRASE, { config: to.config });
  expect(known).toMatchObject({ records: 15, files: [] });
  expect(filesIn(join(hub.root, 'other'))).toEqual(['data/journal.db']);
});

test('a path that leads out of its folder is no part of an export', () => {
  const file: CarriedFile = { place: 'beside', path: 'a', mode: 0o640, content: Buffer.from('x') };
  const packed = (path: string): Buffer => Buffer.concat(packParcel([{ ...file, path }], Buffer.from('j')));
  expect(openParcel(packed('keys/a'))).toEqual({
    files: [{ ...file, path: 'keys/a' }],
    journal: Buffer.from('j'),
  });
  for (const path of ['../a', '/a', 'keys/../../a', '..', '.', './a', 'a\0b', ''])
    expect(() => openParcel(packed(path)), path).toThrow(expect.objectContaining({ code: 'export-damaged' }));
});
