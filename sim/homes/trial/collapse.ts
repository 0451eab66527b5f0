/**
 * How somebody collapses: the variants S and P1 to P9 of detector anchors §8.4, over a simulated home.
 *
 * Owns when each can happen and what the sensors show from then on. What stirs by itself goes on; nobody answers.
 * Must never know what a detector makes of it.
 */
import { type Unit, between } from '../../world/chance.ts';
import { simulateDay } from '../home.ts';
import type { Person } from '../person.ts';
import { type Part, dayMs } from '../plan.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Seen } from '../tick.ts';
import type { Happening } from './course.ts';
import { happened } from './course.ts';

export const VARIANTS = ['S', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8', 'P9'] as const;
export type Variant = (typeof VARIANTS)[number];
export const VARIANT_WORDS: Readonly<Record<Variant, string>> = {
  S: 'full silence',
  P1: 'stirs in the same room, once in 20 min',
  P2: 'moves once to another room after 1 to 3 h',
  P3: 'in the bathroom, 02 to 06 h',
  P4: 'just after coming home',
  P5: 'just after closing the door to leave',
  P6: 'when the visitor leaves',
  P7: 'one sensor dead since the day before',
  P8: 'the hub starts again 10 min later',
  P9: 'declines to a fifth of the usual signs',
};

/** One collapse to be: what the home shows before it, from a moment on that was not lived yet, and after it. */
export interface Collapse {
  readonly variant: Variant;
  readonly atMs: number;
  readonly before: readonly Happening[];
  readonly after: readonly Happening[];
}
/** What a home would show: the days around the collapse as they were meant, and what stirs by itself. */
export interface Meant {
  readonly person: Person;
  readonly seen: readonly Seen[];
  readonly parts: readonly Part[];
  readonly machine: readonly Seen[];
}

export const AFTER_MS = DAY_MS;
/** Before a visitor leaves, or since a sensor is dead. */
const VISIT_MS = 90 * MINUTE_MS;
const DEAD_MS = DAY_MS;
const STIR_MIN = 20;
const LEFT = 0.2;

/** How long before the collapse a fold must be forked. */
export function leadMs(variant: Variant): number {
  if (variant === 'P6') return VISIT_MS + MINUTE_MS;
  return variant === 'P7' ? DEAD_MS : 0;
}

/** When on a day this variant could happen; null: not on this one. At home unless it is about the door. */
export function momentOf(variant: Variant, day: number, meant: Meant, unit: Unit): number | null {
  const { parts } = meant;
  const out = parts.filter(({ doing }) => doing === 'away');
  if (variant === 'P4') return shifted(out.find(({ returns }) => returns)?.untilMs, between(unit, 1, 5));
  if (variant === 'P5') return shifted(out.find(({ leaves }) => leaves)?.fromMs, 0.25);
  const hour =
    variant === 'P3'
      ? between(unit, 26, 30)
      : variant === 'P6'
        ? between(unit, 10, 20)
        : between(unit, 8, 32);
  const atMs = Math.round(dayMs(day) + hour * HOUR_MS);
  const fromMs = atMs - (variant === 'P6' ? VISIT_MS : 5 * MINUTE_MS);
  return isHome(parts, fromMs, atMs) ? atMs : null;
}

function shifted(localMs: number | undefined, minutes: number): number | null {
  return localMs === undefined ? null : Math.round(localMs + minutes * MINUTE_MS);
}

function isHome(parts: readonly Part[], fromMs: number, untilMs: number): boolean {
  const [first, last] = [parts[0]?.fromMs ?? 0, parts.at(-1)?.untilMs ?? 0];
  if (fromMs < first || untilMs >= last) return false;
  return parts.every((part) => part.doing !== 'away' || part.untilMs <= fromMs || part.fromMs > untilMs);
}

/** The collapse of that variant at that moment; null when the home cannot show it. */
export function collapseOf(variant: Variant, atMs: number, meant: Meant, unit: Unit): Collapse | null {
  const { seen, machine } = meant;
  const fromMs = atMs - leadMs(variant);
  const before = seen.filter(({ localMs }) => localMs > fromMs && localMs <= atMs);
  const after = machine.filter(({ localMs }) => localMs > atMs && localMs <= atMs + AFTER_MS);
  const make = (early: readonly Happening[], late: readonly Happening[]): Collapse => {
    return { variant, atMs, before: inOrder(early), after: inOrder([...after.map(happened), ...late]) };
  };
  const plain = before.map(happened);
  const last = seen.findLast(({ localMs, sensor }) => localMs <= atMs && isPerson(meant, sensor));
  switch (variant) {
    case 'S':
    case 'P4':
    case 'P5':
      return make(plain, []);
    case 'P1':
      return last === undefined ? null : make(plain, stirs(last.sensor, atMs, unit, meant));
    case 'P2':
      return make(plain, moves(last?.sensor ?? '', atMs, unit, meant));
    case 'P3':
      return bathroom(make, plain, atMs, meant);
    case 'P6':
      return make(visit(meant, atMs), []);
    case 'P7':
      return dead(make, before, fromMs, { unit, meant });
    case 'P8': {
      const offMs = atMs + 10 * MINUTE_MS;
      return make(plain, [{ localMs: offMs, what: 'off', untilMs: offMs + MINUTE_MS }]);
    }
    case 'P9': {
      const later = seen.filter(({ localMs }) => localMs > atMs && localMs <= atMs + AFTER_MS);
      return { ...make(plain, []), after: thinned(later, unit).map(happened) };
    }
    default:
      return variant satisfies never;
  }
}

type Make = (early: readonly Happening[], late: readonly Happening[]) => Collapse;

function inOrder(happenings: readonly Happening[]): Happening[] {
  return [...happenings].sort((left, right) => left.localMs - right.localMs);
}

function isPerson({ person }: Meant, id: string): boolean {
  const sensor = person.kit.sensors.find((one) => one.id === id);
  return sensor !== undefined && sensor.class !== 'power' && sensor.entrance !== true;
}

/** One sign of a sensor, and its end. */
function sign(sensor: string, localMs: number, { person }: Meant): Happening[] {
  const isItem = person.kit.sensors.find(({ id }) => id === sensor)?.class === 'item';
  const [value, end] = isItem ? (['open', 'closed'] as const) : (['on', 'off'] as const);
  return [happened({ localMs, sensor, value }), happened({ localMs: localMs + 2_000, sensor, value: end })];
}

function stirs(sensor: string, atMs: number, unit: Unit, meant: Meant): Happening[] {
  const signs: Happening[] = [];
  for (let ms = atMs + MINUTE_MS; ms < atMs + AFTER_MS; ms += MINUTE_MS) {
    if (unit() * STIR_MIN < 1) signs.push(...sign(sensor, ms, meant));
  }
  return signs;
}

function roomOf({ person }: Meant, id: string): string | undefined {
  return person.kit.sensors.find((sensor) => sensor.id === id)?.room;
}

function moves(from: string, atMs: number, unit: Unit, meant: Meant): Happening[] {
  const others = meant.person.kit.sensors.filter(
    ({ id, room }) => isPerson(meant, id) && room !== roomOf(meant, from),
  );
  const to = others[Math.floor(unit() * others.length)];
  const movedMs = Math.round(atMs + between(unit, 1, 3) * HOUR_MS);
  return to === undefined ? [] : [0, 15_000].flatMap((ms) => sign(to.id, movedMs + ms, meant));
}

/** Gets up in the night and goes no further than the bathroom. */
function bathroom(make: Make, plain: readonly Happening[], atMs: number, meant: Meant): Collapse | null {
  const eye = meant.person.kit.sensors.find(({ room, id }) => room === 'bathroom' && isPerson(meant, id));
  if (eye === undefined) return null;
  const there = [0, 20_000, 40_000].flatMap((ms) => sign(eye.id, atMs + ms, meant));
  return { ...make(plain, there), atMs: atMs + MINUTE_MS };
}

/** Two people for a while, then the door, and nothing more. */
function visit(meant: Meant, atMs: number): Happening[] {
  const fromMs = atMs - VISIT_MS;
  const { person, seen } = meant;
  const day = Math.floor((atMs - dayMs(0)) / DAY_MS);
  const visitor = simulateDay({ ...person, seed: person.seed + 15_485_863, ghosts: 0, out: 0 }, day);
  const both = [...seen, ...visitor.seen].filter(({ localMs, sensor }) => {
    return localMs > fromMs - MINUTE_MS && localMs <= atMs - MINUTE_MS && sensor !== 'front-door';
  });
  const door = (localMs: number): Seen[] => [
    { localMs, sensor: 'front-door', value: 'open' },
    { localMs: localMs + 5_000, sensor: 'front-door', value: 'closed' },
  ];
  return [...door(fromMs - 30_000), ...both, ...door(atMs - 10_000)].map(happened);
}

function dead(
  make: Make,
  before: readonly Seen[],
  fromMs: number,
  { unit, meant }: { readonly unit: Unit; readonly meant: Meant },
): Collapse {
  const inside = meant.person.kit.sensors.filter(({ id }) => isPerson(meant, id));
  const gone = inside[Math.floor(unit() * inside.length)]?.id ?? '';
  const lost: Happening = {
    localMs: fromMs + 1,
    what: 'fact',
    fact: { kind: 'sensor-health', sensor: gone, health: 'lost', why: 'heartbeat' },
  };
  const { after, ...rest } = make(
    [lost, ...before.filter(({ sensor }) => sensor !== gone).map(happened)],
    [],
  );
  return {
    ...rest,
    after: after.filter(
      (one) => one.what !== 'fact' || one.fact.kind !== 'observation' || one.fact.sensor !== gone,
    ),
  };
}

/** A fifth of the signs; what ends a sign goes with it. */
function thinned(seen: readonly Seen[], unit: Unit): Seen[] {
  const shown = new Map<string, boolean>();
  return seen.filter(({ sensor, value }) => {
    const begins = value === 'on' || value === 'open';
    if (begins || !shown.has(sensor)) shown.set(sensor, sensor.endsWith('-power') || unit() < LEFT);
    return shown.get(sensor) === true;
  });
}
