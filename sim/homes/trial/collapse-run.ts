/**
 * Runs collapses over a home that has been lived in, and measures how long until somebody is asked, and told.
 *
 * Owns the choice of moments, spread over days and hours from a seed. A delay that is not over after a day counts as
 * a day. Each collapse is a fork: the home lives on without it.
 */
import type { Entry } from '../../../agent/record.ts';
import { type Fold, answersNever } from '../../evaluate/fold.ts';
import { unitOf } from '../../world/chance.ts';
import { machineDay, simulateDay } from '../home.ts';
import type { Person } from '../person.ts';
import { HOUR_MS } from '../tick.ts';
import {
  AFTER_MS,
  type Collapse,
  type Meant,
  VARIANTS,
  type Variant,
  collapseOf,
  leadMs,
  momentOf,
} from './collapse.ts';
import { Whereabouts, answersAtHome, foldOf, happened, homeMsOf, localMsOf, meet } from './course.ts';
import { LEARN_DAYS } from './stress-run.ts';

export interface CollapseOutcome {
  readonly home: string;
  readonly variant: Variant;
  readonly atMs: number;
  /** Hours from the collapse to the first question after it, and to the alert; a day stands for more. */
  readonly promptHours: number;
  readonly alertHours: number;
  /** A question was already open, or somebody already told. */
  readonly already: boolean;
}

const MOMENT = 401;
export const CENSORED_HOURS = AFTER_MS / HOUR_MS;

/** Tries each variant once a day on so many days after `learnDays`. */
export function runCollapses(
  person: Person,
  days: number,
  learnDays: number = LEARN_DAYS,
): CollapseOutcome[] {
  const where = new Whereabouts();
  const fold = foldOf(person, answersAtHome(where), () => {});
  const outcomes: CollapseOutcome[] = [];
  for (let day = 0; day < learnDays + days; day += 1) {
    const { parts, seen } = simulateDay(person, day);
    where.note(parts);
    const meant = day < learnDays ? null : meantFrom(person, day);
    const pending = meant === null ? [] : collapsesOn(person, day, meant);
    let from = 0;
    for (const collapse of pending) {
      const forkMs = collapse.atMs - leadMs(collapse.variant);
      const to = firstAfter(seen, forkMs, from);
      meet(fold, seen.slice(from, to).map(happened));
      from = to;
      outcomes.push(suffer(person, fold, collapse));
    }
    meet(fold, seen.slice(from).map(happened));
  }
  return outcomes;
}

/** The day and the two after it, as far as a collapse on it may look. */
export function meantFrom(person: Person, day: number): Meant {
  const days = [day, day + 1, day + 2];
  const simulated = days.map((one) => simulateDay(person, one));
  return {
    person,
    seen: simulated.flatMap(({ seen }) => seen),
    parts: simulated.flatMap(({ parts }) => parts),
    machine: days.flatMap((one) => machineDay(person, one)),
  };
}

/** In the order in which they are forked from the day. */
export function collapsesOn(person: Person, day: number, meant: Meant): Collapse[] {
  const found: Collapse[] = [];
  const [first] = meant.parts;
  for (const [at, variant] of VARIANTS.entries()) {
    const unit = unitOf(person.seed, day, MOMENT + at);
    const moment = momentOf(variant, variant === 'P7' ? day + 1 : day, meant, unit);
    if (moment === null || first === undefined || moment - leadMs(variant) < first.fromMs) continue;
    const collapse = collapseOf(variant, moment, meant, unit);
    if (collapse !== null) found.push(collapse);
  }
  return found.sort((left, right) => left.atMs - leadMs(left.variant) - right.atMs + leadMs(right.variant));
}

function firstAfter(seen: readonly { readonly localMs: number }[], localMs: number, from: number): number {
  const at = seen.findIndex((one, index) => index >= from && one.localMs > localMs);
  return at < 0 ? seen.length : at;
}

function suffer(person: Person, from: Fold, { variant, atMs, before, after }: Collapse): CollapseOutcome {
  let promptMs: number | null = null;
  let alertMs: number | null = null;
  let collapsed = false;
  const see = (entry: Entry): void => {
    if (!collapsed) return;
    const { body } = entry;
    if (body.kind === 'prompt' && body.stage === 1) promptMs ??= localMsOf(entry);
    else if (body.kind === 'alert' && body.why === 'raised' && !body.test) alertMs ??= localMsOf(entry);
  };
  const fold = from.fork({ answers: answersNever, desk: false, see });
  meet(fold, before);
  fold.advanceTo(homeMsOf(atMs));
  collapsed = true;
  const already = isAsked(fold);
  meet(fold, after);
  fold.advanceTo(homeMsOf(atMs + AFTER_MS));
  const hours = (ms: number | null): number => (ms === null ? CENSORED_HOURS : (ms - atMs) / HOUR_MS);
  const asked = already ? atMs : promptMs;
  return { home: person.name, variant, atMs, promptHours: hours(asked), alertHours: hours(alertMs), already };
}

function isAsked({ state }: Fold): boolean {
  return state.checkon.conversation !== null;
}
