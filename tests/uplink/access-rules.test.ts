/**
 * Who may say and hear what, on a real mosquitto with the rules that are generated for it: certificates on both sides,
 * two hubs, a desk. Each hub only its own words, the desk the reverse, and nobody another's name.
 *
 * mosquitto grants any subscription and holds its rules against each delivery: what is not heard is the proof.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IDENTITY_LINES, accessRules } from '../../agent/uplink/access-rules.ts';
import { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { CHANNELS, topicOf } from '../../agent/uplink/wire.ts';
import type { Packet, Publisher } from '../../agent/ports.ts';
import { findMosquitto } from '../../sim/broker-mosquitto.ts';
import type { RealBroker } from '../../sim/broker-process.ts';
import { type Certified, Mint, hasOpenssl } from './certificates.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { mosquittoOf } from './real-brokers.ts';
import { WiredHub, callsAt, wiredDesk } from './wired-hub.ts';

const missing = [...(findMosquitto() === null ? ['mosquitto'] : []), ...(hasOpenssl() ? [] : ['openssl'])];
const names = ['hub-1', 'hub-2', 'desk'] as const;
type Name = (typeof names)[number];

let mint: Mint;
let broker: RealBroker;
let authority: string;
const cards = new Map<Name, Certified>();
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  if (missing.length > 0) return;
  mint = new Mint();
  const ours = mint.authority();
  authority = ours.certificate;
  for (const name of names) cards.set(name, mint.issue(ours, { name, usage: 'clientAuth' }));
  const rules = join(mint.folder, 'rules.acl');
  writeFileSync(rules, accessRules('site', 'desk'), { mode: 0o600 });
  const { certificate, key } = mint.issue(ours);
  const tls = [`cafile ${authority}`, `certfile ${certificate}`, `keyfile ${key}`];
  broker = await mosquittoOf([...IDENTITY_LINES, `acl_file ${rules}`, ...tls]);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(async () => {
  if (missing.length > 0) return;
  await broker.stop();
  mint.sweep();
});
function needsBoth(ctx: TestContext): void {
  if (missing.length > 0)
    ctx.skip(
      `access rules were not checked: ${missing.join(' and ')} missing (apt-get install mosquitto openssl)`,
    );
}

/** How a client of this certificate comes in. It may call itself what it likes. */
function paths(card: Name): { url: string; authority: string; clientCertificate: string; clientKey: string } {
  const { certificate, key } = cards.get(card) ?? { certificate: '', key: '' };
  return {
    url: `mqtts://127.0.0.1:${broker.port}`,
    authority,
    clientCertificate: certificate,
    clientKey: key,
  };
}
interface Client {
  readonly publisher: Publisher;
  readonly heard: string[];
  readonly results: (string | null)[];
  readonly links: string[];
}
async function client(card: Name, topics: readonly string[], calledAs: string = card): Promise<Client> {
  const policy = policyFor(broker.port, { ...paths(card), hub: calledAs });
  const publisher = new MqttPublisher(policy, silentLog);
  const made: Client = { publisher, heard: [], results: [], links: [] };
  const own = card === 'desk' ? 'anbu/1/site/desk' : topicOf({ site: 'site', hub: card }, 'status');
  const will: Packet = { topic: own, payload: 'gone', qos: 1, retain: false };
  publisher.start(will, topics, {
    up: () => made.links.push('up'),
    down: (why) => made.links.push(why),
    message: (topic) => made.heard.push(topic),
  });
  ends.push(() => publisher.stop());
  await until(`${card} is up`, () => made.links.at(-1) === 'up');
  return made;
}
async function say({ publisher, results }: Client, topic: string): Promise<string | null> {
  const before = results.length;
  publisher.publish({ topic, payload: '{}', qos: 1, retain: false }, (failed) => results.push(failed));
  await until('it was answered', () => results.length > before);
  return results.at(-1) ?? null;
}
const at = (hub: string, topic: string): string => `anbu/1/site/${hub}/${topic}`;
const rows = Object.values(CHANNELS);

