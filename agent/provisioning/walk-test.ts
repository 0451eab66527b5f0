/**
 * The walk through a home before a technician leaves it: each sensor is shown to see, each button to be felt, the voice to be
 * heard, the centre to answer, and the hub to report nothing broken; and only then is the home ready.
 *
 * Owns the order, the patience, what a wrong room means, and the verdict. Pure: signs, words and time are its caller's, in
 * milliseconds of one clock. Must never call a home ready for a step that was passed over, and never wait without an end.
 */
import { unreachable } from '../errors.ts';
import type { Body, CallBy, ReplyBy, SensorDescription } from '../record.ts';

export const PLACES = ['bed', 'bathroom'] as const;
export type Place = (typeof PLACES)[number];

export type WalkStep =
  | { readonly kind: 'sensor'; readonly sensor: string; readonly room: string }
  | { readonly kind: 'press'; readonly by: ReplyBy }
  | { readonly kind: 'heard'; readonly place: Place }
  | { readonly kind: 'receiver' }
  | { readonly kind: 'well' };

/** late: its time was over before anything came. refused: somebody said no, or the hub does to the end. */
export type Outcome = 'passed' | 'late' | 'refused' | 'skipped';
export interface StepResult {
  readonly step: WalkStep;
  readonly outcome: Outcome;
  /** How long it took from when it was asked. */
  readonly tookMs: number;
  /** The hub took the press as a test, and called nobody. */
  readonly isTest?: true;
  /** Sensors of other rooms, not walked to yet, that gave a sign meanwhile. */
  readonly instead: readonly string[];
}
export interface WalkState {
  readonly sensors: readonly SensorDescription[];
  readonly steps: readonly WalkStep[];
  readonly results: readonly StepResult[];
  /** When the step under way was asked. */
  readonly sinceMs: number;
  /** Before this a detector of motion is still warming up, and its signs are noise. */
  readonly warmMs: number;
  readonly instead: readonly string[];
  /** What the hub said last of what is broken. */
  readonly troubles: readonly string[];
}
export type WalkInput =
  | { readonly kind: 'sign'; readonly sensor: string }
  | { readonly kind: 'press'; readonly by: ReplyBy; readonly isTest?: boolean }
  /** What a person said: yes, no, or go on without it. */
  | { readonly kind: 'word'; readonly word: 'yes' | 'no' | 'skip' }
  /** A test alert came back with somebody's acknowledgement. */
  | { readonly kind: 'acknowledged' }
  /** What the hub reports of what a person must mend, in words. */
  | { readonly kind: 'health'; readonly troubles: readonly string[] }
  | { readonly kind: 'time' };

/** What a record of the hub is for a walk; null: nothing. */
export function signIn(body: Body): Extract<WalkInput, { kind: 'sign' | 'press' }> | null {
  if (body.kind === 'reply') return { kind: 'press', by: body.by };
  // An output that falls is the end of a movement, which may be long over.
  if (body.kind !== 'observation' || body.isLevel === true || body.value === 'off') return null;
  return { kind: 'sign', sensor: body.sensor };
}

/** Across a flat and back, twice; a door that sticks. */
export const STEP_MS_MAX = 3 * 60_000;
/** A detector of motion settles for up to a minute after its power comes (`sensors/drivers/pir`). */
export const WARM_UP_MS = 60_000;
/** The hub may have to wait for five minutes since the last one; the centre answers it by a program, within minutes. */
export const RECEIVER_MS_MAX = 10 * 60_000;

export interface Walked {
  readonly sensors: readonly SensorDescription[];
  /** What a hand can press here, each once. */
  readonly presses: readonly ReplyBy[];
}

