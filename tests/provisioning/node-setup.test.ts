/**
 * One sensor node is brought into a home whatever happens to its cable: it is old or new, never between, and no node
 * ever holds a key that is not on disk.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeBoot } from '../../agent/sensors/drivers/sensor-node/bodies.ts';
import { writeFrame } from '../../agent/sensors/drivers/sensor-node/frame.ts';
import type { SETUP_FAULTS } from '../../agent/provisioning/setup-faults.ts';
import { ORDER, SetupBench } from './setup-bench.ts';

const NEW_KEY = ORDER.freshKey;
const ANOTHER_KEY = NEW_KEY.map((byte) => byte ^ 0x80);
const FACTORY_KEY = new Uint8Array(16);
const hex = (key: Uint8Array | null): string => (key === null ? 'none' : Buffer.from(key).toString('hex'));

test('a node from the factory has its address, its key and its hold time within seconds, and was tested', () => {
  const bench = new SetupBench();
  const node = bench.node();
  expect(bench.visit()).toMatchObject({
    type: 'done',
    node: { firmware: '1.0', wasDone: false, selfTest: { findings: [] } },
  });
  expect(bench.nowMs).toBeLessThan(10_000);
  expect([node.memory.address, hex(node.memory.key), node.memory.holdMs]).toEqual([7, hex(NEW_KEY), 30_000]);
  expect(hex(bench.keyFile)).toBe(hex(NEW_KEY));
  expect(bench.steps).toEqual(['listening', 'heard', 'staging', 'committing', 'meeting', 'testing']);
});

test('a disk that does not take the key leaves the node as it was, and the next visit goes on', () => {
  const bench = new SetupBench();
  const node = bench.node();
  bench.isDiskFull = true;
  expect(bench.visit()).toBeNull();
  expect([node.memory.address, hex(node.memory.key)]).toEqual([0, hex(FACTORY_KEY)]);
  bench.isDiskFull = false;
  expect(bench.visit({ countFirst: 5 })).toMatchObject({ type: 'done', node: { wasDone: false } });
});

test('a second visit finds it done, and changes nothing', () => {
  const bench = new SetupBench();
  const node = bench.node();
  bench.visit();
  bench.wait(11_000);
  const again = bench.visit({ freshKey: ANOTHER_KEY });
  expect(again).toMatchObject({ type: 'done', node: { wasDone: true } });
  expect([hex(node.memory.key), hex(bench.keyFile)]).toEqual([hex(NEW_KEY), hex(NEW_KEY)]);
});

test('a second visit in the same session, with lower counts than the first, is obeyed all the same', () => {
  const bench = new SetupBench();
  bench.node();
  bench.visit({ countFirst: 2_000_000_000 });
  expect(bench.visit({ countFirst: 1 })).toMatchObject({ type: 'done', node: { wasDone: true } });
});

test('the cable is out after each single byte: the node is old or new, its key is on disk, and the next visit ends well', () => {
  const whole = new SetupBench();
  whole.node();
  whole.visit();
  const total = whole.bytes;
  expect(total).toBeGreaterThan(300);
  let [old, moved] = [0, 0];
  for (let cut = 1; cut < total; cut += 1) {
    const bench = new SetupBench();
    const node = bench.node();
    bench.bytesMax = cut;
    expect(bench.visit()).toBeNull();
    const held = hex(node.memory.key);
    if (node.memory.address === 0) old += 1;
    else moved += 1;
    expect(held === hex(FACTORY_KEY) || held === hex(bench.keyFile), `cut at byte ${cut}`).toBe(true);
    expect(node.memory.address === 0).toBe(held === hex(FACTORY_KEY));
    bench.bytesMax = Number.POSITIVE_INFINITY;
    // What was on its way when the cable went is gone; somebody finds the plug.
    bench.wait(12_000);
    expect(bench.visit({ freshKey: ANOTHER_KEY, countFirst: 5 }), `cut at byte ${cut}`).toMatchObject({
      type: 'done',
    });
    expect(hex(node.memory.key)).toBe(hex(bench.keyFile));
    expect(node.memory.address).toBe(7);
  }
  expect(old).toBeGreaterThan(100);
  expect(moved).toBeGreaterThan(20);
});

test('the cable goes and comes back in the same visit, at any moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: 90_000 }), (outMs, awayMs) => {
      const bench = new SetupBench();
      const node = bench.node();
      const { after } = bench.clock;
      after(outMs, () => {
        bench.unplug(node);
        bench.input({ type: 'down', detail: 'unplugged', isGone: true });
      });
      after(outMs + awayMs + 1, () => {
        bench.plug(node);
        bench.input({ type: 'up' });
      });
      expect(bench.visit()).toMatchObject({ type: 'done' });
      expect(hex(node.memory.key)).toBe(hex(bench.keyFile));
    }),
    { numRuns: 60 },
  );
});

test('a line that loses, cuts, damages and doubles never leaves a node with a key that is not on disk', () => {
  const trouble = fc.array(fc.constantFrom('whole', 'lost', 'cut', 'damaged', 'noise'), {
    minLength: 4,
    maxLength: 40,
  });
  fc.assert(
    fc.property(trouble, trouble, (downward, upward) => {
      const bench = new SetupBench();
      const node = bench.node();
      bench.toNodes = troubled(downward);
      bench.toTechnician = troubled(upward);
      bench.visit();
      const held = hex(node.memory.key);
      expect(held === hex(FACTORY_KEY) || held === hex(bench.keyFile)).toBe(true);
      bench.toNodes = troubled([]);
      bench.toTechnician = troubled([]);
      bench.wait(12_000);
      expect(bench.visit({ freshKey: ANOTHER_KEY })).toMatchObject({ type: 'done' });
      expect(hex(node.memory.key)).toBe(hex(bench.keyFile));
    }),
    { numRuns: 60 },
  );
});

/** One trouble for each transmission, in turn. */
function troubled(troubles: readonly string[]): (bytes: Uint8Array) => Uint8Array {
  let at = 0;
  return (bytes) => {
    const trouble = troubles[at];
    at += 1;
    if (trouble === 'lost') return new Uint8Array();
    if (trouble === 'cut') return bytes.subarray(0, bytes.length >> 1);
    if (trouble === 'damaged') return bytes.map((byte, index) => (index === 9 ? byte ^ 0x41 : byte));
    if (trouble === 'noise') return Uint8Array.from([1, 2, 3, ...bytes, 9, 9]);
    return bytes;
  };
}

