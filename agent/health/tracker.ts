/**
 * Says what is broken: once when it breaks, again when its owner is late, once when it is mended.
 *
 * Owns the open conditions. Judges no sensor and no silence itself: it reads what the other machines found. Bounded
 * by construction: two conditions per sensor and per room of the home, one per device, and one of each other code; one
 * edge per day of each.
 */
import type { ConditionsState } from './slice.ts';
import type { Decide, HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Config } from '../config/config.ts';
import { unreachable } from '../errors.ts';
import type { Body, Condition, ConditionCode, ConsoleClaims } from '../record.ts';
import { LINK_HELD_MS } from '../uplink/centre.ts';
import { BOUNDS_BEFORE, deadlineOfAir, evolveAir, followAir, layOutAir } from './climate.ts';
import { CONDITION_ROWS, OVERDUE_REPEAT_MS } from './conditions.ts';
import { Edges, type OpenCondition } from './edges.ts';
import {
  followDesk,
  followEar,
  followHearing,
  followIdentity,
  followRecord,
  followSensors,
  forgetDevices,
} from './findings.ts';
import { LOW_MS, evolveSupply } from './supply.ts';

/** What lasts as long as its cause, and is raised once the cause has lasted for its bound. */
const LASTING = [
  'blind',
  'certificate-expiring',
  'clock-untrusted',
  'hub-battery-low',
  'in-peace',
  'link-down',
  'mains-lost',
  'nobody-listening',
  'paused',
] as const;
type Lasting = (typeof LASTING)[number];
const SUBJECTS: Readonly<Record<Lasting, string>> = {
  blind: 'home',
  'certificate-expiring': 'hub',
  'clock-untrusted': 'clock',
  'hub-battery-low': 'hub',
  'in-peace': 'home',
  'link-down': 'link',
  'mains-lost': 'hub',
  'nobody-listening': 'desk',
  paused: 'home',
};
const NOTHING: readonly Body[] = [];
/** Time for a visit, where a renewal cannot come down the line. */
const CERTIFICATE_AHEAD_MS = 30 * 86_400_000;

/** Applies one record to the slice, in place, and returns it. */
export function evolveConditions(conditions: ConditionsState, body: Body, now: Moment): ConditionsState {
  if (now.trusted) conditions.untrustedSinceMs = null;
  else conditions.untrustedSinceMs ??= now.ms;
  if (body.kind === 'condition') evolveEdge(conditions, body, now.ms);
  else if (body.kind === 'climate') evolveAir(conditions.climate, body, now.ms);
  else if (body.kind === 'console') evolveClaims(conditions, body, now.ms);
  else if (body.kind === 'supply') conditions.supply = evolveSupply(conditions.supply, body, now.ms);
  else if (body.kind === 'config') {
    const { sensors, climate: bounds = BOUNDS_BEFORE } = body;
    if (body.watchesSupply === false) conditions.supply = null;
    layOutAir(conditions.climate, { bounds, sensors }, now.ms);
  } else if (body.kind === 'desk') conditions.unansweredTestMs = null;
  else if (body.kind === 'alert' && body.test && body.why === 'raised')
    conditions.unansweredTestMs ??= now.ms;
  else if (body.kind === 'refused') happenedAgain(conditions, 'commands-refused', now.ms);
  else if (body.kind === 'link') {
    if (body.why === 'client-id-taken') happenedAgain(conditions, 'identity-conflict', now.ms);
    if (body.certificateLeftMs !== undefined) conditions.certificateEndMs = now.ms + body.certificateLeftMs;
  } else if (body.kind === 'store' && body.why === 'queue-full')
    happenedAgain(conditions, 'work-dropped', now.ms);
  else if (body.kind === 'store' && body.why === 'history-thinned')
    happenedAgain(conditions, 'history-thinned', now.ms);
  else if (body.kind === 'boot') {
    for (const code of body.trouble ?? [])
      if (code !== 'settings-failed') happenedAgain(conditions, code, now.ms);
  }
  return conditions;
}

function evolveClaims(conditions: ConditionsState, { isLocked, locks }: ConsoleClaims, nowMs: number): void {
  conditions.claims = { isLocked, locks };
  if (isLocked) happenedAgain(conditions, 'console-locked', nowMs);
}

function happenedAgain(conditions: ConditionsState, code: ConditionCode, nowMs: number): void {
  for (const open of conditions.open) if (open.code === code) open.againMs = nowMs;
}

function evolveEdge(conditions: ConditionsState, about: Condition, nowMs: number): void {
  const { edge, code, subject, owner } = about;
  const known = conditions.open.find((open) => open.code === code && open.subject === subject);
  switch (edge) {
    case 'raised':
      conditions.open.push({ code, subject, sinceMs: nowMs, overdueMs: null, owner, againMs: nowMs });
      break;
    case 'overdue':
      if (known === undefined) break;
      known.overdueMs = nowMs;
      known.owner = owner;
      break;
    case 'cleared':
      conditions.open = conditions.open.filter((open) => open !== known);
      break;
    default:
      unreachable(edge);
  }
}

