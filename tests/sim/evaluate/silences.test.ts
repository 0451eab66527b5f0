/**
 * The delay of every collapse against brute force: the shipped replay, one collapse at a time.
 * It has journal, wire and loop, and knows nothing of forks.
 */
import { describe, expect, test } from 'vitest';
import type { Line } from '../../../agent/lines.ts';
import { localOf } from '../../../sim/evaluate/homes.ts';
import { type Collapse, GRID_MS, HORIZON_MS, lifeThrough } from '../../../sim/evaluate/silences.ts';
import { gridOf } from '../../../sim/evaluate/truth.ts';
import { replay } from '../../../sim/replay.ts';
import { generatedHome, generatedLog } from './generated-home.ts';

const SEED = 3;
const home = generatedHome(SEED);
const pass = lifeThrough(home);

async function alone(ms: number): Promise<Pick<Collapse, 'promptMs' | 'alertMs'>> {
  const collapseAtMs = localOf(home, ms);
  const lines: Line[] = [];
  await replay(
    { config: home.config, log: generatedLog(SEED), collapseAtMs, untilMs: null, answers: 'always' },
    (line) => void lines.push(line),
  );
  const first = (isWanted: (line: Line) => boolean): number | null => {
    for (const line of lines) {
      const atMs = 'at' in line ? Date.parse(`${String(line['at'])}Z`) - collapseAtMs : -1;
      if (atMs >= 0 && atMs <= HORIZON_MS && isWanted(line)) return atMs;
    }
    return null;
  };
  return {
    promptMs: first(({ kind }) => kind === 'prompt'),
    alertMs: first((line) => line.kind === 'alert' && line['stage'] === 'raised'),
  };
}

describe('the delay of a collapse', () => {
  test('the generated home has what makes it hard: a false prompt, and signs in every room', () => {
    expect(pass.prompts.length).toBeGreaterThan(0);
    expect(new Set(pass.collapses.map(({ room }) => room)).size).toBeGreaterThan(2);
  });

  test('is tried at every five minutes at home, once', () => {
    const grid = gridOf(home.truth, home.fromMs, home.endMs - HORIZON_MS, GRID_MS);
    expect(pass.collapses.map(({ ms }) => ms)).toEqual(grid);
  });

  test('is what a replay of that one collapse gives, to the millisecond', async () => {
    const around = (ms: number): boolean =>
      pass.prompts.some((prompt) => Math.abs(prompt.ms - ms) < 3 * GRID_MS);
    const chosen = pass.collapses.filter(({ ms }, index) => index % 97 === 0 || around(ms));
    expect(chosen.length).toBeGreaterThan(20);
    for (const { ms, promptMs, alertMs } of chosen) {
      expect({ ms, ...(await alone(ms)) }).toEqual({ ms, promptMs, alertMs });
    }
  });

  test('between a false prompt and its answer is counted to the next question', async () => {
    const fine = lifeThrough(home, undefined, 20_000);
    const isAsked = ({ ms }: Collapse): boolean =>
      fine.prompts.some((prompt) => ms > prompt.ms && ms < prompt.ms + 60_000);
    const asked = fine.collapses.filter(isAsked);
    expect(asked.length).toBeGreaterThan(0);
    for (const { ms, promptMs, alertMs } of asked.filter((_, at) => at % 3 === 0)) {
      expect({ ms, ...(await alone(ms)) }).toEqual({ ms, promptMs, alertMs });
      // The first question was heard before the fall; the second comes within its own wait, 12 min at night.
      expect(promptMs).toBeLessThan(15 * 60_000);
    }
  });
});

test('the same home gives the same pass', () => {
  expect(lifeThrough(generatedHome(SEED))).toEqual(pass);
});
