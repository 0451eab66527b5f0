/**
 * What networks and brokers do to a link, over real sockets: a proxy that swallows, holds, drops and repeats, a broker
 * killed in the middle, a page that wants a login. The whole hub and desk where it matters, on a clock that runs faster.
 *
 * Nothing is slept through, and no length of real time is judged: what is counted are attempts and packets.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, afterEach, describe, expect, test } from 'vitest';
import type { UplinkPolicy } from '../../agent/config/config.ts';
import { KEEPALIVE_S } from '../../agent/uplink/mqtt-options.ts';
import { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { findMosquitto } from '../../sim/broker-mosquitto.ts';
import type { RealBroker } from '../../sim/broker-process.ts';
import type { Desk } from '../../sim/desk.ts';
import { startFakeBroker } from './fake-broker.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { Party } from './publisher-contract.ts';
import { mosquittoOf } from './real-brokers.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { WiredHub, callsAt, wiredDesk } from './wired-hub.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function partyOn(port: number, over: Partial<UplinkPolicy> = {}, time = new LinkTime()): Party {
  const policy = policyFor(port, over);
  const party = new Party({ client: () => new MqttPublisher(policy, silentLog, { time }) }, 'hub');
  ends.push(() => party.publisher.stop());
  party.start('t/ack');
  return party;
}
async function proxyTo(port: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.to(port);
  ends.push(() => proxy.stop());
  return proxy;
}

interface District {
  readonly broker: RealBroker;
  readonly hubLine: TcpProxy;
  readonly deskLine: TcpProxy;
  readonly hub: WiredHub;
  readonly desk: Desk;
}
/** Hub and desk, each behind a proxy of its own, on a mosquitto; both connected. */
async function district(time: LinkTime, uplink: Partial<UplinkPolicy> = {}): Promise<District> {
  const broker = await mosquittoOf();
  ends.push(() => broker.stop());
  const [hubLine, deskLine] = [await proxyTo(broker.port), await proxyTo(broker.port)];
  const desk = wiredDesk(time, { url: `mqtt://127.0.0.1:${deskLine.port}` });
  ends.push(() => desk.stop());
  await until('the desk is there', () => deskLine.connects > 0);
  const hub = new WiredHub({ time, port: hubLine.port, uplink });
  ends.push(() => hub.stop());
  await until('the desk knows the hub', () => desk.report().records.notice > 0);
  return { broker, hubLine, deskLine, hub, desk };
}
function needsMosquitto(ctx: TestContext): void {
  if (findMosquitto() === null) ctx.skip('mosquitto is missing (apt-get install mosquitto)');
}
const arrived = ({ desk, hub }: Pick<District, 'desk' | 'hub'>): boolean => {
  const ids = callsAt(desk);
  return hub.alerts().length > 0 && hub.alerts().every((id) => ids.includes(id));
};

describe('a link that is half open', () => {
  test('is given up at the first ping that nobody answers: 45 s', async () => {
    const broker = await startFakeBroker({});
    ends.push(() => broker.stop());
    const proxy = await proxyTo(broker.port);
    // 45 s in one.
    const party = partyOn(proxy.port, { ackTimeoutMs: 20_000 }, new LinkTime(45));
    await until('it is up', () => party.isUp);
    proxy.set({ blackHole: true });
    await until('it is down', () => !party.isUp);
    const [ping, ...more] = [...Buffer.concat(proxy.swallowed).toString('hex').matchAll(/c000/g)];
    expect([ping?.[0], more.length]).toEqual(['c000', 0]);
    // A ping after one keepalive, and half a one for the answer.
    expect(KEEPALIVE_S * 1.5).toBeLessThanOrEqual(45);
    proxy.set({ blackHole: false });
    await until('it is up again', () => party.isUp);
  });

  test('swallows a call for help, which arrives once when another is made', async (ctx) => {
    needsMosquitto(ctx);
    const town = await district(new LinkTime(20));
    const { hub, desk, hubLine } = town;
    hubLine.set({ blackHole: true });
    hub.callForHelp();
    const before = hubLine.connects;
    await until('two more attempts fell into it', () => hubLine.connects >= before + 2);
    expect(hub.links().at(-1)).toBe('ack-timeout');
    expect(arrived(town)).toBe(false);
    hubLine.set({ blackHole: false });
    await until('it arrived', () => arrived(town));
    expect(desk.report()).toMatchObject({ duplicatesApplied: 0, gaps: [] });
    expect(callsAt(desk)).toHaveLength(1);
  });
});

