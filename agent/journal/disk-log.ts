/**
 * Whether SQLite's log still holds what was acknowledged: it reads up to the first frame that is not whole, and drops
 * what comes after without a word (https://sqlite.org/fileformat2.html#walformat).
 *
 * One commit at most was under way when the hub ended, for each is synced before the next. Two ends of commits behind a
 * frame that is not whole are damage, not a torn tail. Reads bytes only, and mends nothing.
 */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** As our tables are made (`sqlite-schema.ts`). */
const PAGE_BYTES = 1024;
const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES;

/** Commits that were acknowledged and cannot be read any more, at least; 0 when the log is whole, or torn at its end. */
export function commitsLost(log: Buffer): number {
  const frames = Math.floor((log.length - HEADER_BYTES) / FRAME_BYTES);
  if (frames <= 0) return 0;
  const begun = log.readUInt32BE(16) + 1;
  const ends: number[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const at = HEADER_BYTES + frame * FRAME_BYTES;
    // The log was being begun anew: all that was in it is in the file.
    if (log.readUInt32BE(at + 8) === begun >>> 0) return 0;
    const isOfThisLog = log.readUInt32BE(at + 8) === log.readUInt32BE(16);
    if (isOfThisLog && log.readUInt32BE(at + 4) > 0) ends.push(frame);
  }
  const whole = wholeFrames(log, frames);
  const behind = ends.filter((frame) => frame >= whole).length;
  return Math.max(0, behind - 1);
}

/** How many frames from the first on have the checksum that continues the one before. */
function wholeFrames(log: Buffer, frames: number): number {
  const isBig = (log.readUInt32BE(0) & 1) === 1;
  const read = isBig ? (at: number) => log.readUInt32BE(at) : (at: number) => log.readUInt32LE(at);
  let [one, two] = [0, 0];
  const add = (from: number, bytes: number): void => {
    for (let at = from; at < from + bytes; at += 8) {
      one = (one + read(at) + two) >>> 0;
      two = (two + read(at + 4) + one) >>> 0;
    }
  };
  const isAt = (at: number): boolean => log.readUInt32BE(at) === one && log.readUInt32BE(at + 4) === two;
  add(0, HEADER_BYTES - 8);
  if (!isAt(HEADER_BYTES - 8)) return 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const at = HEADER_BYTES + frame * FRAME_BYTES;
    add(at, 8);
    add(at + FRAME_HEADER_BYTES, PAGE_BYTES);
    const isOfThisLog = log.compare(log, 16, 24, at + 8, at + 16) === 0;
    if (!isOfThisLog || !isAt(at + 16)) return frame;
  }
  return frames;
}
