/**
 * The driver of one sensor node, fed with frames made by hand, under a clock of its own.
 * Owns the frames of that node and no expectation.
 */
import type { DriverInput, DriverOutput, FrameCounter, Running } from '../../../../agent/sensors/driver.ts';
import {
  type Heartbeat,
  writeBoot,
  writeEvent,
  writeHeartbeat,
} from '../../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { split, emptyCarry } from '../../../../agent/sensors/drivers/sensor-node/cobs.ts';
import { sensorNode } from '../../../../agent/sensors/drivers/sensor-node/driver.ts';
import {
  type Frame,
  type Header,
  readFrame,
  writeFrame,
} from '../../../../agent/sensors/drivers/sensor-node/frame.ts';

export const ADDRESS = 0x1234;
export const KEY = Uint8Array.from({ length: 16 }, (_, at) => at * 11 + 3);
export const OTHER_KEY = KEY.map((byte) => byte ^ 0x55);
export const FACTORY_KEY = new Uint8Array(16);

export const BEAT: Heartbeat = {
  uptime: 60,
  battery: 3_000,
  temperature: 215,
  light: 400,
  levels: 0,
  faults: 0,
  newest: 0,
  lost: 0,
  awake: 2,
};
export const beat = (told: Partial<Heartbeat> = {}): Uint8Array => writeHeartbeat({ ...BEAT, ...told });
export const boot = (cause: number, serial = 0): Uint8Array =>
  writeBoot({
    major: 1,
    minor: 0,
    cause,
    serial: new Uint8Array(8).fill(serial),
    capabilities: 63,
    levels: 0,
  });
export const motion = (event: number, age = 0): Uint8Array => writeEvent(event, 'motion', 1, age);

export class NodeBench {
  readonly running: Running;
  outputs: DriverOutput[] = [];
  nowMs = 0;
  session = 1;
  count = 0;

  constructor(counter: FrameCounter | null = null, key: Uint8Array | null = KEY) {
    this.running = sensorNode.start({ address: ADDRESS }, { key, mac: null, counter });
  }
  /** What follows, writes included. */
  send(input: DriverInput): readonly DriverOutput[] {
    const outputs = this.running.step(input, this.nowMs);
    this.outputs.push(...outputs);
    return outputs;
  }
  line(bytes: Uint8Array): readonly DriverOutput[] {
    return this.send({ type: 'bytes', bytes });
  }
  /** The node's next frame, or one with another header. */
  make(
    type: Header['type'],
    body: Uint8Array,
    other: Partial<Header> & { key?: Uint8Array } = {},
  ): Uint8Array {
    if (other.count === undefined) this.count += 1;
    const { key = KEY, ...header } = other;
    return writeFrame(
      { type, address: ADDRESS, session: this.session, count: this.count, ...header },
      body,
      key,
    );
  }
  say(...frame: Parameters<NodeBench['make']>): readonly DriverOutput[] {
    return this.line(this.make(...frame));
  }
  /** On disk, whatever was counted so far. */
  keep(): readonly DriverOutput[] {
    const last = this.outputs.findLast((output) => output.type === 'counter');
    return last?.type === 'counter' ? this.send({ type: 'kept', counter: last.counter }) : [];
  }
  wait(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.running.deadlineMs() <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.running.deadlineMs());
      this.send({ type: 'deadline' });
    }
    this.nowMs = untilMs;
  }
  /** Up, heard and well. */
  ready(first: Uint8Array = beat()): this {
    this.send({ type: 'up', level: null });
    this.wait(10_000);
    this.say('heartbeat', first);
    this.outputs = [];
    return this;
  }
  counter(name: string): number {
    return this.running.counters()[name] ?? Number.NaN;
  }
  /** Counters that are not zero. */
  get counted(): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(this.running.counters()).filter(([, count]) => count > 0));
  }
  get health(): readonly string[] {
    return this.outputs.flatMap((output) =>
      output.type === 'health'
        ? [`${output.channel === undefined ? '' : `${output.channel} `}${output.health} ${output.why}`]
        : [],
    );
  }
  get events(): readonly string[] {
    return eventsIn(this.outputs);
  }
}

export function eventsIn(outputs: readonly DriverOutput[]): string[] {
  return outputs.flatMap((output) => {
    if (output.type === 'reading')
      return output.isLevel === true ? [] : [`${output.channel} ${output.value}`];
    return output.type === 'press' ? [`${output.channel} pressed`] : [];
  });
}

/** The frames in what was written to the line. */
export function framesIn(outputs: readonly DriverOutput[]): Frame[] {
  const bytes = outputs.flatMap((output) => (output.type === 'write' ? [...output.bytes] : []));
  return split(emptyCarry(), Uint8Array.from(bytes)).frames.flatMap((encoded) => {
    const frame = readFrame(encoded);
    return typeof frame === 'string' ? [] : [frame];
  });
}
export function written(outputs: readonly DriverOutput[]): string[] {
  return framesIn(outputs).map(({ type, session, count }) => `${type} ${session}/${count}`);
}
