/**
 * What every two-level line needs before its part is believed: is it there, is it warm, does it flood, is it stuck.
 *
 * Owns the health of a line and the settling of a bouncing contact. Must never take a level for an edge: the level at
 * `up` and a repeated level are counted, not read. States are plain JSON and are changed in place.
 */
import { type DriverInput, type DriverOutput, NOTHING } from './driver.ts';

export interface LineBounds {
  /** After `up`, signals are not believed for so long; 0 for parts that need no power. */
  readonly warmUpMs: number;
  /** More edges in one minute are a fault of the line, not a person. */
  readonly edgesPerMinuteMax: number;
  /** Active for longer is stuck; null for parts that may be so for ever (a door stands open). */
  readonly stuckMs: number | null;
}
export interface LineState {
  isUp: boolean;
  level: 0 | 1 | null;
  levelSinceMs: number;
  /** End of the warm-up; null when warm or down. */
  warmAtMs: number | null;
  windowFromMs: number;
  windowEdges: number;
  isFlooded: boolean;
  isStuck: boolean;
  edges: number;
  /** Signals that changed nothing. */
  repeats: number;
  /** Edges that were not believed: warm-up, flood, line down. */
  ignored: number;
  floods: number;
  stuckTimes: number;
  outages: number;
}

/** The flood of F53 is 100 edges a second; it is found within seconds by counting a minute. */
export const FLOOD_WINDOW_MS = 60_000;

export function initialLine(): LineState {
  return {
    isUp: false,
    level: null,
    levelSinceMs: 0,
    warmAtMs: null,
    windowFromMs: 0,
    windowEdges: 0,
    isFlooded: false,
    isStuck: false,
    edges: 0,
    repeats: 0,
    ignored: 0,
    floods: 0,
    stuckTimes: 0,
    outages: 0,
  };
}

const health = (verdict: 'ok' | 'lost', why: 'bus' | 'self-test'): DriverOutput => ({
  type: 'health',
  health: verdict,
  why,
});
const SEEN: readonly DriverOutput[] = [health('ok', 'bus'), health('ok', 'self-test')];
const GONE: readonly DriverOutput[] = [health('lost', 'bus')];
const SICK: readonly DriverOutput[] = [health('lost', 'self-test')];
const WELL: readonly DriverOutput[] = [health('ok', 'self-test')];

/** Takes in any signal. Returns what follows for the health of the part; readings are the driver's. */
export function followLine(
  line: LineState,
  input: DriverInput,
  nowMs: number,
  bounds: LineBounds,
): readonly DriverOutput[] {
  switch (input.type) {
    case 'up':
      return lineUp(line, input.level, nowMs, bounds);
    case 'down':
      return lineDown(line);
    case 'edge':
      return lineEdge(line, input.level, nowMs, bounds);
    case 'deadline':
      return lineDue(line, nowMs, bounds);
    case 'bytes':
    case 'analog':
    case 'registers':
    case 'no-reply':
    case 'advert':
    case 'kept':
      line.ignored += 1;
      return NOTHING;
  }
}

/** Whether an edge now says something about the world. */
export function isBelieved(line: LineState): boolean {
  return line.isUp && line.warmAtMs === null && !line.isFlooded;
}

/** Monotonic ms at which the line wants a deadline; null when nothing is pending. */
export function lineDeadline(line: LineState, { stuckMs }: LineBounds): number | null {
  if (line.warmAtMs !== null) return line.warmAtMs;
  if (line.isFlooded) return line.windowFromMs + FLOOD_WINDOW_MS;
  return stuckMs !== null && line.isUp && line.level === 1 && !line.isStuck
    ? line.levelSinceMs + stuckMs
    : null;
}

function lineUp(
  line: LineState,
  level: 0 | 1 | null,
  nowMs: number,
  bounds: LineBounds,
): readonly DriverOutput[] {
  line.isUp = true;
  line.level = level;
  line.levelSinceMs = nowMs;
  line.windowFromMs = nowMs;
  line.windowEdges = 0;
  line.isFlooded = false;
  line.isStuck = false;
  line.warmAtMs = bounds.warmUpMs > 0 ? nowMs + bounds.warmUpMs : null;
  return line.warmAtMs === null ? SEEN : NOTHING;
}

