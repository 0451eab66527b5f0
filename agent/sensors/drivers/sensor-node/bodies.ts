/**
 * What the frames of a sensor node say: every body, field by field, both ways.
 *
 * Owns section 5 of `boards/sensor-node/PROTOCOL.md`. A body of the right length is always read; what is out of its
 * bounds is null as a whole. Must never let a value out that the protocol does not allow.
 */
import type { FrameType } from './frame.ts';

/** Lengths of each body, shortest and longest. */
export const BODY_BYTES: Readonly<Record<FrameType, readonly [min: number, max: number]>> = {
  boot: [13, 13],
  event: [6, 6],
  heartbeat: [16, 16],
  answer: [6, 22],
  ack: [0, 0],
  resume: [0, 0],
  set: [1, 17],
};

export interface Boot {
  readonly major: number;
  readonly minor: number;
  /** MCUSR: bit 0 power-on, 1 reset pin, 2 brown-out, 3 watchdog. */
  readonly cause: number;
  /** 8 bytes. */
  readonly serial: Uint8Array;
  readonly capabilities: number;
  readonly levels: number;
}
/** Channels in the order of their numbers and bits. */
export const CHANNELS = ['motion', 'contact', 'button'] as const;
export type NodeChannel = (typeof CHANNELS)[number];
/** Its bit in levels and faults. */
export function bitOf(channel: NodeChannel): number {
  return 1 << CHANNELS.indexOf(channel);
}
export interface NodeEvent {
  /** 1 to 65,535. */
  readonly event: number;
  /** Null: what it says is nothing that this version knows. */
  readonly what: { readonly channel: NodeChannel; readonly value: 0 | 1 } | null;
  /** Seconds from when it happened to when its frame was made. */
  readonly age: number;
}
export interface Heartbeat {
  readonly uptime: number;
  /** mV; null: not measured. */
  readonly battery: number | null;
  /** 0.1 °C; null: not measured. */
  readonly temperature: number | null;
  /** 0 to 1,023; null: not measured. */
  readonly light: number | null;
  readonly levels: number;
  readonly faults: number;
  /** Newest event of the session; 0: none. */
  readonly newest: number;
  readonly lost: number;
  /** 0.1 % of the time. */
  readonly awake: number;
}
export interface Answer {
  readonly request: number;
  readonly status: number;
  readonly field: number;
  readonly value: Uint8Array;
}
/** What a request can set or ask for (PROTOCOL.md §8). */
export const FIELD = {
  address: 1,
  key: 2,
  heartbeat: 3,
  hold: 4,
  debounce: 5,
  reference: 6,
  selfTest: 7,
  factoryReset: 8,
  commit: 9,
  read: 10,
} as const;
export interface Setting {
  readonly field: number;
  readonly value: Uint8Array;
}

export const AGE_MAX = 65_535;
const BATTERY_NONE = 0;
const BATTERY_MAX = 6_000;
const TEMPERATURE_NONE = -32_768;
const TEMPERATURE_MIN = -400;
const TEMPERATURE_MAX = 850;
const LIGHT_NONE = 65_535;
const LIGHT_MAX = 1_023;

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

export function writeBoot({ major, minor, cause, serial, capabilities, levels }: Boot): Uint8Array {
  return Uint8Array.from([major, minor, cause, ...serial, capabilities, levels]);
}
export function readBoot(body: Uint8Array): Boot {
  const [major = 0, minor = 0, cause = 0] = body;
  const [capabilities = 0, levels = 0] = body.subarray(11);
  return { major, minor, cause, serial: body.slice(3, 11), capabilities, levels };
}

export function writeEvent(event: number, channel: NodeChannel, value: 0 | 1, age: number): Uint8Array {
  const body = new Uint8Array(BODY_BYTES.event[0]);
  const view = viewOf(body);
  view.setUint16(0, event, true);
  view.setUint8(2, CHANNELS.indexOf(channel));
  view.setUint8(3, value);
  view.setUint16(4, Math.min(age, AGE_MAX), true);
  return body;
}
/** Null: it has no number, so that it cannot even be acknowledged. */
export function readEvent(body: Uint8Array): NodeEvent | null {
  const view = viewOf(body);
  const event = view.getUint16(0, true);
  if (event === 0) return null;
  const channel = CHANNELS[view.getUint8(2)];
  const value = view.getUint8(3);
  const isKnown = channel !== undefined && (value === 0 || value === 1);
  return { event, what: isKnown ? { channel, value } : null, age: view.getUint16(4, true) };
}

export function writeHeartbeat(beat: Heartbeat): Uint8Array {
  const body = new Uint8Array(BODY_BYTES.heartbeat[0]);
  const view = viewOf(body);
  view.setUint32(0, beat.uptime, true);
  view.setUint16(4, beat.battery ?? BATTERY_NONE, true);
  view.setInt16(6, beat.temperature ?? TEMPERATURE_NONE, true);
  view.setUint16(8, beat.light ?? LIGHT_NONE, true);
  view.setUint8(10, beat.levels);
  view.setUint8(11, beat.faults);
  view.setUint16(12, beat.newest, true);
  view.setUint8(14, beat.lost);
  view.setUint8(15, beat.awake);
  return body;
}
/** Null: a field is out of its bounds, and none of them is to be believed. */
export function readHeartbeat(body: Uint8Array): Heartbeat | null {
  const view = viewOf(body);
  const battery = view.getUint16(4, true);
  const temperature = view.getInt16(6, true);
  const light = view.getUint16(8, true);
  const isCold = temperature < TEMPERATURE_MIN && temperature !== TEMPERATURE_NONE;
  const isBright = light > LIGHT_MAX && light !== LIGHT_NONE;
  if (battery > BATTERY_MAX || isCold || temperature > TEMPERATURE_MAX || isBright) return null;
  return {
    uptime: view.getUint32(0, true),
    battery: battery === BATTERY_NONE ? null : battery,
    temperature: temperature === TEMPERATURE_NONE ? null : temperature,
    light: light === LIGHT_NONE ? null : light,
    levels: view.getUint8(10),
    faults: view.getUint8(11),
    newest: view.getUint16(12, true),
    lost: view.getUint8(14),
    awake: view.getUint8(15),
  };
}

export function writeAnswer({ request, status, field, value }: Answer): Uint8Array {
  const body = new Uint8Array(BODY_BYTES.answer[0] + value.length);
  viewOf(body).setUint32(0, request, true);
  body.set([status, field, ...value], 4);
  return body;
}
export function readAnswer(body: Uint8Array): Answer {
  const [status = 0, field = 0] = body.subarray(4);
  return { request: viewOf(body).getUint32(0, true), status, field, value: body.slice(6) };
}

export function writeSetting({ field, value }: Setting): Uint8Array {
  return Uint8Array.from([field, ...value]);
}
export function readSetting(body: Uint8Array): Setting {
  return { field: body[0] ?? 0, value: body.slice(1) };
}
