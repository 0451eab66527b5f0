/**
 * What a CloudEvent carries, also where it came deflated.
 *
 * A tolerant reader of `data` and `data_base64` (agent/uplink/RECEIVER.md §2). Must never unfold more than it can hold.
 */
import { inflateSync } from 'node:zlib';
import { parseObject } from '../agent/uplink/envelope.ts';

type Fields = Readonly<Partial<Record<string, unknown>>>;

/** Sixteen times the records of a packet: JSON of one hub deflates to a tenth. */
const INFLATED_BYTES_MAX = 262_144;

/** The data of an event as an object; null when there is none, or it cannot be read. */
export function dataOf(event: Fields): Fields | null {
  const { data, data_base64: packed, contentencoding } = event;
  if (typeof packed === 'string' && contentencoding === 'deflate') return parseObject(inflated(packed) ?? '');
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : null;
}

function inflated(base64: string): string | null {
  try {
    return inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: INFLATED_BYTES_MAX }).toString(
      'utf8',
    );
  } catch {
    return null;
  }
}
