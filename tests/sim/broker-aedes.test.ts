/**
 * The embedded broker with the desk's shipped transport: a hub and a desk over real sockets, and a broker that goes
 * and comes back on its port.
 */
import { expect, test } from 'vitest';
import { UPLINK_DEFAULTS } from '../../agent/config/defaults.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { startBroker } from '../../sim/broker-aedes.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';
import { alertBody, record } from '../uplink/hub-packets.ts';
import { POLICY } from './desk-rig.ts';

const after = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
/** Waits for something that will happen, looking again at each event-loop turn; the test's own time limit bounds it. */
const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test('a desk hears a hub through it, and again after it was away', async () => {
  const sender = { identity: { site: 'seoul', hub: 'hub-1' } };
  const policy = { ...UPLINK_DEFAULTS, site: 'seoul', reconnectMinMs: 20, reconnectMaxMs: 200 };
  const log = { write: () => {} };
  let broker = await startBroker();
  const { url, port } = broker;
  const key = centreKey('aedes');
  const desk = new Desk({
    site: 'seoul',
    publisher: new MqttPublisher({ ...policy, url, hub: 'desk' }, log),
    store: new MemoryDeskStore(),
    key,
    policy: POLICY,
    home: after,
    link: after,
    nowMs: () => Date.now(),
  });
  desk.start();
  const hub = new MqttPublisher({ ...policy, url, hub: 'hub-1' }, log);
  const came: string[] = [];
  let up = false;
  const will = { topic: 'anbu/1/seoul/hub-1/status', payload: '', qos: 1, retain: true } as const;
  hub.start(will, ['anbu/1/seoul/hub-1/ack'], {
    up: () => {
      up = true;
    },
    down: () => {
      up = false;
    },
    message: (_topic, payload) => came.push(payload),
  });
  // Like a hub: sent again until it is acknowledged by the desk.
  const tell = async (seq: number): Promise<void> => {
    const alert = record(sender, 'alert', seq, alertBody({ alert: `alert-${seq}` }));
    let flying = false;
    await until(() => {
      if (up && !flying) {
        flying = true;
        hub.publish(alert, () => {
          flying = false;
        });
      }
      return came.some((envelope) => envelope.includes(`\\"upTo\\":${seq}`));
    });
  };
  await tell(1);
  await broker.stop();
  await until(() => !up);
  broker = await startBroker(port);
  expect(broker.url).toBe(url);
  await tell(2);
  expect(desk.report()).toMatchObject({ records: { alert: 2 }, gaps: [], duplicatesApplied: 0 });
  expect(desk.report().alerts).toHaveLength(2);
  await hub.stop();
  await desk.stop();
  await broker.stop();
  await broker.stop();
});
