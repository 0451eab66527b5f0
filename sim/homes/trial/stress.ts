/**
 * What an ordinary life brings that is no emergency: the list of detector anchors §8.5, case by case.
 *
 * Owns what each case does to a home: bends the person's days, changes what sensors show, adds facts. Day 0 of a case
 * is the day on which it is begun. Must never know what a detector makes of it.
 */
import type { Fact, SensorHealth } from '../../../agent/record.ts';
import { unitOf } from '../../world/chance.ts';
import { simulateDay } from '../home.ts';
import type { Person } from '../person.ts';
import { type Bend, type Span, dayMs } from '../plan.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Seen } from '../tick.ts';
import { type Happening, happened } from './course.ts';

/** Where a case happens: in whose home, from which day on. */
export interface Place {
  readonly person: Person;
  readonly day: number;
}
export interface StressCase {
  readonly name: string;
  readonly days: number;
  /** The hour of its first day at which it begins; 0: with the day. */
  readonly beginsHour?: number;
  /** A condition has to be raised within this time of the beginning, where the budget does not hold. */
  readonly conditionMs: number;
  readonly bend?: (place: Place) => Bend;
  /** What becomes of one day's observations. */
  readonly change?: (seen: readonly Seen[], place: Place, at: number) => readonly Happening[];
  /** The clock changes by so many minutes at two in the night of the second day. */
  readonly zoneMin?: number;
}

const [SENSOR, PET, FURNITURE, REBOOT] = [301, 302, 303, 304];
/** A silent fault is found by the way people walk: a week of that. */
const SILENT_MS = 7 * DAY_MS;
/** What a driver says itself. */
const STATED_MS = HOUR_MS;
/** A part that has a heartbeat misses three, an hour apart. */
const HEARTBEAT_LOST_MS = 3 * HOUR_MS;

/** From an hour of the case's day `at` on, for so many hours. */
function span({ day }: Place, at: number, hour: number, hours: number): Span {
  const fromMs = dayMs(day + at) + hour * HOUR_MS;
  return { fromMs, untilMs: fromMs + hours * HOUR_MS };
}

function fact(localMs: number, body: Fact): Happening {
  return { localMs, what: 'fact', fact: body };
}

function inOrder(happenings: readonly Happening[]): Happening[] {
  return [...happenings].sort((left, right) => left.localMs - right.localMs);
}

/** The detector that somebody's furniture, or its own death, takes away: never the door. */
export function chosenSensor({ person }: Place): string {
  const inside = person.kit.sensors.filter(
    ({ entrance, class: kind }) => entrance !== true && kind !== 'power',
  );
  const motion = inside.filter(({ class: kind }) => kind === 'motion');
  const of = motion.length > 0 ? motion : inside;
  return of[Math.floor(unitOf(person.seed, SENSOR)() * of.length)]?.id ?? '';
}

const health = (sensor: string, verdict: SensorHealth['health'], why: SensorHealth['why']): SensorHealth => {
  return { kind: 'sensor-health', sensor, health: verdict, why };
};

function without(seen: readonly Seen[], gone: (one: Seen) => boolean): Happening[] {
  return seen.filter((one) => !gone(one)).map(happened);
}

const isDoor = ({ sensor }: Seen): boolean => sensor === 'front-door';

function radioOutage(seen: readonly Seen[], place: Place): Happening[] {
  const { fromMs, untilMs } = span(place, 0, 13, 6);
  const ids = place.person.kit.sensors.map(({ id }) => id);
  const within = ({ localMs }: Seen): boolean => localMs >= fromMs && localMs < untilMs;
  const first = seen[0]?.localMs ?? 0;
  const edges = (localMs: number, verdict: SensorHealth['health']): Happening[] =>
    localMs < first || localMs >= first + DAY_MS
      ? []
      : ids.map((id) => fact(localMs, health(id, verdict, 'bus')));
  return inOrder([...without(seen, within), ...edges(fromMs, 'lost'), ...edges(untilMs, 'ok')]);
}

function lostDoor(seen: readonly Seen[], place: Place, at: number): Happening[] {
  const lost = fact(dayMs(place.day) + 9 * HOUR_MS, health('front-door', 'lost', 'heartbeat'));
  return inOrder([...without(seen, isDoor), ...(at === 0 ? [lost] : [])]);
}

function deadSensor(seen: readonly Seen[], place: Place, at: number): Happening[] {
  const gone = chosenSensor(place);
  const deadMs = dayMs(place.day) + 12 * HOUR_MS;
  const alive = without(seen, ({ localMs, sensor }) => sensor === gone && localMs >= deadMs);
  return inOrder([
    ...alive,
    ...(at === 0 ? [fact(deadMs + HEARTBEAT_LOST_MS, health(gone, 'lost', 'heartbeat'))] : []),
  ]);
}

/** One of seven signs is still seen past the new wardrobe. */
function furniture(seen: readonly Seen[], place: Place, at: number): Happening[] {
  const unit = unitOf(place.person.seed, at, FURNITURE);
  const hidden = chosenSensor(place);
  let shown = true;
  return without(seen, ({ sensor, value }) => {
    if (sensor !== hidden) return false;
    // What was not switched on is not switched off.
    if (value !== 'off') shown = unit() < 1 / 7;
    return !shown;
  });
}

