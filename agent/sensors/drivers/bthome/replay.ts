/**
 * Which frames of a device are new: what was recorded and is played again is worth nothing.
 *
 * Owns the last counter taken, its packet, and the two ways back for a device whose new battery lets it count from the
 * start again. By itself: after a silence that we heard, from the second frame on, each low, higher than the one before,
 * and never heard before. By the technician: a higher session in the configuration. Told only of authentic frames. A
 * counter may leap ahead as far as it likes (some count seconds).
 *
 * A call does not wait for that second frame, nor for a silence that nobody could hear because the hub was off: a low
 * frame with a press, never heard before, is an unsure call. It may call, which can be taken back, and is told as late, so
 * that it never answers a question; it moves no counter and is no sign of the device. What stays possible for somebody
 * who recorded presses of the first frames of a life and is in reach: after a start of the hub until the device
 * itself is heard, or after a silence, each of them once as a false call, counted. And, as before, the beginning of a
 * life that was recorded before the hub's last start, played while the device is silent or jammed, looks like a new
 * battery: each restart is counted, and begins a new session on disk.
 */
import type { FrameCounter } from '../../driver.ts';

export interface Replay {
  /** How often it began anew, over all starts of the hub. */
  session: number;
  /** The last counter taken; null: none yet. */
  count: number | null;
  /** The packet that frame was of; null: it had no number. */
  packetId: number | null;
  /** Something new was heard since somebody listens. */
  wasHeard: boolean;
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
  unsure: number;
}
/** An authentic frame: its counter, and its integrity check, which no other frame is likely to have. */
export interface Frame {
  readonly counter: number;
  readonly mark: number;
}
/** `unsure`: a call that may be of a new life, or recorded. */
export type Admission = 'new' | 'unsure' | 'old';

/**
 * Seventeen hours of beacons once a minute. A new life may repeat the old one word for word until something happens
 * (a button that nobody presses), so it has so long to be used once.
 */
const LOW_MAX = 1_024;
/** The low frames of two lives: 16 KiB. */
const MARKS_MAX = 2 * LOW_MAX;

/** A packet's number has one byte, and one more place says that there is none. */
const PACKETS = 256;

/** What is kept of a frame: counter and packet in one number, below 2 to the 41st, which rises as the counter does. */
export function placeOf({ counter, packetId }: { counter: number; packetId: number | null }): number {
  return counter * (PACKETS + 1) + (packetId ?? PACKETS);
}

export function initialReplay(kept: FrameCounter | null): Replay {
  const packetId = kept === null ? PACKETS : kept.count % (PACKETS + 1);
  return {
    session: kept?.session ?? 0,
    count: kept === null ? null : Math.floor(kept.count / (PACKETS + 1)),
    packetId: packetId === PACKETS ? null : packetId,
    wasHeard: false,
    quietSinceMs: null,
    candidate: null,
    marks: [],
    repeats: 0,
    replayed: 0,
    restarts: 0,
    unsure: 0,
  };
}

/** Somebody listens from now on; null: nobody does. A session higher than ours lets the device begin anew. */
export function listen(replay: Replay, sinceMs: number | null, session: number): void {
  replay.quietSinceMs = sinceMs;
  replay.wasHeard = false;
  replay.candidate = null;
  if (session > replay.session) begin(replay, session);
}

/** Whether an authentic frame is taken; it and all before it are refused from then on. */
export function admit(
  replay: Replay,
  { frame, isCall }: { readonly frame: Frame; readonly isCall: boolean },
  nowMs: number,
  silenceMs: number,
): Admission {
  const { counter } = frame;
  const { candidate, quietSinceMs, marks, wasHeard } = replay;
  if (replay.count === null || counter > replay.count) return 'new';
  if (counter === replay.count) {
    replay.repeats += 1;
    return 'old';
  }
  if (counter > LOW_MAX || marks.includes(frame.mark)) {
    replay.replayed += 1;
    return 'old';
  }
  const wasQuiet = quietSinceMs !== null && nowMs - quietSinceMs >= silenceMs;
  if (wasQuiet && candidate !== null && counter > candidate) {
    replay.restarts += 1;
    begin(replay, replay.session + 1);
    return 'new';
  }
  mark(replay, frame);
  if (wasQuiet) replay.candidate = counter;
  if (isCall && (wasQuiet || !wasHeard)) {
    replay.unsure += 1;
    return 'unsure';
  }
  replay.replayed += 1;
  return 'old';
}

/** Takes a frame that was admitted as new. Returns whether its packet is the one before: its events are not new. */
export function take(replay: Replay, frame: Frame, packetId: number | null, nowMs: number): boolean {
  const { count } = replay;
  // The numbers of packets come round, but not within so few frames.
  const isNear = count !== null && frame.counter - count < PACKETS;
  const isRepeat = isNear && packetId !== null && packetId === replay.packetId;
  replay.count = frame.counter;
  replay.packetId = packetId;
  replay.wasHeard = true;
  replay.quietSinceMs = nowMs;
  replay.candidate = null;
  mark(replay, frame);
  return isRepeat;
}

/** Another life begins with any counter and any packet, be it the last one of the life before. */
function begin(replay: Replay, session: number): void {
  replay.session = session;
  replay.count = null;
  replay.packetId = null;
}

function mark({ marks }: Replay, frame: Frame): void {
  if (frame.counter > LOW_MAX) return;
  marks.push(frame.mark);
  if (marks.length > MARKS_MAX) marks.shift();
}
