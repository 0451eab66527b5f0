/**
 * From stays in rooms to what can be sensed: movements, doors, appliances, in the order in which they happen.
 *
 * Owns the life of the resident as a lazy sequence: never more than a day of it is in memory. Bends it to a story:
 * being away, falling. Never knows a sensor or a hub.
 */
import type { Room } from '../simulated-home.ts';
import { type Unit, between, nextMovementMs, unitOf } from './chance.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Stay, planDay } from './day.ts';

/** Something physical. `now` changes nothing: it says where the resident is and what they do. */
export type Action =
  | { readonly atMs: number; readonly kind: 'move'; readonly room: Room }
  | { readonly atMs: number; readonly kind: 'front-door' | 'fridge'; readonly open: boolean }
  | { readonly atMs: number; readonly kind: 'load'; readonly watts: number; readonly on: boolean }
  | { readonly atMs: number; readonly kind: 'now'; readonly room: Room | null; readonly doing: string };

/** A part of the life that a story takes over; local ms. */
export type Turn =
  | { readonly kind: 'away'; readonly fromMs: number; readonly untilMs: number; readonly doing: string }
  /** The resident is there then, and stays a while. */
  | { readonly kind: 'there'; readonly atMs: number; readonly room: Room }
  /** Somebody sits with them in the living room. */
  | { readonly kind: 'visited'; readonly fromMs: number; readonly untilMs: number }
  | { readonly kind: 'dozes'; readonly fromMs: number; readonly untilMs: number; readonly room: Room }
  | { readonly kind: 'fall'; readonly atMs: number; readonly room: Room };

const KETTLE_WATTS = 2_000;
/** Before a fall the resident has walked there, and after it still stirs for a while. */
const BEFORE_FALL_MS = 3 * MINUTE_MS;
const STIRRING_MS = 7 * MINUTE_MS;
/** Around something that a resident does in a room: a few minutes before it, and a rest after. */
const THERE_BEFORE_MS = 5 * MINUTE_MS;
const THERE_AFTER_MS = 25 * MINUTE_MS;
export const ON_THE_FLOOR = 'on the floor';

/** The life from the night before `fromDay` on (days since 1970-01-01, local), without an end unless there is a fall. */
export function* lifeOf(seed: number, fromDay: number, turns: readonly Turn[]): Generator<Action, void> {
  // Where the first stay is, there the resident is already.
  let room: Room | null | undefined;
  for (let day = fromDay - 1; ; day += 1) {
    const unit = unitOf(seed, day, 3);
    for (const stay of bend(planDay(seed, day), turns)) {
      yield* inOrder(live(stay, room === undefined ? stay.room : room, unit));
      room = stay.room;
      if (stay.untilMs === Number.POSITIVE_INFINITY) return;
    }
  }
}

/** The stays of a day with what the story puts in their place. */
export function bend(stays: readonly Stay[], turns: readonly Turn[]): readonly Stay[] {
  return turns.reduce<readonly Stay[]>((bent, turn) => {
    const inserted = staysOf(turn);
    const [from, until] = [inserted[0]?.fromMs ?? 0, inserted.at(-1)?.untilMs ?? 0];
    const [first, last] = [stays[0]?.fromMs ?? 0, stays.at(-1)?.untilMs ?? 0];
    const before = bent.filter(({ fromMs }) => fromMs < from);
    const within = inserted.filter(({ fromMs, untilMs }) => fromMs < last && untilMs > first);
    const after = bent.filter(({ untilMs }) => untilMs > until);
    return [
      ...before.map((stay) => ({ ...stay, untilMs: Math.min(stay.untilMs, from) })),
      // One that began on an earlier day goes on.
      ...within.map((stay) => ({ ...stay, fromMs: Math.max(stay.fromMs, first) })),
      ...after.map((stay) => ({ ...stay, fromMs: Math.max(stay.fromMs, until) })),
    ];
  }, stays);
}

