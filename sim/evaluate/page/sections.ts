/**
 * The parts of the page, each from the report alone: figures in words first, then to look at, then to look up.
 *
 * Owns the words. Says of every figure what it is of, and nothing that the report does not hold.
 */
import type { DelayFigures, RateFigures } from '../figures.ts';
import type { CurvePoint, Figures, GroupReport, Report } from '../report.ts';
import { LATE, MEDIAN, curveChart, curveLegend } from './curve-chart.ts';
import { calibrationChart } from './calibration-chart.ts';
import { hourChart, rateChart, variantChart } from './home-charts.ts';
import { type Child, type Markup, el } from './markup.ts';

export function groupSection(group: GroupReport, report: Report): Markup {
  const { kind, homes, pooled, comparison, worstSilences, falsePrompts, calibration } = group;
  const { budgetPerMonth } = report.protocol;
  const counted = homes.filter((home) => home.counted).length;
  return el(
    'section',
    { class: 'group' },
    el('h2', { style: 'margin-top:8px' }, kind === 'real' ? 'Real homes' : 'Simulated homes'),
    pooled === null
      ? el('p', { class: 'lead' }, 'No log here is full: nothing is pooled.')
      : tiles(pooled, comparison, counted),
    comparison === null ? null : curves(comparison, budgetPerMonth),
    pooled === null ? null : hourSection(pooled),
    homeSection(group, budgetPerMonth),
    pooled === null ? null : variantSection(pooled),
    silenceSection(worstSilences),
    calibration.length === 0 ? null : calibrationSection(calibration),
    promptSection(falsePrompts),
  );
}

function tiles(
  pooled: NonNullable<GroupReport['pooled']>,
  comparison: GroupReport['comparison'],
  counted: number,
): Markup {
  const { prompts, nightPrompts, prompt, alerts, worstHome } = pooled;
  const togo = comparison?.hindsightAtBudget.delay;
  return el(
    'div',
    { class: 'tiles' },
    tile(
      prompt === null ? '–' : `${prompt.medianHours.toFixed(1)} h`,
      'median delay to the first prompt',
      true,
    ),
    tile(prompt === null ? '–' : `${prompt.p95Hours.toFixed(1)} h`, '95 % are asked within'),
    tile(
      prompts.perMonth.toFixed(1),
      `false prompts a month (95 %: ${interval(prompts)}); at night ${nightPrompts.perMonth.toFixed(1)}`,
      true,
    ),
    tile(alerts.perMonth.toFixed(2), `false alerts a month (95 %: ${interval(alerts)})`),
    togo === undefined || togo === null
      ? null
      : tile(
          `${togo.medianHours.toFixed(1)} h`,
          'the median at two a month, had we known the whole log: still to go',
        ),
    tile(
      `${counted}`,
      `homes, ${prompts.days.toFixed(0)} judged days; most prompts: ${worstHome.home}, ${worstHome.perMonth.toFixed(1)} a month`,
    ),
  );
}

function tile(figure: string, about: string, isOurs = false): Markup {
  return el('div', { class: isOurs ? 'tile ours' : 'tile' }, el('b', {}, figure), el('span', {}, about));
}

function curves(comparison: NonNullable<GroupReport['comparison']>, budget: number): Markup {
  const row = (name: string, setting: string, point: CurvePoint, strong = false): Markup =>
    el(
      'tr',
      strong ? { class: 'strong' } : {},
      cells([name, setting, ...rateCells(point.falseAlarms), ...delayCells(point.delay)]),
    );
  return el(
    'div',
    {},
    el('h2', {}, 'What a false prompt buys'),
    el(
      'p',
      { class: 'lead' },
      'Left and low is better. Absences are told to every line here, ours too, so that only the judgement of silence is compared. A ring is the setting that was chosen on the other homes.',
    ),
    el(
      'figure',
      {},
      el(
        'div',
        { class: 'pair' },
        curveChart(comparison, budget, MEDIAN),
        curveChart(comparison, budget, LATE),
      ),
      curveLegend(comparison),
    ),
    table(
      ['', 'setting', 'prompts/month', '95 %', ...DELAY_HEAD],
      [
        row('ours', 'as shipped', comparison.ours, true),
        ...comparison.baselines.flatMap(({ id, name, headline, parameter }) =>
          headline === null
            ? []
            : [row(`${id} ${name}`, `${settingsOf(headline.settings)} ${parameter}`, headline)],
        ),
        row('limit by hindsight', `at ${budget} a month`, comparison.hindsightAtBudget),
      ],
    ),
    el(
      'p',
      { class: 'note' },
      'The limit by hindsight is the best threshold per home, room and hour, chosen with the whole log in hand. It is how far there is still to go, not a method.',
    ),
  );
}

function settingsOf(settings: Readonly<Record<string, number>>): string {
  return [...new Set(Object.values(settings))].sort((left, right) => left - right).join(', ');
}

