/**
 * The known answers of boards/sensor-node/vectors.json, which the firmware is held to as well: every layer, every type
 * of frame, and every reason for refusing one, at the hub and at the node.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { open, seal } from '../../../../agent/sensors/drivers/sensor-node/ascon.ts';
import {
  readAnswer,
  readBoot,
  readEvent,
  readHeartbeat,
  readSetting,
} from '../../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { decode, encode } from '../../../../agent/sensors/drivers/sensor-node/cobs.ts';
import { sensorNode } from '../../../../agent/sensors/drivers/sensor-node/driver.ts';
import { SensorNodeEmulator } from '../../../../agent/sensors/drivers/sensor-node/emulator.ts';
import {
  FRAME_TYPE,
  type FrameType,
  crc16,
  readFrame,
  unseal,
  writeFrame,
} from '../../../../agent/sensors/drivers/sensor-node/frame.ts';
import { placeOf } from '../../../../agent/sensors/drivers/sensor-node/state.ts';
import { seededUnit } from '../../../../sim/quiet-ports.ts';
import { VirtualClock } from '../../../../sim/virtual-clock.ts';

interface Vectors {
  readonly nodeKey: string;
  readonly ascon: readonly Record<
    'about' | 'key' | 'nonce' | 'associated' | 'plain' | 'cipher' | 'tag',
    string
  >[];
  readonly cobs: readonly { readonly decoded: string; readonly line: string }[];
  readonly cobsBad: readonly { readonly encoded: string; readonly why: string }[];
  readonly crc: readonly { readonly bytes: string; readonly crc: number; readonly line: string }[];
  readonly frames: readonly (Record<'name' | 'key' | 'body' | 'frame' | 'line', string> &
    Record<'number' | 'address' | 'session' | 'count', number> & {
      readonly from: 'node' | 'hub';
      readonly type: FrameType;
      readonly fields: Readonly<Record<string, unknown>>;
    })[];
  readonly bad: readonly (Record<'name' | 'why' | 'line', string> & { readonly receiver: 'hub' | 'node' })[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../../boards/sensor-node/vectors.json', import.meta.url), 'utf8'),
) as Vectors;
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');
const ADDRESS = 0x1234;

describe('layers', () => {
  test.each(vectors.ascon)('Ascon-AEAD128: $about', ({ key, nonce, associated, plain, cipher, tag }) => {
    const by = { key: bytes(key), nonce: bytes(nonce), associated: bytes(associated) };
    expect(hex(seal(by, bytes(plain)))).toBe(cipher + tag);
    expect(open(by, bytes(cipher + tag))).toEqual(bytes(plain));
    const short = tag.slice(0, 16);
    expect(hex(seal(by, bytes(plain), 8))).toBe(cipher + short);
    expect(open(by, bytes(cipher + short), 8)).toEqual(bytes(plain));
    for (let bit = 0; bit < (cipher + short).length * 4; bit += 1) {
      const wrong = bytes(cipher + short);
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(open(by, wrong, 8)).toBe(null);
    }
    expect(open(by, bytes(tag.slice(0, 14)), 8)).toBe(null);
  });
  test.each(vectors.cobs)('COBS: $decoded', ({ decoded, line }) => {
    expect(hex(encode(bytes(decoded)))).toBe(line);
    expect(decode(bytes(line).subarray(1, -1))).toEqual(bytes(decoded));
  });
  test.each(vectors.cobsBad)('COBS: $encoded is none, $why', ({ encoded }) => {
    expect(decode(bytes(encoded))).toBe(null);
  });
  test.each(vectors.crc)('CRC: $bytes', ({ bytes: text, crc, line }) => {
    expect(crc16(bytes(text))).toBe(crc);
    expect(hex(Uint8Array.of(crc & 0xff, crc >> 8))).toBe(line);
  });
});

/** A body in the words of the vectors. */
function fieldsOf(type: FrameType, body: Uint8Array): unknown {
  switch (type) {
    case 'boot': {
      const { serial, ...boot } = readBoot(body);
      return { ...boot, serial: hex(serial) };
    }
    case 'event': {
      const told = readEvent(body);
      const channel = ['motion', 'contact', 'button'].indexOf(told?.what?.channel ?? '');
      return { event: told?.event, channel, value: told?.what?.value, age: told?.age };
    }
    case 'heartbeat':
      return readHeartbeat(body);
    case 'answer': {
      const { value, ...answer } = readAnswer(body);
      return { ...answer, value: hex(value) };
    }
    case 'set': {
      const { field, value } = readSetting(body);
      return { field, value: hex(value) };
    }
    case 'ack':
    case 'resume':
      return {};
  }
}

