/**
 * Charts of what ours did: delay by hour of the fall, false prompts of each home with its interval, the other ways to
 * fall.
 *
 * Owns their geometry; reads the report only.
 */
import type { GroupReport, HomeReport } from '../report.ts';
import { type Frame, axes, chart, dot, line, linear, logarithmic, words } from './chart.ts';
import { type Markup, at, el } from './markup.ts';

const HOURS_TOP = 24;

export function hourChart(hours: HomeReport['hours']): Markup {
  const frame: Frame = { width: 1040, height: 320, left: 44, right: 10, top: 34, bottom: 48 };
  const { width, height, left, right, top, bottom } = frame;
  const x = linear(0, 24, left, width - right);
  const y = linear(0, HOURS_TOP, height - bottom, top);
  const step = x(1) - x(0);
  const night = (from: number, to: number): Markup =>
    el('rect', {
      class: 'night',
      x: at(x(from)),
      y: top,
      width: at(x(to) - x(from)),
      height: height - bottom - top,
    });
  return chart(
    frame,
    'Delay by the hour of the fall',
    hours
      .map(({ fromHour, prompt }) => `${fromHour} h: ${prompt?.medianHours.toFixed(1) ?? 'none'}`)
      .join(', '),
    night(22, 24),
    night(0, 7),
    axes(
      frame,
      {
        scale: (hour) => x(hour),
        ticks: [0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => [hour, `${hour}:00`]),
        label: 'hour of the fall',
      },
      {
        scale: y,
        ticks: [0, 4, 8, 12, 16, 20, 24].map((hour) => [hour, `${hour}`]),
        label: 'hours to the first prompt',
      },
    ),
    hours.map(({ fromHour, prompt }) => {
      if (prompt === null) return null;
      const middle = x(fromHour) + step / 2;
      const title = `${fromHour}:00–${fromHour + 1}:00: median ${prompt.medianHours.toFixed(1)} h, 95 % within ${prompt.p95Hours.toFixed(1)} h`;
      return [
        line([middle, y(prompt.medianHours)], [middle, y(prompt.p95Hours)], 'whisker'),
        dot(middle, y(prompt.medianHours), 6, ['mark ours', title]),
      ];
    }),
  );
}

const RATES = { from: 0.1, to: 80 } as const;
const ROW = 34;

/** One row for each home: prompts a month with the exact interval. */
export function rateChart(homes: readonly HomeReport[], budget: number): Markup {
  const frame: Frame = {
    width: 1040,
    height: 16 + homes.length * ROW + 50,
    left: 150,
    right: 14,
    top: 10,
    bottom: 50,
  };
  const { width, height, left, right, top, bottom } = frame;
  const x = logarithmic(RATES.from, RATES.to, left, width - right);
  const rows = homes.map((home, index) => ({ home, y: top + ROW * (index + 0.6) }));
  return chart(
    frame,
    'False prompts a month of each home, with 95 % interval',
    homes.map(({ home, prompts }) => `${home} ${prompts.perMonth.toFixed(1)}`).join(', '),
    axes(
      frame,
      {
        scale: x,
        ticks: [0.1, 0.5, 2, 8, 32].map((rate) => [rate, rate === RATES.from ? '0' : `${rate}`]),
        label: 'false prompts per month',
      },
      { scale: () => 0, ticks: [], label: '' },
    ),
    line([x(budget), top], [x(budget), height - bottom], 'budget'),
    rows.map(({ home, y }) => {
      const { perMonth, interval, count, days } = home.prompts;
      const title = `${home.home}: ${count} in ${days.toFixed(0)} days`;
      return el(
        'g',
        { class: home.counted ? 'row' : 'row apart' },
        words(left - 12, y + 4, home.home, ['label', 'end']),
        line([x(interval[0]), y], [x(Math.min(interval[1], RATES.to)), y], 'span'),
        dot(x(perMonth), y, 6, ['mark ours', title]),
      );
    }),
  );
}

/** Median as a bar, 95 % behind it; a day is the end of the scale. */
export function variantChart(variants: NonNullable<GroupReport['pooled']>['variants']): Markup {
  const shown = variants.filter(({ prompt }) => prompt !== null);
  const frame: Frame = {
    width: 1040,
    height: 16 + shown.length * ROW + 50,
    left: 330,
    right: 200,
    top: 10,
    bottom: 50,
  };
  const { width, height, left, right, top } = frame;
  const x = linear(0, 24, left, width - right);
  return chart(
    frame,
    'Delay of the other ways to fall',
    shown
      .map(({ id, name, prompt }) => `${id} ${name}: median ${prompt?.medianHours.toFixed(1) ?? ''} h`)
      .join('. '),
    axes(
      frame,
      {
        scale: x,
        ticks: [0, 6, 12, 18, 24].map((hour) => [hour, `${hour} h`]),
        label: 'to the first prompt',
      },
      { scale: () => height, ticks: [], label: '' },
    ),
    shown.map(({ id, name, prompt }, index) => {
      if (prompt === null) return null;
      const y = top + ROW * index + 6;
      const bar = (hours: number, kind: string): Markup =>
        el('rect', { class: kind, x: left, y, width: at(Math.max(1, x(hours) - left)), height: 18, rx: 3 });
      const missed = prompt.missed === 0 ? '' : `, ${prompt.missed} of ${prompt.collapses} missed`;
      return [
        words(left - 14, y + 14, `${name} · ${id}`, ['label', 'end']),
        bar(prompt.p95Hours, 'bar soft'),
        bar(prompt.medianHours, 'bar'),
        words(width - right + 10, y + 14, `${prompt.medianHours.toFixed(1)} h${missed}`, ['label', 'start']),
      ];
    }),
  );
}
