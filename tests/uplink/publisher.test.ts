/**
 * The Publisher contract over the simulated broker, over aedes, and over the brokers that exist, in each version.
 * What is not installed was not checked, and that is said.
 */
import { describe, expect, test } from 'vitest';
import { startBroker } from '../../sim/broker-aedes.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import type { MqttVersion } from '../../agent/uplink/reconnect.ts';
import { mqttRig } from './loopback.ts';
import { publisherContract } from './publisher-contract.ts';
import { REAL_BROKERS, startIn } from './real-brokers.ts';

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
  test(`was spoken to in level ${spoken}`, (ctx) => {
    if (program === null) ctx.skip(`the contract was not checked on it (apt-get install ${debian})`);
    expect(new Set(heard)).toEqual(new Set([spoken]));
  });
});
