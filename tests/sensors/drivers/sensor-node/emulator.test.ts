/**
 * The emulated node by its protocol: what it sends and when, what it takes from a hub, how it is provisioned.
 * The firmware is held to the same in tests/boards; where the two differ, one of them is wrong.
 */
import { describe, expect, test } from 'vitest';
import {
  FIELD,
  readAnswer,
  readBoot,
  readEvent,
  readHeartbeat,
  writeSetting,
} from '../../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { STATUS } from '../../../../agent/sensors/drivers/sensor-node/emulated-memory.ts';
import { SensorNodeEmulator } from '../../../../agent/sensors/drivers/sensor-node/emulator.ts';
import {
  type Header,
  readFrame,
  unseal,
  writeFrame,
} from '../../../../agent/sensors/drivers/sensor-node/frame.ts';
import { seededUnit } from '../../../../sim/quiet-ports.ts';
import { VirtualClock } from '../../../../sim/virtual-clock.ts';
import { ADDRESS, FACTORY_KEY, KEY, OTHER_KEY } from './node-bench.ts';

interface Sent extends Header {
  readonly atMs: number;
  readonly body: Uint8Array;
}

/** One node on a cable. */
class Cable {
  readonly clock = new VirtualClock(0);
  readonly node: SensorNodeEmulator;
  readonly sent: Sent[] = [];
  key: Uint8Array;
  #request = 0;

