/**
 * A record as it lies in a row: columns and JSON text, and back with its checks.
 *
 * Each row states the version of its shapes, and has a checksum over all that is in it (CRC-32, ISO 3309): SQLite has none
 * over its pages, and a card may give back another digit than it was given. Reading is a parse boundary: a kind nobody knows or a missing field is
 * `journal-corrupt`, a later version is `journal-newer`; neither is ever guessed at. The kind is a small number in a
 * column of its own, so the text is the rest of the body. Never touches a disk.
 */
import { crc32 } from 'node:zlib';
import { AnbuError, assert } from '../errors.ts';
import type { Row } from '../ports.ts';
import {
  type Body,
  type Kind,
  LANES,
  type Lane,
  RECORD_VERSION,
  type Stamp,
  type TimeQuality,
} from '../record.ts';
import { BODY_TABLE, type BodyTable, type Shape, hasShape } from './body-table.ts';

/** n, boot (its number), monotonicMs, wallMs, quality, utcOffsetMin, version, kind, lane, seq, body, crc. */
export type RowColumns = readonly [
  n: number,
  boot: number,
  monotonicMs: number,
  wallMs: number,
  quality: number,
  utcOffsetMin: number,
  version: number,
  kind: number,
  lane: number | null,
  seq: number | null,
  body: string,
  crc: number,
];
/** The columns in the order of `RowColumns`, as they are named in the table. */
export const ROW_COLUMNS = 'n, boot, mono, wall, quality, tz, v, kind, lane, seq, body, crc';

/** The number of `checkpoint` on disk; its index is made of it. */
export const CHECKPOINT_KIND: number = BODY_TABLE.checkpoint.number;

const QUALITIES: readonly TimeQuality[] = ['none', 'saved', 'synced'];
const KINDS = Object.keys(BODY_TABLE).filter((name): name is Kind => name in BODY_TABLE);
interface KindRow {
  readonly kind: string;
  readonly fields: readonly (readonly [name: string, shape: Shape])[];
}
const KIND_OF_NUMBER: ReadonlyMap<number, KindRow> = new Map(
  Object.entries<BodyTable[keyof BodyTable]>(BODY_TABLE).map(([kind, { number, fields }]) => [
    number,
    { kind, fields: Object.entries<Shape>(fields) },
  ]),
);

/**
 * What stands in the place of a row that `decodeRow` refused, so that its lane has no hole: same number, same place,
 * and the word that nobody can read it. Null when it stays home, or when not even its place can be read. A time that
 * cannot be read is the beginning of time, and says that it is not to be believed.
 */
export function standInOf(
  columns: readonly unknown[],
  bootOf: (boot: number) => string | undefined,
): Row | null {
  const [n, bootNumber, monotonicMs, wallMs, quality, utcOffsetMin, , kind, laneNumber, seq] = columns;
  const boot = typeof bootNumber === 'number' ? bootOf(bootNumber) : undefined;
  const lane = typeof laneNumber === 'number' ? laneOfNumber(laneNumber) : null;
  if (typeof n !== 'number' || boot === undefined || lane === null) return null;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return null;
  const named = typeof quality === 'number' ? QUALITIES[quality] : undefined;
  const timed = typeof monotonicMs === 'number' && typeof wallMs === 'number';
  const at: Stamp = {
    boot,
    monotonicMs: timed ? monotonicMs : 0,
    wallMs: timed ? wallMs : 0,
    quality: timed && named !== undefined ? named : 'none',
    utcOffsetMin: typeof utcOffsetMin === 'number' ? utcOffsetMin : 0,
  };
  const of = KINDS.find((known) => BODY_TABLE[known].number === kind) ?? null;
  return { n, lane, seq, entry: { at, body: { kind: 'withheld', of, why: 'journal-corrupt' } } };
}

/** The lane's small number on disk; alert is 0. */
export function numberOfLane(lane: Lane): number {
  return LANES.indexOf(lane);
}
/** The lane of a number on disk; null when there is none of that number. */
export function laneOfNumber(number: number): Lane | null {
  return LANES[number] ?? null;
}

