/**
 * What is really sent fits what is written: everything published and heard in a seeded life of a whole hub, in orders,
 * in a demo and in the desk's duties, held against the schemas by a validator that is not ours.
 *
 * Strictly: a field nobody wrote down fails. The published schemas are held to be open for a receiver, and the AsyncAPI
 * document to its own standard.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../agent/ports.ts';
import { documents } from '../../agent/uplink/wire-documents.ts';
import { startBroker } from '../../sim/broker-aedes.ts';
import { SwarmWorld } from '../../sim/swarm/world.ts';
import { anbu } from '../cli/command.ts';
import { DeskRig } from '../sim/desk-rig.ts';
import { alertBody, record } from './hub-packets.ts';
import { DUTIES } from './receiver-duties.ts';
import { Traffic, ajv, read, strictly, tapOn } from './traffic.ts';
import { started } from './uplink-rig.ts';

describe('what is sent fits what is written', () => {
  test('in a seeded life of a whole hub and its desk', () => {
    const traffic = new Traffic();
    const world = new SwarmWorld({ seed: 3, days: 1 });
    const tap = world.broker.client('tap');
    tap.start({ topic: 'tap', payload: '', qos: 0, retain: false }, ['anbu/1/#'], {
      up: () => {},
      down: () => {},
      message: (topic, payload) => traffic.take(topic, payload),
    });
    world.run();
    expect([...traffic.problems]).toEqual([]);
    const wanted = ['alert:alert', 'notice:condition', 'notice:boot', 'state:presence', 'status:'];
    const also = ['heartbeat:', 'history:summary', 'ack:kept', 'ack:stage'];
    expect([...traffic.seen.keys()]).toEqual(expect.arrayContaining([...wanted, ...also]));
  });

  test('in orders, obeyed and refused, and what is answered', () => {
    const traffic = new Traffic();
    const rig = started();
    const tap = rig.broker.client('tap');
    tap.start({ topic: 'tap', payload: '', qos: 0, retain: false }, ['anbu/1/#'], {
      up: () => {},
      down: () => {},
      message: (topic, payload) => traffic.take(topic, payload),
    });
    rig.pass(1000);
    const until = new Date(rig.clock.now().wallMs + 7_200_000).toISOString();
    const past = new Date(rig.clock.now().wallMs - 7_200_000).toISOString();
    rig.tell(rig.say({ kind: 'plan', plan: 'outing', until, by: 'desk' }, { topic: 'command' }));
    rig.tell(rig.say({ kind: 'watch', level: 'raised', until: past, by: 'desk' }, { topic: 'command' }));
    rig.tell(rig.say({ kind: 'watch', level: 'normal', by: 'desk' }, { topic: 'command' }));
    rig.pass(60_000);
    expect([...traffic.problems]).toEqual([]);
    const wanted = ['command:plan', 'command:watch', 'result:', 'notice:plan', 'notice:watch'];
    expect([...traffic.seen.keys()]).toEqual(expect.arrayContaining(wanted));
    expect(traffic.seen.get('result:')).toBe(3);
  });

  test('in a demo of two days, on a broker of somebody else’s', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'anbu-traffic-'));
    const [log, home] = [join(folder, 'two.events.csv'), join(folder, 'two.home.json')];
    const sensors = ['hall', 'kitchen'].map((room, at) => ({ id: `M00${at + 1}`, room, class: 'motion' }));
    const about = { home: 'two', timezone: 'UTC', start: '2026-03-02T00:00:00', end: '2026-03-04T00:00:00' };
    writeFileSync(home, JSON.stringify({ ...about, sensors }));
    // Somebody is about each half hour of two days, but for one morning.
    const halves = Array.from({ length: 96 }, (_, at) => at).filter((at) => at < 60 || at > 88);
    const lines = halves.map((at) => {
      const time = new Date(Date.UTC(2026, 2, 2) + at * 1_800_000).toISOString().slice(0, 23);
      return `${time},M00${(at % 2) + 1},motion,on`;
    });
    writeFileSync(log, ['time,sensor,class,value', ...lines, ''].join('\n'));
    const traffic = new Traffic();
    const broker = await startBroker();
    const endTap = await tapOn(broker.port, traffic);
    const from = ['--log', log, '--home', home, '--broker', broker.url];
    const { code, err } = await anbu(
      'demo',
      ...from,
      '--speed',
      'max',
      '--headless',
      '--json',
      '--until',
      'end',
    );
    await endTap();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    expect([...traffic.problems]).toEqual([]);
    expect([...traffic.seen.keys()]).toEqual(
      expect.arrayContaining(['alert:alert', 'history:observation', 'ack:stage', 'ack:kept', 'heartbeat:']),
    );
  });

  test('in the duties of a receiver', async () => {
    const traffic = new Traffic();
    class Tapped extends DeskRig {
      override up(packet: Packet): void {
        traffic.take(packet.topic, packet.payload);
        super.up(packet);
      }
      override arrived(packet: Packet): void {
        traffic.take(packet.topic, packet.payload);
        super.arrived(packet);
      }
    }
    // These send what no hub sends.
    const dishonest = ['take-only-what-is-whole', 'read-tolerantly', 'inflate-history'];
    const honest = DUTIES.filter(({ id }) => !dishonest.includes(id));
    expect(honest.length).toBe(DUTIES.length - dishonest.length);
    for (const { check } of honest) {
      const rig = new Tapped();
      await check(rig);
      await rig.stop();
    }
    expect([...traffic.problems]).toEqual([]);
    expect(traffic.seen.size).toBeGreaterThan(8);
  });
});

// ---- A validator that never refuses would prove nothing ------------------------------------------------------------

const whole = (): Record<string, unknown> => ({
  ...read(record({ identity: { site: 'mapo', hub: 'hub-7' } }, 'alert', 1, alertBody()).payload),
});
const published = ajv.compile(read(documents().get('alert.schema.json') ?? ''));

describe('planted in an alert', () => {
  const strict = (value: unknown): boolean => strictly.get('alert')?.(value) === true;
  test('nothing: both schemas take it', () => {
    expect([strict(whole()), published(whole())]).toEqual([true, true]);
  });
  const required = Object.keys(whole()).filter((name) => name !== 'time');
  test.each(required)('%s is missing: both refuse it', (name) => {
    const rest = Object.fromEntries(Object.entries(whole()).filter(([key]) => key !== name));
    expect([strict(rest), published(rest)]).toEqual([false, false]);
  });
  test.each(Object.keys(whole()))('%s is something else: both refuse it', (name) => {
    const wrong = { ...whole(), [name]: 7 };
    expect([strict(wrong), published(wrong)]).toEqual([false, false]);
  });
  test.each<[string, Record<string, unknown>]>([
    ['a field more', { ...whole(), more: 1 }],
    ['a field more in the record', { ...whole(), data: { ...alertBody(), more: 1 } }],
    ['a cause of tomorrow', { ...whole(), data: { ...alertBody(), cause: 'flood' } }],
    ['a kind of tomorrow', { ...whole(), type: 'anbu.v1.of-tomorrow', data: { kind: 'of-tomorrow' } }],
  ])('%s: refused where we test, taken by a receiver', (_name, grown) => {
    expect([strict(grown), published(grown)]).toEqual([false, true]);
  });
});

test('the AsyncAPI document is one, by the schema of its makers', () => {
  const file = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0.json');
  const valid = new Ajv({
    strict: false,
    validateFormats: false,
    allErrors: true,
    meta: false,
    validateSchema: false,
  }).compile(read(readFileSync(file, 'utf8')));
  const document = read(documents().get('asyncapi.json') ?? '');
  valid(document);
  expect(valid.errors ?? []).toEqual([]);
  expect(valid({ ...document, channels: { alert: { address: 7 } } })).toBe(false);
});