function staysOf(turn: Turn): Stay[] {
  if (turn.kind === 'away') {
    const { fromMs, untilMs, doing } = turn;
    return [{ fromMs, untilMs, room: null, doing, manner: null, uses: 'nothing' }];
  }
  if (turn.kind === 'visited') {
    const { fromMs, untilMs } = turn;
    return [{ fromMs, untilMs, room: 'living', doing: 'with a visitor', manner: 'talking', uses: 'nothing' }];
  }
  if (turn.kind === 'dozes') {
    const { fromMs, untilMs, room } = turn;
    return [{ fromMs, untilMs, room, doing: 'asleep', manner: null, uses: 'nothing' }];
  }
  const { atMs, room } = turn;
  if (turn.kind === 'there') {
    const [fromMs, untilMs] = [atMs - THERE_BEFORE_MS, atMs + THERE_AFTER_MS];
    return [{ fromMs, untilMs, room, doing: `sitting in the ${room}`, manner: 'seated', uses: 'nothing' }];
  }
  const lies = { room, doing: ON_THE_FLOOR, uses: 'nothing' } as const;
  const stillMs = atMs + STIRRING_MS;
  return [
    { ...lies, fromMs: atMs - BEFORE_FALL_MS, untilMs: atMs, doing: `in the ${room}`, manner: 'washing' },
    { ...lies, fromMs: atMs, untilMs: stillMs, manner: 'floor' },
    { ...lies, fromMs: stillMs, untilMs: Number.POSITIVE_INFINITY, manner: null },
  ];
}

/** A stay holds at most some thousand actions: eight hours at one in eight seconds. */
function inOrder(actions: Action[]): Action[] {
  return actions.sort((left, right) => left.atMs - right.atMs);
}

function live(stay: Stay, from: Room | null, unit: Unit): Action[] {
  const { fromMs, room, doing } = stay;
  const actions: Action[] = [{ atMs: fromMs, kind: 'now', room, doing }];
  const arrivedMs = from === room ? fromMs : walk(actions, stay, from, unit);
  if (stay.manner !== null && room !== null) {
    let atMs = from === room ? fromMs + nextMovementMs(unit, stay.manner) : arrivedMs;
    while (atMs < stay.untilMs) {
      actions.push({ atMs, kind: 'move', room });
      atMs += nextMovementMs(unit, stay.manner);
    }
  }
  use(actions, stay, unit);
  return actions;
}

/** Through the hall, and through the front door on the way out or in. Returns when they are there. */
function walk(actions: Action[], { fromMs, room }: Stay, from: Room | null, unit: Unit): number {
  const step = (): number => Math.round(between(unit, 2_500, 5_000));
  let atMs = fromMs;
  if (from === null) atMs = door(actions, atMs, unit);
  else actions.push({ atMs, kind: 'move', room: from });
  atMs += step();
  actions.push({ atMs, kind: 'move', room: 'hall' });
  // Shoes and coat.
  const dresses = from === null || room === null;
  for (let left = dresses ? 5 : 0; left > 0; left -= 1) {
    atMs += step() * 2;
    actions.push({ atMs, kind: 'move', room: 'hall' });
  }
  atMs += step();
  return room === null ? door(actions, atMs, unit) : atMs;
}

function door(actions: Action[], atMs: number, unit: Unit): number {
  const shutMs = atMs + Math.round(between(unit, 3_000, 7_000));
  actions.push({ atMs, kind: 'front-door', open: true }, { atMs: shutMs, kind: 'front-door', open: false });
  return shutMs;
}

function use(actions: Action[], stay: Stay, unit: Unit): void {
  const { fromMs, untilMs, uses } = stay;
  // A stay cut short by a story, or shorter than its appliance needs.
  if (uses === 'nothing' || untilMs - fromMs < 4 * MINUTE_MS) return;
  if (uses === 'visitor') {
    door(actions, fromMs + 30_000, unit);
    actions.push({ atMs: fromMs + 40_000, kind: 'move', room: 'hall' });
    actions.push({ atMs: untilMs - 25_000, kind: 'move', room: 'hall' });
    door(actions, untilMs - 15_000, unit);
    return;
  }
  if (uses !== 'fridge') {
    const atMs = fromMs + Math.round(between(unit, 20_000, 50_000));
    const boilMs = Math.round(between(unit, 100_000, 170_000));
    actions.push({ atMs, kind: 'load', watts: KETTLE_WATTS, on: true });
    actions.push({ atMs: atMs + boilMs, kind: 'load', watts: KETTLE_WATTS, on: false });
  }
  if (uses === 'kettle') return;
  for (let opened = 0; opened < 3; opened += 1) {
    const atMs = Math.round(between(unit, fromMs + 15_000, untilMs - 30_000));
    actions.push({ atMs, kind: 'fridge', open: true });
    actions.push({ atMs: atMs + Math.round(between(unit, 4_000, 12_000)), kind: 'fridge', open: false });
  }
}

/** The first local day whose life has to be generated to know what is going on at `localMs`. */
export function dayBefore(localMs: number): number {
  return Math.floor((localMs - 12 * HOUR_MS) / DAY_MS);
}
