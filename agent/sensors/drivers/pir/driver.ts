/**
 * A passive infrared motion detector with a digital output: AM312, HC-SR501 and their kin.
 *
 * Owns the reading of its pulses. A high output is one movement, however long it lasts: the output stays high for the
 * hold time (2 s on the AM312, 0.3–200 s on the HC-SR501) and is held on by more movement, so only edges count. After
 * power-up the element settles for up to a minute (HC-SR501 datasheet, "initialization time"), in which its pulses are
 * noise; the hub cannot tell its own restart from the detector's and waits each time.
 */
import { type DriverInput, type DriverOutput, NOTHING, type Options, driverOf } from '../../driver.ts';
import {
  type LineState,
  followLine,
  initialLine,
  isBelieved,
  lineCounters,
  lineDeadline,
} from '../../filters.ts';

const OPTIONS = {
  warmUpMs: {
    default: 60_000,
    min: 0,
    max: 120_000,
    unit: 'ms',
    doc: 'After power-up the detector is not believed for so long.',
  },
  restMs: {
    default: 1_000,
    min: 0,
    max: 60_000,
    unit: 'ms',
    doc: 'Shortest time between two movements that both count.',
  },
  stuckMs: {
    default: 1_800_000,
    min: 300_000,
    max: 14_400_000,
    unit: 'ms',
    doc: 'High without a break for longer is a fault.',
  },
  inverted: {
    default: 0,
    min: 0,
    max: 1,
    unit: 'switch',
    doc: '1: the output is low while something moves.',
  },
} as const;
/** A hold of 2 s and its block time of 2 s allow 15 pulses a minute; eight times that is no person. */
const EDGES_PER_MINUTE_MAX = 240;
/** The shortest hold is 0.3 s (HC-SR501), the block after it some 2 s: what is half as short is no output of a part. */
const SLIVERS = { fromMs: 0, toMs: 150, max: 4 };

interface PirState {
  line: LineState;
  /** Whether the last reading was `on`. */
  isOn: boolean;
  lastOnMs: number | null;
  movements: number;
  /** Movements that came sooner after another than the part can really see. */
  tooSoon: number;
}
type PirOptions = Options<typeof OPTIONS>;

const ON: readonly DriverOutput[] = [{ type: 'reading', channel: 'motion', value: 'on' }];
const OFF: readonly DriverOutput[] = [{ type: 'reading', channel: 'motion', value: 'off' }];

const bounds = ({ warmUpMs, stuckMs }: PirOptions) => ({
  warmUpMs,
  stuckMs,
  edgesPerMinuteMax: EDGES_PER_MINUTE_MAX,
  slivers: SLIVERS,
});

function step(
  state: PirState,
  input: DriverInput,
  nowMs: number,
  options: PirOptions,
): readonly DriverOutput[] {
  const { line } = state;
  const before = line.level;
  const outputs = followLine(line, input, nowMs, bounds(options));
  if (!isBelieved(line)) state.isOn = false;
  else if (input.type === 'edge' && input.level !== before) {
    const readings = input.level === 1 ? rise(state, nowMs, options) : fall(state);
    return outputs.length === 0 ? readings : [...outputs, ...readings];
  }
  return outputs;
}

function rise(state: PirState, nowMs: number, { restMs }: PirOptions): readonly DriverOutput[] {
  if (state.lastOnMs !== null && nowMs - state.lastOnMs < restMs) {
    state.tooSoon += 1;
    return NOTHING;
  }
  state.lastOnMs = nowMs;
  state.isOn = true;
  state.movements += 1;
  return ON;
}

function fall(state: PirState): readonly DriverOutput[] {
  if (!state.isOn) return NOTHING;
  state.isOn = false;
  return OFF;
}

/** What every detector of this kind has in common, whatever wire it hangs on. */
export const pirSource = {
  channels: { motion: ['motion'] },
  key: 'none',
  options: OPTIONS,
  initial: (): PirState => ({ line: initialLine(), isOn: false, lastOnMs: null, movements: 0, tooSoon: 0 }),
  step,
  deadline: ({ line }: PirState, options: PirOptions): number | null => lineDeadline(line, bounds(options)),
  counters: ({ line, movements, tooSoon }: PirState): Readonly<Record<string, number>> => ({
    ...lineCounters(line),
    movements,
    tooSoon,
  }),
} as const;

export const pir = driverOf({
  ...pirSource,
  part: 'pir',
  summary: 'infrared motion detector with a digital output (AM312, HC-SR501)',
  wire: { bus: 'gpio', bias: 'pull-down', activeLow: false },
});