/** A cat: six pulses an hour by day and by night, wherever a detector looks at the floor. */
function pet(seen: readonly Seen[], { person, day }: Place, at: number): Happening[] {
  const unit = unitOf(person.seed, at, PET);
  const eyes = person.kit.sensors.filter(({ class: kind }) => kind === 'motion');
  const pulses: Happening[] = [];
  const from = seen[0]?.localMs ?? dayMs(day + at);
  for (let atMs = from; atMs < from + DAY_MS; atMs += MINUTE_MS) {
    const eye = unit() < 0.1 ? eyes[Math.floor(unit() * eyes.length)] : undefined;
    if (eye === undefined) continue;
    pulses.push(happened({ localMs: atMs, sensor: eye.id, value: 'on' }));
    pulses.push(happened({ localMs: atMs + 2_000, sensor: eye.id, value: 'off' }));
  }
  return inOrder([...seen.map(happened), ...pulses]);
}

/** Somebody else with habits of their own, who goes out by the same door. */
function guests(seen: readonly Seen[], { person, day }: Place, at: number): Happening[] {
  const guest = { ...person, seed: person.seed + 7_919, shiftMin: person.shiftMin + 30, ghosts: 0 };
  return inOrder([...seen, ...simulateDay(guest, day + at).seen].map(happened));
}

/** Three short ones a day, and one of three hours. */
function reboots(seen: readonly Seen[], { person, day }: Place, at: number): Happening[] {
  const unit = unitOf(person.seed, at, REBOOT);
  const offs = [0, 1, 2].map((): Happening => {
    const localMs = dayMs(day + at) + Math.floor((9 + unit() * 14) * HOUR_MS);
    return { localMs, what: 'off', untilMs: localMs + 3 * MINUTE_MS };
  });
  const long = dayMs(day + at) + 11 * HOUR_MS;
  if (at === 2) offs.push({ localMs: long, what: 'off', untilMs: long + 3 * HOUR_MS });
  return inOrder([...seen.map(happened), ...offs]);
}

/** Three hours forward and, an hour later, back; minutes on the days after. */
function steps(seen: readonly Seen[], { day }: Place, at: number): Happening[] {
  const stepMs = at === 0 ? 3 * HOUR_MS : at === 1 ? -3 * HOUR_MS : 5 * MINUTE_MS;
  const localMs = dayMs(day + at) + 12 * HOUR_MS;
  const there: Happening = { localMs, what: 'step', stepMs };
  return inOrder([
    ...seen.map(happened),
    there,
    { localMs: localMs + HOUR_MS, what: 'step', stepMs: -stepMs },
  ]);
}

const away =
  (hours: number) =>
  (place: Place): Bend => ({ trips: [span(place, 0, 17, hours)] });
const onNewTime =
  (ms: number) =>
  (place: Place): Bend => {
    return { later: [{ fromMs: dayMs(place.day + 2), untilMs: Number.POSITIVE_INFINITY, ms, bed: true }] };
  };

export const STRESS: readonly StressCase[] = [
  {
    name: 'sleep-in-2h',
    days: 2,
    conditionMs: 0,
    bend: (place) => ({ later: [{ ...span(place, 1, 0, 24), ms: 2 * HOUR_MS, bed: false }] }),
  },
  { name: 'nap-3h', days: 1, conditionMs: 0, bend: (place) => ({ naps: [span(place, 0, 13.5, 3)] }) },
  {
    name: 'flu-week',
    days: 7,
    conditionMs: 0,
    bend: (place) => ({ ill: [{ ...span(place, 0, 0, 7 * 24), rate: 0.5 }] }),
  },
  { name: 'holiday-10d', days: 11, conditionMs: 0, bend: (place) => ({ trips: [span(place, 0, 11, 240)] }) },
  { name: 'night-away', days: 2, conditionMs: 0, bend: away(18) },
  {
    name: 'night-away-dead-door',
    days: 2,
    conditionMs: SILENT_MS,
    bend: away(18),
    change: (seen) => without(seen, isDoor),
  },
  {
    name: 'night-away-lost-door',
    days: 2,
    beginsHour: 9,
    conditionMs: STATED_MS,
    bend: away(18),
    change: lostDoor,
  },
  { name: 'guests-3d', days: 4, conditionMs: 0, change: guests },
  { name: 'dst-spring', days: 4, conditionMs: 0, zoneMin: 60, bend: onNewTime(-HOUR_MS) },
  { name: 'dst-autumn', days: 4, conditionMs: 0, zoneMin: -60, bend: onNewTime(HOUR_MS) },
  { name: 'radio-outage-6h', days: 2, beginsHour: 13, conditionMs: STATED_MS, change: radioOutage },
  {
    name: 'sensor-death-heartbeat',
    days: 7,
    beginsHour: 12,
    conditionMs: HEARTBEAT_LOST_MS + STATED_MS,
    change: deadSensor,
  },
  {
    name: 'wired-pir-silent-death',
    days: 14,
    conditionMs: SILENT_MS,
    change: (seen, place) => without(seen, ({ sensor }) => sensor === chosenSensor(place)),
  },
  { name: 'furniture-before-pir', days: 14, conditionMs: SILENT_MS, change: furniture },
  { name: 'new-pet', days: 14, conditionMs: 0, bend: away(18), change: pet },
  { name: 'hub-reboots', days: 7, conditionMs: 0, change: reboots },
  { name: 'clock-steps', days: 4, conditionMs: 0, change: steps },
];