function lineDown(line: LineState): readonly DriverOutput[] {
  line.isUp = false;
  line.level = null;
  line.warmAtMs = null;
  line.isFlooded = false;
  line.isStuck = false;
  line.outages += 1;
  return GONE;
}

function lineEdge(line: LineState, level: 0 | 1, nowMs: number, bounds: LineBounds): readonly DriverOutput[] {
  line.edges += 1;
  if (level === line.level) line.repeats += 1;
  else line.levelSinceMs = nowMs;
  line.level = level;
  if (!line.isUp || line.warmAtMs !== null) {
    line.ignored += 1;
    return NOTHING;
  }
  if (nowMs - line.windowFromMs >= FLOOD_WINDOW_MS) return turnWindow(line, nowMs, bounds, 1);
  line.windowEdges += 1;
  if (line.isFlooded) line.ignored += 1;
  else if (line.windowEdges > bounds.edgesPerMinuteMax) {
    line.isFlooded = true;
    line.floods += 1;
    return line.isStuck ? NOTHING : SICK;
  } else if (line.isStuck && level === 0) {
    line.isStuck = false;
    return WELL;
  }
  return NOTHING;
}

/** A window ends; a flood is over when it held no more edges than allowed. */
function turnWindow(
  line: LineState,
  nowMs: number,
  { edgesPerMinuteMax }: LineBounds,
  edges: number,
): readonly DriverOutput[] {
  const isOver = line.isFlooded && line.windowEdges <= edgesPerMinuteMax;
  line.windowFromMs = nowMs;
  line.windowEdges = edges;
  const wasStuck = line.isStuck;
  if (line.level === 0) line.isStuck = false;
  if (isOver) line.isFlooded = false;
  if (line.isFlooded || line.isStuck) return NOTHING;
  return isOver || wasStuck ? WELL : NOTHING;
}

function lineDue(line: LineState, nowMs: number, bounds: LineBounds): readonly DriverOutput[] {
  if (line.warmAtMs !== null && nowMs >= line.warmAtMs) {
    line.warmAtMs = null;
    line.windowFromMs = nowMs;
    // What was seen while warming up is no movement that still lasts.
    line.levelSinceMs = nowMs;
    return SEEN;
  }
  if (line.isFlooded && nowMs - line.windowFromMs >= FLOOD_WINDOW_MS)
    return turnWindow(line, nowMs, bounds, 0);
  const { stuckMs } = bounds;
  if (stuckMs === null || line.level !== 1 || line.isStuck || !isBelieved(line)) return NOTHING;
  if (nowMs - line.levelSinceMs < stuckMs) return NOTHING;
  line.isStuck = true;
  line.stuckTimes += 1;
  return SICK;
}

// ---- Contacts ---------------------------------------------------------------------------------------------------

export interface ContactState {
  /** The level that was last settled; null until the line is up. */
  settled: 0 | 1 | null;
  /** When the level that is there now counts as settled; null when it is. */
  dueMs: number | null;
  bounces: number;
}

export function initialContact(): ContactState {
  return { settled: null, dueMs: null, bounces: 0 };
}

/**
 * Takes in a signal after `followLine` did. Returns the level a contact has newly come to rest at, else null.
 * The level at `up`, and whatever a line did while it was not believed, is taken over without a word.
 */
export function settle(
  contact: ContactState,
  line: LineState,
  input: DriverInput,
  { nowMs, settleMs }: { readonly nowMs: number; readonly settleMs: number },
): 0 | 1 | null {
  if (!isBelieved(line)) {
    contact.settled = line.level;
    contact.dueMs = null;
    return null;
  }
  if (input.type === 'up') contact.settled = line.level;
  if (input.type === 'edge') {
    if (contact.dueMs !== null) contact.bounces += 1;
    contact.dueMs = nowMs + settleMs;
  }
  if (input.type !== 'deadline' || contact.dueMs === null || nowMs < contact.dueMs) return null;
  contact.dueMs = null;
  if (line.level === null || line.level === contact.settled) return null;
  const isFirst = contact.settled === null;
  contact.settled = line.level;
  return isFirst ? null : line.level;
}

/** The earlier of two deadlines. */
export function earlier(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}

export function lineCounters(line: LineState): Readonly<Record<string, number>> {
  const { edges, repeats, ignored, floods, stuckTimes, outages } = line;
  return { edges, repeats, ignored, floods, stuckTimes, outages };
}
