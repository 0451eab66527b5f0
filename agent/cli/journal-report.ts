/**
 * What a journal holds, counted: for the person who wants to know whether a hub is well, and for scripts.
 *
 * Folds records one by one, so that a journal of any size fits in memory. Reads no disk, changes nothing.
 */
import type { CardState } from '../health/card.ts';
import { localTime } from '../lines.ts';
import type { Row, StoreOpening } from '../ports.ts';
import { type Kind, LANES, type Lane } from '../record.ts';
import { cardText } from './doctor/card.ts';

export interface BootReport {
  readonly boot: string;
  readonly from: string;
  to: string;
  records: number;
}
export interface LaneReport {
  records: number;
  /** Up to this record the broker has acknowledged everything. */
  readonly sentUpToRecord: number;
  readonly waiting: number;
  readonly oldestWaiting: string | null;
}
export interface JournalReport {
  readonly kind: 'journal';
  records: number;
  readonly bytes: number;
  readonly card: Readonly<CardState>;
  readonly quarantined: string | null;
  readonly boots: BootReport[];
  readonly kinds: Partial<Record<Kind, number>>;
  readonly lanes: Readonly<Record<Lane, LaneReport>>;
  readonly kept: StoreOpening['kept'];
  checkpoint: { readonly n: number; readonly at: string } | null;
  readonly last: Row[];
}

export type Backlog = (lane: Lane) => { readonly rows: number; readonly oldestWallMs: number | null };

/** Counts `rows` and keeps the last `lastMax` of them. */
export function reportJournal(
  rows: Iterable<Row>,
  opening: StoreOpening,
  sizes: { readonly bytes: number; readonly backlog: Backlog; readonly card: Readonly<CardState> },
  lastMax: number,
): JournalReport {
  const report: JournalReport = {
    kind: 'journal',
    records: 0,
    bytes: sizes.bytes,
    card: sizes.card,
    quarantined: opening.quarantined,
    boots: [],
    kinds: {},
    lanes: perLane(opening, sizes.backlog),
    kept: opening.kept,
    checkpoint: null,
    last: [],
  };
  for (const row of rows) count(report, row, lastMax);
  return report;
}

function perLane(opening: StoreOpening, backlog: Backlog): Record<Lane, LaneReport> {
  const one = (lane: Lane): LaneReport => {
    const { rows, oldestWallMs } = backlog(lane);
    return {
      records: 0,
      sentUpToRecord: opening.sent.find((sent) => sent.lane === lane)?.n ?? 0,
      waiting: rows,
      oldestWaiting: oldestWallMs === null ? null : new Date(oldestWallMs).toISOString(),
    };
  };
  return {
    alert: one('alert'),
    notice: one('notice'),
    need: one('need'),
    state: one('state'),
    history: one('history'),
  };
}

function count(report: JournalReport, row: Row, lastMax: number): void {
  const { at, body } = row.entry;
  report.records += 1;
  report.kinds[body.kind] = (report.kinds[body.kind] ?? 0) + 1;
  if (row.lane !== null) report.lanes[row.lane].records += 1;
  let boot = report.boots.at(-1);
  if (boot?.boot !== at.boot) {
    boot = { boot: at.boot, from: localTime(at), to: localTime(at), records: 0 };
    report.boots.push(boot);
  }
  boot.to = localTime(at);
  boot.records += 1;
  if (body.kind === 'checkpoint') report.checkpoint = { n: row.n, at: localTime(at) };
  report.last.push(row);
  if (report.last.length > lastMax) report.last.shift();
}

/** Bodies longer than this are cut: checkpoints are a whole state. */
const BODY_LENGTH_MAX = 100;

/** One record on one line: number, local time, lane and place in it, kind, what it says. */
export function rowText({ n, entry, lane, seq }: Row): string {
  const { kind, ...rest } = entry.body;
  const said = JSON.stringify(rest);
  const cut = said.length > BODY_LENGTH_MAX ? `${said.slice(0, BODY_LENGTH_MAX)}…` : said;
  const way = lane === null ? '-' : `${lane} ${seq ?? '?'}`;
  return `${String(n).padStart(8)}  ${localTime(entry.at).replace('T', ' ')}  ${way.padEnd(14)}  ${kind.padEnd(13)}  ${cut}`;
}

/** Boots shown in the text form; the JSON has all. */
const BOOTS_SHOWN = 10;

export function reportText(report: JournalReport): string {
  const kinds = Object.entries(report.kinds).sort(([left], [right]) => (left < right ? -1 : 1));
  const boots = report.boots.slice(-BOOTS_SHOWN);
  return [
    `${report.records} records in ${report.bytes} bytes`,
    `card: ${cardText(report.card)}`,
    `damage: ${report.quarantined ?? 'none'}`,
    `last checkpoint: ${report.checkpoint === null ? 'none' : `record ${report.checkpoint.n}, ${report.checkpoint.at}`}`,
    '',
    `boots: ${report.boots.length}${boots.length < report.boots.length ? ` (the last ${boots.length})` : ''}`,
    ...boots.map(({ boot, from, to, records }) => `  ${boot}  ${from} to ${to}  ${records} records`),
    '',
    'kinds:',
    ...kinds.map(([kind, records]) => `  ${kind.padEnd(14)} ${records}`),
    '',
    'lanes:          records   waiting to be kept',
    ...LANES.map((lane) => laneText(lane, report.lanes[lane])),
    ...(report.last.length === 0 ? [] : ['', `the last ${report.last.length}:`, ...report.last.map(rowText)]),
  ].join('\n');
}

function laneText(lane: Lane, { records, waiting, oldestWaiting }: LaneReport): string {
  const oldest = oldestWaiting === null ? '' : ` (oldest ${oldestWaiting})`;
  return `  ${lane.padEnd(12)} ${String(records).padStart(8)}   ${waiting}${oldest}`;
}
