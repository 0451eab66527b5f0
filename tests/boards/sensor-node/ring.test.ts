/**
 * The ring of the firmware in avr8js: which event goes when it is full, and how its numbers end.
 * The law is section 6 of boards/sensor-node/PROTOCOL.md.
 */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { readBoot, readHeartbeat } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { type Bench, KITCHEN, NO_COMPILER, addressOf, eventsOf, openBenches, warm } from './rig.ts';

const MINUTE = 60_000;
const PRESS = { channel: 'button', value: 1 };

let bench: Awaited<ReturnType<typeof openBenches>>;
beforeAll(async () => {
  if (NO_COMPILER === null) bench = await openBenches();
});
beforeEach((context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not run`);
});

/** The door is shut, opened, shut … so many times. */
function slam({ chip }: Bench, times: number): void {
  for (let change = 0; change < times; change += 1) {
    chip.setPin('D', 3, change % 2 === 0 ? 0 : 'floating');
    chip.runFor(200);
  }
}
function press({ chip }: Bench): void {
  chip.setPin('B', 0, 0);
  chip.runFor(100);
  chip.setPin('B', 0, 'floating');
  chip.runFor(100);
}
/** What waits, one by one, as a hub that comes back takes it. */
function takeAll(node: Bench): ReturnType<typeof eventsOf> {
  node.run(20_000);
  node.send('resume', 0, new Uint8Array(), 0);
  const taken: ReturnType<typeof eventsOf> = [];
  for (let told = eventsOf(node.run(400)); told.length > 0; told = eventsOf(node.run(200))) {
    taken.push(told.at(-1) ?? null);
    node.send('ack', told.at(-1)?.event ?? 0);
  }
  return taken;
}

test('numbers that run out begin a new session, when nothing waits or near the last one', () => {
  const node = bench().start().provision(KITCHEN);
  const { session } = node;
  const at = addressOf('ring_newest');
  node.chip.poke(at, [0x5f, 0xea]);
  node.chip.setPin('D', 3, 0);
  expect(eventsOf(node.run(100))).toMatchObject([{ event: 60_000 }]);
  node.chip.setPin('D', 3, 'floating');
  node.run(100);
  node.send('ack', 60_000);
  expect(eventsOf(node.run(100)).at(-1)).toMatchObject({ event: 60_001 });
  expect(node.session).toBe(session);
  node.send('ack', 60_001);
  const renewed = node.run(400);
  expect(renewed.map(({ type }) => type)).toEqual(['boot', 'heartbeat']);
  expect(renewed[0]).toMatchObject({ session: session + 1, count: 1 });
  expect(readBoot(renewed[0]!.body)).toMatchObject({ cause: 0 });
  node.chip.poke(at, [0xfe, 0xff]);
  node.chip.setPin('D', 3, 0);
  const last = node.run(400);
  expect(last.map(({ type }) => type)).toEqual(['boot', 'event', 'heartbeat']);
  expect(eventsOf(last)).toEqual([{ event: 1, what: { channel: 'contact', value: 1 }, age: 0 }]);
});

test('a full ring loses the oldest, and says how many', () => {
  const node = bench().start();
  for (let change = 0; change < 20; change += 1) {
    node.chip.setPin('D', 3, change % 2 === 0 ? 0 : 'floating');
    node.chip.runFor(500);
  }
  node.heard();
  const [oldest] = eventsOf(node.run(MINUTE));
  expect(oldest).toMatchObject({ event: 5, what: { value: 1 } });
  const beat = node.runFor(2 * MINUTE, 'heartbeat').at(-1);
  expect(readHeartbeat(beat!.body)).toMatchObject({ newest: 20, lost: 4 });
  for (let event = 5; event <= 20; event += 1) {
    node.send('ack', event);
    expect(eventsOf(node.run(200)).map((one) => one?.event)).toEqual(event === 20 ? [] : [event + 1]);
  }
});

test('a press stays when the ring is full: what comes after it and is none is refused, without a number', () => {
  const node = bench().start();
  press(node);
  slam(node, 30);
  const beat = node.runFor(70_000, 'heartbeat').at(-1);
  expect(readHeartbeat(beat!.body)).toMatchObject({ newest: 16, lost: 16 });
  const taken = takeAll(node);
  expect(taken.map((one) => one?.event)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  expect(taken[0]?.what).toEqual(PRESS);
});

test('a press behind others moves up as they go, and stays then', () => {
  const node = bench().start();
  slam(node, 10);
  press(node);
  slam(node, 40);
  const taken = takeAll(node);
  expect(taken.map((one) => one?.event)).toEqual(Array.from({ length: 16 }, (_, at) => at + 11));
  expect(
    taken.map((one) => one?.what).filter((what) => what?.channel === 'button' && what.value === 1),
  ).toEqual([PRESS]);
});

test('another press takes the place of the oldest that is none, and is told as soon as its turn comes', () => {
  const node = bench().start();
  press(node);
  slam(node, 20);
  node.run(100_000);
  press(node);
  // A good reason to look whether the hub is back.
  expect(eventsOf(node.heard())).toMatchObject([{ event: 1, what: PRESS }]);
  for (let time = 0; time < 20; time += 1) press(node);
  const taken = takeAll(node);
  expect(taken.map((one) => one?.event)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  expect(taken.map((one) => one?.what)).toEqual(Array.from({ length: 16 }, () => PRESS));
});

test('two events at once near the last number: the session ends before, and nothing is lost', () => {
  const node = warm(bench);
  const { session } = node;
  node.chip.setPin('D', 3, 0);
  node.run(100);
  node.chip.poke(addressOf('ring_newest'), [0xfe, 0xff]);
  node.chip.setPin('D', 2, 1);
  node.chip.setPin('B', 0, 0);
  const taken = takeAll(node);
  expect(taken.map((one) => one?.event)).toEqual([1, 2, 3]);
  expect(new Set(taken.map((one) => one?.what?.channel))).toEqual(new Set(['button', 'contact', 'motion']));
  expect(node.session).toBe(session + 1);
});
