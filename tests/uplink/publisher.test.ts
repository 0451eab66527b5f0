/**
 * The Publisher contract over the simulated broker, over aedes (MQTT 3.1.1) and over mosquitto (MQTT 5).
 * Where mosquitto is missing, MQTT 5 was not checked, and that is said.
 */
import { expect, test } from 'vitest';
import { startBroker } from '../../sim/broker-aedes.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import type { MqttVersion } from '../../agent/uplink/reconnect.ts';
import { MOSQUITTO, hasMosquitto, mqttRig, startMosquitto } from './loopback.ts';
import { publisherContract } from './publisher-contract.ts';

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

if (hasMosquitto())
  publisherContract('MQTT.js and mosquitto', async () => mqttRig(await startMosquitto(), memory));

test('mosquitto was spoken to in 5', (ctx) => {
  if (!hasMosquitto())
    ctx.skip(`the contract was not checked on MQTT 5: ${MOSQUITTO} is missing (apt-get install mosquitto)`);
  expect(new Set(versions)).toEqual(new Set([5]));
});
