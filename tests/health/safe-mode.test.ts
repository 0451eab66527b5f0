/**
 * How a hub starts after starts that did not last, as a table; minutes since the kernel began.
 *
 * Pure; that the starts are counted at all is `cli/crash-loop.test.ts`.
 */
import { expect, test } from 'vitest';

import { type Start, type StartMode, modeOf } from '../../agent/health/safe-mode.ts';

const MINUTE_MS = 60_000;
const at = (minute: number, mode: StartMode = 'normal', kernel = 'now'): Start => ({
  kernel,
  atMs: minute * MINUTE_MS,
  mode,
});
const each = (minutes: readonly number[], mode: StartMode = 'normal', kernel = 'now'): Start[] =>
  minutes.map((minute) => at(minute, mode, kernel));

test.each<readonly [string, readonly Start[], StartMode]>([
  ['the first', [], 'normal'],
  ['four in ten minutes', each([12, 13, 14, 15]), 'normal'],
  ['five in ten minutes', each([12, 13, 14, 15, 16]), 'safe'],
  ['five in half an hour', each([0, 8, 12, 14, 16]), 'normal'],
  ['five before the power was cut', each([1, 2, 3, 4, 5], 'normal', 'before'), 'normal'],
  [
    'twenty flickers of the supply',
    Array.from({ length: 20 }, (_, run) => at(1, 'normal', `run ${run}`)),
    'normal',
  ],
  ['one that died in safe mode, long ago', [...each([0, 1, 2, 3, 4]), at(5, 'safe')], 'safe'],
  ['four that died in safe mode', each([13, 14, 15, 16], 'safe'), 'safe'],
  [
    'five that died in safe mode',
    [...each([11, 11, 12, 12, 13]), ...each([14, 15, 16, 17, 18], 'safe')],
    'anew',
  ],
  ['one that died with a new journal', [...each([14, 15, 16, 17, 18], 'safe'), at(19, 'anew')], 'safe'],
  ['many that died with a new journal', [at(1, 'anew'), ...each([14, 15, 16, 17, 18], 'safe')], 'safe'],
])('after %s', (_, earlier, mode) => {
  expect(modeOf(earlier, at(20))).toBe(mode);
});
