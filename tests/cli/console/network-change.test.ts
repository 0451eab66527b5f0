/**
 * A network in the place of one that works: mistyped, without a configuration that comes along, and cut off anywhere.
 *
 * Real commits in processes of their own, on real files. `nmcli` is a program that reads the folder as NetworkManager does, lets
 * those networks stand whose passphrase is right, and can end whoever asks it.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { commitStaged } from '../../../agent/cli/console/commit.ts';
import { Networks } from '../../../agent/cli/console/networks.ts';
import { loadConfig } from '../../../agent/config/load.ts';
import { hostRandom } from '../../../agent/host.ts';
import { wifiConnection } from '../../../agent/provisioning/console/nm-connection.ts';
import type { Answer } from '../../../agent/provisioning/console/requests.ts';
import { NOTHING_STAGED, type Setting, withSetting } from '../../../agent/provisioning/console/staged.ts';
import { RIGHT } from '../../config/hub-file.ts';

const COMMIT = fileURLToPath(new URL('cut-commit.ts', import.meta.url));
const NAME = 'anbu-wifi.nmconnection';
const centre = String(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
const wifi = (psk: string): Setting => ({ path: 'wifi', value: { ssid: 'home', psk } });
const textOf = (psk: string): string => wifiConnection({ ssid: 'home', psk }).text;
const [FORMER, BETTER, MISTYPED] = ['right and former', 'right and better', 'mistyped'];

const root = mkdtempSync(join(tmpdir(), 'anbu-networks-'));
const path = process.env['PATH'];
afterAll(() => {
  process.env['PATH'] = path;
  rmSync(root, { recursive: true, force: true });
});

let number = 0;
let [folder, config, networks, told] = ['', '', '', ''];
beforeEach(hubWithNetwork);
function hubWithNetwork(): void {
  number += 1;
  folder = join(root, `hub-${number}`);
  [config, networks, told] = [join(folder, 'hub.yaml'), join(folder, 'networks'), join(folder, 'told')];
  for (const each of ['bin', 'networks', 'data']) mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(config, RIGHT);
  writeFileSync(join(folder, 'centre.pem'), centre);
  writeFileSync(join(networks, NAME), textOf(FORMER));
  writeFileSync(told, '');
  const nmcli = `#!/bin/sh
echo "$*" >>${told}
[ "$(grep -c . ${told})" != "\${CUT_AT:-none}" ] || { kill -KILL $PPID; exit 9; }
[ "$4" = up ] || exit 0
grep -q '^psk=right' $(grep -l "^id=$6$" ${networks}/*.nmconnection) && exit 0
echo 'Error: Connection activation failed: Secrets were required, but not provided.'
exit 4
`;
  writeFileSync(join(folder, 'bin/nmcli'), nmcli);
  chmodSync(join(folder, 'bin/nmcli'), 0o755);
  process.env['PATH'] = `${join(folder, 'bin')}:${path}`;
}
const lastAsked = (): string => readFileSync(told, 'utf8').trim().split('\n').at(-1) ?? '';
const network = (): string => readFileSync(join(networks, NAME), 'utf8');
const beside = (): string[] => readdirSync(folder).toSorted();

async function commit(...settings: readonly Setting[]): Promise<Answer> {
  const staged = settings.reduce((all, one) => withSetting(all, one) ?? all, NOTHING_STAGED);
  const lastGood = join(folder, 'data', 'config.last-good.yaml');
  const places = { config, lastGood, networks: new Networks(networks), random: hostRandom };
  return commitStaged(staged, places, () => {});
}
const TOKYO: Setting = { path: 'home.timezone', value: 'Asia/Tokyo', append: false };

test('a mistyped passphrase changes nothing: the former network stands again, and it is said what to do', async () => {
  const before = beside();
  const answer = await commit(wifi(MISTYPED), TOKYO);
  expect(answer).toMatchObject({ error: { code: 'network-not-up' } });
  expect(JSON.stringify(answer)).toMatch(
    /anbu-wifi does not come up \(Error: .*Secrets were required.*set it again, and commit\. Nothing was changed/,
  );
  expect(network()).toBe(textOf(FORMER));
  expect(readdirSync(networks)).toEqual([NAME]);
  expect([readFileSync(config, 'utf8'), beside()]).toEqual([RIGHT, before]);
  expect(lastAsked()).toBe('--wait 30 connection up id anbu-wifi');
});

test('a better one takes its place, once it has stood beside it; the same again is no change', async () => {
  expect(await commit(wifi(BETTER))).toMatchObject({ ok: { network: { 'anbu-wifi': 'up' } } });
  expect([network(), readdirSync(networks)]).toEqual([textOf(BETTER), [NAME]]);
  expect(readFileSync(told, 'utf8')).toMatch(/up id anbu-wifi-trial-\d+-\d+\n[^]*up id anbu-wifi\n$/);
  writeFileSync(told, '');
  expect(await commit(wifi(BETTER))).toMatchObject({ ok: { network: { 'anbu-wifi': 'up' } } });
  expect(readFileSync(told, 'utf8')).not.toContain('trial');
});

test('the first network of a hub is for a home that may not be in reach: it stays, and it is said that it is not up', async () => {
  rmSync(join(networks, NAME));
  const answer = await commit(wifi(MISTYPED));
  expect(JSON.stringify(answer)).toContain('anbu-wifi: not up yet: Error: Connection activation failed');
  expect(network()).toBe(textOf(MISTYPED));
});

test.each([
  ['a former network', true],
  ['no network', false],
])('a configuration that the disk does not take gives back %s', async (_, isFormer) => {
  if (!isFormer) rmSync(join(networks, NAME));
  mkdirSync(join(folder, 'hub.yaml.before', 'in the way'), { recursive: true });
  expect(await commit(wifi(BETTER), TOKYO)).toMatchObject({ error: { code: 'file-unwritable' } });
  expect(readdirSync(networks)).toEqual(isFormer ? [NAME] : []);
  if (isFormer)
    expect([network(), lastAsked()]).toEqual([textOf(FORMER), '--wait 30 connection up id anbu-wifi']);
});

/** Killed at each step in turn; `say`: what the commit says when it was not. How many steps there were. */
async function cutEverywhere(psk: string, by: 'disk' | 'nmcli', say: string): Promise<number> {
  let cuts = 0;
  for (let said = ''; said !== say; cuts += 1) {
    hubWithNetwork();
    const [count, cutAt] = by === 'disk' ? [cuts + 1, 0] : [0, cuts + 1];
    const words = [COMMIT, config, join(folder, 'data', 'none'), String(count), centre, networks, psk];
    const env = { ...process.env, CUT_AT: String(cutAt) };
    said = spawnSync(process.execPath, words, { encoding: 'utf8', env }).stdout;
    expect(['', say]).toContain(said);
    const at = `${by} ${cuts + 1}`;
    const isChanged = readFileSync(config, 'utf8') !== RIGHT;
    expect(await loadConfig(config), at).toHaveProperty('config');
    const isBetter = network() === textOf(BETTER);
    // One of them whole, and the configuration that came with the new one never without it.
    expect([isBetter || network() === textOf(FORMER), isBetter || !isChanged], at).toEqual([true, true]);
    if (psk === MISTYPED) expect([isBetter, isChanged], at).toEqual([false, false]);
    const wasLeft = readdirSync(networks).length > 1;
    await new Networks(networks).settle();
    expect(readdirSync(networks), at).toEqual([NAME]);
    if (wasLeft) expect(lastAsked(), at).toBe('--wait 30 connection up id anbu-wifi');
  }
  return cuts;
}

test('killed before each rename, link and removal, and at each word to NetworkManager, there is always a network that worked', async () => {
  // The trial, two files and the configuration into their places, and what goes before and after.
  expect(await cutEverywhere(BETTER, 'disk', 'whole')).toBeGreaterThan(8);
  expect(await cutEverywhere(BETTER, 'nmcli', 'whole')).toBe(6);
  expect(await cutEverywhere(MISTYPED, 'disk', 'network-not-up')).toBeGreaterThan(4);
  expect(await cutEverywhere(MISTYPED, 'nmcli', 'network-not-up')).toBe(6);
}, 120_000);

test('what another living console tries is left alone, and nothing else', async () => {
  const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
  const start = stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '';
  const living = `anbu-wifi-trial-${process.ppid}-${start}.nmconnection`;
  const own = `${new Networks(networks).passing('anbu-wifi', 'trial')}.nmconnection`;
  const gone = `.anbu-lte-former-${process.ppid}-${start}1.nmconnection`;
  for (const name of [living, own, gone]) writeFileSync(join(networks, name), '');
  await new Networks(networks).settle();
  expect(readdirSync(networks).toSorted()).toEqual([living, NAME].toSorted());
});
