/**
 * The meter on the bench: it answers each request that is one, whatever came on the line before it. What it answers is
 * its emulator's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSerial } from '../../../agent/sensors/buses/serial.ts';
import { MODBUS_INITIAL, crc16 } from '../../../agent/sensors/crc16.ts';
import { type Requests, meter, takeRequests } from '../../../sim/devices/meter.ts';
import { NO_PTY, until } from '../../sensors/buses/pty.ts';

function sealed(...frame: readonly number[]): number[] {
  const sum = crc16(frame, MODBUS_INITIAL);
  return [...frame, sum & 0xff, sum >> 8];
}
/** Ten registers of unit 1. */
const REQUEST = sealed(1, 4, 0, 0, 0, 10);
const REPLY_BYTES = 25;

function found(...pieces: readonly (readonly number[])[]): number[][] {
  const state: Requests = { recent: [] };
  return pieces.flatMap((piece) => takeRequests(state, Uint8Array.from(piece)).map((each) => [...each]));
}

test('a request is found at once, whole or in pieces, alone or among others', () => {
  expect(found(REQUEST)).toEqual([REQUEST]);
  expect(found(REQUEST.slice(0, 3), REQUEST.slice(3))).toEqual([REQUEST]);
  const other = sealed(2, 4, 0, 0, 0, 1);
  expect(found([...REQUEST, ...other, ...REQUEST])).toEqual([REQUEST, other, REQUEST]);
});
test('one with a bad checksum is none, and the next is found', () => {
  const bad = REQUEST.map((byte, at) => (at === 5 ? byte ^ 1 : byte));
  expect(found(bad, REQUEST)).toEqual([REQUEST]);
});
test('after any stray bytes, in any pieces, the next request is found', () => {
  const noise = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 });
  fc.assert(
    fc.property(noise, fc.integer({ min: 1, max: 9 }), (stray, length) => {
      const line = [...stray, ...REQUEST];
      const pieces = [];
      for (let at = 0; at < line.length; at += length) pieces.push(line.slice(at, at + length));
      expect(found(...pieces).at(-1)).toEqual(REQUEST);
    }),
  );
});
test('on its port, one stray byte costs no reply', async (context) => {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: the port is not tried`);
  const folder = mkdtempSync(join(tmpdir(), 'anbu-meter-'));
  const time = { nowMs: () => 0, after: () => () => {}, unit: () => 0 };
  const device = meter(folder, time);
  await device.plug();
  const heard: number[] = [];
  let isUp = false;
  const port = openSerial({ bus: 'serial', path: join(folder, 'meter'), baud: 9_600 }, (signal) => {
    if (signal.type === 'up') isUp = true;
    if (signal.type === 'bytes') heard.push(...signal.bytes);
  });
  try {
    await until('up', () => isUp);
    port.write(Uint8Array.from([0x00, ...REQUEST]));
    await until('a reply', () => heard.length >= REPLY_BYTES);
    port.write(Uint8Array.from(REQUEST));
    await until('another', () => heard.length >= 2 * REPLY_BYTES);
    expect(crc16(heard.slice(0, REPLY_BYTES), MODBUS_INITIAL)).toBe(0);
  } finally {
    port.close();
    await device.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
