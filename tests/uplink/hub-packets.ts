/**
 * Packets as a hub writes them, for tests of whoever receives them: real shapes, made-up content.
 *
 * Made by `agent/uplink/wire.ts`, so that a receiver is tested on what is really sent.
 */
import type { Packet, Row } from '../../agent/ports.ts';
import type { Alert, Body, Lane } from '../../agent/record.ts';
import { historyPacket } from '../../agent/uplink/history-packet.ts';
import {
  type Identity,
  heartbeatPacket,
  perLane,
  recordPacket,
  statusPacket,
} from '../../agent/uplink/wire.ts';

/** Whoever has a site and a hub. */
export interface Sender {
  readonly identity: Identity;
}
export const BOOT_1 = '1'.repeat(32);
export const BOOT_2 = '2'.repeat(32);

export const alertBody = (over: Partial<Alert> = {}): Alert => ({
  kind: 'alert',
  alert: 'alert-1',
  stage: 'raised',
  revision: 0,
  cause: 'inactivity',
  test: false,
  asked: 'asked',
  why: 'raised',
  by: null,
  minutes: null,
  outcome: null,
  durable: true,
  evidence: {
    lastSign: null,
    quietMinutes: 300,
    lineMinutes: 180,
    learnedDays: 21,
    cannotSee: [],
    unobservedMinutes: 0,
    timeTrusted: true,
    text: 'No movement for five hours.',
    textKo: '다섯 시간 동안 움직임이 없습니다.',
  },
  ...over,
});
export const condition: Body = { kind: 'condition', edge: 'raised', code: 'sensor-lost', subject: 'hall' };
export const presence: Body = { kind: 'presence', state: 'home', why: 'life' };
export const reply: Body = { kind: 'reply', by: 'voice', meaning: 'unclear' };

const rowOf = (lane: Lane, seq: number, body: Body, boot = BOOT_1): Row => ({
  n: seq,
  entry: { at: { boot, monotonicMs: seq, wallMs: seq, quality: 'synced', utcOffsetMin: 540 }, body },
  lane,
  seq,
});
export const record = ({ identity }: Sender, lane: Lane, seq: number, body: Body, boot = BOOT_1): Packet =>
  recordPacket(identity, rowOf(lane, seq, body, boot), { historic: false, short: false, consented: [] });
export const history = ({ identity }: Sender, first: number, last: number): Packet => {
  const rows = Array.from({ length: last - first + 1 }, (_, at) =>
    rowOf('history', first + at, { kind: 'observation', sensor: 'hall', value: 'on' }),
  );
  return historyPacket(identity, rows, { historic: false, short: false, consented: [] }).packet;
};
/** One record that stands for all these. */
export const thinned = ({ identity }: Sender, first: number, last: number): Packet => {
  const body: Body = { kind: 'withheld', of: 'observation', why: 'history-thinned', from: first };
  return historyPacket(identity, [rowOf('history', last, body)], {
    historic: true,
    short: false,
    consented: [],
  }).packet;
};
export const birth = (
  { identity }: Sender,
  boot: string,
  before: Partial<Record<Lane, number>> | null,
): Packet =>
  statusPacket(
    identity,
    {
      state: 'online',
      boot,
      version: '1.0.0',
      previous: before === null ? null : { boot: BOOT_1, lastSeq: perLane((lane) => before[lane] ?? 0) },
      protocol: 1,
    },
    { wallMs: 0, quality: 'synced', utcOffsetMin: 540 },
  );
export const heartbeat = ({ identity }: Sender, sent: Partial<Record<Lane, number>>): Packet =>
  heartbeatPacket(
    identity,
    {
      boot: BOOT_1,
      uptimeMs: 1,
      backlog: perLane((lane) => ({
        rows: sent[lane] ?? 0,
        oldestAgeMs: null,
        sent: sent[lane] === undefined ? null : { boot: BOOT_1, seq: sent[lane] },
        refusals: 0,
        refusedWhy: null,
      })),
      evaluatedAgeMs: 0,
      openConditions: 0,
      durable: true,
      timeQuality: 'synced',
      card: { bytes: 0, monthsLeft: null },
      refused: 0,
      refusedUnrecorded: 0,
    },
    { wallMs: 0, quality: 'synced', utcOffsetMin: 540 },
  );
