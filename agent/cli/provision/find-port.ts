/**
 * The ports that are plugged in, by their names below /dev/serial/by-id, and the wait for the one that is meant.
 *
 * Owns the look at the folder. Never opens a port.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A port that appears is noticed while the hand is still on the plug. */
const LOOK_MS = 200;

/** Sorted; none where there is no such folder: udev makes it with the first port. */
export function portsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Waits until `find` gives something; null: it did not within `msMax`, or whoever waited was interrupted. */
export async function waitFor<T>(
  find: () => T | null,
  msMax: number,
  signal: AbortSignal,
): Promise<T | null> {
  for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
    const found = find();
    if (found !== null) return found;
    if (waitedMs >= msMax || signal.aborted) return null;
    try {
      await pause(LOOK_MS, undefined, { signal });
    } catch {
      return null;
    }
  }
}

export function isPlugged(path: string): boolean {
  return existsSync(path);
}
