/**
 * The report as plain text of a hundred columns: per home, pooled, beside the baselines.
 *
 * Owns the words and the columns; computes nothing.
 */
import type { DelayFigures, RateFigures } from './figures.ts';
import type { CurvePoint, Figures, GroupReport, Report } from './report.ts';

type Row = readonly string[];
/** A line of the table names so many; the rest is in the JSON. */
const SENSORS_SHOWN_MAX = 6;

export function tableOf(report: Report): string {
  const { groups, kit, expectedDelay, protocol } = report;
  const lines = groups.flatMap((group) => groupLines(group, protocol.budgetPerMonth));
  if (kit !== null) {
    lines.push(`Sensors: ${kit.list}`);
    for (const [home, sensors] of Object.entries(kit.sensors))
      lines.push(`  ${home}: ${sensors.slice(0, SENSORS_SHOWN_MAX).join(', ')}${more(sensors.length)}`);
    for (const home of kit.leftOut) lines.push(`  ${home}: not all of it, left out`);
    lines.push('');
  }
  for (const { kind, kit: name, homes, homeDays, medianHours, p95Hours, promptsPerMonth } of expectedDelay) {
    const what = `median ${hours(medianHours)} h, 95 % within ${hours(p95Hours)} h`;
    const cost = `${promptsPerMonth.toFixed(2)} questions a month`;
    lines.push(
      `Expected delay with ${name}: ${what}, at ${cost} (${homes} ${kind} homes, ${Math.round(homeDays)} home-days)`,
    );
  }
  return lines.join('\n');
}

function groupLines(group: GroupReport, budget: number): string[] {
  const { kind, homes, pooled, comparison } = group;
  const rows: Row[] = [HOME_HEAD];
  for (const home of homes.filter(({ counted }) => counted)) rows.push(homeRow(home.home, home));
  if (pooled !== null) rows.push(homeRow(`all ${pooled.homes}`, pooled));
  const apart = homes.filter(({ counted }) => !counted);
  const lines = [`${kind === 'real' ? 'Real' : 'Simulated'} homes`, ...columns(rows), ''];
  if (apart.length > 0) {
    lines.push('Apart, for their logs are not full; never counted in what is pooled');
    const head = ['home', 'log', ...HOME_HEAD.slice(1)];
    const body = apart.map((home) => [home.home, home.fidelity, ...homeRow('', home).slice(1)]);
    lines.push(...columns([head, ...body]), '');
  }
  if (pooled !== null) lines.push(...pooledLines(pooled, budget));
  if (comparison !== null) lines.push(...comparisonLines(comparison, budget));
  return lines;
}

const HOME_HEAD: Row = [
  'home',
  'days',
  'prompts/month',
  '95 %',
  'night',
  'alerts',
  'median h',
  'p90',
  'p95',
  'mean',
  '>6 h',
  '>12 h',
  'missed',
  'alert h',
];

function homeRow(name: string, figures: Figures): Row {
  const { prompts, nightPrompts, alerts, prompt, alert } = figures;
  return [
    name,
    prompts.days.toFixed(1),
    prompts.perMonth.toFixed(2),
    interval(prompts),
    nightPrompts.perMonth.toFixed(2),
    alerts.perMonth.toFixed(2),
    ...delayCells(prompt),
    alert === null ? '–' : hours(alert.medianHours),
  ];
}

function delayCells(delay: DelayFigures | null): Row {
  if (delay === null) return Array.from({ length: 7 }, () => '–');
  return [
    hours(delay.medianHours),
    hours(delay.p90Hours),
    hours(delay.p95Hours),
    hours(delay.meanHours),
    percent(delay.over6Share),
    percent(delay.over12Share),
    `${delay.missed}/${delay.collapses}`,
  ];
}

function pooledLines(pooled: NonNullable<GroupReport['pooled']>, budget: number): string[] {
  const { worstHome, overBudgetShare, promptToAlert, bathroomAtNight, presenceHome, bands, variants } =
    pooled;
  const lines = [
    `worst home: ${worstHome.home}, ${worstHome.perMonth.toFixed(2)} prompts a month; homes above ${budget}: ${percent(overBudgetShare)}`,
    `first prompt to alert: ${brief(promptToAlert)}`,
    `bathroom or toilet, 23–06: ${brief(bathroomAtNight)}`,
    `where presence says home: ${brief(presenceHome)}`,
    ...bands.map(
      ({ fromHour, toHour, prompt }) => `fallen ${two(fromHour)}–${two(toHour)}: ${brief(prompt)}`,
    ),
    '',
  ];
  const tried = variants.filter(({ prompt }) => prompt !== null);
  if (tried.length === 0) return lines;
  const head = ['other ways to fall', 'median h', 'p90', 'p95', 'mean', '>6 h', '>12 h', 'missed', 'alert h'];
  const rows = tried.map(({ id, name, prompt, alert }) => [
    `${id} ${name}`,
    ...delayCells(prompt),
    alert === null ? '–' : hours(alert.medianHours),
  ]);
  return [...lines, ...columns([head, ...rows]), ''];
}

function comparisonLines(comparison: NonNullable<GroupReport['comparison']>, budget: number): string[] {
  const head = ['absence told to all', 'setting', 'prompts/month', '95 %', ...HOME_HEAD.slice(6, 13)];
  const row = (name: string, setting: string, { falseAlarms, delay }: CurvePoint): Row => [
    name,
    setting,
    falseAlarms.perMonth.toFixed(2),
    interval(falseAlarms),
    ...delayCells(delay),
  ];
  const rows: Row[] = [head, row('ours', 'as shipped', comparison.ours)];
  for (const point of comparison.ourCurve) rows.push(row('', `${point.setting}`, point));
  for (const { id, name, headline } of comparison.baselines) {
    if (headline === null) continue;
    const settings = [...new Set(Object.values(headline.settings))].sort((left, right) => left - right);
    rows.push(row(`${id} ${name}`, settings.join(' '), headline));
  }
  rows.push(row('limit by hindsight', `at ${budget}`, comparison.hindsightAtBudget));
  return [
    ...columns(rows),
    'Settings of ours: days between two questions to somebody who is well (detector.questionDays), at every home alike.',
    'Ours was shaped on these logs (all but ordonez_a): other homes judge it, these only compare.',
    'Settings of baselines: for each home, chosen on the other homes. The limit by hindsight knew the whole log: no method.',
    '',
  ];
}

function brief(delay: DelayFigures | null): string {
  if (delay === null) return 'no collapse';
  return `median ${hours(delay.medianHours)} h, p95 ${hours(delay.p95Hours)} h (${delay.collapses} collapses)`;
}

/** First column left, all others right. */
function columns(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

export function interval({ interval: [low, high] }: RateFigures): string {
  return `${low.toFixed(1)}–${high.toFixed(1)}`;
}
export function hours(value: number): string {
  return value.toFixed(2);
}
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
function more(sensors: number): string {
  return sensors > SENSORS_SHOWN_MAX ? ` and ${sensors - SENSORS_SHOWN_MAX} more` : '';
}
function two(hour: number): string {
  return String(hour).padStart(2, '0');
}
