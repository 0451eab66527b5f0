/**
 * Years of ordinary life: how often a resident who is well is asked, and how often somebody is told of them.
 *
 * Owns what counts as false. A conversation is one prompt; an alert for inactivity is false when the person was at
 * home, and "not back" when they were out. Figures of simulated homes stand for nothing but simulated homes.
 */
import type { Entry } from '../../../agent/record.ts';
import { simulateDay } from '../home.ts';
import type { Person } from '../person.ts';
import { dayMs } from '../plan.ts';
import { DAY_MS } from '../tick.ts';
import {
  Asked,
  Whereabouts,
  answersSometimes,
  foldOf,
  happened,
  homeMsOf,
  isNight,
  localMsOf,
  meet,
} from './course.ts';

export interface LongRun {
  readonly home: string;
  readonly like: string;
  readonly days: number;
  readonly observations: number;
  /** Conversations about inactivity with somebody at home; of them at night, and in the first, next three, later weeks. */
  readonly prompts: number;
  readonly promptsByNight: number;
  readonly promptsBySlice: readonly [number, number, number];
  /** Questions to an empty home, and about blindness. */
  readonly promptsAway: number;
  readonly promptsBlind: number;
  /** Alerts for inactivity of somebody well at home; out for less than a day; out for longer; and for blindness. */
  readonly alertsFalse: number;
  readonly alertsOut: number;
  readonly alertsNotBack: number;
  readonly alertsBlind: number;
  readonly conditions: Readonly<Record<string, number>>;
}

/** Nobody is missed earlier than this: detector anchors §5. */
export const NOT_BACK_MS_MIN = DAY_MS;
/** Days of the slices: week 1, weeks 2 to 4, later. */
export const SLICE_DAYS = [7, 28] as const;

export function runLong(person: Person, days: number): LongRun {
  const where = new Whereabouts();
  const count = new Counting(person, days, where);
  const fold = foldOf(person, answersSometimes(where, person.seed), (entry) => count.see(entry));
  let observations = 0;
  for (let day = 0; day < days; day += 1) {
    const { parts, seen } = simulateDay(person, day);
    where.note(parts);
    observations += seen.length;
    meet(fold, seen.map(happened));
  }
  fold.advanceTo(homeMsOf(dayMs(days)));
  return { ...count.run, observations };
}

class Counting {
  readonly run: { -readonly [Key in keyof LongRun]: LongRun[Key] } & {
    promptsBySlice: [number, number, number];
    conditions: Record<string, number>;
  };
  readonly #asked: Asked;

  constructor(person: Person, days: number, where: Whereabouts) {
    this.#asked = new Asked(where);
    this.run = {
      home: person.name,
      like: person.rhythm.home,
      days,
      observations: 0,
      prompts: 0,
      promptsByNight: 0,
      promptsBySlice: [0, 0, 0],
      promptsAway: 0,
      promptsBlind: 0,
      alertsFalse: 0,
      alertsOut: 0,
      alertsNotBack: 0,
      alertsBlind: 0,
      conditions: {},
    };
  }

  see(entry: Entry): void {
    const { body } = entry;
    const localMs = localMsOf(entry);
    const outSinceMs = this.#asked.see(entry);
    const isOut = outSinceMs !== null;
    if (body.kind === 'prompt' && body.stage === 1) this.#prompt(body.cause, localMs, isOut);
    else if (body.kind === 'alert' && body.why === 'raised' && !body.test) {
      if (body.cause !== 'inactivity') this.run.alertsBlind += 1;
      else if (isOut) this.run[localMs - outSinceMs < NOT_BACK_MS_MIN ? 'alertsOut' : 'alertsNotBack'] += 1;
      else this.run.alertsFalse += 1;
    } else if (body.kind === 'condition' && body.edge === 'raised') {
      this.run.conditions[body.code] = (this.run.conditions[body.code] ?? 0) + 1;
    }
  }

  #prompt(cause: string, localMs: number, isOut: boolean): void {
    if (cause !== 'inactivity') this.run.promptsBlind += 1;
    else if (isOut) this.run.promptsAway += 1;
    else {
      this.run.prompts += 1;
      if (isNight(localMs)) this.run.promptsByNight += 1;
      const day = Math.floor((localMs - dayMs(0)) / DAY_MS);
      const slice = day < SLICE_DAYS[0] ? 0 : day < SLICE_DAYS[1] ? 1 : 2;
      this.run.promptsBySlice[slice] += 1;
    }
  }
}