  constructor(key: Uint8Array | null = KEY) {
    this.key = key ?? FACTORY_KEY;
    const nowMs = (): number => this.clock.now().monotonicMs;
    const being = { nowMs, key, mac: '', options: { address: ADDRESS } };
    this.node = new SensorNodeEmulator({ after: this.clock.after, unit: seededUnit(3) }, being);
    this.node.port.listen((bytes) => {
      const frame = readFrame(bytes.subarray(1, -1));
      const body = typeof frame === 'string' ? null : unseal(frame, this.key);
      if (typeof frame === 'string' || body === null) throw new Error('what a node sends can be read');
      this.sent.push({ ...frame, atMs: nowMs(), body });
    });
  }
  wait(ms: number): this {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
    return this;
  }
  warm(): this {
    this.wait(61_000);
    this.sent.length = 0;
    return this;
  }
  say(
    type: Header['type'],
    count: number,
    other: Partial<Header> & { key?: Uint8Array; body?: Uint8Array } = {},
  ): void {
    const { key = this.key, body = new Uint8Array(), ...header } = other;
    const { address } = this.node.memory;
    this.node.port.hear(
      writeFrame({ type, address, session: this.node.session, count, ...header }, body, key),
    );
  }
  /** The answer to one request. */
  set(field: number, ...value: number[]) {
    this.#request += 1;
    const body = writeSetting({ field, value: Uint8Array.from(value) });
    this.sent.length = 0;
    this.say('set', this.#request, { body });
    const [answer] = this.sent;
    return answer === undefined ? null : readAnswer(answer.body);
  }
  get types(): readonly string[] {
    return this.sent.map(({ type }) => type);
  }
  get events(): readonly (number | undefined)[] {
    return this.sent.filter(({ type }) => type === 'event').map(({ body }) => readEvent(body)?.event);
  }
}

describe('a session', () => {
  test('begins with a boot frame and a heartbeat; counts rise by one; heartbeats come in 56 to 64 s', () => {
    const cable = new Cable().wait(600_000);
    expect(cable.types.slice(0, 2)).toEqual(['boot', 'heartbeat']);
    expect(readBoot(cable.sent[0]?.body ?? new Uint8Array()).cause).toBe(1);
    expect(cable.sent.map(({ count }) => count)).toEqual(cable.sent.map((_, at) => at + 1));
    const beats = cable.sent.slice(1).map(({ atMs }) => atMs);
    const gaps = beats.slice(1).map((atMs, at) => atMs - (beats[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(56_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(64_001);
    expect(new Set(cable.types)).toEqual(new Set(['boot', 'heartbeat']));
  });
  test('is a new one after each start, whatever the reason, and what waited is gone', () => {
    const cable = new Cable().warm();
    cable.node.move();
    cable.node.reset();
    cable.wait(100);
    cable.node.silence(true);
    cable.wait(600_000);
    cable.node.silence(false);
    cable.wait(100);
    const boots = cable.sent.filter(({ type }) => type === 'boot');
    expect(boots.map(({ session, body }) => [session, readBoot(body).cause])).toEqual([
      [2, 8],
      [3, 1],
    ]);
    expect(cable.node.waiting).toBe(0);
  });
});

describe('an event', () => {
  test('is sent at once and again after 0.5, 1, 2 … 64 s and up to half more, with its age, until it is acknowledged', () => {
    const cable = new Cable().warm();
    cable.node.move();
    cable.wait(300_000);
    const events = cable.sent.filter(({ type, body }) => type === 'event' && readEvent(body)?.event === 1);
    const gaps = events.slice(1).map(({ atMs }, at) => atMs - (events[at]?.atMs ?? 0));
    const [first] = events;
    expect(first?.atMs).toBe(61_000);
    // The end of the movement, after ten seconds, is the only other event; it makes the waits begin again, once.
    const again = gaps.findIndex((gap, at) => at > 0 && gap < (gaps[at - 1] ?? 0));
    for (const [at, gap] of gaps.slice(again + 1).entries()) {
      const wait = Math.min(500 * 2 ** at, 64_000);
      expect(gap).toBeGreaterThanOrEqual(wait);
      expect(gap).toBeLessThanOrEqual(wait * 1.5 + 1);
    }
    expect(readEvent(events.at(-1)?.body ?? new Uint8Array())?.age).toBeGreaterThan(100);
    cable.say('ack', 2);
    cable.sent.length = 0;
    cable.wait(300_000);
    expect(cable.events).toEqual([]);
  });
  test('never goes while an older one waits; each ack brings the next at once', () => {
    const cable = new Cable().warm();
    for (let time = 0; time < 4; time += 1) {
      if (time % 2 === 0) cable.node.close();
      else cable.node.open();
      cable.wait(100);
    }
    expect(new Set(cable.events)).toEqual(new Set([1]));
    cable.sent.length = 0;
    for (const count of [1, 2, 3]) cable.say('ack', count);
    expect(cable.events).toEqual([2, 3, 4]);
    cable.say('ack', 3);
    cable.say('ack', 9);
    cable.say('ack', 4, { session: 7 });
    cable.say('ack', 4, { key: OTHER_KEY });
    expect([cable.events.length, cable.node.waiting]).toEqual([3, 1]);
  });
  test('makes room for newer ones: the ring holds sixteen, and the heartbeat says how many went', () => {
    const cable = new Cable().warm();
    for (let time = 0; time < 20; time += 1) {
      if (time % 2 === 0) cable.node.close();
      else cable.node.open();
      cable.wait(100);
    }
    cable.wait(64_001);
    const beat = cable.sent.findLast(({ type }) => type === 'heartbeat');
    expect(readHeartbeat(beat?.body ?? new Uint8Array())).toMatchObject({ newest: 20, lost: 4 });
    expect(cable.events.at(-1)).toBe(5);
    expect(cable.node.waiting).toBe(16);
  });
  test('from number 60,000 on a session ends when nothing waits', () => {
    const cable = new Cable().warm();
    for (let event = 1; event <= 60_001; event += 1) {
      if (event % 2 === 1) cable.node.close();
      else cable.node.open();
      cable.wait(30);
    }
    expect([cable.node.session, cable.node.waiting]).toEqual([1, 16]);
    cable.sent.length = 0;
    cable.say('ack', 60_001);
    cable.wait(10);
    expect([cable.node.session, cable.types]).toEqual([2, ['boot', 'heartbeat']]);
    expect(readBoot(cable.sent[0]?.body ?? new Uint8Array()).cause).toBe(0);
  });
});

describe('a resume', () => {
  test('is answered with a boot frame and the oldest event, once in ten seconds, and takes what is kept', () => {
    const cable = new Cable().warm();
    cable.node.close();
    cable.wait(100);
    cable.node.open();
    cable.wait(60_000);
    cable.sent.length = 0;
    cable.say('resume', 1);
    cable.say('resume', 0);
    expect(cable.types).toEqual(['boot', 'heartbeat', 'event']);
    expect([cable.events, cable.node.waiting]).toEqual([[2], 1]);
    cable.node.close();
    cable.wait(100);
    cable.say('resume', 2);
    expect([cable.types.slice(3), cable.node.waiting]).toEqual([['event'], 1]);
    cable.wait(10_000);
    cable.say('resume', 3, { session: 77 });
    expect(cable.node.waiting).toBe(1);
    cable.sent.length = 0;
    cable.say('resume', 0, { key: OTHER_KEY });
    expect(cable.sent).toEqual([]);
  });
});

describe('a setting', () => {
  test('is refused outside its bounds, at another length, or when there is no such', () => {
    const cable = new Cable().warm();
    expect(cable.set(FIELD.heartbeat, 9, 0)?.status).toBe(STATUS.bounds);
    expect(cable.set(FIELD.heartbeat, 120)?.status).toBe(STATUS.length);
    expect(cable.set(FIELD.key, ...FACTORY_KEY)?.status).toBe(STATUS.bounds);
    expect(cable.set(FIELD.commit, 1)?.status).toBe(STATUS.length);
    expect(cable.set(FIELD.read, FIELD.key)?.status).toBe(STATUS.noField);
    expect(cable.set(11)?.status).toBe(STATUS.noField);
    expect(cable.set(FIELD.selfTest)).toMatchObject({ status: STATUS.done, value: { length: 8 } });
  });
  test('is in force after the commit and in a new session, not before; without a commit never', () => {
    const cable = new Cable().warm();
    cable.set(FIELD.heartbeat, 120, 0);
    expect(cable.set(FIELD.read, FIELD.heartbeat)?.value).toEqual(Uint8Array.of(60, 0));
    cable.node.reset();
    expect(cable.node.memory.heartbeatMs).toBe(60_000);
    cable.set(FIELD.heartbeat, 120, 0);
    const { session } = cable.node;
    expect(cable.set(FIELD.commit)?.status).toBe(STATUS.done);
    expect([cable.node.memory.heartbeatMs, cable.node.session]).toEqual([120_000, session + 1]);
  });
  test('is carried out once, and answered again when it comes again', () => {
    const cable = new Cable().warm();
    const body = writeSetting({ field: FIELD.read, value: Uint8Array.of(FIELD.hold) });
    for (const count of [5, 5, 4, 6]) cable.say('set', count, { body });
    const answers = cable.sent.map((sent) => readAnswer(sent.body));
    expect(answers.map(({ request, value }) => [request, value.length])).toEqual([
      [5, 2],
      [5, 0],
      [6, 2],
    ]);
  });
});

describe('provisioning', () => {
  test('gives a node from the factory its address and key, and nothing else does', () => {
    const cable = new Cable(null).warm();
    expect([cable.node.memory.address, cable.node.memory.key]).toEqual([0, FACTORY_KEY]);
    cable.set(FIELD.address, 0x34, 0x12);
    expect(cable.set(FIELD.commit)?.status).toBe(STATUS.incomplete);
    cable.set(FIELD.key, ...KEY);
    expect(cable.set(FIELD.commit)?.status).toBe(STATUS.done);
    cable.key = KEY;
    cable.sent.length = 0;
    cable.wait(10);
    expect(cable.sent[0]).toMatchObject({ type: 'boot', address: ADDRESS, session: 2, count: 1 });
  });
  test('is undone by a factory reset, which keeps the sessions rising', () => {
    const cable = new Cable().warm();
    const { session } = cable.node;
    expect(cable.set(FIELD.factoryReset)?.status).toBe(STATUS.done);
    cable.key = FACTORY_KEY;
    cable.wait(10);
    expect(cable.sent.at(-1)).toMatchObject({ address: 0, session: session + 1 });
  });
});
