/**
 * A hub's identity from its first key to its second, by the real command and a real authority; and what is refused.
 * Without openssl nothing of this was checked, and that is said.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { installCertificate } from '../../agent/cli/identity/install.ts';
import { type OwnIdentity, ownIdentity } from '../../agent/cli/identity/own-identity.ts';
import { requestIdentity } from '../../agent/cli/identity/request.ts';
import { identityReport, settleIdentity } from '../../agent/cli/identity/settle.ts';
import { readIdentityMemory } from '../../agent/cli/kept-identity.ts';
import { type SignedReceipt, isSigned } from '../../agent/provisioning/receipt.ts';
import { NOTHING_KNOWN } from '../../agent/uplink/identity-choice.ts';
import { pairsAt } from '../../agent/uplink/mqtt-identity.ts';
import { type Certified, Mint, hasOpenssl } from '../uplink/certificates.ts';
import { anbu } from './command.ts';

const mint = new Mint();
const folders: string[] = [];
afterAll(() => {
  mint.sweep();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const authority: Certified | null = hasOpenssl() ? mint.authority() : null;

let folder: string;
let config: string;
let own: OwnIdentity;
beforeEach((ctx) => {
  if (authority === null) ctx.skip('identity was not checked: openssl missing (apt-get install openssl)');
  folder = mkdtempSync(join(tmpdir(), 'anbu-identity-'));
  folders.push(folder);
  config = join(folder, 'hub.yaml');
  writeFileSync(
    config,
    'uplink:\n  site: district-9\n  hub: hub-12\n  clientKey: hub.key\n  clientCertificate: hub.pem\n',
  );
  own = ownIdentity(config);
});

/** What an authority makes of a request: good for `days`. */
function signed(request: string, days = 365, by: Certified | null = authority): string {
  const out = `${request}.pem`;
  const extensions = join(folder, 'client.ext');
  writeFileSync(extensions, 'extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\n');
  const words = ['x509', '-req', '-in', request, '-out', out, '-days', String(days), '-extfile', extensions];
  execFileSync('openssl', [...words, '-CA', by?.certificate ?? '', '-CAkey', by?.key ?? ''], {
    stdio: 'pipe',
  });
  return out;
}
/** The command's `identity`, with this hub's configuration. */
const identity = (...words: readonly string[]): ReturnType<typeof anbu> =>
  anbu('identity', ...words, '--config', config);
