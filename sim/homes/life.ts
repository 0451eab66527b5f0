/**
 * A person's signs through a day: run after run in room after room, by the tables of a rhythm.
 *
 * Owns the semi-Markov walk: a run of signs in a room, gaps between them, the gap to the next room, and which room.
 * Gaps are drawn at their beginning; rising, going out and going to bed cut them short, as they did in the fit. Pure;
 * never knows a sensor.
 */
import { type Unit, between, unitOf } from '../world/chance.ts';
import type { Person } from './person.ts';
import { type Bend, type Part, planOf } from './plan.ts';
import { draw, valueAt } from './quantile.ts';
import type { Stay } from './rhythm.ts';
import { MINUTE_MS, bandOf } from './tick.ts';

/** `sign`: moves in the room. `lies`, `rises`: takes the bed for a time, and leaves it. */
export interface Sign {
  /** Local ms as if UTC. */
  readonly localMs: number;
  readonly room: string;
  readonly what: 'sign' | 'opens' | 'shuts' | 'lies' | 'rises';
  /** Last of its run. */
  readonly ends: boolean;
}

const WALK = 6;
/** The next rank is the last one, give or take this. */
const ALIKE_SPREAD = 0.1;
/** Nothing that somebody does twice is less than this apart. */
const STEP_MS = 1_000;

/** All signs of a day in order, and the parts it was made of. */
export function liveDay(person: Person, day: number, bend: Bend): { signs: Sign[]; parts: readonly Part[] } {
  const parts = planOf(person, day, bend);
  const walk = new Walk(person, unitOf(person.seed, day, WALK));
  for (const part of parts) walk.through(part);
  return { signs: walk.signs.sort((left, right) => left.localMs - right.localMs), parts };
}

class Walk {
  readonly signs: Sign[] = [];
  readonly #person: Person;
  readonly #unit: Unit;
  readonly #bedroom: string;
  #room: string;
  #rank = 0.5;

  constructor(person: Person, unit: Unit) {
    this.#person = person;
    this.#unit = unit;
    this.#bedroom =
      'bedroom' in person.rhythm.awake ? 'bedroom' : (Object.keys(person.rhythm.awake)[0] ?? '');
    this.#room = this.#bedroom;
  }

  through(part: Part): void {
    if (part.doing === 'away') {
      this.#goOut(part);
      return;
    }
    if (part.doing !== 'awake') this.#room = this.#bedroom;
    this.#live(part);
  }

  #live({ fromMs, untilMs, doing, rate }: Part): void {
    const { rhythm, calm, pace, shiftMin } = this.#person;
    const isAwake = doing === 'awake';
    const factor = (isAwake ? pace : calm) / rate;
    let atMs = fromMs;
    while (atMs < untilMs) {
      const band = bandOf(atMs - shiftMin * MINUTE_MS);
      const stay = isAwake
        ? rhythm.awake[this.#room]?.[band]
        : (rhythm.asleep[this.#room] ?? rhythm.asleep[this.#bedroom]);
      if (stay === undefined) throw new RangeError(`no table for ${this.#room}`);
      const lies = !isAwake && this.#room === this.#bedroom;
      if (lies) this.#sign(atMs, 'lies');
      atMs = this.#run(stay, atMs, untilMs, factor);
      if (lies) this.#sign(Math.min(atMs, untilMs) - STEP_MS, 'rises');
    }
  }

  /** One run in the room; returns when the next one begins, which may be past the end of the part. */
  #run(stay: Stay, fromMs: number, untilMs: number, factor: number): number {
    const unit = this.#unit;
    const { rhythm } = this.#person;
    let atMs = fromMs;
    if (this.#room === rhythm.entrance && unit() < rhythm.doorAtHome) this.#door(atMs + STEP_MS);
    for (let left = Math.max(1, Math.round(draw(stay.run, unit))); left > 0; left -= 1) {
      const seconds = left > 1 ? valueAt(stay.within, this.#nextRank()) : draw(stay.leave, unit);
      const nextMs = atMs + Math.max(STEP_MS, Math.round(seconds * factor * 1000));
      this.#sign(atMs, 'sign', left === 1 || nextMs >= untilMs);
      atMs = nextMs;
      if (atMs >= untilMs) return atMs;
    }
    this.#room = pick(stay.next, unit()) ?? this.#room;
    return atMs;
  }

  #nextRank(): number {
    const unit = this.#unit;
    if (unit() >= this.#person.rhythm.alike) this.#rank = unit();
    else {
      const near = Math.abs(this.#rank + between(unit, -ALIKE_SPREAD, ALIKE_SPREAD));
      this.#rank = near > 1 ? 2 - near : near;
    }
    return this.#rank;
  }

  #goOut({ fromMs, untilMs, leaves, returns }: Part): void {
    this.#room = this.#person.rhythm.entrance;
    if (leaves) {
      this.#sign(fromMs, 'sign');
      this.#door(fromMs + 4 * STEP_MS);
    }
    if (returns) this.#door(untilMs - 9 * STEP_MS);
  }

  #door(atMs: number): void {
    this.#sign(atMs, 'opens');
    this.#sign(atMs + Math.round(between(this.#unit, 3, 7)) * STEP_MS, 'shuts');
  }

  #sign(localMs: number, what: Sign['what'], ends: boolean = true): void {
    this.signs.push({ localMs, room: this.#room, what, ends });
  }
}

function pick(shares: Readonly<Record<string, number>>, share: number): string | null {
  let left = share;
  let last: string | null = null;
  for (const [name, of] of Object.entries(shares)) {
    last = name;
    left -= of;
    if (left < 0) return name;
  }
  return last;
}
