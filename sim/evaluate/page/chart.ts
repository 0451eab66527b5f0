/**
 * What all charts share: scales, a frame with its axes, a title for who cannot see it.
 *
 * Owns the geometry. Colours are in `style.ts`; no chart knows a home.
 */
import { type Child, type Markup, at, el } from './markup.ts';

export type Scale = (value: number) => number;

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function linear(from: number, to: number, low: number, high: number): Scale {
  return (value) => low + ((value - from) / (to - from)) * (high - low);
}

/** Logarithmic; what is below `from` is drawn at `from`. */
export function logarithmic(from: number, to: number, low: number, high: number): Scale {
  const span = Math.log(to / from);
  return (value) => low + (Math.log(Math.max(value, from) / from) / span) * (high - low);
}

/** `title` is read aloud; `about` says what the eye would take from it. */
export function chart(frame: Frame, title: string, about: string, ...children: readonly Child[]): Markup {
  const { width, height } = frame;
  return el(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}. ${about}` },
    el('title', {}, title),
    el('desc', {}, about),
    ...children,
  );
}

export interface Axis {
  readonly scale: Scale;
  readonly ticks: readonly (readonly [value: number, label: string])[];
  readonly label: string;
}

export function axes(frame: Frame, x: Axis, y: Axis): Markup {
  const { width, height, left, right, top, bottom } = frame;
  const [floor, end] = [height - bottom, width - right];
  return el(
    'g',
    { class: 'axes' },
    y.ticks.map(([value, label]) => [
      line([left, y.scale(value)], [end, y.scale(value)], 'grid'),
      words(left - 8, y.scale(value) + 4, label, ['tick', 'end']),
    ]),
    x.ticks.map(([value, label]) => [
      line([x.scale(value), floor], [x.scale(value), floor + 5], 'tickmark'),
      words(x.scale(value), floor + 19, label, ['tick', 'middle']),
    ]),
    line([left, floor], [end, floor], 'base'),
    words((left + end) / 2, height - 6, x.label, ['label', 'middle']),
    words(left - 34, top - 12, y.label, ['label', 'start']),
  );
}

export type Point = readonly [x: number, y: number];

export function line([x1, y1]: Point, [x2, y2]: Point, kind: string): Markup {
  return el('line', { class: kind, x1: at(x1), y1: at(y1), x2: at(x2), y2: at(y2) });
}

export function words(
  x: number,
  y: number,
  text: string,
  [kind, anchor]: readonly [kind: string, anchor: 'start' | 'middle' | 'end'],
): Markup {
  return el('text', { class: kind, x: at(x), y: at(y), 'text-anchor': anchor }, text);
}

export function dot(x: number, y: number, radius: number, [kind, title]: readonly [string, string]): Markup {
  return el('circle', { class: kind, cx: at(x), cy: at(y), r: radius }, el('title', {}, title));
}

export function path(points: readonly (readonly [number, number])[], kind: string): Markup | null {
  if (points.length < 2) return null;
  const d = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
  return el('path', { class: kind, d });
}
