/**
 * The report as one page that needs nothing else: no script, no font, no network.
 *
 * Owns the document around the sections, and what is said of how it was judged.
 */
import type { Report } from '../report.ts';
import { el } from './markup.ts';
import { groupSection, table } from './sections.ts';
import { STYLE } from './style.ts';

export function pageOf(report: Report): string {
  const { groups, kit, protocol } = report;
  const main = el(
    'main',
    {},
    el('h1', {}, 'How soon is somebody asked, and how often for nothing?'),
    el(
      'p',
      { class: 'lead' },
      `anbu evaluate${kit === null ? '' : `, with ${kit.list} alone`}. The shipped detector lived through each log once. Every ${protocol.gridMinutes} minutes at home somebody might have collapsed, silent from then on: the delay is the time to the first prompt.`,
    ),
    kitSection(report),
    groups.map((group) => groupSection(group, report)),
    el('h2', {}, 'How this was judged'),
    el(
      'ul',
      { class: 'note' },
      [
        `At home: ${protocol.atHome}. Known only afterwards, for judging; no detector asks it.`,
        `Absence: ${protocol.absence}.`,
        `A collapse is followed for ${protocol.horizonHours} h; what has not rung by then counts as a day, and as missed.`,
        `A month is ${protocol.monthDays} days. Intervals are exact Poisson, 95 %.`,
        `Days of learning at the start are lived and not counted: seven of a log that has twenty, else three.`,
        `Baselines: settings for a home are chosen on the other homes, at ${protocol.budgetPerMonth} false prompts a month or fewer. Never fitted: ${protocol.neverFitted.join(', ')}.`,
        'Real and simulated homes are never in one figure. Logs marked filtered or partial are in no pooled figure.',
      ].map((text) => el('li', {}, text)),
    ),
  );
  const head = `<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>anbu evaluate</title><style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="en"><head>${head}</head><body>${main.markup}</body></html>\n`;
}

function kitSection({ kit, expectedDelay }: Report): ReturnType<typeof el> | null {
  if (kit === null) return null;
  const rows = expectedDelay.map((one) =>
    el(
      'tr',
      { class: 'strong' },
      [
        one.kit,
        `${one.homes} ${one.kind}`,
        one.medianHours.toFixed(1),
        one.p95Hours.toFixed(1),
        one.promptsPerMonth.toFixed(1),
        `${one.promptsInterval[0].toFixed(1)}–${one.promptsInterval[1].toFixed(1)}`,
      ].map((text) => el('td', {}, text)),
    ),
  );
  const sensors = Object.entries(kit.sensors).map(([home, ids]) =>
    el('li', {}, `${home}: ${ids.join(', ')}`),
  );
  const leftOut =
    kit.leftOut.length === 0
      ? null
      : el('p', {}, `Left out, for they have not all of it: ${kit.leftOut.join(', ')}.`);
  return el(
    'section',
    {},
    el('h2', {}, 'What to expect of this kit'),
    table(['kit', 'homes', 'median h', '95 % within h', 'prompts/month', '95 %'], rows),
    leftOut,
    el('details', {}, el('summary', {}, 'Its sensors in each home'), el('ul', {}, sensors)),
  );
}
