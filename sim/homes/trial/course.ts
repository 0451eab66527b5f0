/**
 * A simulated home through the shipped reducer: its days as facts for a `Fold`, and who answers there.
 *
 * Owns the way from local wall clock to home time, what happens beside observations, and the answers of residents.
 * Must never decide anything: that is the hub's.
 */
import { defaultConfig } from '../../../agent/config/defaults.ts';
import type { Entry, Fact } from '../../../agent/record.ts';
import type { ZoneChange } from '../../../agent/zone.ts';
import { type Answers, Fold } from '../../evaluate/fold.ts';
import { unitOf } from '../../world/chance.ts';
import { UTC_OFFSET_MIN, descriptionOf } from '../home.ts';
import type { Person } from '../person.ts';
import { EPOCH_MS, type Part } from '../plan.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Seen } from '../tick.ts';

const START_UTC_MS = EPOCH_MS - UTC_OFFSET_MIN * MINUTE_MS;
const ANSWER_MS = MINUTE_MS;
/** Spans of absence that are remembered: the last ones are enough, an answer is about now. */
const ABSENCES_MAX = 60;

/** What a hub meets at a local time: a fact, or being off for a while, or a step of its wall clock. */
export type Happening = { readonly localMs: number } & (
  | { readonly what: 'fact'; readonly fact: Fact }
  | { readonly what: 'off'; readonly untilMs: number }
  | { readonly what: 'step'; readonly stepMs: number }
);

export function zoneOf(changeLocalMs: number | null, byMin: number): ZoneChange[] {
  const first = { fromMs: START_UTC_MS - DAY_MS, offsetMin: UTC_OFFSET_MIN };
  if (changeLocalMs === null) return [first];
  const fromMs = changeLocalMs - UTC_OFFSET_MIN * MINUTE_MS;
  return [first, { fromMs, offsetMin: UTC_OFFSET_MIN + byMin }];
}

export function foldOf(person: Person, answers: Answers, see: (entry: Entry) => void): Fold {
  const config = defaultConfig(descriptionOf(person));
  const zone = zoneOf(null, 0);
  return new Fold({ config, startUtcMs: START_UTC_MS, zone, answers, desk: true, see });
}

/** Local ms, as if no clock had ever stepped, of a record. */
export function localMsOf(entry: Entry): number {
  return EPOCH_MS + entry.at.monotonicMs;
}

export function homeMsOf(localMs: number): number {
  return localMs - EPOCH_MS;
}

export function happened({ localMs, sensor, value }: Seen): Happening {
  return { localMs, what: 'fact', fact: { kind: 'observation', sensor, value } };
}

/** Lets a fold live through happenings in order. While the hub is off, nothing reaches it. */
export function meet(fold: Fold, happenings: Iterable<Happening>): void {
  let offMs = Number.NEGATIVE_INFINITY;
  for (const one of happenings) {
    const ms = homeMsOf(one.localMs);
    if (ms < offMs) continue;
    fold.advanceTo(ms);
    if (one.what === 'fact') fold.give(one.fact);
    else if (one.what === 'step') fold.stepWall(one.stepMs);
    else {
      offMs = homeMsOf(one.untilMs);
      fold.offUntil(offMs);
    }
  }
}

/** When the person is out, as far as it has been lived. */
export class Whereabouts {
  #absences: { fromMs: number; untilMs: number }[] = [];

  note(parts: readonly Part[]): void {
    for (const { doing, fromMs, untilMs } of parts) {
      if (doing !== 'away') continue;
      const last = this.#absences.at(-1);
      if (last !== undefined && last.untilMs >= fromMs) last.untilMs = Math.max(last.untilMs, untilMs);
      else this.#absences.push({ fromMs, untilMs });
    }
    this.#absences = this.#absences.slice(-ABSENCES_MAX);
  }

  /** Since when the person is out; null when at home. */
  outSince(localMs: number): number | null {
    const found = this.#absences.findLast(({ fromMs, untilMs }) => localMs >= fromMs && localMs < untilMs);
    return found?.fromMs ?? null;
  }
}

/**
 * Whom an alert is about: somebody at home, or out since when (local ms). Who was out at the last question could not
 * answer it, and who comes home while the hub still waits is somebody who was out.
 */
export class Asked {
  readonly #where: Whereabouts;
  #outMs: number | null = null;

  constructor(where: Whereabouts) {
    this.#where = where;
  }
  /** Sees every record; tells for a prompt or an alert since when the person is out, null when at home. */
  see(entry: Entry): number | null {
    const outMs = this.#where.outSince(localMsOf(entry));
    if (entry.body.kind === 'prompt') this.#outMs = outMs;
    return entry.body.kind === 'alert' ? (outMs ?? this.#outMs) : outMs;
  }
}

/** Answers every question in a minute, if at home. */
export function answersAtHome(where: Whereabouts): Answers {
  return (entry) => (where.outSince(localMsOf(entry)) === null ? ANSWER_MS : null);
}

/** Of the questions asked aloud, so many are answered by day and by night: detector anchors §4 and §8.6. */
export const ANSWERED_BY_DAY = 0.8;
export const ANSWERED_BY_NIGHT = 0.3;
const ANSWER = 201;

/** One draw for each time it is asked: it is asked louder, and later. For one fold only. */
export function answersSometimes(where: Whereabouts, seed: number): Answers {
  return (entry) => {
    const localMs = localMsOf(entry);
    if (where.outSince(localMs) !== null) return null;
    const draw = unitOf(seed, Math.floor(localMs / MINUTE_MS), ANSWER)();
    return draw < (isNight(localMs) ? ANSWERED_BY_NIGHT : ANSWERED_BY_DAY) ? ANSWER_MS : null;
  };
}

/** False alerts of so many questions if whoever does not hear the first does not hear the third either. */
export function deafAlerts(byDay: number, byNight: number): number {
  return byDay * (1 - ANSWERED_BY_DAY) + byNight * (1 - ANSWERED_BY_NIGHT);
}

/** From ten in the evening to seven in the morning. */
export function isNight(localMs: number): boolean {
  const hour = Math.floor(localMs / HOUR_MS) % 24;
  return hour >= 22 || hour < 7;
}
