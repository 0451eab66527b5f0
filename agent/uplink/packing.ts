/**
 * Rows of a lane made into one packet, and the word whether they are still news.
 *
 * Owns what counts as historic; the form of a packet is in `wire.ts`. Must never change a record.
 */
import { assert } from '../errors.ts';
import type { Instant, Row } from '../ports.ts';
import type { CardFact } from '../record.ts';
import { historyPacket } from './history-packet.ts';
import type { Packer } from './lanes.ts';
import * as wire from './wire.ts';

/** A record sent this long after it was made is no news. A minute: longer than any delay of a link that stands. */
const HISTORIC_AFTER_MS = 60_000;

/** Packs for one process start, `boot`; what was recorded by an earlier one is historic. */
export function packerFor(
  identity: wire.Identity,
  consented: readonly CardFact[],
  boot: string,
  instant: () => Instant,
): Packer {
  const isHistoric = ({ entry: { at } }: Row): boolean =>
    at.boot !== boot || instant().monotonicMs - at.monotonicMs >= HISTORIC_AFTER_MS;
  return {
    isHistoric,
    pack: (lane, rows, short) => {
      const [first] = rows;
      assert(first !== undefined, 'a packet of no rows');
      const how = { historic: isHistoric(first), short, consented };
      if (lane === 'history') return historyPacket(identity, rows, how);
      return { packet: wire.recordPacket(identity, first, how), rows: 1 };
    },
  };
}
