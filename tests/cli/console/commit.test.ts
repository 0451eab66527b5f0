/**
 * What was staged is put in force whole or not at all: on a real disk, by the hub's own check.
 *
 * Owns its folders; each test has a hub of its own.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { commitStaged } from '../../../agent/cli/console/commit.ts';
import { Networks } from '../../../agent/cli/console/networks.ts';
import { loadConfig } from '../../../agent/config/load.ts';
import { hostRandom } from '../../../agent/host.ts';
import type { Answer } from '../../../agent/provisioning/console/requests.ts';
import { NOTHING_STAGED, type Setting, withSetting } from '../../../agent/provisioning/console/staged.ts';
import { hasOpenssl, makeCertificates } from '../../uplink/certificates.ts';
import { rightWith } from '../../config/hub-file.ts';

const root = mkdtempSync(join(tmpdir(), 'anbu-commit-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const centre = String(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));

/** With a comment that somebody wrote, and a node that has a key. */
const TEXT = `# written by hand\n${rightWith([
  '  - { id: button,',
  '  - { id: node-1, part: sensor-node, connector: /dev/serial/by-id/usb-1, key: node-1.key, options: { address: 1 }, feeds: {}, room: bathroom }\n  - { id: button,',
])}`;
let number = 0;
let folder = '';
let config = '';
beforeEach(() => {
  number += 1;
  folder = join(root, `hub-${number}`);
  config = join(folder, 'hub.yaml');
  mkdirSync(folder, { mode: 0o750 });
  writeFileSync(config, TEXT);
  writeFileSync(join(folder, 'centre.pem'), centre);
  writeFileSync(join(folder, 'node-1.key'), '231d39c1d7cc1ab1aee224cd096db932\n');
});

async function commit(...settings: readonly Setting[]): Promise<{ answer: Answer; steps: string[] }> {
  const staged = settings.reduce((all, one) => withSetting(all, one) ?? all, NOTHING_STAGED);
  const networks = new Networks(join(folder, 'networks'));
  const steps: string[] = [];
  const places = {
    config,
    lastGood: join(folder, 'data', 'config.last-good.yaml'),
    networks,
    random: hostRandom,
  };
  return { answer: await commitStaged(staged, places, (step) => steps.push(step)), steps };
}
const set = (path: Exclude<Setting['path'], 'wifi' | 'lte'>, value: string): Setting => ({
  path,
  value,
  append: false,
});
const files = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const problems = (answer: Answer): readonly string[] =>
  'error' in answer ? (answer.error.problems ?? []) : [];

test('values change in their places; comments stay, and so does the configuration before it', async () => {
  const { answer, steps } = await commit(
    set('home.timezone', 'Europe/Amsterdam'),
    set('language', 'en'),
    set('uplink.hub', 'hub-13'),
    set('devices.node-1.key', '00112233445566778899aabbccddeeff'),
    set('uplink.centreKeys.second', centre),
  );
  expect(answer).toMatchObject({ ok: { needsRestart: true, network: {} } });
  expect(steps).toEqual(['checking', 'writing']);
  const text = readFileSync(config, 'utf8');
  expect(text).toContain('# written by hand');
  expect(readFileSync(`${config}.before`, 'utf8')).toBe(TEXT);
  const loaded = await loadConfig(config);
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const { home, language, uplink, devices } = loaded.config;
  expect([home.timezone, language, uplink.hub]).toEqual(['Europe/Amsterdam', 'en', 'hub-13']);
  expect(Object.keys(uplink.centreKeys)).toEqual(['desk', 'second']);
  const key = devices.find(({ id }) => id === 'node-1')?.key ?? '';
  expect(readFileSync(key, 'utf8')).toBe('00112233445566778899aabbccddeeff\n');
  expect([statSync(key).mode & 0o777, statSync(config).mode & 0o777]).toEqual([0o640, 0o640]);
});

