/**
 * The other ways to fall (reference §8.4): noise in the same room, one walk more, the bathroom at night, the door,
 * a dead sensor, a reboot, a slow decline. Sampled, one of each hour, seeded by the home's name.
 *
 * Owns what each one does to the facts after the fall. P6, a visitor who leaves, needs a home that knows its visitors.
 */
import { type Unit, unitOf } from '../world/chance.ts';
import type { Fold } from './fold.ts';
import { type HomeCase, hourOf, localOf } from './homes.ts';
import { type Course, anotherRoom, bathroomOf, declined, lastInside, noise, pulse } from './courses.ts';
import { GRID_MS, HORIZON_MS, type Watcher, afresh, delay, runOut } from './silences.ts';
import { gridOf } from './truth.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.ts';
import { type VariantId, type VariantRun } from './variant-table.ts';

const SEED = 20_261_121;
const OFF_MS = 60_000;
const REBOOT_AFTER_MS = 10 * MINUTE_MS;
/** Falls in the bathroom at night, comings and goings, and dead sensors, per home at most. */
const SAMPLES_MAX = 24;
const DEAD_SAMPLES = 12;
const BY_DOOR_MS = 20 * MINUTE_MS;

type Sample = { readonly ms: number; readonly ids: readonly VariantId[] };

export class Variants {
  readonly runs: VariantRun[] = [];
  readonly #home: HomeCase;
  readonly #unit: Unit;
  readonly #samples: readonly Sample[];
  #next = 0;
  #wasAway = false;
  #isBack = false;
  readonly #doors = { in: 0, out: 0 };
  #inside: string | null = null;

  constructor(home: HomeCase) {
    this.#home = home;
    const letters = Array.from(home.name, (letter) => letter.codePointAt(0) ?? 0);
    this.#unit = unitOf(SEED, ...letters);
    this.#samples = samplesOf(home, this.#unit);
  }

  readonly watch: Watcher = (fold, toMs, index) => {
    this.#inside = lastInside(this.#home, fold) ?? this.#inside;
    this.#door(fold, toMs, index);
    for (let sample = this.#samples[this.#next]; sample !== undefined; sample = this.#samples[this.#next]) {
      if (sample.ms >= toMs) return;
      this.#next += 1;
      // Nothing rings at a pass that goes on; whoever is well until then answers.
      const here = fold.fork({ see: () => undefined });
      here.advanceTo(sample.ms);
      for (const id of sample.ids) {
        if (id === 'P7') this.#deadSensor(here, index);
        else this.#fall(id, here, index);
      }
    }
  };

  #fall(id: VariantId, here: Fold, index: number): void {
    const course = this.#courseOf(id, here, index);
    if (course !== null) this.#follow(id, here, course);
  }

  #courseOf(id: VariantId, here: Fold, index: number): Course | null {
    const [home, unit, inside] = [this.#home, this.#unit, this.#inside];
    const { ms } = here;
    if (id === 'P1a' || id === 'P1b') {
      return inside === null ? null : noise(here, home, inside, [unit, id === 'P1a' ? 10 : 30]);
    }
    if (id === 'P2') {
      const sensor = anotherRoom(home, inside, unit);
      return sensor === null ? null : pulse(here, home, sensor, ms + (1 + 2 * unit()) * HOUR_MS);
    }
    if (id === 'P3') {
      const sensor = bathroomOf(home);
      return sensor === null ? null : pulse(here, home, sensor, ms);
    }
    if (id === 'P9') return declined(home, index, ms, unit);
    return [];
  }

  #follow(id: VariantId, here: Fold, course: Course): void {
    const { fold, rung } = afresh(here);
    const fromMs = here.ms;
    const isEnough = (): boolean => rung.prompts.length > 0 && rung.alerts.length > 0;
    if (id === 'P8') {
      fold.advanceTo(fromMs + REBOOT_AFTER_MS, isEnough);
      fold.offUntil(fold.ms + OFF_MS);
    }
    for (const { ms, sensor, value } of course) {
      if (ms > fromMs + HORIZON_MS || fold.advanceTo(ms, isEnough)) break;
      fold.give({ kind: 'observation', sensor, value });
    }
    runOut(fold, rung, fromMs);
    const promptMs = delay(rung.prompts[0]?.ms, fromMs);
    this.runs.push({ id, promptMs, alertMs: delay(rung.alerts[0], fromMs) });
  }

  /** A day with one sensor dead and everybody well, and then the fall. */
  #deadSensor(here: Fold, index: number): void {
    const { observations, config, truth } = this.#home;
    const { sensors } = config.home;
    const dead = sensors[Math.floor(this.#unit() * sensors.length)]?.id ?? '';
    here.give({ kind: 'sensor-health', sensor: dead, health: 'lost', why: 'bus' });
    const fallMs = here.ms + DAY_MS;
    for (let at = index + 1; at < observations.length; at += 1) {
      const one = observations[at];
      if (one === undefined || one.ms > fallMs) break;
      if (one.sensor === dead) continue;
      here.advanceTo(one.ms);
      here.give({ kind: 'observation', sensor: one.sensor, value: one.value });
    }
    here.advanceTo(fallMs);
    if (truth.atHome(fallMs)) this.#follow('P7', here, []);
  }

  #door(fold: Fold, toMs: number, index: number): void {
    const { fromMs, observations, config } = this.#home;
    const isAway = fold.state.presence.state === 'away';
    if (isAway !== this.#wasAway) this.#isBack = !isAway;
    this.#wasAway = isAway;
    if (fold.ms < fromMs) return;
    // The door alone is no coming home: the first sign inside is.
    if (this.#isBack && lastInside(this.#home, fold) !== null && this.#doors.in < SAMPLES_MAX) {
      this.#isBack = false;
      this.#doors.in += 1;
      this.#follow('P4', fold, []);
    }
    const line = observations[index];
    const sensor = config.home.sensors.find(({ id }) => id === line?.sensor);
    if (sensor?.entrance !== true || toMs - fold.ms <= BY_DOOR_MS || this.#doors.out >= SAMPLES_MAX) return;
    this.#doors.out += 1;
    this.#follow('P5', fold, []);
  }
}

const EACH_HOUR: readonly VariantId[] = ['P1a', 'P1b', 'P2', 'P8', 'P9'];

/** In order of time; one moment at home of each local hour, and those that need another start. */
function samplesOf(home: HomeCase, unit: Unit): readonly Sample[] {
  const grid = gridOf(home.truth, home.fromMs, home.endMs - HORIZON_MS, GRID_MS);
  const byHour = new Map<number, number[]>();
  for (const ms of grid) {
    const hour = hourOf(localOf(home, ms));
    const own = byHour.get(hour);
    if (own === undefined) byHour.set(hour, [ms]);
    else own.push(ms);
  }
  const draw = (from: readonly number[]): number | undefined => from[Math.floor(unit() * from.length)];
  const samples: Sample[] = [];
  const add = (ms: number | undefined, ids: readonly VariantId[]): void => {
    if (ms !== undefined) samples.push({ ms, ids });
  };
  for (let hour = 0; hour < 24; hour += 1) add(draw(byHour.get(hour) ?? []), EACH_HOUR);
  const night = [2, 3, 4, 5].flatMap((hour) => byHour.get(hour) ?? []);
  for (let count = 0; count < SAMPLES_MAX; count += 1) add(draw(night), ['P3']);
  const dayBefore = grid.map((ms) => ms - DAY_MS);
  for (let count = 0; count < DEAD_SAMPLES; count += 1) add(draw(dayBefore), ['P7']);
  return samples.toSorted((left, right) => left.ms - right.ms);
}
