/**
 * The detector report for a person at a terminal of 80 columns: two maps of the day, then what is so now.
 *
 * Owns the words and the order; every number is the report's. Never says what is not known: a silence is not a fall.
 */
import { ROUND_DAYS_MIN } from '../detector/overdue.ts';
import { isHeld, roomOf } from '../detector/places.ts';
import type { DetectorReport } from './detector-report.ts';
import { evidenceLines, wrapped } from './evidence-page.ts';
import { type MapRow, type Shade, heatMap } from './heat-map.ts';
import type { DayRow } from './learned-day.ts';

/** Day and night of the real homes fall on both sides of these: an hour or two by day, three to nine at night. */
const ASK_SHADES: readonly Shade[] = [
  { below: 60, block: '·', colour: '32', words: 'to 1 h' },
  { below: 120, block: '░', colour: '36', words: '1-2 h' },
  { below: 180, block: '▒', colour: '33', words: '2-3 h' },
  { below: 360, block: '▓', colour: '35', words: '3-6 h' },
  { below: Number.POSITIVE_INFINITY, block: '█', colour: '31', words: '6 h and more' },
];
const SIGN_SHADES: readonly Shade[] = [
  { below: 1, block: '·', colour: '2', words: 'to 1' },
  { below: 5, block: '░', colour: '36', words: '1-5' },
  { below: 20, block: '▒', colour: '36', words: '5-20' },
  { below: 60, block: '▓', colour: '36', words: '20-60' },
  { below: Number.POSITIVE_INFINITY, block: '█', colour: '36', words: '60 and more' },
];

export function detectorPage(report: DetectorReport, colour: boolean): string {
  const hour = report.now.time.trusted ? Number(report.asOf.slice(11, 13)) : null;
  return [
    ...headLines(report),
    '',
    'AFTER HOW LONG A SILENCE ANBU ASKS, somebody being at home',
    'Rows: place of the last sign. Columns: its hour, half past. Right: from-to.',
    ...heatMap(askRows(report.day.rows), {
      shades: ASK_SHADES,
      empty: 'never',
      colour,
      hour,
    }),
    ...remarks(report),
    '',
    'HOW OFTEN SIGNS COME, in an hour of a day at home. Right: the most, and when.',
    ...heatMap(signRows(report.day.rows), {
      shades: SIGN_SHADES,
      empty: 'none yet',
      colour,
      hour,
    }),
    '',
    ...evidenceLines(report),
  ].join('\n');
}

function headLines({ asOf, record, settings, day, needsPerson, lost }: DetectorReport): string[] {
  const from =
    settings.file === null
      ? 'Settings: the shipped ones (a journal holds none; the hub’s own: --config FILE).'
      : `Settings: ${settings.file}${settings.inForce === true ? ', as in force' : '; NOT those the hub last started with'}.`;
  return [
    `The day anbu has learned (${many(day.homeDays, 'day')} at home), and what it makes of it now`,
    ...wrapped(
      `As of ${asOf.slice(0, 16).replace('T', ' ')}, record ${record}, the last one in the journal; a hub that is running may know more by now. ${from}`,
    ),
    ...(lost === null ? [] : wrapped(`Journal: ${lost}.`)),
    needsPerson.length === 0 ? 'All is well.' : `NEEDS A PERSON: ${needsPerson.join('; ')}.`,
  ];
}

function askRows(rows: readonly DayRow[]): MapRow[] {
  const any = rows.filter(({ sign }) => sign === 'any');
  return [
    ...any.map((row) => askRow(placeLabel(row), row.askMinutes)),
    askRow('one room only', soonest(rows.filter(({ sign }) => sign === 'room'))),
    ...rows.filter(({ sign }) => sign === 'round').map((row) => askRow('no round', row.askMinutes)),
  ];
}

function askRow(label: string, cells: MapRow['cells']): MapRow {
  const known = cells.filter((cell) => cell !== null);
  const least = Math.min(...known);
  const most = Math.max(...known);
  const note =
    known.length === 0
      ? 'never'
      : least === most
        ? short(least)
        : `${short(least)}-${known.length < cells.length ? 'never' : short(most)}`;
  return { label, cells, note };
}

/** In whichever room, by hour. */
function soonest(rows: readonly DayRow[]): (number | null)[] {
  return (rows[0]?.askMinutes ?? []).map((_, hour) => {
    const known = rows.map(({ askMinutes }) => askMinutes[hour] ?? null).filter((cell) => cell !== null);
    return known.length === 0 ? null : Math.min(...known);
  });
}

function signRows(rows: readonly DayRow[]): MapRow[] {
  const any = rows.filter(({ sign }) => sign === 'any');
  const rooms = rows.filter(({ sign }) => sign === 'room');
  const changes = (rooms[0]?.signsPerHour ?? []).map((_, hour) =>
    rooms.reduce((sum, { signsPerHour }) => sum + (signsPerHour[hour] ?? 0), 0),
  );
  return [
    ...any.map((row) => signRow(placeLabel(row), row.signsPerHour)),
    signRow('change of room', changes),
    ...rows.filter(({ sign }) => sign === 'round').map((row) => signRow('round', row.signsPerHour)),
  ];
}

function signRow(label: string, counts: readonly number[]): MapRow {
  const most = Math.max(...counts);
  const note =
    most === 0 ? '' : `${Math.round(most * 10) / 10} at ${String(counts.indexOf(most)).padStart(2, '0')} h`;
  return { label, cells: counts.map((count) => (count === 0 ? null : count)), note };
}

/** What no legend of blocks can say. */
function remarks({ day, now }: DetectorReport): string[] {
  const any = day.rows.filter(({ sign }) => sign === 'any');
  const said = [
    any.some(({ place }) => isHeld(place)) ? '(held): a bed or seat there bears somebody.' : null,
    'one room only: movement goes on, never in another room (the soonest room).',
    day.homeDays < ROUND_DAYS_MIN
      ? `no round: not three rooms within half an hour; judged after ${ROUND_DAYS_MIN} days at home.`
      : 'no round: not three rooms within half an hour.',
    any.some(({ learned }) => !learned) ? '*: nothing learned there yet, the shipped figures hold.' : null,
    now.time.trusted
      ? null
      : 'The time of day is not trusted now: until it is, every hour counts as the slowest.',
    now.sight.lost.length === 0
      ? null
      : 'Drawn with the sensors that are healthy now; the lost ones slow it down.',
    now.watchUntil === null ? null : 'A closer watch is in force, and the map is drawn with it.',
  ].filter((one) => one !== null);
  return said.map((one) => `  ${one}`);
}

function placeLabel({ place, learned }: DayRow): string {
  const star = learned ? '' : '*';
  return isHeld(place) ? `${roomOf(place).slice(0, 7)} (held)` : `${place}${star}`;
}

/** 45 min, 3h05: at most six characters. */
function short(minutes: number): string {
  if (minutes < 60) return `${minutes}min`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}`;
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
