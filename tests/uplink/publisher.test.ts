/**
 * The Publisher contract over the simulated broker, over aedes, and over the brokers that exist, in each version.
 * What is not installed was not checked, and that is said.
 */
import { describe, expect, test } from 'vitest';
import { startBroker } from '../../sim/broker-aedes.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import type { MqttVersion } from '../../agent/uplink/reconnect.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { mqttRig, policyFor, silentLog, until } from './loopback.ts';
import { Party, publisherContract } from './publisher-contract.ts';
import { REAL_BROKERS, startIn } from './real-brokers.ts';
import { TcpProxy } from './tcp-proxy.ts';

const versions: MqttVersion[] = [];
const memory = { version: null, remember: (version: MqttVersion) => void versions.push(version) };

publisherContract('the simulated broker', () => {
  const clock = new VirtualClock(0);
  const broker = new SimulatedBroker({ after: clock.after });
  return Promise.resolve({
    client: (id) => broker.client(id),
    cut: (id) => broker.cut(id),
    until: (what, holds) => {
      const endMs = clock.now().monotonicMs + 600_000;
      while (!holds() && clock.step(endMs));
      return holds() ? Promise.resolve() : Promise.reject(new Error(`never came to pass: ${what}`));
    },
    stop: () => Promise.resolve(),
  });
});

publisherContract('MQTT.js and aedes', async () => mqttRig(await startBroker(), memory));

test('aedes was spoken to in 3.1.1, found by itself', () => {
  expect(new Set(versions)).toEqual(new Set([4]));
  versions.length = 0;
});

describe.each(REAL_BROKERS)('$name', ({ name, package: debian, program, remembered, spoken, start }) => {
  const heard: MqttVersion[] = [];
  const remember = (version: MqttVersion): void => void heard.push(version);
  if (program !== null) {
    publisherContract(`MQTT.js and ${name}`, async () =>
      mqttRig(await startIn(program, start), { version: remembered, remember }),
    );
  }
  test('what it sent into a connection that was dying comes again on the next, well within half a minute', async (ctx) => {
    if (program === null) return ctx.skip(`not checked on it (apt-get install ${debian})`);
    const broker = await startIn(program, start);
    const proxy = await TcpProxy.to(broker.port);
    const known = { version: remembered, remember: () => undefined };
    const client = (id: string): MqttPublisher => {
      const port = id === 'hub' ? proxy.port : broker.port;
      return new MqttPublisher(policyFor(port, { hub: id }), silentLog, { memory: known });
    };
    const [hub, desk] = [new Party({ client }, 'hub'), new Party({ client }, 'desk')];
    hub.start('t/hub/ack');
    desk.start();
    await until('both are up', () => hub.isUp && desk.isUp);
    proxy.set({ blackHole: true });
    desk.publish('t/hub/ack', 'kept');
    await until('it is lost', () => Buffer.concat(proxy.swallowedDown).includes('kept'));
    const lostMs = performance.now();
    proxy.set({ blackHole: false });
    proxy.cut();
    await until('it was heard', () => hub.heard('t/hub/ack').includes('kept'));
    expect(performance.now() - lostMs).toBeLessThan(15_000);
    await Promise.all([hub.publisher.stop(), desk.publisher.stop()]);
    await proxy.stop();
    await broker.stop();
  });
  test(`was spoken to in level ${spoken}`, (ctx) => {
    if (program === null) ctx.skip(`the contract was not checked on it (apt-get install ${debian})`);
    expect(new Set(heard)).toEqual(new Set([spoken]));
  });
});
