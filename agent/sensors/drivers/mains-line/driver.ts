/**
 * Is the mains there: an optocoupler or a small power supply before the hub's battery, on a line of the hub.
 *
 * Owns what feeds the hub and for how long it can go on. A loss is said after it has lasted ten seconds and a return
 * after a minute: lamps that dim and a fuse that is tried twice are neither. Mains that comes and goes faster than that
 * is a loss as soon as it was gone for five minutes of an hour. The minutes left are counted down from
 * what the battery is stated to last, and counted up again while it charges; a driver that starts on battery does not
 * know how long it has been, and says that. EN 50131-6 asks for twelve hours (grade 2) and a day to charge.
 */
import { type DriverInput, type DriverOutput, NOTHING, type Options, driverOf } from '../../driver.ts';
import {
  type LineState,
  earlier,
  followLine,
  initialLine,
  isBelieved,
  lineCounters,
  lineDeadline,
} from '../../filters.ts';
import { type ContactState, initialContact, restsAtMs, settle } from '../../settling.ts';
import { contactSlivers } from '../../loose-wire.ts';

const OPTIONS = {
  runtimeMinutes: {
    default: 720,
    min: 10,
    max: 10_080,
    unit: 'min',
    doc: 'So long the hub runs on its full battery.',
  },
  chargeMinutes: {
    default: 1_440,
    min: 30,
    max: 10_080,
    unit: 'min',
    doc: 'So long the empty battery takes to be full.',
  },
  lossMs: {
    default: 10_000,
    min: 1_000,
    max: 50_000,
    unit: 'ms',
    doc: 'The mains has to be gone for so long.',
  },
  returnMs: {
    default: 60_000,
    min: 1_000,
    max: 600_000,
    unit: 'ms',
    doc: 'The mains has to be back for so long.',
  },
  inverted: {
    default: 0,
    min: 0,
    max: 1,
    unit: 'switch',
    doc: '1: the line is high while the mains is there.',
  },
} as const;
/** A relay that chatters on a failing fuse is a fault of the line; a hand flips it some times a minute. */
const BOUNDS = { warmUpMs: 0, edgesPerMinuteMax: 600, stuckMs: null, slivers: contactSlivers(50) };

const MINUTE_MS = 60_000;
/** Short absences that sum up to so much in so long are a loss: a hub that loses so much is on its way to an empty battery. */
const ABSENT_MS_MAX = 5 * MINUTE_MS;
const ABSENT_WINDOW_MS = 60 * MINUTE_MS;
/** Said hourly, and once at each of these: two hours before the end somebody has to go, ten minutes before it we do. */
const HOURLY = 60;
const TOLD_AT = [120, 10];

/** The absences since the last loss or return that were each too short to be told. */
interface Absence {
  /** Start of the hour in which they are summed: the first of them. */
  windowFromMs: number | null;
  /** Start of the one that lasts; null while the mains is there. */
  sinceMs: number | null;
  sumMs: number;
}
interface MainsState {
  line: LineState;
  contact: ContactState;
  absence: Absence;
  /** Since when it is so, and what the battery held then; null: not known since the start. */
  source: 'mains' | 'battery' | null;
  sinceMs: number;
  minutesThen: number | null;
  /** What was said last of the minutes left. */
  toldMinutes: number | null;
  losses: number;
}
type MainsOptions = Options<typeof OPTIONS>;

function step(
  state: MainsState,
  input: DriverInput,
  nowMs: number,
  options: MainsOptions,
): readonly DriverOutput[] {
  const { line, contact } = state;
  const outputs = followLine(line, input, nowMs, BOUNDS);
  // As long as it has to rest for where it is going.
  const settleMs = line.level === 1 ? options.returnMs : options.lossMs;
  settle(contact, line, input, { nowMs, settleMs });
  sumUp(state, nowMs);
  const atRest = isBelieved(line) ? contact.settled : null;
  const turned = atRest === null ? NOTHING : turn(state, atRest, nowMs, options);
  if (turned.length > 0) return [...outputs, ...turned];
  const dueMs = tellDueMs(state);
  if (input.type !== 'deadline' || dueMs === null || nowMs < dueMs) return outputs;
  return [...outputs, tell(state, nowMs)];
}