function hourSection(pooled: Figures): Markup {
  const { bathroomAtNight, promptToAlert } = pooled;
  const bath =
    bathroomAtNight === null
      ? ''
      : ` In the bathroom or toilet between 23 and 6 the median is ${bathroomAtNight.medianHours.toFixed(1)} h.`;
  const alert =
    promptToAlert === null
      ? ''
      : ` Somebody outside is told ${(promptToAlert.medianHours * 60).toFixed(0)} min after the first prompt.`;
  return el(
    'div',
    {},
    el('h2', {}, 'When somebody falls'),
    el('p', { class: 'lead' }, `Dot: median. Bar: up to 95 %. Grey: night.${bath}${alert}`),
    el('figure', {}, hourChart(pooled.hours)),
  );
}

function homeSection({ homes, pooled }: GroupReport, budget: number): Markup {
  const row = (name: string, figures: Figures, strong: boolean): Markup =>
    el(
      'tr',
      strong ? { class: 'strong' } : {},
      cells([
        name,
        figures.prompts.days.toFixed(0),
        ...rateCells(figures.prompts),
        figures.nightPrompts.perMonth.toFixed(1),
        ...delayCells(figures.prompt),
        figures.alert === null ? '–' : figures.alert.medianHours.toFixed(2),
      ]),
    );
  const apart = homes.filter(({ counted }) => !counted);
  const names = apart.map(({ home, fidelity }) => `${home} (${fidelity})`).join(', ');
  return el(
    'div',
    {},
    el('h2', {}, 'Home by home'),
    apart.length === 0
      ? null
      : el('p', { class: 'lead' }, `Shown, and in no pooled figure, for their logs are not full: ${names}.`),
    el('figure', {}, rateChart(homes, budget)),
    table(
      ['home', 'days', 'prompts/month', '95 %', 'night', ...DELAY_HEAD, 'alert h'],
      [
        ...homes.map((home) => row(home.counted ? home.home : `${home.home} *`, home, false)),
        ...(pooled === null ? [] : [row(`all ${pooled.homes}`, pooled, true)]),
      ],
    ),
  );
}

function variantSection(pooled: NonNullable<GroupReport['pooled']>): Markup | null {
  if (pooled.variants.every(({ prompt }) => prompt === null)) return null;
  return el(
    'div',
    {},
    el('h2', {}, 'Other ways to fall'),
    el(
      'p',
      { class: 'lead' },
      'Not every fall is silent. Solid: median. Pale: up to 95 %. The scale ends at a day.',
    ),
    el('figure', {}, variantChart(pooled.variants)),
  );
}

function silenceSection(silences: GroupReport['worstSilences']): Markup | null {
  if (silences.length === 0) return null;
  return el(
    'div',
    {},
    el('h2', {}, 'The worst silences'),
    el(
      'p',
      { class: 'lead' },
      'Where a fall would have stayed unasked for longest, and what the hub would have said then.',
    ),
    el(
      'ul',
      { class: 'cases' },
      silences.map(({ home, at, room, delayHours, text }) =>
        el(
          'li',
          {},
          el('b', {}, delayHours === null ? 'over 24 h' : `${delayHours.toFixed(1)} h`),
          el('small', {}, `${home}, ${at.replace('T', ' ')}, last in the ${room === '' ? 'home' : room}`),
          text,
        ),
      ),
    ),
  );
}

function calibrationSection(points: GroupReport['calibration']): Markup {
  return el(
    'div',
    {},
    el('h2', {}, 'What was promised'),
    el(
      'p',
      { class: 'lead' },
      'How often silences come that the detector holds to be so rare, and how often they came. On the line it is right; below it, careful.',
    ),
    el('figure', {}, calibrationChart(points)),
  );
}

function promptSection(prompts: GroupReport['falsePrompts']): Markup | null {
  if (prompts.length === 0) return null;
  return el(
    'details',
    {},
    el('summary', {}, `Every false prompt (${prompts.length})`),
    el(
      'ul',
      {},
      prompts.map(({ home, at, text }) => el('li', {}, `${home}, ${at.replace('T', ' ')}: ${text}`)),
    ),
  );
}

const DELAY_HEAD = ['median h', 'p90', 'p95', 'mean', '> 6 h', '> 12 h', 'missed'] as const;

function delayCells(delay: DelayFigures | null): string[] {
  if (delay === null) return DELAY_HEAD.map(() => '–');
  return [
    delay.medianHours.toFixed(2),
    delay.p90Hours.toFixed(2),
    delay.p95Hours.toFixed(2),
    delay.meanHours.toFixed(2),
    `${Math.round(delay.over6Share * 100)} %`,
    `${Math.round(delay.over12Share * 100)} %`,
    `${delay.missed}/${delay.collapses}`,
  ];
}

function rateCells(rate: RateFigures): string[] {
  return [rate.perMonth.toFixed(2), interval(rate)];
}

function interval({ interval: [low, high] }: RateFigures): string {
  return `${low.toFixed(1)}–${high.toFixed(1)}`;
}

function cells(texts: readonly string[]): readonly Child[] {
  return texts.map((text) => el('td', {}, text));
}

export function table(head: readonly string[], rows: readonly Markup[]): Markup {
  const titles = head.map((text) => el('th', { scope: 'col' }, text));
  return el(
    'div',
    { class: 'scroll' },
    el('table', {}, el('thead', {}, el('tr', {}, titles)), el('tbody', {}, rows)),
  );
}
