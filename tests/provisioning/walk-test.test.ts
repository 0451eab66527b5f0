/**
 * The walk through a home: what passes each step, what a wrong room means, and that nothing but all of it makes a home ready.
 * Signs and words are a table here; the verb that gathers them is `agent/cli/walk-test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  RECEIVER_MS_MAX,
  STEP_MS_MAX,
  WARM_UP_MS,
  type WalkInput,
  type WalkState,
  beginWalk,
  callIn,
  stepOf,
  verdictOf,
  walk,
  walkDeadlineMs,
} from '../../agent/provisioning/walk-test.ts';
import type { SensorDescription } from '../../agent/record.ts';

const SENSORS: readonly SensorDescription[] = [
  { id: 'hall-pir', room: 'hall', class: 'motion' },
  { id: 'bed-pir', room: 'bedroom', class: 'motion' },
  { id: 'door', room: 'hall', class: 'door', entrance: true },
  { id: 'bath-pir', room: 'bathroom', class: 'motion' },
];
const HOME = { sensors: SENSORS, presses: ['button'] as const };
const WARM: WalkState = beginWalk(HOME, 0, WARM_UP_MS);

const sign = (sensor: string): WalkInput => ({ kind: 'sign', sensor });
const word = (said: 'yes' | 'no' | 'skip'): WalkInput => ({ kind: 'word', word: said });
const PRESS: WalkInput = { kind: 'press', by: 'button' };
const TIME: WalkInput = { kind: 'time' };
const GOOD: readonly WalkInput[] = [
  ...['hall-pir', 'door', 'bed-pir', 'bath-pir'].map(sign),
  PRESS,
  word('yes'),
  word('yes'),
  { kind: 'acknowledged' },
  { kind: 'health', troubles: [] },
];

/** One input a second from when it is warm. */
function walked(inputs: readonly WalkInput[], from = WARM): WalkState {
  return inputs.reduce((state, input, at) => walk(state, input, WARM_UP_MS + (at + 1) * 1000), from);
}
/** The step under way runs out. */
const waitedOut = (state: WalkState): WalkState => walk(state, TIME, walkDeadlineMs(state));

test('room by room, then the button, the voice from bed and bathroom, the centre, and the hub itself', () => {
  expect(WARM.steps.map((step) => ('sensor' in step ? step.sensor : step.kind))).toEqual([
    'hall-pir',
    'door',
    'bed-pir',
    'bath-pir',
    'press',
    'heard',
    'heard',
    'receiver',
    'well',
  ]);
});

test('all of it passed: ready, and nothing found', () => {
  const state = walked(GOOD);
  expect(verdictOf(state)).toEqual({ isOver: true, isReady: true, findings: [] });
  expect(walk(state, sign('door'), 1e9)).toBe(state);
});

describe('each of these alone keeps a home from being ready', () => {
  test.each([
    [0, 'a sensor that is silent', TIME, { code: 'silent', subjects: ['hall-pir'] }],
    [4, 'a button that nobody feels', TIME, { code: 'not-pressed', subjects: ['button'] }],
    [5, 'not heard from bed', word('no'), { code: 'not-heard', subjects: ['bed'] }],
    [6, 'nobody says whether it was heard', TIME, { code: 'not-heard', subjects: ['bathroom'] }],
    [7, 'a centre that does not answer', TIME, { code: 'not-acknowledged', subjects: [] }],
    [8, 'a hub that never says how it is', TIME, { code: 'passed-over', subjects: ['well'] }],
    [2, 'a step that was passed over', word('skip'), { code: 'passed-over', subjects: ['bed-pir'] }],
  ] as const)('at step %i: %s', (at, _, input, finding) => {
    let state = walked(GOOD.slice(0, at));
    state = input.kind === 'time' ? waitedOut(state) : walk(state, input, state.sinceMs + 1000);
    for (const next of GOOD.slice(at + 1)) state = walk(state, next, state.sinceMs + 1000);
    expect(verdictOf(state)).toEqual({ isOver: true, isReady: false, findings: [finding] });
  });
});

test('what the hub reports at the end keeps it from being ready until it is mended, whoever passes over it', () => {
  const health = (...troubles: string[]): WalkInput => ({ kind: 'health', troubles });
  const asked = walked(GOOD.slice(0, 8));
  const atS = (s: number): number => asked.sinceMs + s * 1000;
  const broken = walk(asked, health('a', 'b'), atS(1));
  expect(stepOf(broken)).toEqual({ kind: 'well' });
  const mended = walk(walk(broken, health('b'), atS(2)), health(), atS(3));
  expect(verdictOf(mended)).toEqual({ isOver: true, isReady: true, findings: [] });
  const findings = ['a', 'b'].map((trouble) => ({ code: 'unwell', subjects: [trouble] }));
  for (const given of [waitedOut(broken), walk(broken, word('skip'), atS(2))])
    expect(verdictOf(given)).toEqual({ isOver: true, isReady: false, findings });
  // Before its step it passes nothing.
  expect(walk(WARM, health(), WARM_UP_MS + 1).results).toEqual([]);
});

