/**
 * What a resident does on one day, from waking to the next waking: stays in rooms, one after another.
 *
 * Owns the routine: up at about 06:40, meals, tea, television, a walk or the shops on most days, a visitor on Sundays,
 * bed at about 22:30, once or twice to the bathroom at night. Times are local ms as if UTC. The same seed and day give
 * the same day, whatever was before.
 */
import type { Room } from '../simulated-home.ts';
import { type Manner, type Unit, around, between, unitOf } from './chance.ts';

/** Somewhere for a while. `room` null: out of the home. `manner` null: nothing moves. */
export interface Stay {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly room: Room | null;
  readonly doing: string;
  readonly manner: Manner | null;
  /** What is used meanwhile. */
  readonly uses: 'nothing' | 'kettle' | 'fridge' | 'kettle-and-fridge' | 'visitor';
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const SUNDAY = 3;

const WAKE = { at: 6 * 60 + 40, spread: 30 };
const BED = { at: 22 * 60 + 30, spread: 30 };
/** Longer sitting than this is broken by a visit to the bathroom. */
const SITTING_MINUTES_MAX = 110;

/** Minutes after midnight at which this day begins. */
function wakeMinutes(seed: number, day: number): number {
  return around(unitOf(seed, day, 1), WAKE.at, WAKE.spread);
}

class Cursor {
  readonly stays: Stay[] = [];
  readonly unit: Unit;
  readonly #midnightMs: number;
  #nowMs: number;

  constructor(unit: Unit, day: number, wakeMin: number) {
    this.unit = unit;
    this.#midnightMs = day * DAY_MS;
    this.#nowMs = this.#midnightMs + Math.round(wakeMin * MINUTE_MS);
  }
  /** Minutes after midnight. */
  get now(): number {
    return (this.#nowMs - this.#midnightMs) / MINUTE_MS;
  }
  stay(room: Room | null, doing: string, minutes: number, how: Partial<Pick<Stay, 'manner' | 'uses'>>): void {
    const untilMs = this.#nowMs + Math.max(MINUTE_MS, Math.round(minutes * MINUTE_MS));
    const { manner = null, uses = 'nothing' } = how;
    this.stays.push({ fromMs: this.#nowMs, untilMs, room, doing, manner, uses });
    this.#nowMs = untilMs;
  }
  bathroom(minutes: number, doing = 'in the bathroom'): void {
    this.stay('bathroom', doing, minutes, { manner: 'washing' });
  }
  /** Sits in the living room until then, with breaks. */
  sitUntil(minute: number, doing: string): void {
    while (this.now < minute - 1) {
      const sitting = Math.min(minute - this.now, between(this.unit, 60, SITTING_MINUTES_MAX));
      this.stay('living', doing, sitting, { manner: 'seated' });
      if (this.now < minute - 15) this.bathroom(between(this.unit, 3, 7));
    }
  }
  cook(doing: string, minutes: number, uses: Stay['uses']): void {
    this.stay('kitchen', doing, minutes, { manner: 'busy', uses });
  }
  eat(minutes: number): void {
    this.stay('kitchen', 'eating', minutes, { manner: 'eating' });
  }
}

/** All stays from waking on `day` (days since 1970-01-01, local) to waking on the next; no gap, no overlap. */
export function planDay(seed: number, day: number): Stay[] {
  const cursor = new Cursor(unitOf(seed, day, 2), day, wakeMinutes(seed, day));
  morning(cursor);
  afternoon(cursor, day);
  evening(cursor);
  night(cursor, wakeMinutes(seed, day + 1) + 24 * 60);
  return cursor.stays;
}

function morning(cursor: Cursor): void {
  const { unit } = cursor;
  cursor.stay('bedroom', 'getting up', between(unit, 4, 9), { manner: 'busy' });
  cursor.bathroom(between(unit, 9, 16), 'washing');
  cursor.cook('making breakfast', between(unit, 12, 20), 'kettle-and-fridge');
  cursor.eat(between(unit, 15, 25));
  cursor.cook('washing up', between(unit, 6, 12), 'nothing');
  cursor.sitUntil(around(unit, 9 * 60, 25), 'watching television');
  cursor.cook('making tea', between(unit, 5, 9), 'kettle');
  cursor.sitUntil(around(unit, 10 * 60, 20), 'having tea');
  if (unit() < 0.7) {
    cursor.stay('bedroom', 'dressing to go out', between(unit, 4, 8), { manner: 'busy' });
    cursor.stay(null, unit() < 0.5 ? 'at the market' : 'out for a walk', between(unit, 35, 95), {});
    cursor.cook('putting the shopping away', between(unit, 4, 10), 'fridge');
  } else cursor.cook('cleaning', between(unit, 15, 35), 'nothing');
  cursor.sitUntil(around(unit, 11 * 60 + 50, 15), 'reading');
}

function afternoon(cursor: Cursor, day: number): void {
  const { unit } = cursor;
  cursor.cook('cooking lunch', between(unit, 18, 30), 'kettle-and-fridge');
  cursor.eat(between(unit, 15, 25));
  cursor.sitUntil(around(unit, 14 * 60 + 45, 25), 'dozing before the television');
  cursor.cook('making tea', between(unit, 5, 9), 'kettle');
  if (((day % 7) + 7) % 7 === SUNDAY) {
    cursor.stay('living', 'with a visitor', between(unit, 80, 150), { manner: 'talking', uses: 'visitor' });
  } else if (unit() < 0.35) cursor.stay(null, 'out for a walk', between(unit, 30, 70), {});
  else cursor.stay('bedroom', 'folding the laundry', between(unit, 15, 40), { manner: 'busy' });
  cursor.sitUntil(around(unit, 17 * 60 + 50, 15), 'watching television');
}

function evening(cursor: Cursor): void {
  const { unit } = cursor;
  cursor.cook('cooking dinner', between(unit, 20, 35), 'kettle-and-fridge');
  cursor.eat(between(unit, 18, 28));
  cursor.cook('washing up', between(unit, 8, 14), 'nothing');
  cursor.sitUntil(around(unit, BED.at - 20, BED.spread), 'watching television');
  cursor.bathroom(between(unit, 8, 15), 'brushing teeth');
}

function night(cursor: Cursor, wakeMin: number): void {
  const { unit } = cursor;
  cursor.stay('bedroom', 'going to bed', between(unit, 5, 12), { manner: 'busy' });
  const visits = unit() < 0.45 ? 2 : 1;
  for (let visit = 0; visit < visits; visit += 1) {
    const share = (visit + 1) / (visits + 1);
    const asleep = (wakeMin - cursor.now) * (visit === 0 ? share : 0.5);
    cursor.stay('bedroom', 'asleep', around(unit, asleep, 35), { manner: 'asleep' });
    cursor.bathroom(between(unit, 4, 8));
  }
  cursor.stay('bedroom', 'asleep', wakeMin - cursor.now, { manner: 'asleep' });
}
