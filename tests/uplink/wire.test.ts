/**
 * The words on the wire: what leaves, under which topic, time and name, and within which bounds.
 * What is exact here is a contract with receivers: a test that must change is a receiver that breaks.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../agent/ports.ts';
import type { Body, Lane, TimeQuality } from '../../agent/record.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import {
  HISTORY_BYTES_MAX,
  HISTORY_RECORDS_MAX,
  historyPacket,
  utf8Bytes,
} from '../../agent/uplink/history-packet.ts';
import {
  type CloudEvent,
  type HistoryRecord,
  laneOf,
  recordPacket,
  statusPacket,
  topicOf,
} from '../../agent/uplink/wire.ts';
import { readUp } from '../../sim/desk-wire.ts';
import { dataOf } from '../../sim/event-data.ts';
import { alertBody } from './hub-packets.ts';

const IDENTITY = { site: 'mapo', hub: 'hub-7' };
const BOOT = 'b'.repeat(32);
const NEWS = { historic: false, short: false, consented: [] };
const motion: Body = { kind: 'observation', sensor: 'hall', value: 'on' };

function row(lane: Lane, seq: number, body: Body, quality: TimeQuality = 'synced', boot = BOOT): Row {
  const wallMs = Date.UTC(2011, 5, 30, 18, 12, 0, 5);
  return {
    n: seq + 100,
    lane,
    seq,
    entry: { at: { boot, monotonicMs: seq, wallMs, quality, utcOffsetMin: 540 }, body },
  };
}

describe('which lane a record leaves by', () => {
  test.each<[string, Body, boolean, Lane | null]>([
    ['an alert', alertBody(), false, 'alert'],
    ['a condition', { kind: 'condition', edge: 'raised', code: 'blind', subject: 'home' }, false, 'notice'],
    [
      'a wish that lasts',
      { kind: 'condition', edge: 'raised', code: 'in-peace', subject: 'home' },
      false,
      'need',
    ],
    ['an answer', { kind: 'answer', conversation: 'c', by: 'button' }, false, 'notice'],
    ['a reply', { kind: 'reply', by: 'button', meaning: 'fine' }, false, 'need'],
    ['presence', { kind: 'presence', state: 'away', why: 'door' }, false, 'state'],
    ['raw events, switched off', motion, false, null],
    ['raw events, switched on', motion, true, 'history'],
    ['a failing store', { kind: 'store', state: 'failing', why: 'journal-full', dropped: 0 }, true, null],
    ['records given up', { kind: 'store', state: 'ok', why: null, dropped: 3 }, false, 'notice'],
    ['the configuration of the home', { kind: 'config', hash: 'h', sensors: [] }, true, null],
  ])('%s', (_name, body, rawEvents, lane) => {
    expect(laneOf(body, rawEvents)).toBe(lane);
  });
});

describe('a record on the wire', () => {
  test('is a CloudEvent under its own time, named by hub, lane, boot and seq', () => {
    const packet = recordPacket(IDENTITY, row('alert', 42, alertBody()), NEWS);
    expect(packet).toMatchObject({ topic: 'anbu/1/mapo/hub-7/alert', qos: 1, retain: false });
    expect(JSON.parse(packet.payload)).toEqual({
      specversion: '1.0',
      id: `hub-7/alert/${BOOT}/42`,
      source: 'anbu/1/mapo/hub-7',
      type: 'anbu.v1.alert',
      time: '2011-07-01T03:12:00.005+09:00',
      datacontenttype: 'application/json',
      sequence: '0000000042',
      boot: BOOT,
      lane: 'alert',
      historic: false,
      data: alertBody(),
    });
  });
  test('says when its time cannot be believed', () => {
    const { payload } = recordPacket(IDENTITY, row('alert', 1, alertBody(), 'saved'), NEWS);
    expect(JSON.parse(payload)).toMatchObject({ timequality: 'saved' });
  });
  test('is cut when the broker finds it too big: an alert without its prose, another record to a word', () => {
    const short = { historic: false, short: true, consented: [] };
    const alert = JSON.parse(
      recordPacket(IDENTITY, row('alert', 1, alertBody()), short).payload,
    ) as CloudEvent<Body>;
    expect(alert.data).toEqual(alertBody({ evidence: { ...alertBody().evidence, text: '', textKo: '' } }));
    const reply = row('need', 1, { kind: 'reply', by: 'voice', meaning: 'unclear' });
    expect(JSON.parse(recordPacket(IDENTITY, reply, short).payload)).toMatchObject({
      sequence: '0000000001',
      data: { kind: 'withheld', of: 'reply', why: 'message-too-big' },
    });
  });
  test('that nobody can read any more keeps its place, and the desk takes it', () => {
    const withheld: Body = { kind: 'withheld', of: 'alert', why: 'journal-corrupt' };
    for (const short of [false, true]) {
      const packet = recordPacket(IDENTITY, row('alert', 3, withheld), {
        historic: true,
        short,
        consented: [],
      });
      expect(JSON.parse(packet.payload)).toMatchObject({ type: 'anbu.v1.withheld', data: withheld });
      expect(readUp(packet.topic, packet.payload)).toMatchObject({
        kind: 'records',
        lane: 'alert',
        records: [{ seq: 3, alert: null, previous: null }],
      });
    }
  });
  test('state and status are retained, and a will has no time', () => {
    const presence: Body = { kind: 'presence', state: 'home', why: 'life' };
    expect(recordPacket(IDENTITY, row('state', 1, presence), NEWS).retain).toBe(true);
    const status = { state: 'offline', boot: BOOT, version: '1', previous: null, protocol: 1 } as const;
    const will = statusPacket(IDENTITY, status, null);
    expect(will).toMatchObject({ topic: topicOf(IDENTITY, 'status'), retain: true });
    expect(JSON.parse(will.payload)).not.toHaveProperty('time');
  });
});

describe('a history packet', () => {
  const read = (payload: string): CloudEvent<{ records: HistoryRecord[] }> => {
    const event = JSON.parse(payload) as Record<string, unknown>;
    return { ...event, data: dataOf(event) } as unknown as CloudEvent<{ records: HistoryRecord[] }>;
  };

  test('holds a bounded beginning of the rows, of one boot, in order', () => {
    const text = fc.string({ maxLength: 9000 });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 100 }),
        fc.nat({ max: 99 }),
        (sensors, changeAt) => {
          const rows = sensors.map((sensor, at) =>
            row('history', at + 1, { ...motion, sensor }, 'synced', at < changeAt ? BOOT : 'c'.repeat(32)),
          );
          const packed = historyPacket(IDENTITY, rows, NEWS);
          const { data, boot, id } = read(packed.packet.payload);
          expect(packed.rows).toBe(data.records.length);
          expect(packed.rows).toBeGreaterThan(0);
          expect(packed.rows).toBeLessThanOrEqual(HISTORY_RECORDS_MAX);
          expect(data.records.map(({ seq }) => seq)).toEqual(
            rows.slice(0, packed.rows).map(({ seq }) => seq),
          );
          expect(rows.slice(0, packed.rows).every(({ entry }) => entry.at.boot === boot)).toBe(true);
          expect(id).toBe(`hub-7/history/${boot}/1-${packed.rows}`);
          const bytes = Buffer.byteLength(JSON.stringify(data.records)) - 1;
          if (packed.rows > 1) expect(bytes).toBeLessThanOrEqual(HISTORY_BYTES_MAX);
          // It stops only for one of its reasons.
          const next = rows[packed.rows];
          if (next !== undefined && next.entry.at.boot === boot && packed.rows < HISTORY_RECORDS_MAX) {
            const nextBytes = Buffer.byteLength(
              JSON.stringify({ ...data.records[0], seq: next.seq, data: next.entry.body }),
            );
            expect(bytes + nextBytes + 1).toBeGreaterThan(HISTORY_BYTES_MAX);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('bytes are counted as UTF-8 has them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => utf8Bytes(text) === Buffer.byteLength(text)),
  );
});

test('times are those of the calendar, with their offset', () => {
  expect(rfc3339(0, 0)).toBe('1970-01-01T00:00:00.000Z');
  expect(rfc3339(Date.UTC(2024, 1, 29, 23, 59, 59, 999), -210)).toBe('2024-02-29T20:29:59.999-03:30');
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01Z'), max: new Date('2400-01-01Z'), noInvalidDate: true }),
      fc.integer({ min: -720, max: 840 }),
      (date, offsetMin) => {
        const text = rfc3339(date.getTime(), offsetMin);
        expect(new Date(text).getTime()).toBe(date.getTime());
        expect(text.slice(0, 23)).toBe(
          new Date(date.getTime() + offsetMin * 60_000).toISOString().slice(0, 23),
        );
      },
    ),
  );
});