/** Certificates begin at the full second in which they are signed. */
const now = (): { nowMs: number; isTimeKnown: boolean } => ({ nowMs: Date.now(), isTimeKnown: true });
const NO_AUTHORITY = { authority: null };
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('by the command: asked for, signed, installed, shown; and no key was ever said', async () => {
  const request = join(folder, 'hub.csr');
  const asked = await identity('request', '--out', request, '--by', 'kim');
  expect(asked).toMatchObject({ code: 0, err: '' });
  expect(modeOf(own.clientKey)).toBe('640');
  expect(createPrivateKey(readFileSync(own.clientKey)).asymmetricKeyDetails).toEqual({
    namedCurve: 'prime256v1',
  });
  const installed = await identity('install', signed(request), '--authority', authority?.certificate ?? '');
  expect(installed).toMatchObject({ code: 0, err: '' });
  expect(new X509Certificate(readFileSync(own.clientCertificate)).subject).toBe('O=district-9\nCN=hub-12');
  const shown = await identity('show', '--data', folder);
  expect(shown.out).toMatch(/^hub hub-12 of site district-9\ncertificate {2}O=district-9, CN=hub-12; by /);
  expect(shown.code).toBe(0);
  const secret = readFileSync(own.clientKey, 'latin1').split('\n')[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  for (const { out, err } of [asked, installed, shown]) expect(out + err).not.toContain(secret);
  const lines = readFileSync(join(folder, 'receipts.jsonl'), 'utf8').trim().split('\n');
  const receipts = lines.map((line) => JSON.parse(line) as SignedReceipt);
  expect(receipts.map(isSigned)).toEqual([true, true]);
  expect(receipts[0]?.receipt).toContain('"what":"key-made","site":"district-9","hub":"hub-12"');
  expect(receipts.map(({ receipt }) => isSigned({ ...receipts[0]!, receipt }))).toEqual([true, false]);
});

test('a certificate of another hub is refused, with what to do, and nothing is written', async () => {
  requestIdentity(own, join(folder, 'hub.csr'));
  const other = mint.issue(authority, { name: 'hub-13', usage: 'clientAuth' });
  const before = readdirSync(folder);
  const { code, out, err } = await identity('install', other.certificate);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('it is for hub hub-13, and this is hub-12\n         → Install it on that hub');
  expect(out).toContain('it was made for a key that is not on this hub');
  expect(readdirSync(folder)).toEqual(before);
});

test('asked again after a visit that was cut off: the same key', () => {
  const first = requestIdentity(own, join(folder, 'one.csr'));
  const second = requestIdentity(own, join(folder, 'two.csr'));
  expect(second).toEqual({ ...first, isNew: false });
});

test('what lies where the key should be and is none is not overwritten', () => {
  writeFileSync(own.clientKey, 'something else');
  expect(() => requestIdentity(own, join(folder, 'hub.csr'))).toThrow(
    expect.objectContaining({ code: 'key-unusable' }),
  );
  expect(readFileSync(own.clientKey, 'utf8')).toBe('something else');
});

test('issued by another authority than the one that was named: refused', () => {
  const request = join(folder, 'hub.csr');
  requestIdentity(own, request);
  const certificate = signed(request, 365, mint.authority(null, { name: 'another authority' }));
  const named = { certificate, authority: authority?.certificate ?? null };
  const done = installCertificate(own, named, now());
  expect(done).toMatchObject({ refused: [{ code: 'other-authority' }] });
  expect(existsSync(own.clientCertificate)).toBe(false);
});

/** A hub with an identity in force, and a new one beside it. */
function rotating(): void {
  const [first, second] = [join(folder, 'first.csr'), join(folder, 'second.csr')];
  requestIdentity(own, first);
  installCertificate(own, { certificate: signed(first), ...NO_AUTHORITY }, now());
  expect(requestIdentity(own, second)).toMatchObject({ isNew: true, isBeside: true });
  expect(installCertificate(own, { certificate: signed(second), ...NO_AUTHORITY }, now())).toMatchObject({
    path: own.nextCertificate,
    isBeside: true,
  });
}

test('a new pair lies beside the old one, and takes its place only when it was let in', () => {
  rotating();
  const { current, next } = pairsAt(own);
  expect(current?.key).toBe(own.clientKey);
  expect(next?.key).toBe(own.nextKey);
  expect(identityReport(own, NOTHING_KNOWN).rotation).toBe('waits');
  expect(() => settleIdentity(own, NOTHING_KNOWN)).toThrow(
    expect.objectContaining({ code: 'identity-unproven' }),
  );
  const memory = { proven: next?.fingerprint ?? null, refused: null };
  const old = readFileSync(own.clientKey, 'utf8');
  expect(settleIdentity(own, memory)).toBe(true);
  expect(pairsAt(own)).toEqual({
    current: { ...next, certificate: own.clientCertificate, key: own.clientKey },
    next: null,
  });
  for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name), 'utf8')).not.toContain(old);
  expect(settleIdentity(own, memory)).toBe(false);
});

test('the power is cut between the two renames: there is a pair all the same, and it goes on', () => {
  rotating();
  const memory = { proven: pairsAt(own).next?.fingerprint ?? null, refused: null };
  execFileSync('mv', [own.nextKey, own.clientKey]);
  const between = pairsAt(own);
  expect(between.current).toBeNull();
  expect(between.next).toMatchObject({ certificate: own.nextCertificate, key: own.clientKey });
  expect(settleIdentity(own, memory)).toBe(true);
  expect(pairsAt(own).current?.fingerprint).toBe(memory.proven);
});

test.each([
  ['nothing', ''],
  ['something else', '{"proven":"../../etc","refused":null}'],
  ['half a line', '{"proven":"ab'],
])('a memory that holds %s proves nothing', (_, text) => {
  writeFileSync(join(folder, 'identity.json'), text);
  expect(readIdentityMemory(folder)).toEqual(NOTHING_KNOWN);
});

test('a configuration that does not say whose hub it is: what is missing is named', async () => {
  writeFileSync(config, 'uplink: { site: district-9, hub: "a b", clientKey: k, clientCertificate: c }\n');
  const { code, err } = await identity('show');
  expect(code).toBe(1);
  expect(err).toContain('does not say uplink.hub');
});