describe('frames', () => {
  test.each(vectors.frames)(
    '$name',
    ({ key, type, number, address, session, count, fields, body, ...whole }) => {
      expect(FRAME_TYPE[type]).toBe(number);
      expect(hex(writeFrame({ type, address, session, count }, bytes(body), bytes(key)))).toBe(whole.line);
      const frame = readFrame(bytes(whole.line).subarray(1, -1));
      if (typeof frame === 'string') throw new Error(frame);
      expect(frame).toMatchObject({ type, address, session, count });
      expect(hex(frame.bytes)).toBe(whole.frame);
      expect(unseal(frame, bytes(key))).toEqual(bytes(body));
      expect(fieldsOf(type, bytes(body))).toEqual(fields);
    },
  );
  test('each type is among them, from its own side', () => {
    expect(new Set(vectors.frames.map(({ type }) => type))).toEqual(new Set(Object.keys(FRAME_TYPE)));
    for (const { from, number } of vectors.frames) expect(from).toBe(number < 8 ? 'node' : 'hub');
  });
});

describe('what is refused', () => {
  const of = (receiver: 'hub' | 'node') => vectors.bad.filter((bad) => bad.receiver === receiver);

  test.each(of('hub'))('at the hub, $why: $name', ({ why, line }) => {
    const counter = { session: 7, count: placeOf(40, 99) };
    const driver = sensorNode.start(
      { address: ADDRESS },
      { key: bytes(vectors.nodeKey), mac: null, counter },
    );
    driver.step({ type: 'up', level: null }, 0);
    const before = { ...driver.counters() };
    const outputs = driver.step({ type: 'bytes', bytes: bytes(line) }, 1_000);
    // An event that says nothing is taken all the same, and a frame from before may be of a second node.
    const beside = ['events', 'conflicts'];
    const counted = Object.entries(driver.counters()).filter(([name, count]) => count !== before[name]);
    expect(counted.filter(([name]) => !beside.includes(name))).toEqual([[why, 1]]);
    expect(outputs.filter(({ type }) => type === 'reading' || type === 'press')).toEqual([]);
    if (why !== 'absurd') expect(outputs).toEqual([]);
  });

  /** A node as the vectors have it: session 7, events 41 to 44 not acknowledged, request 4 carried out. */
  function node() {
    const clock = new VirtualClock(0);
    const sent: Uint8Array[] = [];
    const being = {
      nowMs: () => clock.now().monotonicMs,
      key: bytes(vectors.nodeKey),
      mac: '',
      options: { address: ADDRESS },
    };
    const part = new SensorNodeEmulator({ after: clock.after, unit: seededUnit(1) }, being);
    part.memory.session = 6;
    part.silence(true);
    part.silence(false);
    part.port.listen((said) => void sent.push(said));
    const say = (type: FrameType, count: number, body = ''): void => {
      part.port.hear(writeFrame({ type, address: ADDRESS, session: 7, count }, bytes(body), being.key));
    };
    for (let event = 1; event <= 44; event += 1) {
      if (event % 2 === 1) part.close();
      else part.open();
      clock.advanceTo(clock.now().monotonicMs + 100);
      if (event <= 40) say('ack', event);
    }
    say('set', 4, '0a03');
    sent.length = 0;
    return { part, sent };
  }

  test('a node as the vectors have it', () => {
    const { part, sent } = node();
    expect([part.session, part.waiting, sent.length]).toEqual([7, 4, 0]);
    part.port.hear(bytes(vectors.frames.find(({ name }) => name === 'ack of event 41')?.line ?? ''));
    expect([part.waiting, sent.length]).toEqual([3, 1]);
  });
  test.each(of('node'))('at the node, $why: $name', ({ why, line }) => {
    const { part, sent } = node();
    part.port.hear(bytes(line));
    expect([part.session, part.waiting]).toEqual([7, 4]);
    expect(sent).toHaveLength(why === 'absurd' ? 1 : 0);
    for (const said of sent) {
      const frame = readFrame(said.subarray(1, -1));
      const body = typeof frame === 'string' ? null : unseal(frame, bytes(vectors.nodeKey));
      expect(body === null ? null : readAnswer(body).status).toBe(3);
    }
  });
});
