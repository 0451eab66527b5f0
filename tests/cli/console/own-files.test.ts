/**
 * Files of the console that nothing names: gone after a commit, or with the next cable, wherever the power was cut.
 *
 * The commits are real processes that are killed; each begins where the one before it was cut.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { strayFiles, sweep } from '../../../agent/cli/console/own-files.ts';
import { loadConfig } from '../../../agent/config/load.ts';
import { RIGHT } from '../../config/hub-file.ts';

const COMMIT = fileURLToPath(new URL('cut-commit.ts', import.meta.url));
const centre = String(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
const root = mkdtempSync(join(tmpdir(), 'anbu-own-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = '';
let config = '';
let lastGood = '';
let number = 0;
beforeEach(() => {
  number += 1;
  folder = join(root, `hub-${number}`);
  [config, lastGood] = [join(folder, 'hub.yaml'), join(folder, 'data', 'config.last-good.yaml')];
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(config, RIGHT);
  writeFileSync(join(folder, 'centre.pem'), centre);
});
const beside = (): string[] => readdirSync(folder).filter((name) => name !== 'data');

test('a commit that is killed before any of its steps leaves a hub that starts, and nothing after the next cable', async () => {
  let cuts = 0;
  for (let said = ''; said !== 'whole'; cuts += 1) {
    const words = [COMMIT, config, lastGood, String(cuts + 1), centre];
    said = spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout;
    expect(['', 'whole']).toContain(said);
    expect(await loadConfig(config)).toHaveProperty('config');
    sweep(config, lastGood, 0);
    expect(strayFiles(config, lastGood)).toEqual([]);
    const texts = [config, `${config}.before`].map((path) =>
      beside().includes(path.slice(folder.length + 1)) ? readFileSync(path, 'utf8') : '',
    );
    for (const name of beside().filter((one) => one.includes('.pem') && one !== 'centre.pem'))
      expect(texts.join('\n'), `cut ${cuts + 1}`).toContain(name);
  }
  // Three files moved into their places, the configuration into its own, and what is removed after that.
  expect(cuts).toBeGreaterThan(4);
}, 60_000);

test('only what the console wrote goes, with what lies beside it, once it is old enough', () => {
  const stray = [
    'uplink-clientKey.0badcafe.pem',
    'uplink-clientKey.0badcafe.pem.next',
    'uplink-clientKey.0badcafe.pem.next.new',
    'uplink-clientCertificate.0badcafe.pem.new',
    'hub.yaml.candidate',
    'hub.yaml.before.new',
  ];
  const others = ['mine.pem', 'backup.0badcafe.pem.old', 'hub.yaml.bak', 'uplink-authority.12345678.pem'];
  for (const name of [...stray, ...others]) writeFileSync(join(folder, name), '');
  writeFileSync(`${config}.before`, 'authority: uplink-authority.12345678.pem');
  expect(strayFiles(config, lastGood)).toEqual(stray.toSorted().map((name) => join(folder, name)));
  const halfAnHourAgo = (Date.now() - 30 * 60_000) / 1_000;
  utimesSync(join(folder, 'hub.yaml.candidate'), halfAnHourAgo, halfAnHourAgo);
  sweep(config, lastGood, 10 * 60_000);
  expect(beside()).toHaveLength(stray.length + others.length + 2);
  sweep(config, lastGood, 0);
  expect(beside().toSorted()).toEqual(['centre.pem', 'hub.yaml', 'hub.yaml.before', ...others].toSorted());
});

test('where a configuration cannot be read, nothing is taken for a stray', () => {
  writeFileSync(join(folder, 'uplink-clientKey.0badcafe.pem'), '');
  mkdirSync(`${config}.before`);
  expect(strayFiles(config, lastGood)).toEqual([]);
});
