/**
 * Whether the battery of a part is to be changed.
 *
 * Owns the limits for the cells that such parts run on: a 3 V lithium coin, or two 1.5 V cells. Voltage comes first:
 * a share that is made of it by a part says 100 % until it is dead, or 0 % for half a year (Zigbee2MQTT #26179,
 * #25394), so it counts only where no voltage is told. A part's own word that it is low always counts.
 */
import type { Battery } from '../record.ts';

/** Below, a lithium coin is 90 % empty and falls within weeks; above the other it is a new one, or was only cold. */
const MILLIVOLTS = { low: 2_400, well: 2_650 };
const PERCENT = { low: 15, well: 30 };
/** Outside is no battery of a part. */
const MILLIVOLTS_READ = { min: 500, max: 12_000 };

/** `low`, `well`, or null: between the two, where what was said before still holds. */
export function judgeBattery({
  percent,
  millivolts,
  isLow,
}: Pick<Battery, 'percent' | 'millivolts' | 'isLow'>): 'low' | 'well' | null {
  const isRead =
    millivolts !== null && millivolts >= MILLIVOLTS_READ.min && millivolts <= MILLIVOLTS_READ.max;
  const [value, limits] = isRead ? [millivolts, MILLIVOLTS] : [percent, PERCENT];
  if (isLow || (value !== null && value < limits.low)) return 'low';
  return value === null || value >= limits.well ? 'well' : null;
}
