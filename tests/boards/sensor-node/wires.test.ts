/**
 * Wires that lie, and lines full of garbage: none of it is life, and none of it keeps the node from its work.
 *
 * Real firmware in avr8js; the law is boards/sensor-node/PROTOCOL.md, sections 2 and 6.
 */
import fc from 'fast-check';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { readHeartbeat } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { writeFrame } from '../../../agent/sensors/drivers/sensor-node/frame.ts';
import { FIELD, KITCHEN, NO_COMPILER, eventsOf, move, openBenches, warm } from './rig.ts';

const MINUTE = 60_000;

let bench: Awaited<ReturnType<typeof openBenches>>;
beforeAll(async () => {
  if (NO_COMPILER === null) bench = await openBenches();
});
beforeEach((context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not run`);
});

test('100 edges a second are a fault, no life; after a calm minute the channel is believed again', () => {
  const node = warm(bench);
  for (let edge = 0; edge < 3000; edge += 1) {
    node.chip.setPin('D', 2, edge % 2 === 0 ? 1 : 0);
    node.chip.runFor(10);
  }
  expect(eventsOf(node.run(100))).toEqual([]);
  const [flooding] = node.runFor(65_000, 'heartbeat');
  expect(readHeartbeat(flooding!.body)?.faults).toBe(1);
  const later = node.run(2 * MINUTE);
  expect(eventsOf(later)).toEqual([]);
  expect(readHeartbeat(later.at(-1)!.body)?.faults).toBe(0);
  move(node, 1000);
  expect(eventsOf(node.heard())[0]).toMatchObject({ event: 1, what: { channel: 'motion', value: 1 } });
});

test('a line of 50 kHz noise starves neither heartbeat nor watchdog', () => {
  const node = warm(bench);
  const { awakeCycles, cycle } = node.chip;
  for (let edge = 0; edge < 50_000; edge += 1) {
    node.chip.setPin('D', 3, edge % 2 === 0 ? 0 : 'floating');
    node.chip.runFor(0.02);
  }
  // The pin is cut off after 241 edges, or each of them would wake the chip.
  expect((node.chip.awakeCycles - awakeCycles) / (node.chip.cycle - cycle)).toBeLessThan(0.2);
  expect(node.chip.resets).toBe(0);
  expect(node.runFor(65_000, 'heartbeat').map(({ body }) => readHeartbeat(body)?.faults)).toContain(2);
});

test('garbage of any kind: the next request is answered, and nothing was', () => {
  const node = bench().start().provision(KITCHEN);
  let count = 0;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }), (chunks) => {
      for (const chunk of chunks) {
        node.chip.receive(chunk);
        node.chip.runFor(chunk.length * 0.27 + 5);
      }
      expect(node.heard().filter(({ type }) => type !== 'heartbeat')).toEqual([]);
      count += 1;
      expect(node.request(count, FIELD.read, [3])).toMatchObject({ request: count, status: 0 });
    }),
    { numRuns: 40 },
  );
  expect(node.chip.resets).toBe(0);
});

test('a request cut at any byte is nothing, and the next one whole', () => {
  const node = bench().start().provision(KITCHEN);
  const { address, key } = KITCHEN;
  const header = { type: 'set', address, session: node.session, count: 900 } as const;
  const line = writeFrame(header, Uint8Array.from([FIELD.heartbeat, 30, 0]), key);
  for (let length = 0; length < line.length - 1; length += 1) {
    node.chip.receive(line.subarray(0, length));
    expect(node.runFor(100, 'answer')).toEqual([]);
  }
  node.chip.receive(line);
  expect(node.runFor(800, 'answer')).toHaveLength(1);
});
