/**
 * A journal store that cannot be had: the disk is full, read-only or gone at start.
 *
 * Every commit is refused with the reason, so the hub lives from memory, marks what it does `durable: false` and says
 * so; alerts still leave. The next start tries the disk again. Never pretends to have kept anything.
 */
import { AnbuError, type ErrorCode } from '../errors.ts';
import type { JournalStore } from '../ports.ts';

export function absentStore(why: ErrorCode, detail: string): JournalStore {
  return {
    open: () => ({ lastN: 0, lastStamp: null, previous: null, kept: [], sent: [], quarantined: null }),
    commit: () => {
      throw new AnbuError(why, detail);
    },
    read: () => [],
    readLane: () => [],
    readCheckpoints: () => [],
    backlog: () => ({ rows: 0, oldestWallMs: null }),
    bytes: () => 0,
    close: () => {},
  };
}