/** Raises, repeats and clears what the turn and the time ask for: `condition` records, each edge once. */
export const decideConditions: Decide = ({ state, now, input, soFar, policy }) => {
  const plain = input.kind === 'observation' && soFar.length === 0;
  if (plain && now.ms < deadlineOfConditions(state, now, policy)) return NOTHING;
  const turn = new Edges(state.conditions.open);
  followRecord(turn, input, state);
  for (const body of soFar) followRecord(turn, body, state);
  if (!plain) {
    followSensors(turn, state);
    followDesk(turn, state);
    followHearing(turn, state);
    followEar(turn, state);
  }
  if (input.kind === 'config') forgetDevices(turn, policy.devices);
  followAir(turn, state.conditions.climate, now.ms);
  if (input.kind === 'link') followIdentity(turn, input, state);
  for (const code of LASTING) {
    const sinceMs = lastingSince(code, state);
    if (sinceMs === null) {
      if (now.ms >= overMs(code, state)) turn.clear(code, SUBJECTS[code]);
    } else if (now.ms >= sinceMs + boundMs(code, policy)) turn.raise(code, SUBJECTS[code]);
    // A new one is in place: what it ends is no cause that is gone, but one that lies far ahead.
    else if (code === 'certificate-expiring') turn.clear(code, SUBJECTS[code]);
  }
  for (const open of state.conditions.open) {
    if (now.ms >= expiryMs(open)) turn.clear(open.code, open.subject);
    else if (now.ms >= overdueDueMs(open)) turn.repeat(open);
  }
  return turn.edges.length === 0 ? NOTHING : turn.edges;
};

/** Home time since which the cause has lasted; null: there is none. */
function lastingSince(
  code: Lasting,
  { sensors, conditions, centre, plans }: Readonly<HubState>,
): number | null {
  const { supply, certificateEndMs } = conditions;
  const emptyMs = supply?.emptyMs ?? null;
  switch (code) {
    case 'blind':
      return sensors.blindSinceMs;
    case 'certificate-expiring':
      return certificateEndMs === undefined ? null : certificateEndMs - CERTIFICATE_AHEAD_MS;
    case 'clock-untrusted':
      return conditions.untrustedSinceMs;
    case 'hub-battery-low':
      // In the future while the battery still lasts for longer.
      return emptyMs === null ? null : emptyMs - LOW_MS;
    case 'in-peace':
      return plans.peace?.sinceMs ?? null;
    case 'link-down':
      return centre.link.state === 'down' ? (centre.link.troubleMs ?? centre.link.sinceMs) : null;
    case 'mains-lost':
      return supply?.source === 'battery' ? supply.sinceMs : null;
    case 'nobody-listening':
      return conditions.unansweredTestMs;
    case 'paused':
      return plans.pause?.sinceMs ?? null;
    default:
      return unreachable(code);
  }
}

/** Home time from which a cause that is gone counts as gone: a link has to stand for a while first. */
function overMs(code: Lasting, { centre }: Readonly<HubState>): number {
  return code === 'link-down' ? centre.link.sinceMs + LINK_HELD_MS : 0;
}

function boundMs(code: Lasting, policy: Config): number {
  return code === 'nobody-listening' ? policy.checkon.testWaitMs : CONDITION_ROWS[code].boundMs;
}

function overdueDueMs({ code, sinceMs, overdueMs }: OpenCondition): number {
  return overdueMs === null ? sinceMs + CONDITION_ROWS[code].dueMs : overdueMs + OVERDUE_REPEAT_MS;
}

function expiryMs({ code, againMs }: OpenCondition): number {
  return againMs + (CONDITION_ROWS[code].clearsAfterMs ?? Infinity);
}

/** Home time of the next edge; `now.ms` when one is due at once; Infinity: none. */
export function deadlineOfConditions(state: Readonly<HubState>, now: Moment, policy: Config): number {
  const { open } = state.conditions;
  let nextMs = deadlineOfAir(state.conditions.climate, open, now.ms);
  for (const code of LASTING) {
    const sinceMs = lastingSince(code, state);
    if (isOpen(open, code)) {
      if (sinceMs === null) nextMs = Math.min(nextMs, Math.max(now.ms, overMs(code, state)));
    } else if (sinceMs !== null) {
      nextMs = Math.min(nextMs, sinceMs + boundMs(code, policy));
    }
  }
  for (const condition of open) {
    nextMs = Math.min(nextMs, overdueDueMs(condition), expiryMs(condition));
  }
  return nextMs;
}

function isOpen(open: readonly OpenCondition[], code: ConditionCode): boolean {
  for (const condition of open) if (condition.code === code) return true;
  return false;
}