describe('acknowledgements of the broker', () => {
  test('that are lost: sent again, and taken once by the desk', async (ctx) => {
    needsMosquitto(ctx);
    const town = await district(new LinkTime(20));
    const { hub, desk, hubLine, deskLine } = town;
    // The desk hears nothing for a while: else its own word would make the second copy needless.
    deskLine.set({ blackHole: true });
    hubLine.set({ pubacks: 'drop' });
    hub.callForHelp();
    const before = hubLine.connects;
    await until('it was sent again, twice', () => hubLine.connects >= before + 2);
    hubLine.set({ pubacks: 'pass' });
    hubLine.cut();
    deskLine.set({ blackHole: false });
    deskLine.cut();
    await until('it arrived', () => arrived(town) && desk.report().duplicatesReceived > 0);
    expect(desk.report()).toMatchObject({ duplicatesApplied: 0, gaps: [] });
    expect(callsAt(desk)).toHaveLength(1);
  });

  test('that come twice change nothing', async (ctx) => {
    needsMosquitto(ctx);
    const town = await district(new LinkTime());
    town.hubLine.set({ pubacks: 'twice' });
    town.hub.callForHelp();
    await until('it arrived', () => arrived(town));
    expect(town.hub.links()).toEqual(['up']);
    expect(town.desk.report()).toMatchObject({ duplicatesReceived: 0, duplicatesApplied: 0 });
  });
});

test('a broker killed again and again in the middle of it: every alert arrives, once', async (ctx) => {
  needsMosquitto(ctx);
  const town = await district(new LinkTime(20));
  const { broker, hub, desk } = town;
  for (let kills = 1; kills <= 3; kills += 1) {
    hub.callForHelp();
    const back = broker.killAndRestart(50);
    hub.callForHelp();
    await back;
    await until(`what was raised before kill ${kills} arrived`, () => arrived(town));
  }
  expect(desk.report()).toMatchObject({ duplicatesApplied: 0, gaps: [] });
  expect(callsAt(desk)).toEqual(hub.alerts());
});

test('a connection cut in the middle of a packet: it is sent again', async (ctx) => {
  needsMosquitto(ctx);
  const town = await district(new LinkTime(20));
  town.hubLine.cutAfter(100);
  town.hub.callForHelp();
  await until('it arrived', () => arrived(town));
  expect(town.desk.report()).toMatchObject({ duplicatesApplied: 0, gaps: [] });
});

describe('who answers is no broker', () => {
  /** A login page for everybody, whatever they say. */
  async function portal(): Promise<{ port: number; connects: () => number }> {
    let connects = 0;
    const server = createServer((socket) => {
      connects += 1;
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      server.close();
      return once(server, 'close');
    });
    return { port: (server.address() as AddressInfo).port, connects: () => connects };
  }

  test.each(['mqtt', 'mqtts'])(
    'but a login page (%s): one attempt at a time, and nothing believed',
    async (scheme) => {
      const page = await portal();
      const party = partyOn(page.port, { url: `${scheme}://127.0.0.1:${page.port}` });
      await until('it failed five times', () => party.links.length >= 5);
      expect(new Set(party.links)).toEqual(
        new Set([scheme === 'mqtts' ? 'broker-untrusted' : 'broker-unreachable']),
      );
      // The first answer of 3.1.1 is told with the second: one more attempt than words.
      expect(page.connects() - party.links.length).toBeLessThanOrEqual(2);
    },
  );

  test.each(['mqtt', 'mqtts'])(
    'but nobody, behind an open door (%s): given up, and tried again',
    async (scheme) => {
      const broker = await startFakeBroker({});
      ends.push(() => broker.stop());
      const proxy = await proxyTo(broker.port);
      proxy.set({ deaf: true });
      const party = partyOn(proxy.port, { url: `${scheme}://127.0.0.1:${proxy.port}`, ackTimeoutMs: 100 });
      await until('it failed three times', () => party.links.length >= 3);
      expect(new Set(party.links)).toEqual(new Set(['broker-unreachable']));
      expect(proxy.connects - party.links.length).toBeLessThanOrEqual(2);
    },
  );

  test('but no name: tried again, and nothing is queued', async () => {
    const party = partyOn(1, { url: 'mqtt://broker.invalid:1883', ackTimeoutMs: 200 });
    await until('it failed three times', () => party.links.length >= 3);
    expect(new Set(party.links)).toEqual(new Set(['broker-unreachable']));
    party.publish('t/a', 'nobody hears');
    expect(party.results).toEqual(['not-connected']);
  });
});
