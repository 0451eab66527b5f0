/**
 * Company: whether somebody besides the resident may hear just now what is said.
 *
 * Owns by what that is told: a visit that is expected, whoever came in it and stays on, a visitor's badge, and movement
 * to and fro between two rooms, faster than one person walks. It hushes small talk and what is private; must never touch
 * a question, a call or an alert, and is no evidence of anything. Plain JSON, because it travels in checkpoints.
 */
import { visitNow } from '../detector/visit.ts';
import { indexHome } from '../home-index.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Body, Observation, OfferOf } from '../record.ts';
import type { CheckonState } from './slice.ts';

export interface CompanyState {
  /** Home time since and until which somebody is taken to be there besides the visit that is expected; null: nobody. */
  sinceMs: number | null;
  untilMs: number | null;
  /** The last changes of room, oldest first, at most `CHANGES`. */
  changes: { readonly room: string; readonly atMs: number }[];
  /** Hushed by movement alone, drained by `MOVED_MS_PER_DAY` a day; and home time at which that was so. */
  movedMs: number;
  movedAtMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Whoever was expected, or said by badge that they are there, stays on for so long, or until the door is used. */
export const STAYS_MS = HOUR_MS;
/** Coats are put on, words said at the door: then it was theirs. A door that soon after they came still belongs to that. */
export const LEAVES_MS = 5 * MINUTE_MS;
/** There, back, there and back again within half a minute: four rooms entered, and nobody at eighty walks that. */
export const CHANGES = 4;
export const AT_ONCE_MS = 30_000;
/** Two people in two rooms are not seen at once all the time; a cup of tea lasts so long. */
export const MOVED_MS = 20 * MINUTE_MS;
/** Two sensors that see one spot, or a dog, look the same: a home must not be hushed for good by them. */
export const MOVED_MS_PER_DAY = 2 * HOUR_MS;

/** What is offered that only the resident should hear. */
const PRIVATE: ReadonlySet<OfferOf> = new Set<OfferOf>(['menu', 'programme', 'wishes', 'how-was-it']);

export function initialCompany(): CompanyState {
  return { sinceMs: null, untilMs: null, changes: [], movedMs: 0, movedAtMs: 0 };
}

type Home = Pick<Readonly<HubState>, 'checkon' | 'plans'>;

/** Home time until which what is private stays unsaid, if nothing happens; in the past: nobody else is there. */
export function companyUntilMs({ checkon, plans }: Home, nowMs: number): number {
  return Math.max(visitNow(plans, nowMs)?.untilMs ?? -Infinity, checkon.company.untilMs ?? -Infinity);
}

export function isAccompanied(state: Home, nowMs: number): boolean {
  return nowMs < companyUntilMs(state, nowMs);
}

/** Applies one record; `state.sensors` has the reading. What is private is left off as soon as somebody is seen to come. */
export function evolveCompany(
  checkon: CheckonState,
  body: Body,
  now: Moment,
  state: Readonly<HubState>,
): void {
  const { company, offer } = checkon;
  if (body.kind === 'badge') stays(company, now.ms, now.ms + STAYS_MS);
  else if (body.kind === 'observation' && state.sensors.isLife) seen(company, body, now.ms, state);
  else return;
  const isHeard = isAccompanied({ checkon, plans: state.plans }, now.ms);
  if (isHeard && offer !== null && PRIVATE.has(offer.of)) offer.over ??= 'broken-off';
}

function seen(
  company: CompanyState,
  { sensor: id }: Observation,
  nowMs: number,
  state: Readonly<HubState>,
): void {
  const sensor = indexHome(state.home.sensors).sensors.get(id);
  if (sensor?.class === 'door' && sensor.entrance) doorUsed(company, nowMs, state);
  else if (sensor?.class === 'motion') moved(company, sensor.room, nowMs);
}

/** In the time of a visit somebody came; after it, whoever was there goes. */
function doorUsed(company: CompanyState, nowMs: number, { plans }: Readonly<HubState>): void {
  company.changes = [];
  const visit = visitNow(plans, nowMs);
  if (visit !== null) stays(company, nowMs, visit.untilMs + STAYS_MS);
  else if (company.untilMs !== null && nowMs - (company.sinceMs ?? nowMs) >= LEAVES_MS)
    company.untilMs = Math.min(company.untilMs, nowMs + LEAVES_MS);
}

function stays(company: CompanyState, nowMs: number, untilMs: number): void {
  if (company.untilMs === null || nowMs >= company.untilMs) company.sinceMs = nowMs;
  company.untilMs = Math.max(company.untilMs ?? untilMs, untilMs);
}

function moved(company: CompanyState, room: string, nowMs: number): void {
  if (company.changes.at(-1)?.room === room) return;
  company.changes = [...company.changes, { room, atMs: nowMs }].slice(-CHANGES);
  const [first] = company.changes;
  const isFull = company.changes.length === CHANGES;
  if (first === undefined || !isFull || nowMs - first.atMs > AT_ONCE_MS) return;
  if (new Set(company.changes.map((change) => change.room)).size > 2) return;
  const addsMs = nowMs + MOVED_MS - Math.max(company.untilMs ?? nowMs, nowMs);
  const drainedMs = ((nowMs - company.movedAtMs) * MOVED_MS_PER_DAY) / DAY_MS;
  const movedMs = Math.max(0, company.movedMs - drainedMs) + addsMs;
  if (addsMs <= 0 || movedMs > MOVED_MS_PER_DAY) return;
  company.movedMs = movedMs;
  company.movedAtMs = nowMs;
  stays(company, nowMs, nowMs + MOVED_MS);
}
