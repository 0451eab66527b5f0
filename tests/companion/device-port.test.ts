/**
 * A companion device on a real port: the shipped hub and its real serialport at one end of a pseudo-terminal, the robot of
 * the simulator at the other. The question, its light and the touch that answers; the cable pulled; what is no message.
 *
 * Time is virtual and moves only when every byte that was sent has arrived, so a slow machine changes nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type TestContext, afterEach, beforeEach, describe, expect, test } from 'vitest';

import { lineOf } from '../../agent/companion/device-codec.ts';
import { CompanionDevice } from '../../agent/companion/device.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Buses, Ports } from '../../agent/ports.ts';
import type { Body } from '../../agent/record.ts';
import { openBuses } from '../../agent/sensors/buses/index.ts';
import { decode, encode } from '../../agent/sensors/drivers/sensor-node/cobs.ts';
import { crc16 } from '../../agent/sensors/drivers/sensor-node/frame.ts';
import { CompanionRobot } from '../../sim/companion-robot.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';
import { unitOf } from '../../sim/world/chance.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { NO_PTY, type Pty, openPty, until } from '../sensors/buses/pty.ts';

const CONFIG = defaultConfig(
  { home: 'robot', timezone: 'UTC', sensors: [{ id: 'M001', room: 'living', class: 'motion' }] },
  { language: 'en' },
);
const MINUTE_MS = 60_000;
/** Two days: whoever is not seen for one is asked. */
const MINUTES_MAX = 2_880;
/** The device is looked for again after half a minute. */
const AGAIN_MS = 31_000;
/** Between two looks whether all bytes have arrived, at most as much as passes between two words of either side. */
const STEP_MS = 250;

let folder = '';
let clock: VirtualClock;
let robot: CompanionRobot;
let pty: Pty | null;
let hub: Hub | null;
let isUp: boolean;
let journal: Body[];
/** Bytes on the way in each direction since the cable was plugged in. */
let bytes: { toHub: number; atHub: number; toRobot: number; atRobot: number };
/** What becomes of the robot's bytes on their way. */
let altered: (line: Uint8Array) => Uint8Array;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-device-'));
  clock = new VirtualClock(Date.UTC(2026, 2, 2, 9));
  robot = new CompanionRobot(clock.after);
  [pty, hub, isUp, journal] = [null, null, false, []];
  altered = (line) => line;
});
afterEach(async () => {
  await hub?.stop();
  await pty?.unplug();
  rmSync(folder, { recursive: true, force: true });
});