/** Adds up short absences; when they are too much, the line counts as resting without mains. */
function sumUp({ line, contact, absence }: MainsState, nowMs: number): void {
  if (!isBelieved(line) || contact.settled !== 1) {
    Object.assign(absence, noAbsence());
  } else if (line.level === 1) {
    if (absence.sinceMs !== null) absence.sumMs += nowMs - absence.sinceMs;
    absence.sinceMs = null;
  } else {
    if (absence.sinceMs === null) begin(absence, nowMs);
    const dueMs = absenceDueMs(absence);
    if (dueMs === null || nowMs < dueMs) return;
    contact.settled = 0;
    contact.pending = null;
    Object.assign(absence, noAbsence());
  }
}
function noAbsence(): Absence {
  return { windowFromMs: null, sinceMs: null, sumMs: 0 };
}
function begin(absence: Absence, nowMs: number): void {
  absence.sinceMs = nowMs;
  if (absence.windowFromMs !== null && nowMs - absence.windowFromMs < ABSENT_WINDOW_MS) return;
  absence.windowFromMs = nowMs;
  absence.sumMs = 0;
}
/** When the absence that lasts makes it too much; null while there is none. */
function absenceDueMs({ sinceMs, sumMs }: Absence): number | null {
  return sinceMs === null ? null : sinceMs + Math.max(0, ABSENT_MS_MAX - sumMs);
}

/** The line rests: what it says of the mains is told once each way, and at the start. */
function turn(
  state: MainsState,
  level: 0 | 1,
  nowMs: number,
  options: MainsOptions,
): readonly DriverOutput[] {
  const source = level === 1 ? 'mains' : 'battery';
  if (source === state.source) return NOTHING;
  const isStart = state.source === null;
  // Found on battery at the start: nobody knows since when.
  state.minutesThen = isStart && source === 'battery' ? null : held(state, nowMs, options);
  state.source = source;
  state.sinceMs = nowMs;
  if (source === 'battery') state.losses += 1;
  return [tell(state, nowMs)];
}

/** Minutes that the battery holds now; a full one where nothing is known. */
function held(
  { source, sinceMs, minutesThen }: MainsState,
  nowMs: number,
  { runtimeMinutes, chargeMinutes }: MainsOptions,
): number {
  const passed = (nowMs - sinceMs) / MINUTE_MS;
  if (source === null) return runtimeMinutes;
  // It ran down from nobody knows where: as if it were empty.
  if (source === 'battery') return Math.max(0, (minutesThen ?? 0) - passed);
  return Math.min(runtimeMinutes, (minutesThen ?? 0) + (passed * runtimeMinutes) / chargeMinutes);
}

function tell(state: MainsState, nowMs: number): DriverOutput {
  const minutesLeft = state.source === 'battery' ? minutesLeftOf(state, nowMs) : null;
  state.toldMinutes = minutesLeft;
  return { type: 'supply', source: state.source ?? 'mains', minutesLeft };
}

function minutesLeftOf({ sinceMs, minutesThen }: MainsState, nowMs: number): number | null {
  if (minutesThen === null) return null;
  return Math.max(0, Math.round(minutesThen - (nowMs - sinceMs) / MINUTE_MS));
}

/** When the minutes left are to be said again; null when they are not. */
function tellDueMs({ source, sinceMs, minutesThen, toldMinutes }: MainsState): number | null {
  if (source !== 'battery' || minutesThen === null || toldMinutes === null || toldMinutes === 0) return null;
  const marks = [toldMinutes - HOURLY, ...TOLD_AT.filter((mark) => mark < toldMinutes), 0];
  return sinceMs + Math.ceil((minutesThen - Math.max(...marks)) * MINUTE_MS);
}

export const mainsLine = driverOf({
  part: 'mains-line',
  summary: 'line that tells whether the mains is there, before the hub’s battery',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { supply: 'supply' },
  key: 'none',
  options: OPTIONS,
  initial: (): MainsState => ({
    line: initialLine(),
    contact: initialContact(),
    absence: noAbsence(),
    source: null,
    sinceMs: 0,
    minutesThen: null,
    toldMinutes: null,
    losses: 0,
  }),
  step,
  deadline: (state) =>
    [
      restsAtMs(state.contact),
      absenceDueMs(state.absence),
      lineDeadline(state.line, BOUNDS),
      tellDueMs(state),
    ].reduce(earlier, null),
  counters: ({ line, contact, losses }) => ({ ...lineCounters(line), bounces: contact.bounces, losses }),
});
