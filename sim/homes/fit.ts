/**
 * Fits a rhythm to a home's log: quantile tables, shares, the night. Aggregate statistics only.
 *
 * Owns what is counted as what. Reads the log by the rules of `tick.ts` and `night.ts`, never a label. A cell with
 * too little in it takes the table of its room, or of the whole home. Pure.
 */
import type { Home } from '../../agent/config/config.ts';
import { type BedSeen, type Night, nightsOf } from './night.ts';
import { type Lasted, type Quantiles, plainTable, tableOf } from './quantile.ts';
import type { Outings, Rhythm, Stay } from './rhythm.ts';
import {
  BANDS,
  DAY_MS,
  type Gap,
  HOUR_MS,
  MINUTE_MS,
  type Seen,
  type Tick,
  bandOf,
  entranceOf,
  gapsOf,
  ticksOf,
} from './tick.ts';

/** Fewer gaps, or visits, than this are pooled with more of their kind. */
const CELL_MIN = 30;
const ROOM_MIN = 10;
const VISITS_MIN = 8;
const OUTINGS_MAX = 6;

interface Visit {
  room: string;
  fromMs: number;
  asleep: boolean;
  signs: number;
  within: Lasted[];
  leave: Lasted | null;
  next: string | null;
}

export function fitRhythm(home: Home, log: readonly Seen[]): Rhythm {
  const ticks = ticksOf(log, home.sensors);
  const entrance = entranceOf(home.sensors);
  const gaps = gapsOf(ticks, entrance);
  const nights = nightsOf(ticks, gaps, bedSeenBy(home));
  const visits = visitsOf(gaps, nights);
  const awake = visits.filter(({ asleep }) => !asleep);
  const asleep = visits.filter(({ asleep: is }) => is);
  return {
    home: home.home,
    kind: kindOf(home),
    days: Math.round(spanMs(ticks) / DAY_MS),
    nights: nights.length,
    entrance,
    bed: minutesTable(nights.map(({ bedMs, riseMs }) => (bedMs - dayOf(riseMs)) / MINUTE_MS + 1440)),
    rise: minutesTable(nights.map(({ riseMs }) => (riseMs - dayOf(riseMs)) / MINUTE_MS)),
    alike: rounded(alikeness(visits), 100),
    doorAtHome: doorAtHome(ticks, gaps),
    ghosts: ghostsOf(gaps),
    outings: outingsOf(gaps, entrance, ticks),
    awake: Object.fromEntries(
      roomsOf(awake).map((room) => [
        room,
        Array.from({ length: BANDS }, (_, band) =>
          stayOf(
            awake.filter((one) => one.room === room && bandOf(one.fromMs) === band),
            awake.filter((one) => one.room === room),
            awake,
          ),
        ),
      ]),
    ),
    asleep: Object.fromEntries(
      roomsOf(asleep).map((room) => {
        const there = asleep.filter((one) => one.room === room);
        // Nobody sleeps where they only pass: the bed's silences are its own.
        const elsewhere = asleep.filter((one) => (one.room === 'bedroom') === (room === 'bedroom'));
        return [room, stayOf(there, there, elsewhere)];
      }),
    ),
    hold: holdsOf(log, home),
  };
}

export function bedSeenBy({ sensors }: Home): BedSeen {
  const kinds = sensors.filter(({ room }) => room === 'bedroom').map((sensor) => sensor.class);
  if (kinds.includes('pressure')) return 'mat';
  return kinds.includes('motion') ? 'some' : 'nothing';
}

function kindOf({ sensors }: Home): Rhythm['kind'] {
  if (sensors.every(({ class: kind }) => kind === 'motion' || kind === 'door')) {
    return sensors.some(({ class: kind }) => kind === 'motion') ? 'motion' : 'switches';
  }
  return sensors.some(({ class: kind }) => kind === 'motion' || kind === 'pressure') ? 'mixed' : 'switches';
}

