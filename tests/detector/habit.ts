/**
 * One resident of one habit, for tests of what the detector says on the eleventh day, and the desk's hand on it.
 *
 * Owns the habit and its words. Minutes are counted from the first midnight.
 */
import type { DeskStage } from '../../agent/record.ts';
import { FLAT, LivedHome, liveDay } from './lived-home.ts';

export const DAY = 24 * 60;
export const NOON = 12 * 60;

/** Ten days of one habit, and of the eleventh the morning; the last sign is in the kitchen at noon. */
export function habitual(): LivedHome {
  const home = new LivedHome(FLAT);
  home.see('door', 'closed');
  home.see('bed', 'on');
  for (let day = 0; day < 10; day += 1) liveDay(home, day);
  liveDay(home, 10, { to: 12 });
  return home;
}

export function verdicts(home: LivedHome, fromMinute = 10 * DAY + NOON) {
  return home
    .all('overdue', fromMinute)
    .map(({ minute, body }) => `${body.cause} after ${minute - 10 * DAY - NOON}`);
}

/** Minutes after noon of the eleventh or a later day at which the first question of that noon was asked. */
export function firstAsked(home: LivedHome, day = 10): number {
  const noon = day * DAY + NOON;
  return (home.all('overdue', noon)[0]?.minute ?? Number.NaN) - noon;
}

/** All minutes of silence that the home has learned from. */
export function learnedMinutes(home: LivedHome): number {
  return home.state.detector.habits.tables.any.lived.reduce((sum, minutes) => sum + minutes, 0);
}

/** The desk sets a stage of the newest alert. */
export function desk(home: LivedHome, stage: DeskStage['stage']): void {
  const alert = home.state.checkon.alerts.findLast((open) => !open.test)?.alert ?? '';
  home.give({ kind: 'desk', alert, stage, by: 'desk', minutes: null, outcome: null, keyId: 'k', counter: 1 });
}
