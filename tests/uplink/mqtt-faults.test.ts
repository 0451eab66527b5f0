/**
 * MQTT.js against a broker that misbehaves: each trap of the library and each fault of a broker, over real sockets.
 * Real time is waited for with a bound, and never slept through.
 */
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { UplinkPolicy } from '../../agent/config/config.ts';
import { MqttPublisher, type VersionMemory } from '../../agent/uplink/mqtt.ts';
import { type FakeBroker, type Script, accept, acknowledge, refuse, startFakeBroker } from './fake-broker.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { Party } from './publisher-contract.ts';

let broker: FakeBroker | null = null;
let hub: Party | null = null;
afterEach(async () => {
  await hub?.publisher.stop();
  await broker?.stop();
  hub = null;
  broker = null;
});
async function play(
  script: Script,
  over: Partial<UplinkPolicy> = {},
  memory: VersionMemory | null = null,
): Promise<{ broker: FakeBroker; hub: Party }> {
  broker = await startFakeBroker(script);
  const policy = policyFor(broker.port, over);
  hub = new Party({ client: () => new MqttPublisher(policy, silentLog, { memory }) }, 'hub');
  hub.start('t/ack', 't/command');
  return { broker, hub };
}

describe('CONNACK', () => {
  test.each([0x80, 0x87, 0x88, 0x89, 0x8a, 0x97, 0x9f])('refused with %i is tried again', async (code) => {
    const rig = await play({ connect: (peer) => (peer.attempt < 3 ? refuse(peer, code) : accept(peer)) });
    await until('it is up', () => rig.hub.isUp);
    expect(rig.hub.links).toEqual(['broker-refused', 'broker-refused', 'broker-refused', 'up']);
    expect(rig.broker.connects.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 5, 5, 5]);
  });
  test.each([2, 3, 4, 5])('of 3.1.1 refused with %i is tried again, in the same version', async (code) => {
    const script: Script = { connect: (peer) => (peer.attempt < 2 ? refuse(peer, code) : accept(peer)) };
    const rig = await play(script, {}, { version: 4, remember: () => {} });
    await until('it is up', () => rig.hub.isUp);
    expect(rig.hub.links).toEqual(['broker-refused', 'broker-refused', 'up']);
    expect(rig.broker.connects.map(({ protocolVersion }) => protocolVersion)).toEqual([4, 4, 4]);
  });
  test.each([
    ['with "unsupported protocol version"', 0x84],
    ['with the 3.1.1 code 1', 1],
  ])('refusing version 5 %s leads to 3.1.1, which is remembered', async (_name, code) => {
    const learnt: number[] = [];
    const memory = { version: null, remember: (version: number) => void learnt.push(version) };
    const script: Script = {
      connect: (peer) => {
        if (peer.connect.protocolVersion !== 5) accept(peer);
        else if (code === 1) {
          peer.sendRaw(Uint8Array.of(0x20, 2, 0, 1));
          peer.hangUp();
        } else refuse(peer, code);
      },
    };
    const rig = await play(script, {}, memory);
    await until('it is up', () => rig.hub.isUp);
    rig.hub.publisher.reconnect();
    await until('it is up again', () => rig.hub.links.filter((link) => link === 'up').length === 2);
    expect(rig.broker.connects.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 4, 4]);
    expect(learnt).toEqual([4, 4]);
  });
  test('that is a hang-up to version 5 leads to 3.1.1', async () => {
    const rig = await play({
      connect: (peer) => (peer.connect.protocolVersion === 5 ? peer.hangUp() : accept(peer)),
    });
    await until('it is up', () => rig.hub.isUp);
    expect(rig.broker.connects.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 4]);
  });
  test('that never comes to version 5 leads to 3.1.1', async () => {
    const script: Script = {
      connect: (peer) => (peer.connect.protocolVersion === 5 ? undefined : accept(peer)),
    };
    const rig = await play(script, { ackTimeoutMs: 300 });
    await until('it is up', () => rig.hub.isUp);
    expect(rig.broker.connects.map(({ protocolVersion }) => protocolVersion)).toEqual([5, 4]);
  });
  test('names the session we want: ours, kept while we are away, with a last will and a bound', async () => {
    const rig = await play({});
    await until('it is up', () => rig.hub.isUp);
    expect(rig.broker.connects[0]).toMatchObject({
      clientId: 'anbu-site-hub',
      clean: false,
      keepalive: 30,
      will: { topic: 't/hub/status', qos: 1, retain: true },
      properties: { sessionExpiryInterval: 86_400, maximumPacketSize: 262_144 },
    });
  });
});

