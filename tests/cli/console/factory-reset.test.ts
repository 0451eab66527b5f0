/**
 * A hub wiped over its cable: what forbids it, what is gone, the receipt, and one that was cut off in the middle.
 * Real files; systemd is a program that writes down what it was told.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { ClaimsFile } from '../../../agent/cli/console/claims-file.ts';
import { type ResetPlaces, factoryReset } from '../../../agent/cli/console/factory-reset.ts';
import { HubDeeds } from '../../../agent/cli/console/hub-deeds.ts';
import { Networks } from '../../../agent/cli/console/networks.ts';
import { newMark } from '../../../agent/cli/decommission/begin.ts';
import { readMark, wipe } from '../../../agent/cli/decommission/wipe.ts';
import { openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import { hostRandom } from '../../../agent/host.ts';
import { answerFrame } from '../../../agent/provisioning/console/fitting.ts';
import type { Answer } from '../../../agent/provisioning/console/requests.ts';
import { NOTHING_STAGED, withSetting } from '../../../agent/provisioning/console/staged.ts';
import { type SignedReceipt, isSigned } from '../../../agent/provisioning/receipt.ts';
import { ConsoleRig, frame, framesIn, hello } from '../../provisioning/console-rig.ts';
import { RIGHT } from '../../config/hub-file.ts';
import { anbu } from '../command.ts';
import { type WholeHub, filesOf, lived, wholeHub } from '../whole-hub.ts';

const folders: string[] = [];
const path = process.env['PATH'];
afterAll(() => {
  process.env['PATH'] = path;
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});

const RESET = fileURLToPath(new URL('cut-reset.ts', import.meta.url));
let hub: WholeHub;
beforeEach(machine);
function machine(): void {
  hub = wholeHub();
  const bin = `${hub.root}.bin`;
  folders.push(hub.root, bin);
  mkdirSync(bin);
  // Told, and whether whoever starts the hub after a console that was killed would see that it has to.
  const seen = `$([ -e ${bin}/stopped ] && echo ' (seen)')`;
  const cut = `[ "$(grep -c . ${bin}/told)" != "\${CUT_AT:-none}" ] || kill -KILL $PPID`;
  const fails = `[ ! -e ${bin}/fails-$1 ] || exit 1`;
  writeFileSync(join(bin, 'systemctl'), `#!/bin/sh\necho "$*${seen}" >>${bin}/told\n${cut}\n${fails}\n`);
  writeFileSync(join(bin, 'told'), '');
  chmodSync(join(bin, 'systemctl'), 0o755);
  process.env['PATH'] = `${bin}:${path}`;
}
const told = (): string[] => readFileSync(`${hub.root}.bin/told`, 'utf8').split('\n').filter(Boolean);
const bin = (): string => `${hub.root}.bin`;
const places = (): ResetPlaces => ({
  ...hub,
  socket: join(hub.root, 'none.sock'),
  stopped: join(bin(), 'stopped'),
});
const reset = async (confirm: string, isClaimed = true, steps: string[] = []): Promise<Answer> =>
  factoryReset({ confirm, isClaimed }, places(), (step) => steps.push(step));
/** As it comes out of the cable. */
function receiptIn(answer: Answer): SignedReceipt {
  const [seen] = framesIn(answerFrame(9, answer));
  if (seen === undefined) throw new Error('no frame came');
  return (seen.body as { ok: { receipt: SignedReceipt } }).ok.receipt;
}
/** And the receipt, until a new life begins. */
const LEFT = ['authority.pem', 'claims/wiped.json', 'networks/other.nmconnection'];

test('all of it is gone, the hub is stopped first, and the signed receipt fits into a frame', async () => {
  await lived(hub, 15);
  // However many files there are.
  for (let each = 0; each < 60; each += 1) writeFileSync(join(hub.data, `aside-${each}.db`), '');
  // What a commit that was cut off has left.
  for (const name of ['.anbu-wifi-former-7-7.nmconnection', 'anbu-lte-trial-7-7.nmconnection.new'])
    writeFileSync(join(hub.networks, name), 'psk=open sesame');
  const steps: string[] = [];
  const answer = await reset('hub-12', true, steps);
  expect(filesOf(hub)).toEqual(LEFT);
  expect(steps).toEqual(['stopping', 'wiping']);
  expect(told()).toEqual(['stop anbu.service (seen)', 'start fstrim.service']);
  const receipt = receiptIn(answer);
  expect(isSigned(receipt)).toBe(true);
  expect(JSON.parse(receipt.receipt)).toMatchObject({
    what: 'decommissioned',
    hub: 'hub-12',
    by: 'console',
    details: { keys: 4, codes: 1, networks: 3, certificates: 2, configuration: 3 },
  });
});

