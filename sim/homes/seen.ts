/**
 * What a kit of sensors makes of a person's signs: observations as a hub gets them after the filters.
 *
 * Owns hold times, misses, pulses of nobody, doors, mats, switches, and the fridge that switches itself. Pure.
 */
import type { ObservationValue } from '../../agent/record.ts';
import { type Unit, between, unitOf } from '../world/chance.ts';
import type { Sign } from './life.ts';
import type { Person } from './person.ts';
import type { Span } from './plan.ts';
import { draw } from './quantile.ts';
import { HOUR_MS, MINUTE_MS, type Seen } from './tick.ts';

const [EYE, GHOST, FRIDGE] = [11, 12, 13];
/** A detector's hold time where none was fitted. */
const HOLD_MS = 2_500;
const SWITCHES = 3;
/** A compressor runs a quarter of an hour and rests half of one. */
const FRIDGE_ON_MIN = [12, 20] as const;
const FRIDGE_OFF_MIN = [25, 45] as const;
/** Of the runs in the kitchen, so many boil water. */
const KETTLE_SHARE = 0.08;

/** The observations of one day, from its rising to the next, in order. */
export function seeDay(person: Person, day: number, signs: readonly Sign[], span: Span): Seen[] {
  const eyes = new Eyes(person, unitOf(person.seed, day, EYE), span);
  for (const sign of signs) eyes.see(sign);
  ghosts(eyes, person, unitOf(person.seed, day, GHOST), span);
  if (person.kit.fridge) fridge(eyes, unitOf(person.seed, day, FRIDGE), span);
  return eyes.observations();
}

class Eyes {
  readonly #person: Person;
  readonly #unit: Unit;
  readonly #span: Span;
  readonly #seen: Seen[] = [];
  readonly #pulses = new Map<string, number[]>();
  readonly #values = new Map<string, ObservationValue>();

  constructor(person: Person, unit: Unit, span: Span) {
    this.#person = person;
    this.#unit = unit;
    this.#span = span;
  }

  see({ localMs, room, what, ends }: Sign): void {
    const { kit, missed } = this.#person;
    const unit = this.#unit;
    if (what === 'opens' || what === 'shuts') {
      this.put(localMs, 'front-door', what === 'opens' ? 'open' : 'closed');
      return;
    }
    if (what !== 'sign') {
      if (kit.bedMat) this.#turn(localMs, 'bed-mat', what === 'lies' ? 'on' : 'off');
      return;
    }
    const misses = unit() < missed;
    const eye = kit.eyes[room];
    if (eye === 'motion' && !misses) this.pulse(localMs, `motion-${room}`);
    else if (eye === 'mat') this.#stir(localMs, `mat-${room}`, ends);
    else if (eye === 'switch' && !misses) this.#toggle(localMs, room);
    if (room === 'kitchen' && ends && kit.kettle && unit() < KETTLE_SHARE) {
      this.put(localMs + 1_000, 'kettle-power', 'on');
      this.put(localMs + Math.round(between(unit, 100, 170)) * 1_000, 'kettle-power', 'off');
    }
  }

  pulse(localMs: number, sensor: string): void {
    const pulses = this.#pulses.get(sensor) ?? [];
    pulses.push(localMs);
    this.#pulses.set(sensor, pulses);
  }

  put(localMs: number, sensor: string, value: ObservationValue): void {
    if (localMs < this.#span.untilMs)
      this.#seen.push({ localMs: Math.max(this.#span.fromMs, localMs), sensor, value });
  }

  observations(): Seen[] {
    for (const [sensor, pulses] of this.#pulses) this.#hold(sensor, pulses);
    return this.#seen.sort((left, right) => left.localMs - right.localMs);
  }

  #turn(localMs: number, sensor: string, value: ObservationValue): void {
    if (this.#values.get(sensor) === value) return;
    this.#values.set(sensor, value);
    this.put(localMs, sensor, value);
  }

  /** A mat bears somebody from the first sign of a run to the last, and lets go for a moment at each stir. */
  #stir(localMs: number, mat: string, ends: boolean): void {
    const isTaken = this.#values.get(mat) === 'on';
    this.#turn(localMs, mat, isTaken ? 'off' : 'on');
    if (isTaken !== ends) this.#turn(localMs + 500, mat, isTaken ? 'on' : 'off');
  }

  #toggle(localMs: number, room: string): void {
    const which = 1 + Math.floor(this.#unit() * SWITCHES);
    const sensor = room === this.#person.rhythm.entrance ? 'front-door' : `switch-${room}-${which}`;
    this.put(localMs, sensor, 'open');
    this.put(localMs + 2_000, sensor, 'closed');
  }

  #hold(sensor: string, pulses: number[]): void {
    const table = this.#person.rhythm.hold[sensor.slice('motion-'.length)];
    pulses.sort((left, right) => left - right);
    for (const [at, onMs] of pulses.entries()) {
      const holdMs = table === undefined || table.length === 0 ? HOLD_MS : draw(table, this.#unit) * 1_000;
      const nextMs = pulses[at + 1] ?? this.#span.untilMs;
      if (nextMs - onMs < 100) continue;
      this.put(onMs, sensor, 'on');
      this.put(Math.min(onMs + Math.max(100, Math.round(holdMs)), nextMs - 50), sensor, 'off');
    }
  }
}

/** Lone pulses of nobody: sunlight, a curtain, electricity. */
function ghosts(eyes: Eyes, { ghosts: anHour, kit }: Person, unit: Unit, { fromMs, untilMs }: Span): void {
  const rooms = Object.keys(kit.eyes).filter((room) => kit.eyes[room] === 'motion');
  for (let atMs = fromMs; atMs < untilMs; atMs += MINUTE_MS) {
    if (unit() * HOUR_MS >= anHour * MINUTE_MS) continue;
    const room = rooms[Math.floor(unit() * rooms.length)];
    if (room !== undefined) eyes.pulse(atMs + Math.floor(unit() * MINUTE_MS), `motion-${room}`);
  }
}

function fridge(eyes: Eyes, unit: Unit, { fromMs, untilMs }: Span): void {
  for (let atMs = fromMs + 5 * MINUTE_MS; atMs < untilMs;) {
    eyes.put(Math.round(atMs), 'fridge-power', 'on');
    atMs += between(unit, ...FRIDGE_ON_MIN) * MINUTE_MS;
    eyes.put(Math.round(atMs), 'fridge-power', 'off');
    atMs += between(unit, ...FRIDGE_OFF_MIN) * MINUTE_MS;
  }
}
