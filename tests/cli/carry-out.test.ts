/**
 * `anbu carry-out` beside a hub that runs, and what its file is worth: at the desk, and back at the hub.
 *
 * The command runs in a process of its own on a real journal; what a desk must refuse is in `carried-duties.ts`.
 */
import { execFileSync } from 'node:child_process';
import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readCarryOut } from '../../sim/desk-carry-in.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { carriedFile, hubKey } from '../uplink/carried-file.ts';
import { alertBody, condition, history, record } from '../uplink/hub-packets.ts';
import { anbu } from './command.ts';
import { DiskTown, IDENTITY, MINUTE_MS } from './disk-town.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-carry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A hub file with that key, and what the desk knows of it. */
function keyed(name: string, type: 'ec' | 'ed25519' | 'rsa'): { config: string; publicKey: string } {
  const privateKey = privateKeyOf(type);
  const key = join(folder, `${name}.key`);
  const certificate = join(folder, `${name}.pem`);
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  execFileSync('openssl', [
    'req',
    '-x509',
    '-key',
    key,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
    '-out',
    certificate,
  ]);
  const text = rightWith([
    '  centreKeys: { desk: centre.pem }\n',
    `  centreKeys: { desk: centre.pem }\n  clientKey: ${key}\n  clientCertificate: ${certificate}\n`,
  ]).replace('mqtt://localhost:1883', 'mqtts://localhost:8883');
  return { config: written(text, `${name}.yaml`), publicKey: readFileSync(certificate, 'utf8') };
}
function privateKeyOf(type: 'ec' | 'ed25519' | 'rsa'): KeyObject {
  if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return generateKeyPairSync('ed25519').privateKey;
}

test('weeks without a network: what is carried is kept, frees the journal, and comes again without harm', async () => {
  const town = new DiskTown();
  const data = join(folder, 'data');
  const out = join(folder, 'out.jsonl');
  const { config, publicKey } = keyed('hub-ec', 'ec');
  town.broker.set({ outage: true });
  await town.start(data);
  town.live(30);
  town.callForHelp();
  const waiting = town.waiting();
  expect(waiting).toBeGreaterThan(150);

  const carried = await anbu('carry-out', '--config', config, '--data', data, '--out', out, '--json');
  expect(carried).toMatchObject({ code: 0, err: '' });
  const { records } = JSON.parse(carried.out) as { records: Record<string, number> };
  const [alert] = town.openAlerts();
  const file = readFileSync(out, 'utf8');
  expect(records['history']).toBeGreaterThan(150);
  // Alerts first.
  expect(file.split('\n')[1]).toContain(`/alert"`);

  expect(town.desk.takeIn(file, IDENTITY.hub, publicKey)).toBeNull();
  const opened = () =>
    town.actions.filter((one) => one.kind === 'alert' && one.opened && one.alert === alert).length;
  expect(opened()).toBe(1);
  expect(town.desk.takeIn(file, IDENTITY.hub, publicKey)).toBeNull();

  town.broker.set({ outage: false });
  town.pass(5 * MINUTE_MS);
  expect(town.waiting()).toBe(0);
  expect(town.refused).toEqual([]);
  expect(town.openAlerts()).toEqual([alert]);
  const { gaps, duplicatesApplied, records: known } = town.desk.report();
  expect({ gaps, duplicatesApplied }).toEqual({ gaps: [], duplicatesApplied: 0 });
  expect(known.history).toBeGreaterThanOrEqual(records['history']!);
  expect(opened()).toBe(1);
  await town.stop();
});

test.each(['ed25519', 'rsa'] as const)('a hub with a key of kind %s', async (type) => {
  const data = join(folder, 'data');
  const { config, publicKey } = keyed(`kind-${type}`, type);
  const out = join(folder, `${type}.jsonl`);
  expect(await anbu('carry-out', '--config', config, '--data', data, '--out', out)).toMatchObject({
    code: 0,
  });
  const file = readFileSync(out, 'utf8');
  expect(readCarryOut(file, IDENTITY, publicKey)).toMatchObject({ ok: true });
  expect(readCarryOut(file, IDENTITY, hubKey().publicKey)).toEqual({ ok: false, why: 'wrong-key' });
  expect(readCarryOut(file, { ...IDENTITY, hub: 'hub-13' }, publicKey)).toEqual({
    ok: false,
    why: 'other-hub',
  });
  expect(await anbu('carry-out', '--config', config, '--data', data, '--out', out)).toMatchObject({
    code: 1,
  });
  expect(readFileSync(out, 'utf8')).toBe(file);
});

test('without a key of its own, or a journal, nothing is written', async () => {
  const out = join(folder, 'none.jsonl');
  const words = ['--data', join(folder, 'data'), '--out', out] as const;
  const keyless = await anbu('carry-out', '--config', written(rightWith()), ...words);
  expect(keyless).toMatchObject({ code: 2 });
  expect(keyless.err).toContain('uplink.clientKey');
  const { config } = keyed('no-journal', 'ec');
  const nowhere = await anbu(
    'carry-out',
    '--config',
    config,
    '--data',
    join(folder, 'nowhere'),
    '--out',
    out,
  );
  expect(nowhere).toMatchObject({ code: 2 });
  expect(() => readFileSync(out)).toThrow();
});

test('whatever is changed in the file, all of it is refused', () => {
  const key = hubKey();
  const sender = { identity: IDENTITY };
  const packets = [
    record(sender, 'alert', 1, alertBody()),
    record(sender, 'notice', 1, condition),
    history(sender, 1, 3),
  ];
  const file = carriedFile(IDENTITY, packets, key);
  expect(readCarryOut(file, IDENTITY, key.publicKey)).toMatchObject({ ok: true });
  const bytes = Buffer.from(file);
  // What the hub says of its own time is not signed by itself, but the chain begins with it.
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ flip;
      const text = changed.toString('utf8');
      if (sameSignature(text, file)) return;
      expect(readCarryOut(text, IDENTITY, key.publicKey)).toMatchObject({ ok: false });
    }),
    { numRuns: 400 },
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(readCarryOut(bytes.toString('utf8', 0, length), IDENTITY, key.publicKey)).toMatchObject({
        ok: false,
      });
    }),
  );
});

/** Base64 has signs whose last bits mean nothing: the same signature, spelt otherwise. */
function sameSignature(text: string, file: string): boolean {
  const of = (whole: string): string => {
    const spelt = /"signature":"([^"]*)"/.exec(whole)?.[1] ?? '';
    return Buffer.from(spelt, 'base64').toString('hex');
  };
  const without = (whole: string): string => whole.replace(/"signature":"[^"]*"/, '');
  return of(text) === of(file) && without(text) === without(file);
}