test('while an alert is open it is refused, nothing is touched, and the hub goes on', async () => {
  await lived(hub, 12);
  const before = filesOf(hub);
  await expect(reset('hub-12')).rejects.toMatchObject({ code: 'hub-at-work' });
  expect(filesOf(hub)).toEqual(before);
  expect(told()).toEqual(['stop anbu.service (seen)', 'start anbu.service (seen)']);
  expect(existsSync(join(bin(), 'stopped'))).toBe(false);
});

test('a hub that cannot be stopped is started all the same; where that fails, whoever outlives the console still has to', async () => {
  await lived(hub, 15);
  const store = await openSqliteStore(hub.data);
  const before = filesOf(hub);
  const refused = async (...verbs: readonly string[]): Promise<boolean> => {
    for (const verb of verbs) writeFileSync(join(bin(), `fails-${verb}`), '');
    await expect(reset('hub-12')).rejects.toMatchObject({ code: 'journal-locked' });
    expect(told().splice(-2)).toEqual(['stop anbu.service (seen)', 'start anbu.service (seen)']);
    return existsSync(join(bin(), 'stopped'));
  };
  expect([await refused('stop'), await refused('start')]).toEqual([false, true]);
  expect(filesOf(hub)).toEqual(before);
  store.close();
  // The next one that is begun is what such a hub was stopped for.
  await reset('hub-12');
  expect([filesOf(hub), existsSync(join(bin(), 'stopped'))]).toEqual([LEFT, false]);
});

test('without the code, or with another name, nothing is stopped', async () => {
  const before = filesOf(hub);
  expect(await reset('hub-12', false)).toMatchObject({ error: { code: 'claim-first' } });
  await expect(reset('hub-13')).rejects.toMatchObject({ code: 'wipe-unconfirmed' });
  expect([filesOf(hub), told()]).toEqual([before, []]);
});

test('without a configuration what else of a hub is there is said, and nothing of it is wiped; codes are no hub', async () => {
  for (const name of ['hub.yaml', 'hub.yaml.before', 'uplink-clientKey.0badcafe.pem', 'receipts.jsonl'])
    rmSync(join(hub.root, 'anbu', name));
  const before = filesOf(hub);
  await expect(reset('hub-12')).rejects.toMatchObject({
    code: 'file-not-found',
    message: expect.stringContaining('anbu-wifi.nmconnection') as unknown,
  });
  expect([filesOf(hub), told()]).toEqual([before, []]);
  rmSync(join(hub.networks, 'anbu-wifi.nmconnection'));
  expect(await reset('hub-12')).toMatchObject({ ok: { wiped: 0 } });
});

test('cut off anywhere it is no hub any more, and ends by its name, without a code, with the first receipt', async () => {
  await lived(hub, 15);
  const mark = await newMark({ ...hub, socket: null }, { by: 'console', isShort: true });
  let left = 4;
  const cut = (): void => {
    left -= 1;
    if (left === 0) throw new Error('the power is cut');
  };
  expect(() => wipe(mark, hub.data, { keep: () => {}, deleted: cut })).toThrow('the power is cut');
  expect(readMark(hub.data)).toEqual(mark);
  const { code, err } = await anbu('run', '--config', hub.config, '--data', hub.data, '--claims', hub.claims);
  expect([code, err.includes('[hub-half-wiped]')], err).toEqual([1, true]);
  await expect(reset('hub-13', false)).rejects.toMatchObject({ code: 'wipe-unconfirmed' });
  expect(receiptIn(await reset('hub-12', false))).toEqual(mark.receipt);
  expect(filesOf(hub)).toEqual(LEFT);
});

/** The hub of this machine was stopped, and nothing has started it since. */
const isStopped = (): boolean =>
  (told().findLast((line) => line.includes('anbu.service')) ?? '').startsWith('stop');

