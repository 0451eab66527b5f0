/**
 * How long the bytes of a shared line take through the parser of sensor nodes, against a bare copy of the same bytes.
 *
 * A line that is full for a quarter of an hour, in chunks as a port gives them: frames found, decoded, their checksum
 * looked at; and the same through the driver of one of three nodes, with its cipher. Processor time of this process;
 * the first rounds warm up and are not counted. A child of the bench: prints one JSON line.
 */
import { assert } from '../../agent/errors.ts';
import { writeEvent } from '../../agent/sensors/drivers/sensor-node/bodies.ts';
import { emptyCarry, split } from '../../agent/sensors/drivers/sensor-node/cobs.ts';
import { sensorNode } from '../../agent/sensors/drivers/sensor-node/driver.ts';
import { readFrame, writeFrame } from '../../agent/sensors/drivers/sensor-node/frame.ts';

const WARM_UP_ROUNDS = 3;
const ROUNDS = 7;
const NODES = 3;
/** Thirty bytes each: 3.6 MB, which takes 15.6 min at 38,400 baud. */
const FRAMES = 120_000;
/** What a serial port hands over at once. */
const CHUNK_BYTES = 64;
const KEY = Uint8Array.from({ length: 16 }, (_, at) => at + 1);

const frames = Array.from({ length: FRAMES }, (_, at) => {
  const header = { type: 'event', address: 1 + (at % NODES), session: 1, count: 1 + at } as const;
  return writeFrame(header, writeEvent(1 + (at % 65_535), 'motion', 1, 0), KEY);
});
const line = new Uint8Array(frames.reduce((length, frame) => length + frame.length, 0));
let end = 0;
for (const frame of frames) {
  line.set(frame, end);
  end += frame.length;
}

function* chunks(): Generator<Uint8Array> {
  for (let at = 0; at < line.length; at += CHUNK_BYTES) yield line.subarray(at, at + CHUNK_BYTES);
}
function copyOnly(): number {
  const copy = new Uint8Array(line.length);
  let at = 0;
  for (const chunk of chunks()) {
    copy.set(chunk, at);
    at += chunk.length;
  }
  return at;
}
function parse(): number {
  const carry = emptyCarry();
  let sound = 0;
  for (const chunk of chunks()) {
    for (const encoded of split(carry, chunk).frames) if (typeof readFrame(encoded) !== 'string') sound += 1;
  }
  assert(sound === FRAMES, 'every frame is read');
  return sound;
}
function drive(): number {
  const driver = sensorNode.start({ address: 1 }, { key: KEY, mac: null, counter: null });
  for (const chunk of chunks()) driver.step({ type: 'bytes', bytes: chunk }, 0);
  return driver.counters()['events'] ?? 0;
}

function cpuMs(work: () => number): number {
  const before = process.cpuUsage();
  assert(work() > 0, 'nothing was done');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const values: number[] = [];
const driven: number[] = [];
const baselines: number[] = [];
for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
  const [copied, parsed, all] = [cpuMs(copyOnly), cpuMs(parse), cpuMs(drive)];
  if (round < 0) continue;
  baselines.push(copied);
  values.push(parsed);
  driven.push(all);
}
process.stdout.write(`${JSON.stringify({ values, driven, baselines })}\n`);
