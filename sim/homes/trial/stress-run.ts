/**
 * Runs the stress list over a home that has been lived in, and judges each case beside the same days without it.
 *
 * Owns the judgement: at most one more question about inactivity than without the stress, or a condition raised in
 * bounded time; and never an alert for inactivity of somebody who answers, or who is out for less than a day.
 */
import type { ConditionCode, Entry } from '../../../agent/record.ts';
import type { Fold } from '../../evaluate/fold.ts';
import { simulateDay } from '../home.ts';
import type { Person } from '../person.ts';
import { type Bend, dayMs } from '../plan.ts';
import { DAY_MS, HOUR_MS } from '../tick.ts';
import {
  Asked,
  type Happening,
  Whereabouts,
  answersAtHome,
  foldOf,
  happened,
  homeMsOf,
  localMsOf,
  meet,
  zoneOf,
} from './course.ts';
import { NOT_BACK_MS_MIN } from './long-run.ts';
import type { Place, StressCase } from './stress.ts';

export interface StressOutcome {
  readonly home: string;
  readonly name: string;
  readonly days: number;
  /** Questions about inactivity, and in the same days without the stress. */
  readonly prompts: number;
  readonly promptsWithout: number;
  readonly promptsBlind: number;
  /** Alerts for inactivity: at home with somebody who answers; out for less than a day; out for longer. */
  readonly alertsHome: number;
  readonly alertsOut: number;
  readonly alertsNotBack: number;
  /** Requests to phone, because the home could not be seen. */
  readonly alertsBlind: number;
  /** The first condition raised, and how many hours after the beginning; null: none. */
  readonly condition: { readonly code: ConditionCode; readonly hours: number } | null;
  readonly ok: boolean;
  readonly why: string;
}

/** More questions than this are too many: one. */
export const EXTRA_PROMPTS_MAX = 1;
/** Fewer days than this and the prior still speaks. */
export const LEARN_DAYS = 45;

interface Tally {
  prompts: number;
  promptsBlind: number;
  alertsHome: number;
  alertsOut: number;
  alertsNotBack: number;
  alertsBlind: number;
  condition: StressOutcome['condition'];
}

/** Lives `LEARN_DAYS` once and each case from there. */
export function runStress(
  person: Person,
  cases: readonly StressCase[],
  learnDays: number = LEARN_DAYS,
): StressOutcome[] {
  const where = new Whereabouts();
  const fold = foldOf(person, answersAtHome(where), () => {});
  for (let day = 0; day < learnDays; day += 1) {
    const { parts, seen } = simulateDay(person, day);
    where.note(parts);
    meet(fold, seen.map(happened));
  }
  const place = { person, day: learnDays };
  return cases.map((one) => {
    const plain = tallied(fold, place, { name: '', days: one.days, conditionMs: 0 });
    return judged(person, one, tallied(fold, place, one), plain);
  });
}

function tallied(from: Fold, place: Place, one: StressCase): Tally {
  const { person, day } = place;
  const bend: Bend = one.bend?.(place) ?? {};
  const where = new Whereabouts();
  const asked = new Asked(where);
  const tally: Tally = {
    prompts: 0,
    promptsBlind: 0,
    alertsHome: 0,
    alertsOut: 0,
    alertsNotBack: 0,
    alertsBlind: 0,
    condition: null,
  };
  const changeMs = dayMs(day + 1) + 2 * HOUR_MS;
  const fold = from.fork({
    answers: answersAtHome(where),
    see: (entry) => note(tally, entry, asked, dayMs(day) + (one.beginsHour ?? 0) * HOUR_MS),
    zone: zoneOf(one.zoneMin === undefined ? null : changeMs, one.zoneMin ?? 0),
  });
  for (let at = 0; at < one.days; at += 1) {
    const { parts, seen } = simulateDay(person, day + at, bend);
    where.note(parts);
    const happenings = one.change?.(seen, place, at) ?? seen.map(happened);
    meet(fold, one.zoneMin === undefined ? happenings : withChange(happenings, changeMs));
  }
  fold.advanceTo(homeMsOf(dayMs(day + one.days) + DAY_MS / 4));
  return tally;
}

/** The hub notes that its offset to UTC is another one. */
function withChange(happenings: readonly Happening[], localMs: number): Happening[] {
  const [first, last] = [happenings[0]?.localMs ?? 0, happenings.at(-1)?.localMs ?? 0];
  if (localMs < first || localMs > last) return [...happenings];
  const change: Happening = { localMs, what: 'fact', fact: { kind: 'clock', stepMs: 0 } };
  return [...happenings, change].sort((left, right) => left.localMs - right.localMs);
}

function note(tally: Tally, entry: Entry, asked: Asked, beginMs: number): void {
  const { body } = entry;
  const localMs = localMsOf(entry);
  const outMs = asked.see(entry);
  if (body.kind === 'prompt' && body.stage === 1) {
    if (body.cause === 'inactivity') tally.prompts += 1;
    else tally.promptsBlind += 1;
  } else if (body.kind === 'alert' && body.why === 'raised' && !body.test) {
    if (body.cause !== 'inactivity') tally.alertsBlind += 1;
    else if (outMs === null) tally.alertsHome += 1;
    else if (localMs - outMs < NOT_BACK_MS_MIN) tally.alertsOut += 1;
    else tally.alertsNotBack += 1;
  } else if (body.kind === 'condition' && body.edge === 'raised') {
    tally.condition ??= { code: body.code, hours: (localMs - beginMs) / HOUR_MS };
  }
}

function judged(person: Person, one: StressCase, tally: Tally, plain: Tally): StressOutcome {
  const extra = tally.prompts - plain.prompts;
  const inTime = tally.condition !== null && tally.condition.hours * HOUR_MS <= one.conditionMs;
  const reasons = [
    ...(tally.alertsHome > 0 ? ['told of somebody who answers'] : []),
    ...(tally.alertsOut > 0
      ? [`told of somebody out for less than a day${plain.alertsOut > 0 ? ' (without the stress too)' : ''}`]
      : []),
    ...(extra > EXTRA_PROMPTS_MAX && !inTime ? [`${extra} more questions, no condition in time`] : []),
  ];
  return {
    home: person.name,
    name: one.name,
    days: one.days,
    ...tally,
    promptsWithout: plain.prompts,
    ok: reasons.length === 0,
    why: reasons.join('; '),
  };
}
