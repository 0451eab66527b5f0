/**
 * A home's sensor log as files hold it (`time,sensor,class,value`, gzipped or plain), parsed whole or refused whole.
 *
 * Times are local wall clock to the millisecond. A bad line is named by its number with what was expected; nothing
 * runs on half a log. Never writes.
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AnbuError } from '../agent/errors.ts';
import { indexHome } from '../agent/home-index.ts';
import type { ObservationValue, SensorDescription } from '../agent/record.ts';

export interface LoggedObservation {
  /** Local wall clock as if UTC, ms. */
  readonly localMs: number;
  readonly sensor: string;
  readonly value: ObservationValue;
}

const HEADER = 'time,sensor,class,value';
const DAY_MS = 86_400_000;
/** An hour lived twice, when clocks go back, makes a local log step back by so much. */
const FOLD_MS = 3_600_000;
const GZIP_MAGIC = 0x1f8b;
/** Time may run on so far after the log: everything that can follow from a silence has followed by then. */
const BEYOND_MS_MAX = 31 * DAY_MS;

export function readHomeLog(path: string, sensors: readonly SensorDescription[]): LoggedObservation[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new AnbuError('file-not-found', `cannot read ${path}`, { cause: error });
  }
  const zipped = bytes.length > 2 && bytes.readUInt16BE(0) === GZIP_MAGIC;
  if (!zipped && path.endsWith('.gz')) {
    const hint = 'Name a file that gzip made. A plain text log has a name without .gz.';
    throw new AnbuError('log-malformed', `${path}: not a gzip file`, { hint });
  }
  try {
    return parseHomeLog((zipped ? gunzipSync(bytes) : bytes).toString('utf8'), sensors);
  } catch (error) {
    if (error instanceof AnbuError)
      throw new AnbuError(error.code, `${path}: ${error.message}`, { cause: error });
    const hint = 'Fetch the file again: gzip itself cannot read it to its end.';
    throw new AnbuError('log-malformed', `${path}: damaged or cut short`, { cause: error, hint });
  }
}

/** Throws `file-not-found` naming every one of these files that cannot be read, not only the first. */
export function requireFiles(paths: readonly string[]): void {
  const missing = paths.filter((path) => !isReadable(path));
  if (missing.length === 0) return;
  const hint = missing.length === 1 ? undefined : 'No such files. Check the paths.';
  throw new AnbuError(
    'file-not-found',
    `cannot read ${missing.join(' and ')}`,
    hint === undefined ? {} : { hint },
  );
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Local times, ms as in `LoggedObservation`; null: not given. */
export interface Asked {
  readonly collapseAtMs: number | null;
  readonly untilMs: number | null;
}

/** Throws `usage` when a time lies where a log has nothing to say, naming what it covers. */
export function requireWithin(log: readonly LoggedObservation[], { collapseAtMs, untilMs }: Asked): void {
  const [first, last] = [log[0], log.at(-1)];
  if (first === undefined || last === undefined) {
    if (collapseAtMs === null && untilMs === null) return;
    throw new AnbuError('usage', 'the log is empty: no time lies within it');
  }
  const span = `${timeText(first.localMs)} to ${timeText(last.localMs)}`;
  if (collapseAtMs !== null && (collapseAtMs < first.localMs || collapseAtMs > last.localMs)) {
    throw new AnbuError('usage', `--collapse-at ${timeText(collapseAtMs)} is not within the log, ${span}`);
  }
  if (untilMs !== null && (untilMs < first.localMs || untilMs > last.localMs + BEYOND_MS_MAX)) {
    const days = BEYOND_MS_MAX / DAY_MS;
    throw new AnbuError(
      'usage',
      `--until ${timeText(untilMs)} is before the log or more than ${days} days after it, ${span}`,
    );
  }
}

function timeText(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 19);
}

/** Parses a whole log. Throws `log-malformed` naming the line and what was expected there. */
export function parseHomeLog(text: string, sensors: readonly SensorDescription[]): LoggedObservation[] {
  const index = indexHome(sensors);
  const time = timeReader();
  const parsed: LoggedObservation[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let line = 1;
  let from = text.indexOf('\n') + 1;
  if (text.slice(0, from).trim() !== HEADER) refuse(1, `the header "${HEADER}"`, text.slice(0, from));
  while (from < text.length && from > 0) {
    line += 1;
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    const row = text.slice(from, text.charCodeAt(to - 1) === 13 ? to - 1 : to);
    from = to + 1;
    if (row === '') continue;
    const first = row.indexOf(',');
    const second = row.indexOf(',', first + 1);
    const third = row.indexOf(',', second + 1);
    if (third < 0) refuse(line, 'four fields, time,sensor,class,value', row);
    const localMs = time(row);
    if (Number.isNaN(localMs) || first !== 23) refuse(line, 'a local time like 2011-06-15T00:06:32.834', row);
    if (localMs < lastMs - FOLD_MS) refuse(line, 'a time not before that of the line above', row);
    const sensor = index.sensors.get(row.slice(first + 1, second));
    if (sensor === undefined) refuse(line, 'a sensor of the home description', row);
    if (row.slice(second + 1, third) !== sensor.class)
      refuse(line, `class ${sensor.class} for ${sensor.id}`, row);
    const value = readValue(row.slice(third + 1));
    if (value === null) refuse(line, 'a value on, off, open, closed or a number', row);
    if (localMs > lastMs) lastMs = localMs;
    parsed.push({ localMs: lastMs, sensor: sensor.id, value });
  }
  return parsed;
}

function refuse(line: number, expected: string, met: string): never {
  const shown = JSON.stringify(met.trimEnd().slice(0, 120));
  throw new AnbuError('log-malformed', `line ${line}: expected ${expected}; met ${shown}`);
}

function readValue(text: string): ObservationValue | null {
  switch (text) {
    case 'on':
    case 'off':
    case 'open':
    case 'closed':
      return text;
    default: {
      const number = Number(text);
      return text.trim() === '' || !Number.isFinite(number) ? null : number;
    }
  }
}

/** Reads `YYYY-MM-DDTHH:MM:SS.mmm` at the start of a row; NaN when it is not one. The day is kept from row to row. */
function timeReader(): (row: string) => number {
  let day = '';
  let dayMs = Number.NaN;
  return (row) => {
    const date = row.slice(0, 10);
    if (date !== day) {
      day = date;
      dayMs = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
    }
    if (row[10] !== 'T' || row[13] !== ':' || row[16] !== ':' || row[19] !== '.') return Number.NaN;
    const hour = digits(row, 11, 13);
    const minute = digits(row, 14, 16);
    const second = digits(row, 17, 19);
    const ms = dayMs + hour * 3_600_000 + minute * 60_000 + second * 1000 + digits(row, 20, 23);
    return hour < 24 && minute < 60 && second < 60 && ms < dayMs + DAY_MS ? ms : Number.NaN;
  };
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