/** `bootMs`: when the hub's inputs had their power. Rooms in the order of the home, all of a room together. */
export function beginWalk({ sensors, presses }: Walked, bootMs: number, nowMs: number): WalkState {
  const rooms = [...new Set(sensors.map(({ room }) => room))];
  const byRoom = rooms.flatMap((room) => sensors.filter((sensor) => sensor.room === room));
  const steps: WalkStep[] = [
    ...byRoom.map(({ id, room }): WalkStep => ({ kind: 'sensor', sensor: id, room })),
    ...presses.map((by): WalkStep => ({ kind: 'press', by })),
    ...PLACES.map((place): WalkStep => ({ kind: 'heard', place })),
    { kind: 'receiver' },
    { kind: 'well' },
  ];
  const warmMs = bootMs + WARM_UP_MS;
  return { sensors, steps, results: [], sinceMs: nowMs, warmMs, instead: [], troubles: [] };
}

/** What is asked now; null: the walk is over. */
export function stepOf({ steps, results }: WalkState): WalkStep | null {
  return steps[results.length] ?? null;
}

/** The press that the step under way waits for, or by which the hub is made to speak; null: none that would call for help. */
export function callIn(state: WalkState): CallBy | null {
  const step = stepOf(state);
  if (step?.kind === 'press') return step.by === 'button' || step.by === 'pull-cord' ? step.by : null;
  return step?.kind === 'heard' ? speaksBy(state, step.place) : null;
}

/** A touch makes it speak too, and calls nobody. Where the resident is in the bathroom, a cord is at hand. */
function speaksBy({ steps }: WalkState, place: Place): CallBy | null {
  const presses = new Set(steps.flatMap((step) => (step.kind === 'press' ? [step.by] : [])));
  if (presses.has('touch')) return null;
  const nearest: readonly CallBy[] = place === 'bathroom' ? ['pull-cord', 'button'] : ['button', 'pull-cord'];
  return nearest.find((by) => presses.has(by)) ?? null;
}

/** When the step under way is given up; Infinity when none is. */
export function walkDeadlineMs(state: WalkState): number {
  const step = stepOf(state);
  if (step === null) return Infinity;
  const fromMs = Math.max(state.sinceMs, isMotion(state, step) ? state.warmMs : 0);
  return fromMs + (step.kind === 'receiver' ? RECEIVER_MS_MAX : STEP_MS_MAX);
}

/** Inputs come in the order of their time. */
export function walk(state: WalkState, input: WalkInput, nowMs: number): WalkState {
  const step = stepOf(state);
  if (step === null) return state;
  if (input.kind === 'word' && input.word === 'skip') return ended(state, 'skipped', nowMs);
  const outcome = outcomeOf(state, step, input, nowMs);
  const isTest = step.kind === 'press' && input.kind === 'press' && input.isTest === true;
  if (outcome !== null) return ended(state, outcome, nowMs, isTest);
  if (nowMs >= walkDeadlineMs(state)) return ended(state, step.kind === 'well' ? 'refused' : 'late', nowMs);
  if (input.kind === 'health') return { ...state, troubles: input.troubles };
  return input.kind === 'sign' ? withInstead(state, step, input.sensor) : state;
}

function outcomeOf(state: WalkState, step: WalkStep, input: WalkInput, nowMs: number): Outcome | null {
  switch (step.kind) {
    case 'sensor': {
      if (input.kind !== 'sign' || input.sensor !== step.sensor) return null;
      return isMotion(state, step) && nowMs < state.warmMs ? null : 'passed';
    }
    case 'press':
      return input.kind === 'press' && input.by === step.by ? 'passed' : null;
    case 'heard':
      if (input.kind !== 'word') return null;
      return input.word === 'yes' ? 'passed' : 'refused';
    case 'receiver':
      return input.kind === 'acknowledged' ? 'passed' : null;
    case 'well':
      return input.kind === 'health' && input.troubles.length === 0 ? 'passed' : null;
    default:
      return unreachable(step);
  }
}

function isMotion({ sensors }: WalkState, step: WalkStep): boolean {
  return (
    step.kind === 'sensor' && sensors.some(({ id, class: kind }) => id === step.sensor && kind === 'motion')
  );
}