describe('what is plugged in is not what should be', () => {
  const says = (bench: SetupBench, bytes: Uint8Array): void => {
    const repeat = (): void => {
      bench.input({ type: 'bytes', bytes });
      bench.clock.after(2_000, repeat);
    };
    bench.clock.after(100, repeat);
  };
  const bootOf = (major: number, serial: number, capabilities = 63): Uint8Array =>
    writeFrame(
      { type: 'boot', address: 0, session: 1, count: 1 },
      writeBoot({
        major,
        minor: 0,
        cause: 1,
        serial: new Uint8Array(8).fill(serial),
        capabilities,
        levels: 0,
      }),
      FACTORY_KEY,
    );
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);

  test.each<readonly [keyof typeof SETUP_FAULTS, (bench: SetupBench) => void]>([
    ['silent', () => {}],
    ['not-a-node', (bench) => says(bench, text('/ISK5\\2M550T-1012\r\n1-0:1.8.1(0001.5)\r\n'))],
    ['not-a-node', (bench) => says(bench, Uint8Array.of(0xf9, 2, 3, 0xf0, 0x79, 2, 3, 0xf7, 0))],
    ['firmware-other', (bench) => says(bench, bootOf(0, 1))],
    ['firmware-other', (bench) => says(bench, bootOf(2, 1))],
    ['node-lacks', (bench) => says(bench, bootOf(1, 1, 0b110))],
    ['node-foreign', (bench) => void bench.node({ address: 9, key: ANOTHER_KEY })],
    ['node-foreign', (bench) => void bench.node({ address: 7, key: ANOTHER_KEY })],
    ['two-nodes', (bench) => void [bench.node(), bench.node()]],
    ['unanswered', (bench) => says(bench, bootOf(1, 1))],
  ])('%s', (fault, plugIn) => {
    const bench = new SetupBench();
    plugIn(bench);
    expect(bench.visit()).toMatchObject({ type: 'failed', fault });
    expect(bench.keyFile).toBeNull();
  });

  test('another node of this home is said by its name, and the right one may still come', () => {
    const bench = new SetupBench();
    const hall = { id: 'hall', address: 3, key: ANOTHER_KEY };
    const other = bench.node(hall);
    bench.clock.after(20_000, () => {
      bench.unplug(other);
      bench.node();
    });
    expect(bench.visit({ others: [hall] })).toMatchObject({ type: 'done' });
    expect(bench.steps.slice(0, 3)).toEqual(['listening', 'other', 'heard']);
    const late = new SetupBench();
    late.node(hall);
    expect(late.visit({ others: [hall] })).toMatchObject({ type: 'failed', fault: 'node-other' });
    expect(late.nowMs).toBeGreaterThan(60_000);
    const byPlan = new SetupBench();
    byPlan.node(hall);
    expect(byPlan.visit({ others: [hall], isSwapped: false })).toMatchObject({ fault: 'node-other' });
    expect(byPlan.nowMs).toBeLessThan(21_000);
  });

  test('a new node in the place of one that was set up is taken only when that is said', () => {
    const bench = new SetupBench();
    bench.keyFile = ANOTHER_KEY;
    bench.node();
    expect(bench.visit({ serial: '414e42550000ffff' })).toMatchObject({
      type: 'failed',
      fault: 'another-node',
    });
    expect(hex(bench.keyFile)).toBe(hex(ANOTHER_KEY));
    bench.wait(12_000);
    expect(bench.visit({ serial: null, keptKey: null })).toMatchObject({
      type: 'done',
      node: { wasDone: false },
    });
  });

  test('a second node that is plugged in after the commit never gets the key of the first', () => {
    const bench = new SetupBench();
    const first = bench.node();
    bench.toTechnician = (bytes) => {
      if (first.memory.address === 0) return bytes;
      // The first went with the answer to its commit on its lips.
      if (bench.nodes.includes(first)) {
        bench.unplug(first);
        bench.clock.after(1_000, () => void bench.node());
      }
      return bench.nodes.length === 0 ? new Uint8Array() : bytes;
    };
    expect(bench.visit()).toMatchObject({ type: 'failed', fault: 'another-node' });
    expect(hex(first.memory.key)).toBe(hex(bench.keyFile));
  });

  test('a port that cannot be opened is said at once, and one that does not come back after two minutes', () => {
    const bench = new SetupBench();
    const down = { type: 'down', detail: 'Permission denied', isGone: false } as const;
    expect(bench.visit({}, down)).toEqual({
      type: 'failed',
      fault: 'port-unavailable',
      detail: 'Permission denied',
    });
    bench.node();
    bench.clock.after(1_000, () => bench.input({ type: 'down', detail: 'unplugged', isGone: true }));
    expect(bench.visit()).toMatchObject({ type: 'failed', fault: 'port-lost' });
    expect(bench.nowMs).toBeLessThan(125_000);
    // Somebody pulled the cable between the look at the port and its opening.
    const pulled = new SetupBench();
    pulled.node();
    pulled.clock.after(3_000, () => pulled.input({ type: 'up' }));
    expect(pulled.visit({}, { ...down, isGone: true })).toMatchObject({ type: 'done' });
  });
});

test('what a port had kept from before the last visit makes no node of the home one from the factory', () => {
  const bench = new SetupBench();
  const node = bench.node();
  const heard: number[] = [];
  bench.toTechnician = (bytes) => {
    if (node.memory.address === 0) heard.push(...bytes);
    return bytes;
  };
  bench.visit();
  bench.wait(12_000);
  bench.clock.after(1, () => bench.input({ type: 'bytes', bytes: Uint8Array.from(heard) }));
  expect(bench.visit({ freshKey: ANOTHER_KEY })).toMatchObject({ type: 'done', node: { wasDone: true } });
  expect([hex(node.memory.key), hex(bench.keyFile)]).toEqual([hex(NEW_KEY), hex(NEW_KEY)]);
});

test('a node whose battery is low and whose contact chatters is set up, and that is said', () => {
  const bench = new SetupBench();
  const node = bench.node();
  node.measured = { battery: 2_200, temperature: 180, light: null };
  node.faults = 0b011;
  expect(bench.visit({ channels: ['contact'] })).toMatchObject({
    type: 'done',
    node: {
      selfTest: {
        temperature: 18,
        findings: [
          'contact chatters and is not believed: look at its wire',
          'its battery is low (2200 mV): change it',
        ],
      },
    },
  });
});
