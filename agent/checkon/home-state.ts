/**
 * How things stand, in sentences: what can be seen, when the centre was reached, and what is not as it should be.
 *
 * Owns which sentence is true of which state; each is written beforehand, none is made up. Must never claim more than is
 * known: a connection to the broker is not the centre, and what was heard last is as old as it is.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { roomsUnseen } from '../detector/coverage.ts';
import { hasEntranceDoor, indexHome } from '../home-index.ts';
import type { ConditionCode, OfferStep, Sentence } from '../record.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Rooms that have words; another one is "another room". */
const ROOMS: Readonly<Record<string, { readonly seen: Sentence; readonly unseen: Sentence } | undefined>> = {
  bedroom: { seen: 'state-sees-bedroom', unseen: 'state-blind-bedroom' },
  bathroom: { seen: 'state-sees-bathroom', unseen: 'state-blind-bathroom' },
  kitchen: { seen: 'state-sees-kitchen', unseen: 'state-blind-kitchen' },
  living: { seen: 'state-sees-living', unseen: 'state-blind-living' },
  'living-room': { seen: 'state-sees-living', unseen: 'state-blind-living' },
  hall: { seen: 'state-sees-hall', unseen: 'state-blind-hall' },
};
/** Named one by one; more are "every room", for nobody listens to a list. */
const NAMED_MAX = 2;
/** Rooms that are missing are named, up to three: then it is "several". */
const MISSING_MAX = 3;
/** Upper ends of what was heard of the centre, ascending: rounded up, so that it stays true. */
const HEARD: readonly (readonly [ms: number, sentence: Sentence])[] = [
  [5 * MINUTE_MS, 'state-reached-5'],
  [10 * MINUTE_MS, 'state-reached-10'],
  [30 * MINUTE_MS, 'state-reached-30'],
  [HOUR_MS, 'state-reached-60'],
  [DAY_MS, 'state-reached-day'],
];
/** Lower ends of an outage, descending: rounded down. */
const UNREACHED: readonly (readonly [ms: number, sentence: Sentence])[] = [
  [DAY_MS, 'state-unreached-day'],
  [HOUR_MS, 'state-unreached-60'],
  [10 * MINUTE_MS, 'state-unreached-10'],
  [0, 'state-unreached'],
];

/** At most eight sentences: four of what is seen, the centre, the current, a pause. None asks for anything. */
export function stateSteps(state: Readonly<HubState>, now: Moment): OfferStep[] {
  const sentences: Sentence[] = [...sight(state), centre(state, now)];
  if (isOpen(state, 'mains-lost')) sentences.push('state-no-mains');
  if (state.plans.pause !== null) sentences.push('state-paused');
  return sentences.map((sentence) => ({ sentence, choice: null }));
}

function sight({ home, sensors }: Readonly<HubState>): Sentence[] {
  const { rooms } = indexHome(home.sensors);
  const unseen = roomsUnseen({ home, sensors });
  if (rooms.length === unseen.length) return ['state-sees-none'];
  if (unseen.length > MISSING_MAX) return ['state-blind-several'];
  if (unseen.length > 0)
    return [...new Set(unseen.map((room) => ROOMS[room]?.unseen ?? 'state-blind-other'))];
  const named = rooms.map((room) => ROOMS[room]?.seen ?? null);
  if (named.length > NAMED_MAX || named.includes(null)) return ['state-sees-all'];
  const hasDoor = hasEntranceDoor(home.sensors);
  return [...named.filter((each) => each !== null), ...(hasDoor ? (['state-sees-door'] as const) : [])];
}

function centre(state: Readonly<HubState>, now: Moment): Sentence {
  const { link, lastHeardMs } = state.centre;
  if (link.state === 'down') {
    const forMs = now.ms - link.sinceMs;
    return UNREACHED.find(([ms]) => forMs >= ms)?.[1] ?? 'state-unreached';
  }
  if (isOpen(state, 'nobody-listening')) return 'state-nobody';
  if (lastHeardMs === null) return 'state-unheard';
  return HEARD.find(([ms]) => now.ms - lastHeardMs < ms)?.[1] ?? 'state-unheard';
}

function isOpen({ conditions }: Readonly<HubState>, code: ConditionCode): boolean {
  return conditions.open.some((open) => open.code === code);
}
