/**
 * What every two-level line needs before its part is believed: is it there, is it warm, does it flood, is it stuck,
 * is its wire loose.
 *
 * Owns the health of a line; the settling of a contact is `settling.ts`. Must never take a level for an edge: the level at
 * `up` and a repeated level are counted, not read. States are plain JSON and are changed in place.
 */
import { type DriverInput, type DriverOutput, NOTHING } from './driver.ts';
import { type LooseState, type Slivers, countSliver, initialLoose, mendedAtMs } from './loose-wire.ts';

export interface LineBounds {
  /** After `up`, signals are not believed for so long; 0 for parts that need no power. */
  readonly warmUpMs: number;
  /** More edges in one minute are a fault of the line, not a person. */
  readonly edgesPerMinuteMax: number;
  /** Active for longer is stuck; null for parts that may be so for ever (a door stands open). */
  readonly stuckMs: number | null;
  /** What this part cannot do, and a loose wire does all the time; absent: it may hold a level for any time. */
  readonly slivers?: Slivers;
}
export interface LineState {
  isUp: boolean;
  level: 0 | 1 | null;
  levelSinceMs: number;
  /** The same by the kernel's clock; null where the bus does not tell it. */
  levelSinceKernelMs: number | null;
  /** End of the warm-up; null when warm or down. */
  warmAtMs: number | null;
  windowFromMs: number;
  windowEdges: number;
  isFlooded: boolean;
  isStuck: boolean;
  loose: LooseState;
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
    levelSinceKernelMs: null,
    warmAtMs: null,
    windowFromMs: 0,
    windowEdges: 0,
    isFlooded: false,
    isStuck: false,
    loose: initialLoose(),
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
      return lineEdge(line, input, nowMs, bounds);
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

/** Whether an edge now came from the line, and not from warming up or a flood. */
export function isHeard(line: LineState): boolean {
  return line.isUp && line.warmAtMs === null && !line.isFlooded;
}

/** Whether an edge now says something about the world. */
export function isBelieved(line: LineState): boolean {
  return isHeard(line) && !line.loose.isLoose;
}

/** Monotonic ms at which the line wants a deadline; null when nothing is pending. */
export function lineDeadline(line: LineState, { stuckMs }: LineBounds): number | null {
  if (line.warmAtMs !== null) return line.warmAtMs;
  if (line.isFlooded) return line.windowFromMs + FLOOD_WINDOW_MS;
  if (line.loose.isLoose) return mendedAtMs(line.loose);
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
  beginAnew(line, level, nowMs);
  line.warmAtMs = bounds.warmUpMs > 0 ? nowMs + bounds.warmUpMs : null;
  return line.warmAtMs === null ? SEEN : NOTHING;
}

function lineDown(line: LineState): readonly DriverOutput[] {
  line.isUp = false;
  beginAnew(line, null, 0);
  line.warmAtMs = null;
  line.outages += 1;
  return GONE;
}

function beginAnew(line: LineState, level: 0 | 1 | null, nowMs: number): void {
  line.level = level;
  line.levelSinceMs = nowMs;
  line.levelSinceKernelMs = null;
  line.windowFromMs = nowMs;
  line.windowEdges = 0;
  line.isFlooded = false;
  line.isStuck = false;
  line.loose.slivers = 0;
  line.loose.isLoose = false;
}

/** A fault of the line is said when the first reason for it comes, and its end when the last one goes. */
function isSick(line: LineState): boolean {
  return line.isFlooded || line.isStuck || line.loose.isLoose;
}
function change(wasSick: boolean, line: LineState): readonly DriverOutput[] {
  if (isSick(line) === wasSick) return NOTHING;
  return wasSick ? WELL : SICK;
}

type Edge = Extract<DriverInput, { type: 'edge' }>;

function lineEdge(line: LineState, edge: Edge, nowMs: number, bounds: LineBounds): readonly DriverOutput[] {
  const { level, kernelMs = null } = edge;
  const before = line.level;
  const heldMs = heldFor(line, kernelMs, nowMs);
  line.edges += 1;
  line.level = level;
  if (level === before) line.repeats += 1;
  else {
    line.levelSinceMs = nowMs;
    line.levelSinceKernelMs = kernelMs;
  }
  if (!line.isUp || line.warmAtMs !== null) {
    line.ignored += 1;
    return NOTHING;
  }
  const wasSick = isSick(line);
  if (level === 0) line.isStuck = false;
  countEdge(line, nowMs, bounds);
  const { slivers } = bounds;
  const isKnown = before !== null && before !== level && !line.isFlooded;
  if (slivers !== undefined && isKnown) countSliver(line.loose, heldMs, nowMs, slivers);
  return change(wasSick, line);
}

/** By the kernel where it tells both ends: a hub that was busy hears a second's edges at once. */
function heldFor(line: LineState, kernelMs: number | null, nowMs: number): number {
  return kernelMs !== null && line.levelSinceKernelMs !== null
    ? kernelMs - line.levelSinceKernelMs
    : nowMs - line.levelSinceMs;
}

function countEdge(line: LineState, nowMs: number, bounds: LineBounds): void {
  if (nowMs - line.windowFromMs >= FLOOD_WINDOW_MS) {
    turnWindow(line, nowMs, bounds, 1);
    return;
  }
  line.windowEdges += 1;
  if (line.isFlooded) line.ignored += 1;
  else if (line.windowEdges > bounds.edgesPerMinuteMax) {
    line.isFlooded = true;
    line.floods += 1;
    line.loose.slivers = 0;
  }
}

/** A window ends; a flood is over when it held no more edges than allowed. */
function turnWindow(line: LineState, nowMs: number, { edgesPerMinuteMax }: LineBounds, edges: number): void {
  if (line.windowEdges <= edgesPerMinuteMax) line.isFlooded = false;
  line.windowFromMs = nowMs;
  line.windowEdges = edges;
}

function lineDue(line: LineState, nowMs: number, bounds: LineBounds): readonly DriverOutput[] {
  if (line.warmAtMs !== null && nowMs >= line.warmAtMs) {
    line.warmAtMs = null;
    line.windowFromMs = nowMs;
    // What was seen while warming up is no movement that still lasts.
    line.levelSinceMs = nowMs;
    line.levelSinceKernelMs = null;
    return SEEN;
  }
  const wasSick = isSick(line);
  if (line.isFlooded && nowMs - line.windowFromMs >= FLOOD_WINDOW_MS) turnWindow(line, nowMs, bounds, 0);
  const mendedMs = mendedAtMs(line.loose);
  if (mendedMs !== null && nowMs >= mendedMs) line.loose.isLoose = false;
  const { stuckMs } = bounds;
  const isHeld = stuckMs !== null && line.level === 1 && nowMs - line.levelSinceMs >= stuckMs;
  if (isHeld && !line.isStuck && isBelieved(line)) {
    line.isStuck = true;
    line.stuckTimes += 1;
  }
  return change(wasSick, line);
}

/** The earlier of two deadlines. */
export function earlier(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}

export function lineCounters(line: LineState): Readonly<Record<string, number>> {
  const { edges, repeats, ignored, floods, stuckTimes, loose, outages } = line;
  return { edges, repeats, ignored, floods, stuckTimes, looseTimes: loose.times, outages };
}
