/**
 * When records other than alerts, which the broker took and the receiver never kept, are sent again.
 *
 * Mostly the next record of a lane shows the receiver what it misses, and the next connection begins at what is kept. A
 * lane of an earlier boot has no next record: if the word that kept it was lost, nobody would ever say it again, and the
 * records would stay for ever. So what is from before this start and stays unkept for an hour goes out once more, and ever
 * more slowly after.
 */
import { LANES, type Lane } from '../record.ts';
import type { LaneReader } from './lanes.ts';

/** Longer than any receiver takes to answer; what is sent twice costs a packet an hour at most, of a lane that stands. */
const AGAIN_MS = 3_600_000;
/** At last every 16 h. */
const DOUBLINGS_MAX = 4;

interface Standing {
  readonly oldestWallMs: number;
  dueMs: number;
  times: number;
}

export class UnkeptLanes {
  readonly #startedWallMs: number;
  readonly #standing = new Map<Lane, Standing>();

  /** By the wall clock of the start: one that was set since makes a lane go out once too often, and nothing worse. */
  constructor(startedWallMs: number) {
    this.#startedWallMs = startedWallMs;
  }

  /** The lanes that are to go out again now. `isOut`: all that a lane has was handed out and taken. */
  due(nowMs: number, journal: LaneReader, isOut: (lane: Lane) => boolean): Lane[] {
    return LANES.filter((lane) => lane !== 'alert' && this.#isDue(lane, nowMs, journal) && isOut(lane));
  }

  #isDue(lane: Lane, nowMs: number, journal: LaneReader): boolean {
    const { rows, oldestWallMs } = journal.backlog(lane);
    const standing = this.#standing.get(lane);
    const isOver = rows === 0 || oldestWallMs === null || oldestWallMs >= this.#startedWallMs;
    if (isOver) this.#standing.delete(lane);
    else if (standing?.oldestWallMs !== oldestWallMs)
      this.#standing.set(lane, { oldestWallMs, dueMs: nowMs + AGAIN_MS, times: 0 });
    else if (nowMs >= standing.dueMs) {
      standing.times = Math.min(standing.times + 1, DOUBLINGS_MAX);
      standing.dueMs = nowMs + (AGAIN_MS << standing.times);
      return true;
    }
    return false;
  }
}