test('all mistakes come back together, each with its remedy, and nothing was changed', async () => {
  const before = files();
  const { answer } = await commit(
    set('home.timezone', 'Mars/Olympus'),
    set('language', 'xx'),
    set('uplink.url', 'mqtt://far.example'),
    set('uplink.centreKeys.second', 'no key'),
    set('devices.node-1.key', '00000000000000000000000000000000'),
  );
  expect(answer).toMatchObject({ error: { code: 'config-invalid' } });
  const all = problems(answer).join('\n');
  for (const words of ['home.timezone', 'language', 'uplink.url', 'centreKeys', 'key'])
    expect(all).toContain(words);
  expect(problems(answer)).toHaveLength(5);
  expect(files()).toEqual(before);
});

test('a place that is not there is named', async () => {
  const before = files();
  const { answer } = await commit(set('devices.node-9.key', '00112233445566778899aabbccddeeff'));
  expect(problems(answer)).toEqual(['devices.node-9.key: there is no such place in the configuration']);
  expect(files()).toEqual(before);
});

test('a hub without a configuration takes a whole one, and says so before', async () => {
  rmSync(config);
  expect(problems((await commit(set('language', 'ko'))).answer)[0]).toContain('there is no configuration');
  const { answer } = await commit(set('config', TEXT), set('language', 'en'));
  expect(answer).toMatchObject({ ok: { committed: ['config', 'language'] } });
  expect(readFileSync(config, 'utf8')).toContain('language: en');
});

test('what a commit that was cut off left behind is gone after the next; what is named stays', async () => {
  writeFileSync(join(folder, 'uplink-clientKey.0badcafe.pem'), 'left behind');
  writeFileSync(`${config}.candidate`, 'half a file');
  writeFileSync(join(folder, 'uplink-authority.12345678.pem'), 'the last good configuration names it');
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'config.last-good.yaml'), 'authority: uplink-authority.12345678.pem');
  await commit(set('uplink.centreKeys.desk', centre));
  await commit(set('uplink.centreKeys.desk', centre));
  await commit(set('uplink.centreKeys.desk', centre));
  const ours = readdirSync(folder).filter((name) => /\.[0-9a-f]{8}\.pem$/.test(name));
  // The one in force, the one before it, and that of the last good configuration.
  expect(ours).toHaveLength(3);
  expect(ours).toContain('uplink-authority.12345678.pem');
  expect(readdirSync(folder)).not.toContain('hub.yaml.candidate');
});

describe('a disk that does not take it', () => {
  test.each(['hub.yaml.candidate', 'hub.yaml.before'])('at %s changes nothing', async (name) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'in the way'), '');
    const { answer } = await commit(set('uplink.centreKeys.desk', centre));
    expect(answer).toMatchObject({ error: { code: 'file-unwritable' } });
    expect(readFileSync(config, 'utf8')).toBe(TEXT);
    expect(readdirSync(folder).filter((each) => /\.(?:pem|new)$/.test(each))).toEqual(['centre.pem']);
  });
});

test('without NetworkManager a network is refused, and nothing else is done', async () => {
  const before = files();
  const { answer } = await commit({ path: 'wifi', value: { ssid: 'home', psk: '' } }, set('language', 'en'));
  expect(answer).toMatchObject({ error: { code: 'network-unavailable' } });
  expect(files()).toEqual(before);
});

test('a certificate that is for another key is refused; the pair is taken', async (context) => {
  if (!hasOpenssl()) context.skip('openssl is not installed: certificates are not tried');
  const own = makeCertificates();
  const pem = (path: string): string => readFileSync(path, 'utf8');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const url = set('uplink.url', 'mqtts://broker.example');
  const certificate = set('uplink.clientCertificate', pem(own.hub.certificate));
  const wrong = await commit(url, certificate, set('uplink.clientKey', other));
  expect(problems(wrong.answer)[0]).toContain('it is for another key');
  const { answer } = await commit(url, certificate, set('uplink.clientKey', pem(own.hub.key)));
  expect(answer).toMatchObject({ ok: { needsRestart: true } });
});
