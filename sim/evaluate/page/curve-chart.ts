/**
 * The operating curve: what false prompts buy. Each baseline over its whole sweep, ours too, with the interval of the
 * point that ships, the limit by hindsight below.
 *
 * Owns the two axes and what is cut off by them.
 */
import type { DelayFigures } from '../figures.ts';
import type { CurvePoint, GroupReport } from '../report.ts';
import { type Frame, type Scale, axes, chart, dot, line, linear, logarithmic, path, words } from './chart.ts';
import { type Child, type Markup, el } from './markup.ts';

type Comparison = NonNullable<GroupReport['comparison']>;
type Read = (delay: DelayFigures) => number;

const FRAME: Frame = { width: 520, height: 380, left: 48, right: 14, top: 34, bottom: 50 };
/** Fewer than one in four months is drawn at the edge: seventy home-days cannot tell it from none. */
const RATES = { from: 0.25, to: 32 } as const;
const RATE_TICKS = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const;

export interface Measure {
  readonly name: string;
  readonly read: Read;
  /** Hours at the top of the chart. */
  readonly top: number;
}
export const MEDIAN: Measure = { name: 'Median delay', read: ({ medianHours }) => medianHours, top: 12 };
export const LATE: Measure = { name: '95 % found within', read: ({ p95Hours }) => p95Hours, top: 24 };

export function curveChart(comparison: Comparison, budget: number, measure: Measure): Markup {
  const { width, height, left, right, top, bottom } = FRAME;
  const x = logarithmic(RATES.from, RATES.to, left, width - right);
  const y = linear(0, measure.top, height - bottom, top);
  const { ours, ourCurve, baselines, hindsight, hindsightAtBudget } = comparison;
  const place = (point: CurvePoint): readonly [number, number] | null =>
    point.delay === null ? null : [x(point.falseAlarms.perMonth), y(measure.read(point.delay))];
  const inside = (point: CurvePoint): boolean =>
    point.delay !== null &&
    measure.read(point.delay) <= measure.top &&
    point.falseAlarms.perMonth <= RATES.to;
  const curve = (points: readonly CurvePoint[], id: string): Child => {
    const shown = points.filter(inside);
    const places = shown.flatMap((point) => [place(point) ?? []].filter(isPlace));
    return [
      path(places, `curve ${id}`),
      places.map(([px, py], index) => dot(px, py, 3.5, [`mark ${id}`, tip(shown[index], measure.read)])),
    ];
  };
  const ring = (point: CurvePoint | null, id: string): Child => {
    const spot = point === null || !inside(point) ? null : place(point);
    return spot === null || point === null
      ? null
      : dot(spot[0], spot[1], 6.5, [`ring ${id}`, `chosen on other homes: ${tip(point, measure.read)}`]);
  };
  const step = measure.top / 6;
  const hourTicks = Array.from({ length: 7 }, (_, at): [number, string] => [at * step, `${at * step}`]);
  return chart(
    FRAME,
    `${measure.name} against false prompts a month`,
    about(comparison, measure),
    axes(
      FRAME,
      {
        scale: x,
        ticks: RATE_TICKS.map((rate) => [rate, rateLabel(rate)]),
        label: 'false prompts per home-month',
      },
      { scale: y, ticks: hourTicks, label: `${measure.name}, hours` },
    ),
    line([x(budget), top], [x(budget), height - bottom], 'budget'),
    words(x(budget) + 5, height - bottom - 8, 'budget', ['tick', 'start']),
    curve(hindsight, 'limit'),
    ring(hindsightAtBudget, 'limit'),
    baselines.map(({ id, curve: points, headline }) => [curve(points, id), ring(headline, id)]),
    curve([...ourCurve, ours].sort(byRate), 'ours'),
    oursMark(ours, x, y, measure),
  );
}

function byRate(left: CurvePoint, right: CurvePoint): number {
  return left.falseAlarms.perMonth - right.falseAlarms.perMonth;
}

function isPlace(place: readonly number[]): place is readonly [number, number] {
  return place.length === 2;
}

function rateLabel(rate: number): string {
  return rate === RATES.from ? '≤ ¼' : rate === 0.5 ? '½' : `${rate}`;
}

function oursMark(ours: CurvePoint, x: Scale, y: Scale, { read, top }: Measure): Child {
  if (ours.delay === null) return null;
  const py = y(Math.min(top, read(ours.delay)));
  const { perMonth, interval } = ours.falseAlarms;
  const [low, high] = interval;
  return [
    line([x(low), py], [x(Math.min(high, RATES.to)), py], 'span'),
    dot(x(perMonth), py, 8, ['mark ours', `ours: ${tip(ours, read)}`]),
    words(x(perMonth) + 12, py + 20, 'ours', ['strong', 'start']),
  ];
}

function tip(point: CurvePoint | undefined, read: Read): string {
  if (point === undefined || point.delay === null) return '';
  const setting = point.setting === null ? '' : `at ${point.setting}: `;
  return `${setting}${point.falseAlarms.perMonth.toFixed(2)} a month, ${read(point.delay).toFixed(2)} h`;
}

function about({ ours, baselines, hindsightAtBudget }: Comparison, { read }: Measure): string {
  const rows = baselines.map(({ name, headline }) => `${name} ${tip(headline ?? undefined, read)}`);
  return `Ours ${tip(ours, read)}. ${rows.join('. ')}. Limit by hindsight ${tip(hindsightAtBudget, read)}`;
}

/** The names of the lines, once for both charts. */
export function curveLegend(comparison: Comparison): Markup {
  const key = (id: string): Markup =>
    el('svg', { viewBox: '0 0 34 12', 'aria-hidden': 'true' }, [
      line([1, 6], [33, 6], `curve ${id}`),
      dot(17, 6, id === 'ours' ? 5.5 : 3.5, [`mark ${id}`, '']),
    ]);
  const rows: readonly (readonly [string, string])[] = [
    ['ours', 'ours; large: as shipped, with its 95 % interval'],
    ...comparison.baselines.map(({ id, name }): [string, string] => [id, `${id} ${name}`]),
    ['limit', 'limit by hindsight: no method'],
  ];
  return el(
    'ul',
    { class: 'legend' },
    rows.map(([id, name]) => el('li', {}, key(id), name)),
  );
}
