/**
 * Whether what a driver says can come from such a part: its channels, and the values of their classes.
 * Owns the table of values by class; expects nothing itself.
 */
import type { ObservationValue, SensorClass } from '../../agent/record.ts';
import type { Driver, DriverOutput } from '../../agent/sensors/driver.ts';

/** What a reading of each class may be; logs of real homes hold these and no others. */
const FITTING: Readonly<Record<SensorClass, (value: ObservationValue) => boolean>> = {
  motion: isOnOff,
  door: isOpenClosed,
  item: (value) => isOpenClosed(value) || isOnOff(value),
  pressure: isOnOff,
  power: (value) => isOnOff(value) || typeof value === 'number',
  light: (value) => isOnOff(value) || typeof value === 'number',
};
function isOnOff(value: ObservationValue): boolean {
  return value === 'on' || value === 'off';
}
function isOpenClosed(value: ObservationValue): boolean {
  return value === 'open' || value === 'closed';
}

/** The classes of a part that a reading cannot come from. */
export function misfits(classes: readonly SensorClass[], value: ObservationValue): SensorClass[] {
  return classes.filter((name) => !FITTING[name](value));
}

/** Why an output cannot come from such a part. */
export function fit({ channels }: Driver, output: DriverOutput): readonly string[] {
  if (output.type === 'supply')
    return Object.values(channels).includes('supply') ? [] : ['it watches no supply'];
  if (output.type === 'climate')
    return Object.values(channels).includes('climate') ? [] : ['it knows nothing of the air'];
  if (output.type !== 'press' && output.type !== 'reading') return [];
  const channel = channels[output.channel];
  if (channel === undefined) return [`no channel ${output.channel}`];
  if (output.type === 'press') return channel === 'press' ? [] : [`${output.channel} is not pressed`];
  if (typeof channel === 'string') return [`${output.channel} reads nothing`];
  return misfits(channel, output.value).map((name) => `${output.value} is no reading of ${name}`);
}
