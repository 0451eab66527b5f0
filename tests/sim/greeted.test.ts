/**
 * What a greeting buys: the same quiet lives with probes and without, and how many questions were asked in each.
 *
 * The shipped reducer over drawn lives of somebody who on half of the days sits still for hours, well and awake. Whoever
 * is greeted rises in six cases of ten, in their own time, and sits down again; nobody presses. Deterministic.
 */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Fold, answersAlways } from '../../sim/evaluate/fold.ts';
import { type Draw, drawer } from '../../sim/swarm/draw.ts';
import { SWARM_SENSORS, type Sign, drawLifetime } from '../../sim/swarm/resident.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 21;
const SEEDS = Array.from({ length: 20 }, (_, at) => at + 1);
const RISES = 0.6;
const STREAMS = { life: 1, rest: 2, whim: 3 } as const;
const HOME = { home: 'greeted', timezone: 'UTC', sensors: SWARM_SENSORS };

/** The drawn life without what somebody would have done who reads or dozes in the chair instead. */
function restfulLife(seed: number): readonly Sign[] {
  const draw = drawer(seed, STREAMS.rest);
  const { signs, outings } = drawLifetime(drawer(seed, STREAMS.life), DAYS, 0);
  const rests = Array.from({ length: DAYS }, (_, day) => {
    const fromMs = day * DAY_MS + draw.between(8 * 60, 15 * 60) * MINUTE_MS;
    return { fromMs, toMs: fromMs + draw.between(2 * 60, 6 * 60) * MINUTE_MS, isTaken: draw.chance(0.5) };
  }).filter(
    ({ fromMs, toMs, isTaken }) =>
      isTaken && !outings.some((out) => out.fromMs < toMs && fromMs < out.toMs + HOUR_MS / 2),
  );
  return signs.filter(({ atMs }) => !rests.some(({ fromMs, toMs }) => fromMs < atMs && atMs < toMs));
}

interface Asked {
  questions: number;
  probes: number;
}

function live(seed: number, { probes, rises }: { probes: boolean; rises: number }): Asked {
  const whim: Draw = drawer(seed, STREAMS.whim);
  const asked: Asked = { questions: 0, probes: 0 };
  const risings: Sign[] = [];
  const fold: Fold = new Fold({
    config: defaultConfig(HOME, { checkon: { probes } }),
    startUtcMs: Date.UTC(2026, 2, 2),
    zone: [{ fromMs: 0, offsetMin: 0 }],
    answers: answersAlways,
    desk: true,
    see: ({ body, at }) => {
      if (body.kind === 'prompt' && body.stage === 1) asked.questions += 1;
      if (body.kind !== 'probe') return;
      asked.probes += 1;
      const atMs = at.monotonicMs + whim.between(60, 600) * 1000;
      if (!whim.chance(rises)) return;
      risings.push({ atMs, sensor: 'motion-living', value: 'on' });
      risings.push({ atMs: atMs + 8_000, sensor: 'motion-kitchen', value: 'on' });
    },
  });
  const give = ({ atMs, sensor, value }: Sign): void => {
    fold.advanceTo(atMs);
    fold.give({ kind: 'observation', sensor, value });
  };
  for (const sign of restfulLife(seed)) {
    // Minute by minute: what is said on the way may be answered on the way.
    while (fold.ms < sign.atMs) {
      fold.advanceTo(Math.min(sign.atMs, fold.ms + MINUTE_MS));
      while ((risings[0]?.atMs ?? sign.atMs) < Math.min(sign.atMs, fold.ms + MINUTE_MS))
        give(risings.shift()!);
    }
    give(sign);
  }
  return asked;
}

function sum(lives: readonly Asked[]): Asked {
  return {
    questions: lives.reduce((total, { questions }) => total + questions, 0),
    probes: lives.reduce((total, { probes }) => total + probes, 0),
  };
}

describe('twenty quiet lives of three weeks', () => {
  const without = SEEDS.map((seed) => live(seed, { probes: false, rises: RISES }));
  const greeted = SEEDS.map((seed) => live(seed, { probes: true, rises: RISES }));

  test('are asked less often where they are greeted first', () => {
    const [loud, gentle] = [sum(without), sum(greeted)];
    expect(loud.questions).toBeGreaterThan(20);
    expect(gentle.questions).toBeLessThan(0.85 * loud.questions);
  });
  test('and hear a greeting on fewer days than they sit still', () => {
    expect(sum(greeted).probes).toBeLessThan((SEEDS.length * DAYS) / 2);
  });
  test('where nobody reacts, every question is asked as before', () => {
    const deaf = SEEDS.map((seed) => live(seed, { probes: true, rises: 0 }));
    expect(deaf.map(({ questions }) => questions)).toEqual(without.map(({ questions }) => questions));
  });
});
