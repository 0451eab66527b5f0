/**
 * Devices that prove themselves, as the doctor hears them: well only when something genuine was heard, with the counters
 * of the hub's journal.
 * Owns the scripted radio; where devices are, and what is in their way, is tested in `devices.test.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examineDevices } from '../../../agent/cli/doctor/devices.ts';
import type { Finding } from '../../../agent/cli/doctor/finding.ts';
import { openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import { Journal } from '../../../agent/journal/journal.ts';
import type { Buses } from '../../../agent/ports.ts';
import { sealServiceData } from '../../../agent/sensors/drivers/bthome/codec.ts';
import { placeOf } from '../../../agent/sensors/drivers/bthome/replay.ts';
import { rightWith, written } from '../../config/hub-file.ts';
import { onMachine, otherMachine } from './other-machine.ts';

const SECONDS = 0.05;
const MAC = 'A4:C1:38:8D:18:B2';
const KEY = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const folder = mkdtempSync(join(tmpdir(), 'anbu-genuine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
written(Buffer.from(KEY).toString('hex'), 'tag.key');
const TAGGED = rightWith([
  '{ id: front-door, part: reed, connector: gpio17 }',
  `{ id: front-door, part: bthome, connector: bluetooth, mac: "${MAC}", key: tag.key }`,
]);
const keys = new Map([['front-door', KEY]]);

function frame(counter: number, key = KEY): Uint8Array {
  return sealServiceData({ mac: MAC, key }, { info: 0x41, counter, objects: Uint8Array.of(0x1a, 1) });
}
/** A radio on which these are heard. */
function radio(...heard: readonly Uint8Array[]): Buses {
  return {
    open: ({ bus }, listener) => {
      if (bus === 'ble')
        queueMicrotask(() => {
          listener({ type: 'up', level: null });
          for (const fcd2 of heard)
            listener({ type: 'advert', advert: { serviceData: { fcd2 }, rssi: -60 } });
        });
      return { write: () => {}, close: () => {} };
    },
  };
}
async function tag(buses: Buses, data: string | null = null): Promise<Finding | undefined> {
  const about = await onMachine(otherMachine({}), TAGGED, { keys, folder: data });
  return (await examineDevices(about, SECONDS, buses)).find(({ subject }) => subject === 'front-door');
}

describe('a device with a key', () => {
  test('is well when it was heard and is who it is', async () => {
    const found = await tag(radio(frame(5)));
    expect(found).toMatchObject({ state: 'ok', remedy: null });
    expect(found?.detail).toContain('adverts 1; session 0');
  });
  test('is not well because the radio is: nothing was heard of it yet', async () => {
    const found = await tag(radio());
    expect(found).toMatchObject({ state: 'missing' });
    expect(found?.detail).toContain('nothing of it was heard');
    expect(found?.remedy).toMatch(/Wake it.*--seconds/);
  });
  test('with the key file of another: said so', async () => {
    const other = KEY.map((byte) => byte ^ 1);
    const found = await tag(radio(frame(5, other), frame(6, other)));
    expect(found).toMatchObject({ state: 'broken' });
    expect(found?.detail).toContain('refused: 2 with a wrong tag');
    expect(found?.remedy).toContain('key file is of another device');
  });
  test('that speaks in plaintext: said so', async () => {
    const found = await tag(radio(Uint8Array.of(0x40, 0x1a, 1)));
    expect(found).toMatchObject({ state: 'broken' });
    expect(found?.remedy).toContain('encryption');
  });
  test('among whose frames are forged ones is well all the same', async () => {
    const found = await tag(
      radio(
        frame(
          4_000,
          KEY.map((byte) => byte ^ 1),
        ),
        frame(5),
      ),
    );
    expect(found).toMatchObject({ state: 'ok' });
    expect(found?.detail).toContain('micWrong 1');
  });
});

describe('with the journal of the hub', () => {
  beforeAll(async () => {
    const about = await onMachine(otherMachine({}), TAGGED, { keys });
    const device = about.devices.find((each) => each.device.id === 'front-door')?.countedAs ?? '';
    const store = await openSqliteStore(folder);
    const journal = new Journal(store, { memoryRows: 100, laneOf: () => null });
    journal.open();
    const at = { boot: 'b', monotonicMs: 0, wallMs: 0, quality: 'synced', utcOffsetMin: 0 } as const;
    const count = placeOf({ counter: 5_000, packetId: null });
    journal.append({ at, body: { kind: 'frame-counter', device, session: 3, count } });
    expect(journal.flush()).toEqual({ ok: true });
    journal.close();
  });
  test('a counter that is lower than the last is refused, with the session that the option needs', async () => {
    const found = await tag(radio(frame(5), frame(6)), folder);
    expect(found).toMatchObject({ state: 'broken' });
    expect(found?.detail).toContain('; session 3; refused: 2 counted as before');
    expect(found?.remedy).toContain('session');
  });
  test('a higher one is well', async () => {
    expect(await tag(radio(frame(5_001)), folder)).toMatchObject({ state: 'ok' });
  });
  test('a folder without one is no trouble of the device', async () => {
    expect(await tag(radio(frame(5)), tmpdir())).toMatchObject({ state: 'ok' });
  });
});