async function plugIn(context: TestContext): Promise<void> {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: a companion device is not tried`);
  const path = join(folder, 'device');
  rmSync(path, { force: true });
  bytes = { toHub: 0, atHub: 0, toRobot: 0, atRobot: 0 };
  const plugged = await openPty(path);
  pty = plugged;
  plugged.hear((heard) => {
    bytes.atRobot += heard.length;
    robot.port.hear(heard);
  });
  // What it says before anybody listens is nobody's.
  robot.port.listen((line) => {
    if (isUp) send(altered(line));
  });
}
function send(line: Uint8Array): void {
  bytes.toHub += line.length;
  pty?.send(line);
}
async function unplug(): Promise<void> {
  robot.port.listen(null);
  await pty?.unplug();
  pty = null;
  await until('the port is down', () => !isUp);
}
/** The buses of a machine, and how many bytes went through. */
function counted(buses: Buses): Buses {
  return {
    open(address, listener) {
      const link = buses.open(address, (signal) => {
        if (signal.type === 'up' || signal.type === 'down') isUp = signal.type === 'up';
        if (signal.type === 'bytes') bytes.atHub += signal.bytes.length;
        listener(signal);
      });
      return {
        close: () => link.close(),
        write: (line) => {
          if (isUp) bytes.toRobot += line.length;
          return link.write(line);
        },
      };
    },
  };
}
const arrived = async (): Promise<void> =>
  until('every byte arrives', () => bytes.toHub === bytes.atHub && bytes.toRobot === bytes.atRobot);
/** Time passes for hub and robot, while what they say to each other arrives. */
async function pass(ms: number): Promise<void> {
  const endMs = clock.now().monotonicMs + ms;
  while (clock.now().monotonicMs < endMs) {
    clock.advanceTo(Math.min(clock.now().monotonicMs + STEP_MS, endMs));
    if (isUp) await arrived();
  }
}

function startHub(body: Pick<Ports, 'speaker' | 'light'>, store = createMemoryStore()): Hub {
  const started = new Hub({
    config: CONFIG,
    program: { version: '1', codeHash: 'code' },
    ports: {
      clock,
      random: seededRandom(clock.now().monotonicMs + 1),
      store,
      buses: noBuses,
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
      ...body,
    },
    observer: (committed) => journal.push(...committed.map((entry) => entry.body)),
  });
  started.start();
  return started;
}
async function startOnDevice(store = createMemoryStore()): Promise<void> {
  const device = new CompanionDevice(counted(openBuses()), join(folder, 'device'), clock.after);
  hub = startHub({ speaker: device.speaker, light: device }, store);
  await until('the port is up', () => isUp);
  await arrived();
}
/** A hub that has just asked somebody who was not seen for a day, and was switched off. */
async function storeWithQuestion() {
  const store = createMemoryStore();
  const earlier = startHub({ speaker: new SimulatedSpeaker(clock.after) }, store);
  earlier.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
  const isAsked = (): boolean => journal.some(({ kind }) => kind === 'prompt');
  for (let minute = 0; minute < MINUTES_MAX && !isAsked(); minute += 1)
    clock.advanceTo(clock.now().monotonicMs + MINUTE_MS);
  expect(isAsked()).toBe(true);
  await earlier.stop();
  journal = [];
  return store;
}
const conditions = (): string[] =>
  journal.flatMap((body) => (body.kind === 'condition' ? [`${body.code} ${body.edge}`] : []));
const outcomes = (): string[] => journal.flatMap((body) => (body.kind === 'speech' ? [body.outcome] : []));

test('a question is asked, shown and answered by a touch', async (context) => {
  const store = await storeWithQuestion();
  await plugIn(context);
  await startOnDevice(store);
  await pass(15_000);
  expect(robot.said.map(({ name }) => name)).toEqual([expect.stringMatching(/^ask/)]);
  expect(robot.shown.at(-1)).toBe('question');
  robot.touch();
  await pass(10_000);
  expect(journal.flatMap((body) => (body.kind === 'answer' ? [body.by] : []))).toEqual(['touch']);
  expect(robot.isTelling).toBe(false);
  expect(robot.shown.at(-1)).toBe('off');
});

test('the cable pulled in mid-sentence: it was not heard; back again, the light is right and the next is', async (context) => {
  await plugIn(context);
  await startOnDevice();
  hub?.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  await until('it speaks', () => robot.said.length > 0);
  expect(outcomes()).toEqual([]);
  await unplug();
  await pass(1_000);
  expect(outcomes()).toEqual(['failed']);
  expect(conditions()).toEqual(expect.arrayContaining(['companion-lost raised', 'speaker-failed raised']));
  robot.shown.push('off');
  await plugIn(context);
  await pass(AGAIN_MS);
  await until('the port is up', () => isUp);
  await pass(20_000);
  expect(robot.shown.at(-1)).toBe('called');
  expect(conditions().at(-1)).toBe('companion-lost cleared');
  hub?.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  await pass(20_000);
  expect(outcomes().at(-1)).toBe('spoken');
});

test('carried about, unplugged from the mains, nearly empty, silent: each is a condition, once, and is over', async (context) => {
  await plugIn(context);
  await startOnDevice();
  await pass(12_000);
  Object.assign(robot, { isMoved: true, onMains: false, percent: 9 });
  await pass(25_000);
  robot.isSilent = true;
  await pass(60_000);
  Object.assign(robot, { isMoved: false, onMains: true, percent: 80, isSilent: false });
  await pass(25_000);
  const codes = ['battery-low', 'companion-lost', 'companion-moved', 'companion-unplugged'];
  expect(conditions().toSorted()).toEqual(codes.flatMap((code) => [`${code} cleared`, `${code} raised`]));
});

describe('what is no message', () => {
  test('garbage before, between and within frames: the frames after it are heard, and nothing else', async (context) => {
    await plugIn(context);
    await startOnDevice();
    await pass(12_000);
    journal = [];
    const unit = unitOf(7);
    const garbage = (length: number): Uint8Array =>
      Uint8Array.from({ length }, () => Math.floor(unit() * 256));
    const line = lineOf({ type: 'touch', id: 40, session: 1, ageS: 0 });
    for (let round = 0; round < 40; round += 1) {
      send(garbage(round * 5));
      // Cut in two by it.
      send(line.subarray(0, 1 + (round % (line.length - 2))));
      send(garbage(1 + round));
    }
    await arrived();
    expect(journal.filter(({ kind }) => kind === 'reply' || kind === 'condition')).toEqual([]);
    robot.touch();
    await pass(2_000);
    expect(journal.filter(({ kind }) => kind === 'reply')).toHaveLength(1);
    expect(robot.isTelling).toBe(false);
  });
  test.for([0, 2])(
    'a device of version %i: nothing of it is believed, and it is said lost',
    async (version, context) => {
      altered = (line) => inVersion(line, version);
      await plugIn(context);
      await startOnDevice();
      robot.touch();
      await pass(40_000);
      expect(bytes.atHub).toBeGreaterThan(100);
      expect(journal.filter(({ kind }) => kind === 'reply' || kind === 'battery')).toEqual([]);
      expect(conditions()).toEqual(['companion-lost raised']);
    },
  );
});

/** The same frame, as another version of the protocol would have it, its checksum right. */
function inVersion(line: Uint8Array, version: number): Uint8Array {
  const frame = decode(line.subarray(1, -1)) ?? new Uint8Array(3);
  frame[0] = (version << 4) | ((frame[0] ?? 0) & 0x0f);
  const crcAt = frame.length - 2;
  new DataView(frame.buffer, frame.byteOffset).setUint16(crcAt, crc16(frame.subarray(0, crcAt)), true);
  return encode(frame);
}