/** A row as columns. `boot` is the number that the store gave to the row's boot. */
export function encodeRow(row: Row, boot: number): RowColumns {
  const { at, body } = row.entry;
  assert(
    (row.lane === null) === (row.seq === null),
    `record ${row.n} has a lane or a sequence number, not both`,
  );
  const { kind, ...rest } = body;
  const columns = [
    row.n,
    boot,
    at.monotonicMs,
    at.wallMs,
    QUALITIES.indexOf(at.quality),
    at.utcOffsetMin,
    RECORD_VERSION,
    BODY_TABLE[kind].number,
    row.lane === null ? null : numberOfLane(row.lane),
    row.seq,
    JSON.stringify(rest),
  ] as const;
  return [...columns, crcOf(columns, at.boot)];
}

/** Over the boot's nonce in place of its number, which says nothing by itself. */
function crcOf(columns: readonly unknown[], boot: string): number {
  const [n, , ...rest] = columns.slice(0, BODY);
  return crc32(String(columns[BODY]), crc32(JSON.stringify([n, boot, ...rest])));
}
const BODY = 10;

/**
 * Columns, in the order of `ROW_COLUMNS`, back as a row. `bootOf` gives the nonce of a boot's number.
 * Throws `journal-newer` for a version above ours and `journal-corrupt` for anything that cannot be a record.
 */
export function decodeRow(columns: readonly unknown[], bootOf: (boot: number) => string | undefined): Row {
  const [n, boot, monotonicMs, wallMs, quality, utcOffsetMin, version, kind, lane, seq, text, crc] = columns;
  if (typeof n !== 'number') throw corrupt('?', 'it has no number');
  const at = decodeStamp(n, [
    typeof boot === 'number' ? bootOf(boot) : undefined,
    monotonicMs,
    wallMs,
    quality,
    utcOffsetMin,
  ]);
  if (typeof version !== 'number' || typeof kind !== 'number' || typeof text !== 'string') {
    throw corrupt(n, 'version, kind or body is missing');
  }
  // Rows of the first version of the table have none.
  if (crc !== null && crc !== crcOf(columns, at.boot)) throw corrupt(n, 'its checksum is another');
  const body = decodeBody(n, version, kind, text);
  if (lane === null && seq === null) return { n, entry: { at, body }, lane: null, seq: null };
  const named = typeof lane === 'number' ? laneOfNumber(lane) : null;
  if (named === null || typeof seq !== 'number') throw corrupt(n, 'its lane is not one of ours');
  return { n, entry: { at, body }, lane: named, seq };
}

function decodeStamp(n: number, columns: readonly unknown[]): Stamp {
  const [boot, monotonicMs, wallMs, quality, utcOffsetMin] = columns;
  const named = typeof quality === 'number' ? QUALITIES[quality] : undefined;
  if (
    typeof boot !== 'string' ||
    typeof monotonicMs !== 'number' ||
    typeof wallMs !== 'number' ||
    typeof utcOffsetMin !== 'number' ||
    named === undefined
  ) {
    throw corrupt(n, 'its time cannot be read');
  }
  return { boot, monotonicMs, wallMs, quality: named, utcOffsetMin };
}

function decodeBody(n: number, version: number, kind: number, text: string): Body {
  if (version > RECORD_VERSION) {
    throw new AnbuError('journal-newer', `record ${n} has version ${version}, ours is ${RECORD_VERSION}`);
  }
  const row = KIND_OF_NUMBER.get(kind);
  if (row === undefined) throw corrupt(n, `nothing is known of kind ${kind}`);
  const rest = parse(n, text);
  const body = { kind: row.kind, ...rest };
  if (!isBody(body, row)) throw corrupt(n, `it is no ${row.kind}`);
  return body;
}

function parse(n: number, text: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw corrupt(n, 'its text is no JSON', { cause: error });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw corrupt(n, 'its text is no object');
  return parsed;
}

/** The kind decides; every field its first version had must be there in its shape. */
function isBody(value: { readonly kind: string }, row: KindRow): value is Body {
  if (value.kind !== row.kind) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return row.fields.every(([name, shape]) => hasShape(fields[name], shape));
}

function corrupt(n: number | string, what: string, options?: ErrorOptions): AnbuError {
  return new AnbuError('journal-corrupt', `record ${n} cannot be read: ${what}`, options);
}
