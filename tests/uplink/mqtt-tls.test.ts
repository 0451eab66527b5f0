/**
 * Who may speak to whom: a real mosquitto that asks for certificates, and a hub that asks for the broker's.
 * Without mosquitto or openssl nothing of this was checked, and that is said.
 */
import { type TestContext, afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ErrorCode } from '../../agent/errors.ts';
import type { UplinkPolicy } from '../../agent/config/config.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { findMosquitto } from '../../sim/broker-mosquitto.ts';
import type { RealBroker } from '../../sim/broker-process.ts';
import { type Certificates, hasOpenssl, makeCertificates } from './certificates.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { Party } from './publisher-contract.ts';
import { mosquittoOf } from './real-brokers.ts';

const missing = [...(findMosquitto() === null ? ['mosquitto'] : []), ...(hasOpenssl() ? [] : ['openssl'])];

let ours: Certificates;
let theirs: Certificates;
let broker: RealBroker;
let hub: Party | null = null;

beforeAll(async () => {
  if (missing.length > 0) return;
  ours = makeCertificates();
  theirs = makeCertificates();
  broker = await mosquittoOf([
    'allow_anonymous true',
    `cafile ${ours.authority}`,
    `certfile ${ours.broker.certificate}`,
    `keyfile ${ours.broker.key}`,
    'require_certificate true',
  ]);
});
afterEach(async () => {
  await hub?.publisher.stop();
  hub = null;
});
afterAll(async () => {
  if (missing.length > 0) return;
  await broker.stop();
  ours.sweep();
  theirs.sweep();
});

function connect(over: Partial<UplinkPolicy>): Party {
  const policy = policyFor(broker.port, { url: `mqtts://127.0.0.1:${broker.port}`, ...over });
  hub = new Party({ client: () => new MqttPublisher(policy, silentLog) }, 'hub');
  hub.start('t/#');
  return hub;
}

function needsBoth(ctx: TestContext): void {
  if (missing.length > 0)
    ctx.skip(`TLS was not checked: ${missing.join(' and ')} missing (apt-get install mosquitto openssl)`);
}

test('a hub with its certificate comes in, and is heard', async (ctx) => {
  needsBoth(ctx);
  const { hub: own, authority } = ours;
  const party = connect({ authority, clientCertificate: own.certificate, clientKey: own.key });
  await until('it is up', () => party.isUp);
  party.publish('t/alert', '안부');
  await until('it was heard', () => party.heard('t/alert').length > 0);
  expect(party.links).toEqual(['up']);
});

const REFUSED: readonly (readonly [string, ErrorCode, () => Partial<UplinkPolicy>])[] = [
  ['a hub without a certificate', 'broker-refused', () => ({ authority: ours.authority })],
  [
    'a hub with a certificate of another authority',
    'broker-refused',
    () => ({
      authority: ours.authority,
      clientCertificate: theirs.hub.certificate,
      clientKey: theirs.hub.key,
    }),
  ],
  [
    'a broker whose authority the hub does not know',
    'broker-untrusted',
    () => ({
      authority: theirs.authority,
      clientCertificate: ours.hub.certificate,
      clientKey: ours.hub.key,
    }),
  ],
  [
    'a broker of a public authority that is none',
    'broker-untrusted',
    () => ({ authority: null, clientCertificate: ours.hub.certificate, clientKey: ours.hub.key }),
  ],
];
test.for(REFUSED)('%s is refused, each time, and that is said', async ([, why, over], ctx) => {
  needsBoth(ctx);
  const party = connect(over());
  await until('it was refused three times', () => party.links.length >= 3);
  expect(new Set(party.links)).toEqual(new Set([why]));
});

test('a hub that speaks plainly is not heard', async (ctx) => {
  needsBoth(ctx);
  const party = connect({ url: `mqtt://127.0.0.1:${broker.port}`, ackTimeoutMs: 500 });
  await until('it failed three times', () => party.links.length >= 3);
  expect(party.links).not.toContain('up');
});
