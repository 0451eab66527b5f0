/**
 * The drivers by the name of their part.
 *
 * The parts themselves are listed in `parts.ts`; a new one is a folder and a line there.
 */
import type { Driver } from '../driver.ts';
import * as parts from './parts.ts';

export const DRIVERS: readonly Driver[] = Object.values(parts).toSorted((left, right) =>
  left.part < right.part ? -1 : 1,
);

export function findDriver(part: string): Driver | undefined {
  return DRIVERS.find((driver) => driver.part === part);
}
