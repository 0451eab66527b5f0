/**
 * What is plugged in is called by what it says itself, whole and in its own protocol; and a look leaves each as it was:
 * nodes and a console are those of the shipped code, without a port.
 */
import { expect, test } from 'vitest';
import { encodeFrame } from '../../agent/provisioning/console/frame.ts';
import { FACTORY } from '../../agent/provisioning/node-line.ts';
import { LOOKS, type LookName, Looking, type PluggedIn } from '../../agent/provisioning/plugged-in.ts';
import { writeBoot } from '../../agent/sensors/drivers/sensor-node/bodies.ts';
import { SensorNodeEmulator } from '../../agent/sensors/drivers/sensor-node/emulator.ts';
import { writeFrame } from '../../agent/sensors/drivers/sensor-node/frame.ts';
import { seededUnit } from '../../sim/quiet-ports.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { ConsoleRig } from './console-rig.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const OURS = { id: 'kitchen of flat-9', address: 3, key: KEY };
/** What a device answers to bytes at this rate. */
type Device = (bytes: Uint8Array, baud: number) => Uint8Array;

/** All looks, until one is sure. */
function lookAt(device: Device): PluggedIn {
  const looking = new Looking([OURS]);
  for (const { name, baud } of LOOKS) {
    looking.begin();
    for (const question of looking.question(name)) {
      const found = looking.hear(name, device(question, baud));
      if (found !== null) return found;
    }
  }
  return looking.end();
}
function nodeOf(key: Uint8Array | null) {
  const clock = new VirtualClock(0);
  const surroundings = { after: clock.after, unit: seededUnit(1) };
  const nowMs = (): number => clock.now().monotonicMs;
  const node = new SensorNodeEmulator(surroundings, { nowMs, key, mac: '', options: { address: 3 } });
  const said: number[] = [];
  node.port.listen((bytes) => said.push(...bytes));
  clock.advanceTo(60_000);
  said.length = 0;
  const device: Device = (bytes, baud) => {
    if (baud === 38_400) node.port.hear(bytes);
    clock.advanceTo(nowMs() + 2_000);
    return Uint8Array.from(said.splice(0));
  };
  return { node, device };
}
const at =
  (rate: number, answer: Device): Device =>
  (bytes, baud) =>
    baud === rate ? answer(bytes, baud) : Uint8Array.of(0x80, 0xfe);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const boot = (major: number): Uint8Array => {
  const body = { major, minor: 9, cause: 1, serial: new Uint8Array(8), capabilities: 63, levels: 0 };
  return writeFrame({ type: 'boot', address: 0, session: 1, count: 1 }, writeBoot(body), FACTORY.key);
};

test('a node is new, ours by its name, or of another home; it holds the same key and address afterwards', () => {
  for (const [key, kind, detail] of [
    [null, 'new-node', ''],
    [KEY, 'own-node', 'kitchen of flat-9'],
    [KEY.toReversed(), 'foreign-node', ''],
  ] as const) {
    const { node, device } = nodeOf(key);
    const before = JSON.stringify(node.memory);
    expect(lookAt(device)).toMatchObject({ kind, detail });
    expect(JSON.stringify(node.memory)).toBe(before);
  }
});

test('what a node said is handed on, so that it need not say it again', () => {
  const { device } = nodeOf(null);
  const { bytes } = lookAt(device);
  expect(new Looking([]).hear('node', bytes)).toMatchObject({ kind: 'new-node' });
});

test('a console of a hub answers the hello, is claimed by nobody and was asked for nothing', () => {
  const rig = new ConsoleRig();
  const found = lookAt(at(115_200, (bytes) => text(rig.hear(bytes))));
  expect(found.kind).toBe('hub-console');
  expect(rig.deeds).toEqual([]);
});

test.each<readonly [PluggedIn['kind'], string, Device]>([
  ['silent', 'nobody', () => new Uint8Array()],
  ['garbage', 'a meter', () => text('/ISK5\\2M550T-1012\r\n1-0:1.8.1(0001.5)\r\n')],
  ['garbage', 'an echo of every question', (bytes) => bytes],
  ['garbage', 'a console that is cut off', at(115_200, () => text('\n#anbu1 1 0000'))],
  ['garbage', 'a frame that was damaged', at(115_200, () => text('\n#anbu1 1 00000000 {"ok":{}}\n'))],
  [
    'firmata-board',
    'that has just started',
    at(57_600, () => Uint8Array.of(0xf9, 2, 5, 0xf0, 0x79, 2, 5, 0xf7)),
  ],
  ['older-node', 'of firmware 0.9', at(38_400, () => boot(0))],
])('%s: %s', (kind, _, device) => {
  expect(lookAt(device).kind).toBe(kind);
});

test('an answer may come in two pieces, and never goes from one look into the next', () => {
  const frame = text(encodeFrame(1, { ok: {} }) ?? '');
  const names: readonly LookName[] = ['console', 'node'];
  for (const name of names) {
    const looking = new Looking([]);
    looking.begin();
    expect(looking.hear('console', frame.subarray(0, 9))).toBeNull();
    if (name === 'node') looking.begin();
    const found = looking.hear('console', frame.subarray(9));
    expect(found?.kind ?? null).toBe(name === 'console' ? 'hub-console' : null);
  }
});
