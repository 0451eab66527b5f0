/**
 * The last frames that the hub took from its devices, as its journal has them.
 *
 * Owns that look, at a copy. A hub that was never started has none, and one whose journal cannot be read is told of by
 * the check of the disk: in both cases each device is listened to as if it were new.
 */
import { AnbuError } from '../../errors.ts';
import type { FrameCounter } from '../../sensors/driver.ts';
import { stateIn, withSnapshot } from '../journal-snapshot.ts';

/** By what their frames are counted as. */
export async function keptCounters(folder: string | null): Promise<ReadonlyMap<string, FrameCounter>> {
  if (folder === null) return new Map();
  try {
    return await withSnapshot(folder, (snapshot) => {
      const { counters } = stateIn(snapshot).sensors;
      return new Map(counters.map(({ device, session, count }) => [device, { session, count }]));
    });
  } catch (error) {
    if (error instanceof AnbuError) return new Map();
    throw error;
  }
}
