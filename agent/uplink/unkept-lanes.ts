/**
 * When records other than alerts, which the broker took and the receiver never kept, are sent again.
 *
 * Mostly the next record of a lane shows the receiver what it misses, and the next connection begins at what is kept. A
 * lane of an earlier boot has no next record: if the word that kept it was lost, nobody would ever say it again, and the
 * records would stay for ever. So what an earlier boot left and stays unkept for an hour goes out once more, and ever
 * more slowly after. What this boot writes has its next record, and a receiver may keep in lots.
 */
import { LANES, type Lane } from '../record.ts';
import type { LaneReader } from './lanes.ts';

/** Longer than any receiver takes to answer; what is sent twice costs a packet an hour at most, of a lane that stands. */
const AGAIN_MS = 3_600_000;
/** At last every 16 h. */
const DOUBLINGS_MAX = 4;

interface Standing {
  /** The number of the oldest unkept row. */
  readonly n: number;
  dueMs: number;
  times: number;
}

export class UnkeptLanes {
  readonly #boot: string;
  readonly #standing = new Map<Lane, Standing>();

  /** `boot`: the one that lives. */
  constructor(boot: string) {
    this.#boot = boot;
  }

  /** The lanes that are to go out again now. `isOut`: all that a lane has was handed out and taken. */
  due(nowMs: number, journal: LaneReader, isOut: (lane: Lane) => boolean): Lane[] {
    return LANES.filter((lane) => lane !== 'alert' && isOut(lane) && this.#isDue(lane, nowMs, journal));
  }

  #isDue(lane: Lane, nowMs: number, journal: LaneReader): boolean {
    const oldest = journal.readLane(lane, 0, 1)[0];
    const standing = this.#standing.get(lane);
    if (oldest === undefined || oldest.entry.at.boot === this.#boot) this.#standing.delete(lane);
    else if (standing?.n !== oldest.n)
      this.#standing.set(lane, { n: oldest.n, dueMs: nowMs + AGAIN_MS, times: 0 });
    else if (nowMs >= standing.dueMs) {
      standing.times = Math.min(standing.times + 1, DOUBLINGS_MAX);
      standing.dueMs = nowMs + (AGAIN_MS << standing.times);
      return true;
    }
    return false;
  }
}
