/**
 * The bundle of a hub whose every file holds a planted secret: unpacked by tar, and searched for each of them.
 * The command is the real one; the log of the machine's own journal is whatever it is.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeBundle } from '../../agent/cli/diagnostics/bundle.ts';
import { secretsOf } from '../../agent/cli/diagnostics/secrets.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { anbu } from './command.ts';
import { tellStory } from './journal-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAME = '김 할머니';
const KEYED = rightWith(
  [
    '{ id: front-door, part: reed, connector: gpio17 }',
    '{ id: front-door, part: bthome, connector: bluetooth, mac: "A4:C1:38:00:00:01", key: node.key }',
  ],
  ['  centreKeys:', '  clientKey: private.pem\n  clientCertificate: centre.pem\n  centreKeys:'],
  ['uplink:', `companion: { callName: ${NAME} }\nuplink:`],
);

test('a configuration that is not there is a mistyped path, and no bundle is made of it', async () => {
  const out = join(folder, 'of-nobody.tgz');
  const { code, err } = await anbu('diagnostics', '--out', out, '--config', '/nowhere.yaml');
  expect([code, err.includes('there is no /nowhere.yaml')], err).toEqual([2, true]);
  expect(readdirSync(folder)).not.toContain('of-nobody.tgz');
});

function unpacked(file: string): Record<string, string> {
  const into = mkdtempSync(join(folder, 'unpacked-'));
  execFileSync('tar', ['-xzf', file, '-C', into]);
  return Object.fromEntries(readdirSync(into).map((name) => [name, readFileSync(join(into, name), 'utf8')]));
}
const pemLine = (config: string): string =>
  readFileSync(join(dirname(config), 'private.pem'), 'latin1').split('\n')[1] ?? '';
const nodeKey = (config: string): string => readFileSync(join(dirname(config), 'node.key'), 'utf8').trim();

const EQUIPMENT = [
  'armedSince',
  'asOf',
  'centreHeard',
  'conditions',
  'conditionsMore',
  'link',
  'timeTrusted',
  'version',
  'waiting',
];

test('by the command: what helps is in it, and no key, no name, not who is in, no record', async () => {
  const config = written(KEYED, 'bundled.yaml');
  const store = await openSqliteStore(join(folder, 'data'));
  tellStory(store, 12);
  store.close();
  const out = join(folder, 'hub.tar.gz');
  const words = ['--config', config, '--data', join(folder, 'data'), '--out', out];
  const done = await anbu('diagnostics', ...words);
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toContain('left out: ');
  expect((statSync(out).mode & 0o777).toString(8)).toBe('600');
  const parts = unpacked(out);
  expect(Object.keys(parts).toSorted()).toEqual([
    'about.json',
    'config.txt',
    'doctor.jsonl',
    'journal.json',
    'log.txt',
    'status.json',
    'versions.json',
  ]);
  expect(parts['config.txt']).toContain('uplink.hub: hub-12');
  expect(parts['config.txt']).toContain('companion.callName: [left out: name]');
  // What is not of the equipment does not come in: nobody's name, nobody's alert, not whether somebody is in.
  expect(Object.keys(JSON.parse(parts['status.json'] ?? '{}') as object).sort()).toEqual([...EQUIPMENT]);
  expect(parts['journal.json']).toContain('"boots":[{"boot"');
  expect(parts['journal.json']).toContain('"last":[]');
  expect(parts['versions.json']).toContain('"node": "v');
  const all = Object.values(parts).join('\n');
  for (const secret of [pemLine(config), nodeKey(config), NAME, '할머니', 'Quiet for 215 minutes'])
    expect([secret.length > 1, all.includes(secret)]).toEqual([true, false]);
  expect(await anbu('diagnostics', ...words)).toMatchObject({ code: 2 });
});

test('planted in every part: each secret of the files it was read from is gone', () => {
  const config = written(KEYED, 'planted.yaml');
  const networks = join(folder, 'networks');
  mkdirSync(networks);
  writeFileSync(join(networks, 'anbu-wifi.nmconnection'), '[wifi]\nssid=Kim family\npsk=open sesame\n');
  const planted = [
    pemLine(config),
    nodeKey(config),
    nodeKey(config).toUpperCase(),
    NAME,
    'Kim family',
    'open sesame',
  ];
  const parts = ['log.txt', 'doctor.jsonl'].map((name) => ({
    name,
    text: planted.map((one) => `x ${one} y`).join('\n'),
  }));
  const out = join(folder, 'planted.tar.gz');
  const { leftOut } = writeBundle(out, parts, secretsOf(config, networks));
  const all = Object.values(unpacked(out)).join('\n');
  for (const secret of planted) expect(all).not.toContain(secret);
  expect(leftOut).toMatchObject({ key: 6, name: 2, network: 2, 'network secret': 2 });
});

test('a hub that was never set up has diagnostics, too', async () => {
  const out = join(folder, 'bare.tar.gz');
  const done = await anbu('diagnostics', '--data', join(folder, 'nowhere'), '--out', out, '--json');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(unpacked(out)['status.json']).toContain('file-not-found: there is no journal');
});
