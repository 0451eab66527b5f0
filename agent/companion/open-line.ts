/**
 * Opens a bus of the companion's body.
 *
 * Owns one trap: what a bus says within `open` is said of a link that is not here yet. It waits, and nothing is lost.
 */
import type { BusAddress, BusLink, BusSignal, Buses } from '../ports.ts';

/** `keep` is given the link first, then `hear` all that was said of it. */
export function openLine(
  buses: Buses,
  address: BusAddress,
  { keep, hear }: { readonly keep: (link: BusLink) => void; readonly hear: (signal: BusSignal) => void },
): void {
  let isOpening = true;
  const early: BusSignal[] = [];
  const link = buses.open(address, (signal) => {
    if (isOpening) early.push(signal);
    else hear(signal);
  });
  isOpening = false;
  keep(link);
  for (const signal of early) hear(signal);
}
