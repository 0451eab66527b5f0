/**
 * Whether the battery of a part is to be changed.
 *
 * Owns who is believed. A share in per cent is made of the voltage by parts that then say 100 % until they are dead,
 * or 0 % for half a year (Zigbee2MQTT #26179, #25394): where a voltage is told beside it, that alone decides, by the
 * limits of the 3 V cells that such parts run on. A part that tells no share knows its own cells, and its word counts.
 */
import type { Battery } from '../record.ts';

/** Below, a lithium coin or two alkaline cells are all but empty; above the other they are new, or were only cold. */
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
  if (percent === null) return isLow ? 'low' : 'well';
  const isRead =
    millivolts !== null && millivolts >= MILLIVOLTS_READ.min && millivolts <= MILLIVOLTS_READ.max;
  if (isRead) return within(millivolts, MILLIVOLTS);
  return isLow ? 'low' : within(percent, PERCENT);
}

function within(
  value: number,
  { low, well }: { readonly low: number; readonly well: number },
): 'low' | 'well' | null {
  if (value < low) return 'low';
  return value >= well ? 'well' : null;
}
