/**
 * What was measured, as one table in Markdown: a line per scenario and contender, and what the columns mean.
 *
 * Owns what must not be in it: a loss of our own hub. Pure.
 */
import { CONTENDER, type ContenderName } from './contenders.ts';
import type { Outcome } from './run.ts';

const MIB = 1_048_576;

const COLUMNS: readonly (readonly [head: string, cell: (outcome: Outcome) => string])[] = [
  ['', ({ scenario }) => scenario],
  ['peer', ({ contender }) => contender],
  ['handed', ({ handed }) => String(handed)],
  ['unseen', ({ unseen }) => String(unseen)],
  ['lost', ({ lost }) => (lost === 0 ? '0' : `**${lost}**`)],
  ['in socket', ({ inSocket }) => String(inSocket)],
  [
    'not acknowledged',
    ({ unacknowledged, contender }) => (CONTENDER[contender].acknowledges ? String(unacknowledged) : '–'),
  ],
  ['again', ({ duplicates }) => String(duplicates)],
  ['applied twice', ({ duplicatesApplied }) => dash(duplicatesApplied)],
  ['peak MiB', ({ usage }) => inMib(usage.peakRssBytes)],
  ['CPU s', ({ usage }) => (usage.cpuMs / 1000).toFixed(1)],
  ['written MiB', ({ usage }) => inMib(usage.writtenBytes)],
  ['first s', ({ firstMs }) => seconds(firstMs)],
  ['catch-up s', ({ catchUpMs }) => seconds(catchUpMs)],
  ['best second', ({ bestSecond, firstMs }) => (firstMs === null ? '–' : String(bestSecond))],
  ['restart s', ({ restartMs }) => seconds(restartMs)],
];

const MEANING = `handed: given to a connected peer. unseen: nobody was connected. lost: acknowledged and never arrived; of a peer that
acknowledges nothing, handed and never arrived. in socket: written after the kill, before the socket was seen closed.
not acknowledged: handed, never acknowledged, never arrived: whoever handed it knows. again: copies at the receiver.
peak, CPU, written: of the peer's processes, all lives. first: upstream port open to the first event. catch-up: from there until
an event was fresh (2 s, and what the peer gathers on purpose). restart: second start to its first packet at the receiver.`;

/** `outcomes` in the order in which they were measured. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = [
    COLUMNS.map(([head]) => head),
    ...outcomes.map((one) => COLUMNS.map(([, cell]) => cell(one))),
  ];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const names = [...new Set(outcomes.map(({ contender }) => contender))];
  return [lines[0], rule, ...lines.slice(1), '', ...names.map(aboutOf), '', MEANING].join('\n');
}

/** One line, as soon as it is known. */
export function lineOf({ scenario, contender, lost, duplicates, usage }: Outcome): string {
  const used = `${inMib(usage.peakRssBytes)} MiB, ${(usage.cpuMs / 1000).toFixed(1)} CPU s`;
  return `${scenario} ${contender}: ${lost} lost, ${duplicates} again, ${used}, ${inMib(usage.writtenBytes)} MiB written`;
}

/** What may never be: our own hub said that it has something, and it never came. */
export function brokenOf(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(
    ({ contender, lost, duplicatesApplied }) =>
      CONTENDER[contender].isOurs && (lost > 0 || (duplicatesApplied ?? 0) > 0),
  );
}

function aboutOf(name: ContenderName): string {
  return `- ${name}: ${CONTENDER[name].about}`;
}
function dash(value: number | null): string {
  return value === null ? '–' : String(value);
}
function seconds(ms: number | null): string {
  return ms === null ? '–' : (ms / 1000).toFixed(2);
}
function inMib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
