/**
 * Words of the centre for tests: what is planned, and how closely a home is watched.
 *
 * Minutes are counted from the first midnight, as in `lived-home.ts`; the wall clock of those homes is UTC.
 */
import type { Plan, Watch } from '../../agent/record.ts';
import { MINUTE_MS, START_LOCAL_MS } from './lived-home.ts';

const said = { by: 'Kim', keyId: 'k', counter: 1 };
const wallMs = (minute: number): number => START_LOCAL_MS + minute * MINUTE_MS;

export function planned(plan: 'absence' | 'outing', untilMinute: number, fromMinute?: number): Plan {
  const fromWallMs = fromMinute === undefined ? null : wallMs(fromMinute);
  return { kind: 'plan', plan, fromWallMs, untilWallMs: wallMs(untilMinute), ...said };
}
export const WITHDRAWN: Plan = { kind: 'plan', plan: 'none', fromWallMs: null, untilWallMs: null, ...said };

export function watched(untilMinute: number | null): Watch {
  const level = untilMinute === null ? 'normal' : 'raised';
  return { kind: 'watch', level, untilWallMs: untilMinute === null ? null : wallMs(untilMinute), ...said };
}
