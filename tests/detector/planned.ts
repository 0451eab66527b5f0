/**
 * Words of the centre for tests: what is planned, and how closely a home is watched; and somebody who leaves.
 *
 * Everybody here lives by the habit of `habit.ts`: last seen in the kitchen at noon of the eleventh day.
 * Minutes are counted from the first midnight, as in `lived-home.ts`; the wall clock of those homes is UTC.
 */
import type { Plan, Watch } from '../../agent/record.ts';
import { DAY, NOON, firstAsked, habitual } from './habit.ts';
import { type LivedHome, MINUTE_MS, START_LOCAL_MS } from './lived-home.ts';

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

export const LEFT = 10 * DAY + NOON;
/** Six in the evening, ten days later. */
export const BACK = 20 * DAY + 18 * 60;
export const ABSENCE_GRACE = 6 * 60;
export const OUTING_GRACE = 60;

export function through(home: LivedHome): void {
  home.see('door', 'open');
  home.see('door', 'closed');
}
/** At noon of the eleventh day, before anybody leaves; nobody will answer. */
export function unanswered(): LivedHome {
  const home = habitual();
  home.answers = false;
  return home;
}
export function left(): LivedHome {
  const home = unanswered();
  through(home);
  return home;
}
export function comeHome(home: LivedHome): void {
  through(home);
  walkAbout(home);
}
/** More than an empty home does by itself. */
export function walkAbout(home: LivedHome): void {
  for (const sensor of ['bed', 'kitchen', 'bed', 'kitchen']) home.pulse(sensor);
}
/** After how many minutes of silence the habit asks by day. */
export function usualMinutes(): number {
  const home = habitual();
  home.wait(DAY / 2);
  return firstAsked(home);
}
export const asked = (home: LivedHome): number[] => home.all('overdue', LEFT).map(({ minute }) => minute);