test('a console that is killed at any instant leaves a hub that is started again, or a wipe that goes on; the receipt is never lost', async () => {
  for (const by of ['disk', 'systemctl'] as const)
    for (let [cuts, said] = [1, '']; said !== 'whole'; cuts += 1) {
      machine();
      await lived(hub, 15);
      const at = `${by} ${cuts}`;
      const [count, cutAt] = by === 'disk' ? [cuts, 0] : [0, cuts];
      const words = [RESET, JSON.stringify(places()), String(count)];
      said = spawnSync(process.execPath, words, {
        encoding: 'utf8',
        env: { ...process.env, CUT_AT: String(cutAt) },
      }).stdout;
      expect(['', 'whole']).toContain(said);
      const begun = readMark(hub.data);
      const isOver = existsSync(join(hub.claims, 'wiped.json'));
      if (isStopped()) expect(existsSync(places().stopped ?? '') || begun !== null || isOver, at).toBe(true);
      // Whoever comes with another cable has no code any more, once it was begun.
      const receipt = receiptIn(await reset('hub-12', begun === null && !isOver));
      expect(isSigned(receipt), at).toBe(true);
      if (begun !== null) expect(receipt, at).toEqual(begun.receipt);
      expect(filesOf(hub), at).toEqual(LEFT);
      expect(receiptIn(await reset('hub-12', false)), at).toEqual(receipt);
    }
}, 180_000);

test('one that is there and does not answer is not stopped: nobody knows whether somebody is waited for', async () => {
  await lived(hub, 15);
  const held: Socket[] = [];
  const silent = createServer((client) => held.push(client));
  await new Promise<void>((resolve) => {
    silent.listen(places().socket, resolve);
  });
  await expect(reset('hub-12')).rejects.toMatchObject({ code: 'hub-at-work' });
  for (const client of held) client.destroy();
  silent.close();
  expect(told()).toEqual([]);
});

test('a disk that does not take the mark leaves a hub that goes on', async () => {
  await lived(hub, 15);
  mkdirSync(join(hub.data, 'decommissioning.json.new'));
  const before = filesOf(hub);
  await expect(reset('hub-12')).rejects.toMatchObject({ code: 'file-unwritable' });
  expect(filesOf(hub)).toEqual(before);
  expect(told().at(-1)).toBe('start anbu.service (seen)');
  expect(existsSync(places().stopped ?? '')).toBe(false);
});

test('the receipt is said again by the name of that hub, and is gone once a new configuration is in force', async () => {
  await reset('hub-12');
  expect(statSync(join(hub.claims, 'wiped.json')).mode & 0o777).toBe(0o600);
  await expect(reset('hub-13', false)).rejects.toMatchObject({ code: 'wipe-unconfirmed' });
  const deeds = new HubDeeds(places(), {
    claims: new ClaimsFile(hub.claims),
    networks: new Networks(hub.networks),
    random: hostRandom,
    log: { write() {} },
    nowMs: () => 0,
  });
  const commit = async (setting: 'config' | 'language', value: string): Promise<Answer> => {
    const staged = withSetting(NOTHING_STAGED, { path: setting, value, append: false }) ?? NOTHING_STAGED;
    return new Promise((resolve) => deeds.carryOut({ do: 'commit', staged }, () => {}, resolve));
  };
  // Refused: there is no configuration that it could be laid over.
  expect(await commit('language', 'en')).toMatchObject({ error: { code: 'config-invalid' } });
  expect(filesOf(hub)).toEqual(LEFT);
  const centre = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(join(hub.root, 'anbu/centre.pem'), String(centre));
  expect(await commit('config', RIGHT)).toMatchObject({ ok: { committed: ['config'] } });
  expect(existsSync(join(hub.claims, 'wiped.json'))).toBe(false);
});

test('who holds the cable may ask for a reset; whoever carries it out hears that no code was given', () => {
  const asked = frame(3, { do: 'factory-reset', confirm: 'hub-12' });
  const rig = new ConsoleRig();
  rig.ask(hello(), asked);
  const claimed = new ConsoleRig().claimed();
  claimed.ask(asked);
  const deed = { do: 'factory-reset', confirm: 'hub-12' } as const;
  expect([...rig.deeds, claimed.deeds.at(-1)]).toEqual([
    { ...deed, isClaimed: false },
    { ...deed, isClaimed: true },
  ]);
  // What is left is not this visit's any more.
  claimed.finish({ ok: { hub: 'hub-12' } });
  expect(claimed.ask(frame(4, { do: 'staged' }))[0]?.body).toMatchObject({ error: { code: 'claim-first' } });
});