test.each([
  [['button', 'pull-cord'], 'bed', 'button'],
  [['button', 'pull-cord'], 'bathroom', 'pull-cord'],
  [['pull-cord'], 'bed', 'pull-cord'],
  [['button'], 'bathroom', 'button'],
  [['button', 'touch'], 'bed', null],
  [[], 'bed', null],
] as const)('with %j the hub is made to speak at the %s by %s', (presses, place, by) => {
  let state = beginWalk({ sensors: [], presses }, 0, 0);
  for (let step = stepOf(state); step?.kind !== 'heard' || step.place !== place; step = stepOf(state))
    state = walk(state, word('skip'), state.sinceMs + 1);
  expect(callIn(state)).toBe(by);
});

test('a detector that is warming up is not believed, and its patience begins when it is warm', () => {
  const cold = beginWalk(HOME, 0, 0);
  expect(walkDeadlineMs(cold)).toBe(WARM_UP_MS + STEP_MS_MAX);
  const early = walk(cold, sign('hall-pir'), WARM_UP_MS - 1);
  expect(stepOf(early)).toMatchObject({ sensor: 'hall-pir' });
  expect(walk(early, sign('hall-pir'), WARM_UP_MS).results).toMatchObject([{ outcome: 'passed' }]);
});

test('bedroom and bathroom swapped: one finding that names both', () => {
  let state = walked(['hall-pir', 'door', 'bath-pir'].map(sign));
  expect(state.instead).toEqual(['bath-pir']);
  state = waitedOut(state);
  state = waitedOut(walk(state, sign('bed-pir'), state.sinceMs + 1000));
  expect(verdictOf(state).findings).toEqual([{ code: 'swapped', subjects: ['bath-pir', 'bed-pir'] }]);
});

test('what is passed on the way to a room is no wrong room', () => {
  const state = walked(['hall-pir', 'door', 'hall-pir', 'bath-pir', 'bed-pir', 'bath-pir'].map(sign));
  expect(verdictOf(state).findings).toEqual([]);
  expect(state.results).toHaveLength(4);
});

test('the centre has ten minutes, a step three', () => {
  const state = walked(GOOD.slice(0, 7));
  expect(walkDeadlineMs(state) - state.sinceMs).toBe(RECEIVER_MS_MAX);
  expect(walkDeadlineMs(WARM) - WARM.sinceMs).toBe(STEP_MS_MAX);
});

const anyInput: fc.Arbitrary<WalkInput> = fc.oneof(
  fc.constantFrom('hall-pir', 'door', 'bed-pir', 'bath-pir', 'nobody').map(sign),
  fc.constantFrom<WalkInput>(PRESS, { kind: 'press', by: 'touch' }, { kind: 'acknowledged' }, TIME),
  fc.constantFrom<WalkInput>({ kind: 'health', troubles: [] }, { kind: 'health', troubles: ['a'] }),
  fc.constantFrom('yes', 'no', 'skip').map(word),
);

test('property: whatever comes, ready means that each step was passed by its own sign, and it ends', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInput, fc.nat(240_000)), { maxLength: 60 }), (inputs) => {
      let [state, nowMs] = [beginWalk(HOME, 0, 0), 0];
      const own = new Set<string>();
      for (const [input, afterMs] of inputs) {
        nowMs += afterMs;
        const step = stepOf(state);
        const next = walk(state, input, nowMs);
        // One input ends one step at most, and never opens one again.
        expect([0, 1]).toContain(next.results.length - state.results.length);
        if (next.results.at(-1)?.outcome === 'passed' && next !== state && step !== null) {
          const wanted =
            (step.kind === 'sensor' && input.kind === 'sign' && input.sensor === step.sensor) ||
            (step.kind === 'press' && input.kind === 'press' && input.by === step.by) ||
            (step.kind === 'heard' && input.kind === 'word' && input.word === 'yes') ||
            (step.kind === 'receiver' && input.kind === 'acknowledged') ||
            (step.kind === 'well' && input.kind === 'health' && input.troubles.length === 0);
          if (next.results.length > state.results.length) expect(wanted).toBe(true);
          own.add(JSON.stringify(step));
        }
        state = next;
      }
      if (verdictOf(state).isReady) expect(own.size).toBe(state.steps.length);
      // Left alone, it is over after as many waits as it has steps.
      for (let waits = 0; waits < state.steps.length && stepOf(state) !== null; waits += 1)
        state = walk(state, TIME, Math.max(nowMs, walkDeadlineMs(state)));
      const { isOver, isReady, findings } = verdictOf(state);
      expect(isOver).toBe(true);
      expect(isReady).toBe(findings.length === 0);
    }),
  );
});