function spanMs(ticks: readonly Tick[]): number {
  return (ticks.at(-1)?.localMs ?? 0) - (ticks[0]?.localMs ?? 0);
}

function dayOf(localMs: number): number {
  return Math.floor(localMs / DAY_MS) * DAY_MS;
}

/** Runs of signs in one room. An absence cuts a visit, and so does going to bed or rising. */
function visitsOf(gaps: readonly Gap[], nights: readonly Night[]): Visit[] {
  const visits: Visit[] = [];
  let open: Visit | null = null;
  let night = 0;
  for (const gap of gaps) {
    while (night < nights.length && gap.fromMs >= (nights[night]?.riseMs ?? 0)) night += 1;
    const { bedMs = Number.POSITIVE_INFINITY, riseMs = bedMs } = nights[night] ?? {};
    const asleep = gap.fromMs >= bedMs && gap.fromMs < riseMs;
    if (open === null || open.room !== gap.room || open.asleep !== asleep) {
      open = { room: gap.room, fromMs: gap.fromMs, asleep, signs: 0, within: [], leave: null, next: null };
      visits.push(open);
    }
    open.signs += 1;
    if (gap.away) {
      // Going out has a plan of its own: it is no way from room to room.
      const before = visits.at(-2);
      if (before?.next === open.room) before.next = null;
      open = null;
      continue;
    }
    const cut = asleep && gap.untilMs >= riseMs;
    const lasted = { value: (gap.untilMs - gap.fromMs) / 1000, cut };
    if (gap.nextRoom === gap.room) open.within.push(lasted);
    else {
      open.leave = lasted;
      open.next = cut ? null : gap.nextRoom;
      open = null;
    }
  }
  return visits;
}

function roomsOf(visits: readonly Visit[]): string[] {
  return [...new Set(visits.map(({ room }) => room))].sort();
}

/** The tables of some visits, or of the wider groups where these are too few. */
function stayOf(these: readonly Visit[], room: readonly Visit[], all: readonly Visit[]): Stay {
  const groups = [these, room, all];
  const lasting = (of: (visit: Visit) => readonly Lasted[]): Quantiles => {
    const samples = groups.map((group) => group.flatMap(of));
    const sample =
      samples.find(({ length }, at) => length >= (at === 0 ? CELL_MIN : ROOM_MIN)) ?? samples[2] ?? [];
    return (tableOf(sample, true) ?? [60]).map((seconds) => rounded(seconds, 1));
  };
  const visits =
    groups.find((group) => group.filter(({ next }) => next !== null).length >= VISITS_MIN) ?? all;
  const moved = visits.flatMap(({ room: from, next }) =>
    next === null || next === these[0]?.room ? [] : [{ from, next }],
  );
  return {
    run: (
      plainTable(
        visits.map(({ signs }) => signs),
        false,
      ) ?? [1]
    ).map((signs) => rounded(signs, 1)),
    within: lasting(({ within }) => within),
    leave: lasting(({ leave }) => (leave === null ? [] : [leave])),
    next: sharesOf(moved.map(({ next }) => next)),
  };
}

function sharesOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, count]) => [name, rounded(count / names.length, 1000)]));
}

/** Spearman's rank correlation of gaps that follow each other within a visit. */
function alikeness(visits: readonly Visit[]): number {
  const pairs = visits.flatMap(({ within }) =>
    within.slice(1).map((after, at) => ({ before: within[at]?.value ?? 0, after: after.value })),
  );
  if (pairs.length < CELL_MIN) return 0;
  const before = ranksOf(pairs.map((pair) => pair.before));
  const after = ranksOf(pairs.map((pair) => pair.after));
  const middle = (pairs.length - 1) / 2;
  let [both, left, right] = [0, 0, 0];
  for (let at = 0; at < pairs.length; at += 1) {
    const [x, y] = [(before[at] ?? 0) - middle, (after[at] ?? 0) - middle];
    both += x * y;
    left += x * x;
    right += y * y;
  }
  return Math.max(0, both / Math.sqrt(left * right));
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((left, right) => left.value - right.value);
  const ranks: number[] = [];
  for (const [rank, { at }] of order.entries()) ranks[at] = rank;
  return ranks;
}

