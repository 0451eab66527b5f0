/**
 * A new certificate beside the old one, at a real broker: tried, in force once it was let in, and given up when it is not.
 * Without mosquitto or openssl nothing of this was checked, and that is said.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type IdentityMemory, NOTHING_KNOWN } from '../../agent/uplink/identity-choice.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { pairsAt } from '../../agent/uplink/mqtt-identity.ts';
import { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import { findMosquitto } from '../../sim/broker-mosquitto.ts';
import type { RealBroker } from '../../sim/broker-process.ts';
import { type Certified, Mint, hasOpenssl } from './certificates.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { Party } from './publisher-contract.ts';
import { mosquittoOf } from './real-brokers.ts';

const missing = [...(findMosquitto() === null ? ['mosquitto'] : []), ...(hasOpenssl() ? [] : ['openssl'])];
const mint = new Mint();
const folder = mkdtempSync(join(tmpdir(), 'anbu-rotation-'));
const own = { clientCertificate: join(folder, 'hub.pem'), clientKey: join(folder, 'hub.key') };
let authority: Certified;
let broker: RealBroker;
let party: Party | null = null;
let memory: IdentityMemory = NOTHING_KNOWN;

beforeAll(async () => {
  if (missing.length > 0) return;
  authority = mint.authority();
  const served = mint.issue(authority);
  broker = await mosquittoOf([
    'allow_anonymous true',
    `cafile ${authority.certificate}`,
    `certfile ${served.certificate}`,
    `keyfile ${served.key}`,
    'require_certificate true',
  ]);
});
afterEach(async () => {
  await party?.publisher.stop();
  party = null;
  memory = NOTHING_KNOWN;
});
afterAll(async () => {
  if (missing.length === 0) await broker.stop();
  mint.sweep();
  rmSync(folder, { recursive: true, force: true });
});

function put({ certificate, key }: Certified, next: '' | '.next'): void {
  copyFileSync(certificate, `${own.clientCertificate}${next}`);
  copyFileSync(key, `${own.clientKey}${next}`);
}
function client(by: Certified): Certified {
  return mint.issue(by, { name: 'hub', usage: 'clientAuth' });
}
/** `pace`: of link time, so that the look every ten minutes comes within a test. */
function connect(ctx: TestContext, pace = 1): Party {
  if (missing.length > 0)
    ctx.skip(
      `rotation was not checked: ${missing.join(' and ')} missing (apt-get install mosquitto openssl)`,
    );
  const url = `mqtts://127.0.0.1:${broker.port}`;
  const waits = { ackTimeoutMs: 5000 * pace, reconnectMinMs: 5 * pace, reconnectMaxMs: 50 * pace };
  const policy = policyFor(broker.port, { url, authority: authority.certificate, ...own, ...waits });
  const remember = (kept: IdentityMemory): void => void (memory = kept);
  const around = { identity: { memory, remember }, time: new LinkTime(pace) };
  const made = new Party({ client: () => new MqttPublisher(policy, silentLog, around) }, 'hub');
  party = made;
  made.start('t/#');
  return made;
}

test('a new one that is let in is in force at once, and kept as that', async (ctx) => {
  if (missing.length === 0) {
    put(client(authority), '');
    put(client(authority), '.next');
  }
  const hub = connect(ctx);
  await until('it is up', () => hub.isUp);
  expect(hub.links).toEqual(['up']);
  expect(memory).toEqual({ proven: pairsAt(own).next?.fingerprint, refused: null });
});

test('a new one of an unknown authority costs one attempt; the old one keeps the link', async (ctx) => {
  if (missing.length === 0) {
    put(client(authority), '');
    put(client(mint.authority(null, { name: 'nobody' })), '.next');
  }
  const hub = connect(ctx);
  await until('it is up', () => hub.isUp);
  expect(hub.links).toEqual(['broker-refused', 'up']);
  expect(memory).toEqual({ proven: null, refused: pairsAt(own).next?.fingerprint });
});

test('put there while the link stands: tried by itself, and in force', async (ctx) => {
  if (missing.length === 0) {
    for (const path of Object.values(own)) rmSync(`${path}.next`, { force: true });
    put(client(authority), '');
  }
  // Ten minutes in two and a half seconds.
  const hub = connect(ctx, 240);
  await until('it is up', () => hub.isUp);
  put(client(authority), '.next');
  await until('it was let in', () => memory.proven !== null);
  expect(memory.proven).toBe(pairsAt(own).next?.fingerprint);
  await until('it is up again', () => hub.isUp);
  // Let go by the hub itself: a link that broke for another reason would prove nothing.
  expect(hub.links).toEqual(['up', 'not-connected', 'up']);
});