test('a hub says its own words and hears its own, and the desk the reverse', async (ctx) => {
  needsBoth(ctx);
  const desk = await client(
    'desk',
    rows.map(({ topic }) => at('+', topic)),
  );
  const hub = await client(
    'hub-1',
    rows.map(({ topic }) => at('hub-1', topic)),
  );
  for (const { topic, direction } of rows) {
    expect([topic, await say(hub, at('hub-1', topic))]).toEqual([
      topic,
      direction === 'up' ? null : 'publish-refused',
    ]);
    expect([topic, await say(desk, at('hub-1', topic))]).toEqual([
      topic,
      direction === 'up' ? 'publish-refused' : null,
    ]);
  }
  const ups = rows.filter(({ direction }) => direction === 'up').map(({ topic }) => at('hub-1', topic));
  const downs = rows.filter(({ direction }) => direction === 'down').map(({ topic }) => at('hub-1', topic));
  await until('all was heard', () => desk.heard.length >= ups.length && hub.heard.length >= downs.length + 1);
  expect(desk.heard).toEqual(ups);
  // Its own status, by which it knows a twin.
  expect(hub.heard.toSorted()).toEqual([...downs, at('hub-1', 'status')].toSorted());
});

test('a hub says nothing in the name of another, or of another site, and hears nothing of it', async (ctx) => {
  needsBoth(ctx);
  const spy = await client('hub-2', [
    '#',
    'anbu/#',
    at('hub-1', '+'),
    at('+', 'ack'),
    at('hub-1', 'command/#'),
  ]);
  const desk = await client(
    'desk',
    rows.map(({ topic }) => at('+', topic)),
  );
  const hub = await client('hub-1', [at('hub-1', 'ack')]);
  for (const { topic } of rows) {
    expect([topic, await say(spy, at('hub-1', topic))]).toEqual([topic, 'publish-refused']);
    expect([topic, await say(spy, `anbu/1/elsewhere/hub-2/${topic}`)]).toEqual([topic, 'publish-refused']);
  }
  await say(hub, at('hub-1', 'alert'));
  await say(desk, at('hub-1', 'ack'));
  await say(desk, at('hub-2', 'ack'));
  await until(
    'the others heard it',
    () => hub.heard.length > 0 && desk.heard.length > 0 && spy.heard.length > 0,
  );
  expect(new Set(spy.heard)).toEqual(new Set([at('hub-2', 'ack')]));
  expect(desk.heard).toEqual([at('hub-1', 'alert')]);
});

test('a hub that calls itself by another’s name takes neither its session nor its place', async (ctx) => {
  needsBoth(ctx);
  const hub = await client('hub-1', [at('hub-1', 'ack')]);
  const thief = await client('hub-2', [at('hub-1', 'ack')], 'hub-1');
  const desk = await client('desk', []);
  await say(desk, at('hub-1', 'ack'));
  await until('the hub heard it', () => hub.heard.length > 0);
  expect(hub.links).toEqual(['up']);
  expect(thief.heard).toEqual([]);
});

test('a whole hub and desk live by these rules: a call for help arrives and is acknowledged', async (ctx) => {
  needsBoth(ctx);
  const time = new LinkTime(5);
  const desk = wiredDesk(time, paths('desk'));
  ends.push(() => desk.stop());
  const hub = new WiredHub({ time, port: broker.port, uplink: { ...paths('hub-1'), hub: 'hub-1' } });
  ends.push(() => hub.stop());
  await until('the desk knows the hub', () => desk.report().records.notice > 0);
  hub.callForHelp();
  await until('it arrived', () => callsAt(desk).length > 0);
  await until('and the desk’s word came back', () => hub.bodies.some(({ kind }) => kind === 'kept'));
  expect(hub.links()).toEqual(['up']);
  expect(hub.conditions()).not.toContain('raised commands-refused');
});
