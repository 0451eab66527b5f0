/**
 * Our desk does every duty of a receiver behind the brokers that exist, in each version of MQTT.
 * What is not installed was not checked, and that is said.
 */
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { RealBroker } from '../../sim/broker-process.ts';
import { BrokerDeskRig } from './broker-desk-rig.ts';
import { REAL_BROKERS, startIn } from './real-brokers.ts';
import { receiverConformance } from './receiver-conformance.ts';

describe.each(REAL_BROKERS)('behind $name', ({ name, package: debian, program, remembered, start }) => {
  if (program === null) {
    test('the duties of a receiver', (ctx) =>
      ctx.skip(`not checked: it is not installed (apt-get install ${debian})`));
    return;
  }
  let broker: RealBroker;
  beforeAll(async () => {
    broker = await startIn(program, start);
  });
  afterAll(() => broker.stop());
  const memory = { version: remembered, remember: () => {} };
  receiverConformance(`desk behind ${name}`, () => new BrokerDeskRig({ port: broker.port, memory }));
});