function ended(state: WalkState, outcome: Outcome, nowMs: number, isTest = false): WalkState {
  const step = stepOf(state);
  if (step === null) return state;
  const tookMs = nowMs - state.sinceMs;
  const tested = isTest ? ({ isTest } as const) : {};
  const result: StepResult = { step, outcome, tookMs, ...tested, instead: state.instead };
  return { ...state, results: [...state.results, result], sinceMs: nowMs, instead: [] };
}

/** A sensor of another room that nobody has walked to: it may be the one that hangs here. */
function withInstead(state: WalkState, step: WalkStep, sensor: string): WalkState {
  const room = state.sensors.find(({ id }) => id === sensor)?.room;
  if (step.kind !== 'sensor' || room === undefined || room === step.room) return state;
  const isWalked = state.results.some((one) => one.step.kind === 'sensor' && one.step.sensor === sensor);
  if (isWalked || state.instead.includes(sensor)) return state;
  return { ...state, instead: [...state.instead, sensor] };
}

export interface WalkFinding {
  readonly code:
    | 'silent'
    | 'swapped'
    | 'not-pressed'
    | 'not-heard'
    | 'not-acknowledged'
    | 'unwell'
    | 'passed-over';
  /** The sensor, button or place; with `swapped` two sensors, with `unwell` what the hub reports. */
  readonly subjects: readonly string[];
}
export interface WalkVerdict {
  readonly isOver: boolean;
  /** Every step was passed. */
  readonly isReady: boolean;
  readonly findings: readonly WalkFinding[];
}

export function verdictOf(state: WalkState): WalkVerdict {
  const isOver = stepOf(state) === null;
  const findings = state.results.flatMap((result) => findingOf(state, result));
  const isReady = isOver && state.results.every(({ outcome }) => outcome === 'passed');
  return { isOver, isReady, findings: withoutTwice(findings) };
}

function findingOf(
  { results, troubles }: WalkState,
  { step, outcome, instead }: StepResult,
): readonly WalkFinding[] {
  if (outcome === 'passed') return [];
  const subject = subjectOf(step);
  if (step.kind === 'well' && troubles.length > 0)
    return troubles.map((trouble) => ({ code: 'unwell', subjects: [trouble] }));
  if (outcome === 'skipped') return [{ code: 'passed-over', subjects: [subject] }];
  switch (step.kind) {
    case 'sensor': {
      // It was silent here, and another one spoke that did not speak in its own room: they may hang in each other's place.
      const other = instead.find((id) => results.some((one) => isSilent(one, id)));
      return [
        other === undefined
          ? { code: 'silent', subjects: [subject] }
          : { code: 'swapped', subjects: [subject, other].toSorted() },
      ];
    }
    case 'press':
      return [{ code: 'not-pressed', subjects: [subject] }];
    case 'heard':
      return [{ code: 'not-heard', subjects: [subject] }];
    case 'receiver':
      return [{ code: 'not-acknowledged', subjects: [] }];
    case 'well':
      return [{ code: 'passed-over', subjects: [subject] }];
    default:
      return unreachable(step);
  }
}

function isSilent({ step, outcome }: StepResult, sensor: string): boolean {
  return step.kind === 'sensor' && step.sensor === sensor && outcome === 'late';
}

export function subjectOf(step: WalkStep): string {
  switch (step.kind) {
    case 'sensor':
      return step.sensor;
    case 'press':
      return step.by;
    case 'heard':
      return step.place;
    case 'receiver':
      return 'receiver';
    case 'well':
      return 'well';
    default:
      return unreachable(step);
  }
}

/** Of two that are swapped each says so of the other. */
function withoutTwice(findings: readonly WalkFinding[]): WalkFinding[] {
  const swapped = new Set(
    findings.filter(({ code }) => code === 'swapped').flatMap(({ subjects }) => subjects),
  );
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const { code, subjects } = finding;
    if (code === 'silent' && subjects.every((subject) => swapped.has(subject))) return false;
    const key = JSON.stringify(finding);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