function doorAtHome(ticks: readonly Tick[], gaps: readonly Gap[]): number {
  const absences = gaps.filter(({ away }) => away).length;
  const doors = ticks.filter(({ door }) => door).length / 2;
  const visits = gaps.filter(
    ({ room, nextRoom }, at) => nextRoom !== room && gaps[at - 1]?.room !== undefined,
  );
  const entrances = visits.filter(({ nextRoom }) => nextRoom === ticks.find(({ door }) => door)?.room).length;
  return entrances === 0 ? 0 : rounded(Math.min(1, Math.max(0, doors - 2 * absences) / entrances), 100);
}

/** An absence that follows another begins with a ghost. */
function ghostsOf(gaps: readonly Gap[]): number {
  const away = gaps.filter((gap) => gap.away);
  const hours = away.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0) / HOUR_MS;
  const ghosts = gaps.filter((gap, at) => gap.away && gaps[at - 1]?.away === true).length;
  return hours === 0 ? 0 : rounded(ghosts / hours, 1000);
}

function outingsOf(gaps: readonly Gap[], entrance: string, ticks: readonly Tick[]): Outings {
  const whole: { fromMs: number; untilMs: number }[] = [];
  let before: Gap | undefined;
  for (const gap of gaps) {
    const open = whole.at(-1);
    if (gap.away && before?.away === true && open !== undefined) open.untilMs = gap.untilMs;
    else if (gap.away && gap.room === entrance) whole.push({ fromMs: gap.fromMs, untilMs: gap.untilMs });
    before = gap;
  }
  const single = whole.filter(({ fromMs, untilMs }) => untilMs - fromMs < 16 * HOUR_MS);
  const days = Math.max(1, Math.round(spanMs(ticks) / DAY_MS));
  const perDay = Array.from({ length: OUTINGS_MAX + 1 }, () => 0);
  for (let day = 0; day < days; day += 1) {
    const dayMs = dayOf(ticks[0]?.localMs ?? 0) + day * DAY_MS;
    const count = single.filter(({ fromMs }) => dayOf(fromMs) === dayMs).length;
    perDay[Math.min(count, OUTINGS_MAX)] = (perDay[Math.min(count, OUTINGS_MAX)] ?? 0) + 1;
  }
  return {
    aDay: perDay.map((count) => rounded(count / days, 1000)),
    start: minutesTable(single.map(({ fromMs }) => (fromMs - dayOf(fromMs)) / MINUTE_MS)),
    minutes: minutesTable(single.map(({ fromMs, untilMs }) => (untilMs - fromMs) / MINUTE_MS)),
  };
}

function minutesTable(minutes: readonly number[]): Quantiles {
  return (plainTable(minutes, false) ?? []).map((value) => rounded(value, 1));
}

function holdsOf(log: readonly Seen[], { sensors }: Home): Record<string, Quantiles> {
  const holds = new Map<string, number[]>();
  const onMs = new Map<string, number>();
  const placed = new Map(sensors.map((sensor) => [sensor.id, sensor]));
  for (const { localMs, sensor, value } of log) {
    const { room, class: kind } = placed.get(sensor) ?? {};
    if (room === undefined || kind !== 'motion') continue;
    const since = onMs.get(sensor);
    if (value === 'off' && since !== undefined) {
      const known = holds.get(room) ?? [];
      known.push((localMs - since) / 1000);
      holds.set(room, known);
    }
    if (value === 'on') onMs.set(sensor, localMs);
    else onMs.delete(sensor);
  }
  const sorted = [...holds].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([room, seconds]) => [
      room,
      (plainTable(seconds, false) ?? []).map((one) => rounded(one, 10)),
    ]),
  );
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
