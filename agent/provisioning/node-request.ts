/**
 * One request to a sensor node, asked again until it is answered or given up.
 *
 * Owns the counts of requests (boards/sensor-node/PROTOCOL.md, section 8): each is new in its session. Where an earlier
 * visit to the same session used higher ones, the node is silent; then the count climbs half of what is left at a time.
 */
import { FIELD } from '../sensors/drivers/sensor-node/bodies.ts';
import type { SetupOrder } from './setup-order.ts';

export interface Request {
  readonly field: number;
  readonly value: Uint8Array;
}
export interface Asking {
  readonly request: Request;
  /** Counts from the first to the last that was used for it. */
  readonly countFirst: number;
  readonly count: number;
  readonly tries: number;
  readonly untilMs: number;
}

/** A frame each way takes 30 ms, a commit writes 40 bytes of EEPROM at 3.4 ms; and a radio may be busy. */
const ANSWER_MS = 1_000;
const TRIES_MAX = 8;
/** Two lost frames are the line; after that the count may be too low. Six halvings reach 98 % of all counts. */
const PLAIN_TRIES = 2;
const COUNT_MAX = 0xffff_fff0;

export function ask(request: Request, count: number, nowMs: number): Asking {
  return { request, countFirst: count, count, tries: 1, untilMs: nowMs + ANSWER_MS };
}
/** The same, asked again; null: often enough. */
export function askAgain({ request, countFirst, count, tries }: Asking, nowMs: number): Asking | null {
  if (tries >= TRIES_MAX || count >= COUNT_MAX) return null;
  const step = tries < PLAIN_TRIES ? 1 : Math.ceil((COUNT_MAX - count) / 2);
  return { request, countFirst, count: count + step, tries: tries + 1, untilMs: nowMs + ANSWER_MS };
}

/** What a node from the factory is given, in this order; the commit comes after. */
export function settingsOf({ address, freshKey, holdS }: SetupOrder): readonly Request[] {
  const hold = holdS === null ? [] : [numberRequest(FIELD.hold, holdS)];
  return [numberRequest(FIELD.address, address), { field: FIELD.key, value: freshKey }, ...hold];
}

function numberRequest(field: number, value: number): Request {
  return { field, value: Uint8Array.of(value & 0xff, value >> 8) };
}
