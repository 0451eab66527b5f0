/**
 * Thought and outcome: days between silences as rare as the detector holds them, and how often they came.
 *
 * Owns its two logarithmic axes. Drawn only when the detector promises a rate.
 */
import { MONTH_DAYS } from '../units.ts';
import type { CalibrationPoint } from '../report.ts';
import { type Frame, axes, chart, dot, line, logarithmic, path } from './chart.ts';
import type { Markup } from './markup.ts';

const FRAME: Frame = { width: 620, height: 380, left: 52, right: 16, top: 34, bottom: 50 };
const DAYS = { from: 0.25, to: 200 } as const;
const RATES = { from: 0.1, to: 160 } as const;

export function calibrationChart(points: readonly CalibrationPoint[]): Markup {
  const { width, height, left, right, top, bottom } = FRAME;
  const x = logarithmic(DAYS.from, DAYS.to, left, width - right);
  const y = logarithmic(RATES.from, RATES.to, height - bottom, top);
  const promised = (days: number): readonly [number, number] => [x(days), y(MONTH_DAYS / days)];
  return chart(
    FRAME,
    'Rare silences: how often they came, against how often they were expected',
    points.map(({ promisedDays, observedPerMonth }) => `${promisedDays} d: ${observedPerMonth}`).join(', '),
    axes(
      FRAME,
      {
        scale: x,
        ticks: [1, 3, 7, 14, 30, 90, 180].map((days) => [days, `${days}`]),
        label: 'days between silences so rare, as expected',
      },
      { scale: y, ticks: [0.2, 1, 4, 16, 64].map((rate) => [rate, `${rate}`]), label: 'observed a month' },
    ),
    path([promised(DAYS.from), promised(DAYS.to)], 'budget'),
    points.map(({ promisedDays, observedPerMonth, interval }) => [
      line([x(promisedDays), y(interval[0])], [x(promisedDays), y(interval[1])], 'span'),
      dot(x(promisedDays), y(observedPerMonth), 6, ['mark ours', `${observedPerMonth.toFixed(2)} a month`]),
    ]),
  );
}
