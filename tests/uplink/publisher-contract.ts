/**
 * What every Publisher promises, whatever is behind it: one suite for the simulated broker and for real ones.
 * Says nothing about how long anything takes; each rig waits in its own time.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../agent/errors.ts';
import type { Packet, Publisher } from '../../agent/ports.ts';

/** A broker under test. */
export interface PublisherRig {
  client(id: string): Publisher;
  /** Breaks the connection of a client without a goodbye. */
  cut(id: string): void;
  /** Lets the world go on until this is so; rejects when it never is. */
  until(what: string, holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** A client and everything that came of it. */
export class Party {
  readonly publisher: Publisher;
  readonly messages: { topic: string; payload: string }[] = [];
  readonly links: (ErrorCode | 'up')[] = [];
  readonly results: (ErrorCode | null)[] = [];
  readonly #id: string;

  constructor(rig: Pick<PublisherRig, 'client'>, id: string) {
    this.#id = id;
    this.publisher = rig.client(id);
  }
  start(...subscriptions: string[]): void {
    const will: Packet = { topic: `t/${this.#id}/status`, payload: 'offline', qos: 1, retain: true };
    this.publisher.start(will, subscriptions, {
      up: () => this.links.push('up'),
      down: (why) => this.links.push(why),
      message: (topic, payload) => this.messages.push({ topic, payload }),
    });
  }
  publish(topic: string, payload: string, retain = false): void {
    this.publisher.publish({ topic, payload, qos: 1, retain }, (failed) => this.results.push(failed));
  }
  get isUp(): boolean {
    return this.links.at(-1) === 'up';
  }
  heard(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }
}

export function publisherContract(name: string, setUp: () => Promise<PublisherRig>): void {
  describe(`Publisher over ${name}`, () => {
    let rig: PublisherRig;
    let hub: Party;
    let desk: Party;
    beforeEach(async () => {
      rig = await setUp();
      hub = new Party(rig, 'hub');
      desk = new Party(rig, 'desk');
      hub.start('t/hub/ack');
      desk.start('t/#');
      await rig.until('both are up', () => hub.isUp && desk.isUp);
    });
    afterEach(async () => {
      await Promise.all([hub.publisher.stop(), desk.publisher.stop()]);
      await rig.stop();
    });

    test('a packet is called back once, with null, and arrives', async () => {
      hub.publish('t/hub/alert', '안부');
      await rig.until('it arrived', () => desk.heard('t/hub/alert').length > 0 && hub.results.length > 0);
      expect(desk.heard('t/hub/alert')).toEqual(['안부']);
      expect(hub.results).toEqual([null]);
    });

    test('a full window arrives in order, each called back once', async () => {
      const payloads = Array.from({ length: 16 }, (_, at) => String(at));
      for (const payload of payloads) hub.publish('t/hub/history', payload);
      await rig.until(
        'all arrived',
        () => desk.heard('t/hub/history').length >= 16 && hub.results.length >= 16,
      );
      expect(desk.heard('t/hub/history')).toEqual(payloads);
      expect(hub.results).toEqual(payloads.map(() => null));
    });

    test('a retained packet is there for those who come later', async () => {
      hub.publish('t/hub/state', 'home', true);
      await rig.until('it was taken', () => hub.results.length === 1);
      const late = new Party(rig, 'late');
      late.start('t/hub/state');
      await rig.until('it was heard', () => late.heard('t/hub/state').length > 0);
      expect(late.heard('t/hub/state')).toEqual(['home']);
      await late.publisher.stop();
    });

    test('a cut: down, the last will, what was in the air called back once, and up again by itself', async () => {
      hub.publish('t/hub/alert', 'before');
      await rig.until('it was taken', () => hub.results.length === 1);
      rig.cut('hub');
      for (const payload of ['lost', 'lost too']) hub.publish('t/hub/alert', payload);
      await rig.until('it is up again', () => hub.links.length >= 3 && hub.isUp);
      await rig.until('the will was read', () => desk.heard('t/hub/status').includes('offline'));
      expect(hub.results).toHaveLength(3);
      expect(hub.links.slice(0, 2)).toEqual(['up', 'broker-unreachable']);
      hub.publish('t/hub/alert', 'after');
      await rig.until('the new connection carries', () => desk.heard('t/hub/alert').includes('after'));
      await rig.until('it was called back', () => hub.results.length === 4);
      expect(hub.results.at(-1)).toBeNull();
    });

    test('what came down while the hub was away waits for it', async () => {
      rig.cut('hub');
      desk.publish('t/hub/ack', 'kept');
      await rig.until('the broker took it', () => desk.results.length === 1);
      await rig.until('it was heard', () => hub.heard('t/hub/ack').length > 0);
      expect(hub.heard('t/hub/ack')).toEqual(['kept']);
    });

    test('reconnect breaks the connection and makes a new one', async () => {
      hub.publisher.reconnect();
      await rig.until('it went down and up', () => hub.links.length >= 3 && hub.isUp);
      expect(hub.links).toEqual(['up', 'not-connected', 'up']);
    });

    test('stop says goodbye: no last will, no word to the listener, every callback made', async () => {
      hub.publish('t/hub/status', 'farewell', true);
      await Promise.all([
        hub.publisher.stop(),
        rig.until('it was called back', () => hub.results.length === 1),
      ]);
      hub.publish('t/hub/alert', 'too late');
      expect(hub.results.at(-1)).toBe('not-connected');
      desk.publish('t/hub/ack', 'anybody?');
      await rig.until('the farewell arrived', () => desk.heard('t/hub/status').includes('farewell'));
      await rig.until('the broker took it', () => desk.results.length === 1);
      expect(desk.heard('t/hub/status')).toEqual(['farewell']);
      expect(hub.messages).toEqual([]);
      expect(hub.links).toEqual(['up']);
      await hub.publisher.stop();
    });
  });
}
