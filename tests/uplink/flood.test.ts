/**
 * A flood from above, on a real broker: a thousand messages and more that nobody signed, and as many that somebody
 * tried to sign. The hub writes down a handful, and raises its alert in the middle of it.
 */
import { type TestContext, afterEach, expect, test } from 'vitest';
import { LinkTime } from '../../agent/uplink/mqtt-time.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { envelopeText } from '../../agent/uplink/envelope.ts';
import { findMosquitto } from '../../sim/broker-mosquitto.ts';
import { policyFor, silentLog, until } from './loopback.ts';
import { mosquittoOf } from './real-brokers.ts';
import { WIRED_KEY, WiredHub, callsAt, wiredDesk } from './wired-hub.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
const MESSAGES = 1_200;
/** It goes on until the alert has arrived; an alert that waits for its end is found out by as many. */
const MESSAGES_MAX = 20_000;
/** Below mosquitto's own window, so that the forger waits for it and loses nothing. */
const IN_FLIGHT = 16;
/** Refusals that are recorded in a minute (`downlink.ts`), and the one that opened the condition. */
const RECORDED_MAX = 6;

const FORGERIES: readonly (readonly [string, (count: number) => string])[] = [
  ['not in any form', (count) => `{"forged":${count}}`],
  [
    'signed wrongly under a key the hub knows',
    (count) => {
      const seal = {
        alg: 'ed25519',
        keyId: WIRED_KEY.keyId,
        counter: 1_000_000 + count,
        expiry: 9e15,
      } as const;
      return envelopeText(seal, '{"kind":"watch"}', `${'A'.repeat(85)}Q==`);
    },
  ],
];
test.for(FORGERIES)(
  'of messages %s: a handful is recorded, and an alert leaves meanwhile',
  async ([, forged], ctx) => {
    needsMosquitto(ctx);
    // What a broker keeps for a slow client is bounded, and beyond it is dropped: here all must arrive.
    const broker = await mosquittoOf(['allow_anonymous true', 'max_queued_messages 0']);
    ends.push(() => broker.stop());
    const time = new LinkTime();
    const desk = wiredDesk(time, { url: broker.url });
    ends.push(() => desk.stop());
    const hub = new WiredHub({ time, port: broker.port });
    ends.push(() => hub.stop());
    await until('the desk knows the hub', () => desk.report().records.notice > 0);
    const forger = new MqttPublisher(policyFor(broker.port, { hub: 'forger' }), silentLog);
    ends.push(() => forger.stop());
    let sent = 0;
    let taken = 0;
    /** How many were poured when the alert was at the desk. */
    let inMidst: number | null = null;
    const wanted = (): number => (inMidst === null ? MESSAGES_MAX : Math.max(MESSAGES, inMidst));
    const pour = (): void => {
      while (sent < wanted() && sent - taken < IN_FLIGHT) {
        sent += 1;
        const packet = {
          topic: 'anbu/1/site/hub-1/ack',
          payload: forged(sent),
          qos: 1,
          retain: false,
        } as const;
        forger.publish(packet, () => {
          taken += 1;
          if (inMidst === null && callsAt(desk).length > 0) inMidst = sent;
          if (taken === MESSAGES / 10) hub.callForHelp();
          pour();
        });
      }
    };
    forger.start({ topic: 't', payload: '', qos: 0, retain: false }, ['t'], {
      up: pour,
      down: () => {},
      message: () => {},
    });
    await until('all of it was poured', () => taken >= wanted());
    const recorded = hub.bodies.filter(({ kind }) => kind === 'refused').length;
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThanOrEqual(RECORDED_MAX * 2);
    expect(hub.conditions()).toContain('raised commands-refused');
    expect(hub.links()).toEqual(['up']);
    expect(inMidst).toBeLessThan(MESSAGES_MAX);
  },
);
function needsMosquitto(ctx: TestContext): void {
  if (findMosquitto() === null) ctx.skip('mosquitto is missing (apt-get install mosquitto)');
}