describe('SUBACK', () => {
  test.each([
    [5, 0x87],
    [5, 0x97],
    [4, 0x80],
  ] as const)(
    'that refuses (level %i, %i): a hub that may not listen is still heard',
    async (version, code) => {
      const rig = await play({ grants: code }, {}, { version, remember: () => {} });
      await until('it is up', () => rig.hub.isUp);
      rig.hub.publish('t/alert', 'help');
      await until('it was called back', () => rig.hub.results.length === 1);
      expect(rig.hub.results).toEqual([null]);
      expect(rig.hub.links).toEqual(['up']);
    },
  );
});

describe('PUBACK', () => {
  test('that never comes: our own timeout breaks the connection, each packet is called back once', async () => {
    const rig = await play({ publish: () => {} }, { ackTimeoutMs: 150 });
    await until('it is up', () => rig.hub.isUp);
    rig.hub.publish('t/a', '1');
    rig.hub.publish('t/a', '2');
    await until('it is up again', () => rig.hub.links.length >= 3 && rig.hub.isUp);
    expect(rig.hub.links.slice(0, 3)).toEqual(['up', 'ack-timeout', 'up']);
    expect(rig.hub.results).toEqual(['not-connected', 'not-connected']);
    // Nothing is kept in the library to be sent again behind our back.
    expect(rig.broker.publishes).toHaveLength(2);
  });
  test.each([
    [0x87, 'publish-refused'],
    [0x97, 'publish-refused'],
    [0x99, 'publish-refused'],
    [0x10, null],
  ] as const)('with reason %i is %s, and the link stands', async (code, result) => {
    const rig = await play({ publish: (peer, packet) => acknowledge(peer, packet, code) });
    await until('it is up', () => rig.hub.isUp);
    rig.hub.publish('t/a', '1');
    await until('it was called back', () => rig.hub.results.length === 1);
    expect(rig.hub.results).toEqual([result]);
    expect(rig.hub.links).toEqual(['up']);
  });
  test('for a packet nobody sent, or twice, changes nothing', async () => {
    const rig = await play({
      publish: (peer, packet) => {
        acknowledge(peer, { ...packet, messageId: 999 });
        acknowledge(peer, packet);
        acknowledge(peer, packet);
      },
    });
    await until('it is up', () => rig.hub.isUp);
    rig.hub.publish('t/a', '1');
    await until('it was called back', () => rig.hub.results.length === 1);
    rig.hub.publish('t/a', '2');
    await until('the next was called back', () => rig.hub.results.length === 2);
    expect(rig.hub.results).toEqual([null, null]);
    expect(rig.hub.links).toEqual(['up']);
  });
});

