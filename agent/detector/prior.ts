/**
 * How long a home is quiet before anything is known of it: by room of the last sign and by night or day.
 *
 * Owns the table of the first days and of half-hours in which nobody was ever at home. Must never be tuned on one
 * home. Figures after `casas_hh103` (awake at home 182 min at most, asleep 270 min at most) and the item-only
 * homes, where a normal night shows no edge for 8 to 12 h; three hours are added to each.
 */

/** Added to the table, in minutes: asking too early in the first week costs more trust than asking late. */
const MARGIN_MINUTES = 180;

interface Expectation {
  readonly dayMinutes: number;
  readonly nightMinutes: number;
}
/** Nobody rests there; whoever is silent there for long needs somebody. */
const PASSING: Expectation = { dayMinutes: 45, nightMinutes: 45 };
/** Desk, sofa, television: two to three hours, at night as well. */
const SITTING: Expectation = { dayMinutes: 120, nightMinutes: 180 };
/** A nap, a morning in bed; a night of nine hours without one edge. */
const SLEEPING: Expectation = { dayMinutes: 180, nightMinutes: 540 };

const BY_ROOM: Readonly<Record<string, Expectation>> = {
  bathroom: PASSING,
  bedroom: SLEEPING,
  entrance: PASSING,
  hall: PASSING,
  kitchen: PASSING,
  living: SITTING,
  study: SITTING,
  toilet: PASSING,
};

/** Night begins at 21:00 and ends at 09:00, as slots of half an hour: retiring early and rising late is no alarm. */
const NIGHT_FROM_SLOT = 42;
const NIGHT_TO_SLOT = 18;

/**
 * Minutes of silence after which the prior asks, in a slot (0 to 47), the last sign being in `room`. In a home
 * that cannot see its bedroom any room may be the last one before bed. Unknown rooms count as sitting rooms.
 */
export function priorMinutes(room: string | null, slot: number, bedroomSeen: boolean): number {
  const isNight = slot >= NIGHT_FROM_SLOT || slot < NIGHT_TO_SLOT;
  const expected = room !== null && Object.hasOwn(BY_ROOM, room) ? (BY_ROOM[room] ?? SITTING) : SITTING;
  if (!isNight) return expected.dayMinutes + MARGIN_MINUTES;
  return (bedroomSeen ? expected.nightMinutes : SLEEPING.nightMinutes) + MARGIN_MINUTES;
}
