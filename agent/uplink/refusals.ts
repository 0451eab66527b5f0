/**
 * When the broker's refusals are somebody's to mend: a lane it has not taken for ten minutes, on a link that stands.
 *
 * Owns nothing but what it said last; whether it is known already is asked of state, so that a restart in between
 * neither repeats it nor leaves it open for ever. Looked at with each heartbeat, never for each packet.
 */
import type { HubState } from '../machine.ts';
import { type Delivery, LANES } from '../record.ts';
import type { LaneReader, Lanes } from './lanes.ts';

/** Access rules are edited and brokers reloaded in less. */
export const REFUSED_FOR_MS = 10 * 60_000;

/** The fact that follows, if any. The link has stood for at least one heartbeat. */
export function deliveryOf(
  from: { readonly lanes: Lanes; readonly journal: LaneReader; readonly state: Readonly<HubState> },
  nowMs: number,
): Delivery | null {
  const told = from.state.conditions.open.some(({ code }) => code === 'uplink-refused');
  let refused = false;
  for (const lane of LANES) {
    const { refusedSinceMs, refusedWhy } = from.lanes.report(lane);
    if (refusedSinceMs === null || from.journal.backlog(lane).rows === 0) continue;
    refused = true;
    if (!told && nowMs - refusedSinceMs >= REFUSED_FOR_MS)
      return { kind: 'delivery', state: 'refused', lane, why: refusedWhy };
  }
  return told && !refused ? { kind: 'delivery', state: 'taken', lane: null, why: null } : null;
}