describe('the limits of the broker', () => {
  test('receive maximum is told, and never exceeded', async () => {
    broker = await startFakeBroker({
      connect: (peer) => accept(peer, { receiveMaximum: 2 }),
      publish: () => {},
    });
    const limits: (number | undefined)[] = [];
    const publisher = new MqttPublisher(policyFor(broker.port), silentLog);
    const will = { topic: 't', payload: '', qos: 0, retain: false } as const;
    publisher.start(will, ['t/ack'], {
      up: (limit) => limits.push(limit),
      down: () => {},
      message: () => {},
    });
    await until('it is up', () => limits.length === 1);
    const results: (string | null)[] = [];
    for (const payload of ['1', '2', '3']) {
      publisher.publish({ topic: 't/a', payload, qos: 1, retain: false }, (failed) => results.push(failed));
    }
    expect(limits).toEqual([2]);
    expect(results).toEqual(['queue-full']);
    await until('two were sent', () => broker?.publishes.length === 2);
    await broker.stop();
    await publisher.stop();
    expect(results).toEqual(['queue-full', 'not-connected', 'not-connected']);
    broker = null;
  });
  test('maximum packet size is obeyed before anything is sent', async () => {
    const rig = await play({ connect: (peer) => accept(peer, { maximumPacketSize: 4096 }) });
    await until('it is up', () => rig.hub.isUp);
    rig.hub.publish('t/a', 'x'.repeat(4000));
    rig.hub.publish('t/a', 'small');
    await until('both were called back', () => rig.hub.results.length === 2);
    expect(rig.hub.results).toEqual(['message-too-big', null]);
    expect(rig.broker.publishes).toHaveLength(1);
  });
  test('one that takes hardly a record is refused and told, until it takes more', async () => {
    const rig = await play({
      connect: (peer) => accept(peer, { maximumPacketSize: peer.attempt === 0 ? 4095 : 4096 }),
    });
    await until('it is up', () => rig.hub.isUp);
    expect(rig.hub.links).toEqual(['broker-refused', 'up']);
  });
});

describe('from above', () => {
  test('being pushed out by another of the same name is said by its name', async () => {
    const rig = await play({
      publish: (peer) => {
        peer.send({ cmd: 'disconnect', reasonCode: 0x8e });
        peer.hangUp();
      },
    });
    await until('it is up', () => rig.hub.isUp);
    rig.hub.publish('t/a', '1');
    await until('it is down', () => rig.hub.links.length === 2);
    expect(rig.hub.links).toEqual(['up', 'client-id-taken']);
  });
  test.each([4, 5] as const)(
    'a packet without end does not fill the memory (MQTT level %i)',
    async (version) => {
      const chunk = new Uint8Array(65_536);
      let sent = 0;
      const rig = await play(
        {
          connect: (peer) => {
            accept(peer);
            if (peer.attempt > 0) return;
            // A PUBLISH of 256 MB is announced, and begins.
            peer.sendRaw(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f, 0, 5, 0x74, 0x2f, 0x61, 0x63, 0x6b));
            for (; sent < 40; sent += 1) peer.sendRaw(chunk);
          },
        },
        {},
        { version, remember: () => {} },
      );
      await until('a second connection stands', () => rig.broker.connects.length >= 2 && rig.hub.isUp);
      // At once, for its size, and not because it never ended.
      expect(rig.hub.links[0]).toBe('broker-refused');
      expect(rig.hub.messages).toEqual([]);
    },
  );
});

describe('the network', () => {
  test('three hundred connections that fail leave no descriptor behind', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const rig = await play({ connect: (peer) => peer.hangUp() }, { reconnectMinMs: 1, reconnectMaxMs: 2 });
    const after = async (connects: number): Promise<number> => {
      await until(`${connects} connects`, () => rig.broker.connects.length >= connects);
      return open();
    };
    const early = await after(50);
    const late = await after(350);
    // A few sockets are on their way at any moment, on both sides.
    expect(late - early).toBeLessThan(30);
  });

  test('nobody there: tried again for ever, in the same version, and nothing is queued', async () => {
    const first = await startFakeBroker({});
    const { port } = first;
    await first.stop();
    hub = new Party({ client: () => new MqttPublisher(policyFor(port), silentLog) }, 'hub');
    hub.start('t/ack');
    await until('it failed thrice', () => (hub?.links.length ?? 0) >= 3);
    expect(new Set(hub.links)).toEqual(new Set(['broker-unreachable']));
    hub.publish('t/a', 'nobody hears');
    expect(hub.results).toEqual(['not-connected']);
  });
  test('a certificate file that is missing is no crash, and is tried again', async () => {
    const rig = await play({}, { url: 'mqtts://127.0.0.1:1', authority: '/nowhere/authority.pem' });
    await until('it failed twice', () => rig.hub.links.length >= 2);
    expect(rig.broker.connects).toEqual([]);
  });
});
