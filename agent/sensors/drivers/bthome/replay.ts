/**
 * Which frames of a device are new: what was recorded and is played again is worth nothing.
 *
 * Owns the last counter taken and the two ways back for a device whose new battery lets it count from the start
 * again. By itself: after a silence that we heard, from the second frame on, each low, higher than the one before, and
 * never heard before. By the technician: a higher session in the configuration. Told only of authentic frames. A
 * counter may leap ahead as far as it likes (some count seconds). What this cannot tell from a new battery is the
 * beginning of a device's life, recorded before the hub's last start and played while the device is jammed: so each
 * restart is counted, and begins a new session on disk.
 */
import type { FrameCounter } from '../../driver.ts';

export interface Replay {
  /** How often it began anew, over all starts of the hub. */
  session: number;
  /** The last counter taken; null: none yet. */
  count: number | null;
  /** Since when nothing new was heard; null: nobody listens. */
  quietSinceMs: number | null;
  /** The highest counter of what may be a restart; null: nothing may. */
  candidate: number | null;
  /** Marks of the frames heard with a low counter, the newest last. */
  marks: number[];
  /** The last one once more: devices send each frame several times. */
  repeats: number;
  replayed: number;
  restarts: number;
}
/** An authentic frame: its counter, and its integrity check, which no other frame is likely to have. */
export interface Frame {
  readonly counter: number;
  readonly mark: number;
}

/**
 * Seventeen hours of beacons once a minute. A new life may repeat the old one word for word until something happens
 * (a button that nobody presses), so it has so long to be used once.
 */
const LOW_MAX = 1_024;
/** The low frames of two lives: 16 KiB. */
const MARKS_MAX = 2 * LOW_MAX;

export function initialReplay(kept: FrameCounter | null): Replay {
  return {
    session: kept?.session ?? 0,
    count: kept?.count ?? null,
    quietSinceMs: null,
    candidate: null,
    marks: [],
    repeats: 0,
    replayed: 0,
    restarts: 0,
  };
}

/** Somebody listens from now on; null: nobody does. A session higher than ours lets the device begin anew. */
export function listen(replay: Replay, sinceMs: number | null, session: number): void {
  replay.quietSinceMs = sinceMs;
  replay.candidate = null;
  if (session <= replay.session) return;
  replay.session = session;
  replay.count = null;
}

/** Whether an authentic frame is taken; it and all before it are refused from then on. */
export function admit(replay: Replay, frame: Frame, nowMs: number, silenceMs: number): boolean {
  const { counter } = frame;
  if (replay.count === null || counter > replay.count) return take(replay, frame, nowMs);
  if (counter === replay.count) {
    replay.repeats += 1;
    return false;
  }
  const { candidate, quietSinceMs } = replay;
  const wasQuiet = quietSinceMs !== null && nowMs - quietSinceMs >= silenceMs;
  if (!wasQuiet || counter > LOW_MAX || replay.marks.includes(frame.mark)) {
    replay.replayed += 1;
    return false;
  }
  if (candidate === null || counter <= candidate) {
    replay.candidate = counter;
    replay.replayed += 1;
    mark(replay, frame);
    return false;
  }
  replay.session += 1;
  replay.restarts += 1;
  return take(replay, frame, nowMs);
}

function take(replay: Replay, frame: Frame, nowMs: number): true {
  replay.count = frame.counter;
  replay.quietSinceMs = nowMs;
  replay.candidate = null;
  mark(replay, frame);
  return true;
}

function mark({ marks }: Replay, frame: Frame): void {
  if (frame.counter > LOW_MAX) return;
  marks.push(frame.mark);
  if (marks.length > MARKS_MAX) marks.shift();
}
