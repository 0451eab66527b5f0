/**
 * Records of the history lane made into one packet, deflated where that is smaller.
 *
 * Owns how many go together; the words are those of `wire.ts`. Must never change a record, and never mix two boots.
 */
import { assert } from '../errors.ts';
import { firstSeqOf } from '../journal/thinning.ts';
import type { Packet, Row } from '../ports.ts';
import { deflated } from './deflate.ts';
import {
  type CloudEvent,
  type Deflated,
  type HistoryRecord,
  type How,
  type Identity,
  carried,
  packetOf,
  sequenceText,
  times,
} from './wire.ts';

/** Records in one history packet: at 150 bytes each, 64 are below 10 KiB. */
export const HISTORY_RECORDS_MAX = 64;
/** Bytes of records in one history packet: 8 s of a 2 kB/s link, the slowest we promise alerts on. */
export const HISTORY_BYTES_MAX = 16_384;

/**
 * As many leading rows as fit one history packet: of one boot, at most HISTORY_RECORDS_MAX and HISTORY_BYTES_MAX,
 * at least one. The sequence is the last one's; the id names the first number told of and the last.
 */
export function historyPacket(
  identity: Identity,
  rows: readonly Row[],
  how: How,
): { readonly packet: Packet; readonly rows: number } {
  const boot = rows[0]?.entry.at.boot;
  assert(boot !== undefined, 'a history packet of no rows');
  const records: HistoryRecord[] = [];
  const first = rows[0] === undefined ? 0 : firstSeqOf(rows[0]);
  let bytes = 0;
  for (const row of rows) {
    const { seq, entry } = row;
    assert(seq !== null, `row ${row.n} has no lane`);
    const record = { seq, ...times(entry.at), data: carried(row, how) };
    bytes += utf8Bytes(JSON.stringify(record)) + 1;
    const full = bytes > HISTORY_BYTES_MAX || records.length === HISTORY_RECORDS_MAX;
    if (entry.at.boot !== boot || (full && records.length > 0)) break;
    records.push(record);
  }
  const last = records.at(-1)?.seq ?? 0;
  const packet = packetOf(identity, 'history', {
    specversion: '1.0',
    id: `${identity.hub}/history/${boot}/${first}-${last}`,
    type: 'anbu.v1.history',
    datacontenttype: 'application/json',
    sequence: sequenceText(last),
    boot,
    lane: 'history',
    historic: how.historic,
    ...smaller({ records }),
  });
  return { packet, rows: records.length };
}

/** What naming the encoding costs. */
const ENCODING_CHARS = '"contentencoding":"deflate","_base64":""'.length;

/** The data, deflated where that is smaller: from two or three records on. */
function smaller<T>(data: T): Pick<CloudEvent<T>, 'data'> | Deflated {
  const text = JSON.stringify(data);
  const packed = deflated(text);
  if (packed.length + ENCODING_CHARS >= text.length) return { data };
  return { contentencoding: 'deflate', data_base64: packed };
}

/** Length of a text in UTF-8 (a lone surrogate, which JSON escapes, counts three). */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // A pair of surrogates is four bytes in two units; any other unit from 0x800 on is three.
    bytes += code < 0x8_00 || (code >= 0xd8_00 && code <= 0xdf_ff) ? 1 : 2;
  }
  return bytes;
}
