/**
 * A vibration switch with a digital output (SW-420, SW-18010P on an LM393 comparator): on a drawer, a pill box, a chair.
 *
 * Owns what one use is: the spring chatters while something is moved, so all of it is one `on`, and `off` when it has
 * been still for a while. Shakes that go on and on are a machine, not a hand. Must never read the level found at the
 * start, nor a spring that came to rest closed: only edges count.
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

const OPTIONS = {
  restMs: {
    default: 3_000,
    min: 500,
    max: 60_000,
    unit: 'ms',
    doc: 'Still for so long is the end of a use.',
  },
  shakesMin: {
    default: 1,
    min: 1,
    max: 50,
    unit: 'edges',
    doc: 'So many edges within the rest are a use; more where the street shakes the house.',
  },
} as const;
type VibrationOptions = Options<typeof OPTIONS>;
/** A drawer gives some dozens of edges; a washing machine on the same floor gives them by the second. */
const BOUNDS = { warmUpMs: 0, edgesPerMinuteMax: 1_200, stuckMs: null };

interface VibrationState {
  line: LineState;
  /** Edges since it was last still, and when it counts as still again; null: it is. */
  shakes: number;
  stillAtMs: number | null;
  isOn: boolean;
  uses: number;
}

const ON: DriverOutput = { type: 'reading', channel: 'vibration', value: 'on' };
const OFF: DriverOutput = { type: 'reading', channel: 'vibration', value: 'off' };

function step(
  state: VibrationState,
  input: DriverInput,
  nowMs: number,
  options: VibrationOptions,
): readonly DriverOutput[] {
  const before = state.line.level;
  const outputs = followLine(state.line, input, nowMs, BOUNDS);
  if (!isBelieved(state.line)) {
    Object.assign(state, { shakes: 0, stillAtMs: null, isOn: false });
    return outputs;
  }
  if (input.type === 'edge' && input.level !== before) return [...outputs, ...shake(state, nowMs, options)];
  const isStill = input.type === 'deadline' && state.stillAtMs !== null && nowMs >= state.stillAtMs;
  return isStill ? [...outputs, ...rest(state)] : outputs;
}

function shake(
  state: VibrationState,
  nowMs: number,
  { restMs, shakesMin }: VibrationOptions,
): readonly DriverOutput[] {
  state.shakes += 1;
  state.stillAtMs = nowMs + restMs;
  if (state.isOn || state.shakes < shakesMin) return NOTHING;
  state.isOn = true;
  state.uses += 1;
  return [ON];
}

function rest(state: VibrationState): readonly DriverOutput[] {
  const wasOn = state.isOn;
  Object.assign(state, { shakes: 0, stillAtMs: null, isOn: false });
  return wasOn ? [OFF] : NOTHING;
}

export const vibration = driverOf({
  part: 'vibration',
  summary: 'vibration switch on a drawer, a pill box or a chair (SW-420)',
  wire: { bus: 'gpio', bias: 'pull-down', activeLow: false },
  channels: { vibration: ['item'] },
  key: 'none',
  options: OPTIONS,
  initial: (): VibrationState => ({ line: initialLine(), shakes: 0, stillAtMs: null, isOn: false, uses: 0 }),
  step,
  deadline: ({ line, stillAtMs }) => earlier(stillAtMs, lineDeadline(line, BOUNDS)),
  counters: ({ line, uses }) => ({ ...lineCounters(line), uses }),
});
