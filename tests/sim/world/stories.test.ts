/**
 * Every story, lived through the shipped hub: what was expected of it comes, and nothing else.
 * And the home itself: a life that is repeatable, whole, and quiet where a real one is.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { STORIES } from '../../../sim/stories.ts';
import { nextMovementMs, unitOf } from '../../../sim/world/chance.ts';
import { planDay } from '../../../sim/world/day.ts';
import { type Action, lifeOf } from '../../../sim/world/resident.ts';
import { createStoryWorld, findStory } from '../../../sim/world/story-world.ts';
import { STORY_DAY, type Story, storyMs } from '../../../sim/world/story.ts';
import { type Lived, lived, livedFromMidnight } from './lived-story.ts';

const DAY_MS = 86_400_000;
/** The uplink's own link is up all through these runs: outages of the broker are the demo's to live. */
const LINK_CONDITIONS = new Set(['link-down', 'nobody-listening']);

const runs = new Map<string, Promise<Lived>>();
/** Each story is lived once, whoever asks about it. */
function livedOnce(story: Story): Promise<Lived> {
  const run = runs.get(story.name) ?? livedFromMidnight({ story, seed: 1 });
  runs.set(story.name, run);
  return run;
}

describe.each(STORIES.map((story) => [story.name, story] as const))('%s', (_name, story: Story) => {
  let run: Lived;
  beforeAll(async () => {
    run = await livedOnce(story);
  });
  const during = () => run.seen.filter(({ localMs }) => localMs >= run.storyLocalMs).map(({ body }) => body);

  test('nobody is asked or told about while the hub learns', () => {
    const before = run.seen.filter(({ localMs }) => localMs < run.storyLocalMs).map(({ body }) => body);
    expect(before.filter(({ kind }) => kind === 'prompt')).toEqual([]);
    expect(before.filter((body) => body.kind === 'alert' && !body.test)).toEqual([]);
  });
  test('brings the alerts it should, in order, and closes them', () => {
    const alerts = during().flatMap((body) => (body.kind === 'alert' && !body.test ? [body] : []));
    expect(alerts.filter(({ why }) => why === 'raised').map(({ cause }) => cause)).toEqual(
      story.expected.alerts,
    );
    expect(alerts.filter(({ stage }) => stage === 'closed')).toHaveLength(story.expected.alerts.length);
    for (const words of story.expected.evidence ?? []) expect(alerts[0]?.evidence.text).toContain(words);
    const asked = during().some(({ kind }) => kind === 'prompt');
    expect(asked).toBe(story.expected.prompts === 'some');
  });
  test('says what it should, in order', () => {
    const said = during().flatMap((body) => (body.kind === 'say' ? [body.sentence] : []));
    const { says = [] } = story.expected;
    let from = 0;
    for (const sentence of says) {
      const at = said.indexOf(sentence, from);
      expect(at, `${sentence} after ${said.slice(0, from).join(', ')}`).toBeGreaterThanOrEqual(from);
      from = at + 1;
    }
  });
  test('what is done together becomes what it should', () => {
    const steps = during().flatMap((body) => (body.kind === 'programme-step' ? [body.step] : []));
    if (story.expected.became !== undefined) expect(steps).toEqual(story.expected.became);
  });
  test('what is told of each reminder is what it should be', () => {
    const told = during().flatMap((body) => (body.kind === 'reminder-outcome' ? [body.outcome] : []));
    expect(told).toEqual(story.expected.reminded ?? []);
  });
  test('brings the conditions it should', () => {
    const raised = during().flatMap((body) =>
      body.kind === 'condition' && body.edge === 'raised' ? [[body.code, body.subject]] : [],
    );
    const expected = story.expected.conditions.filter(([code]) => !LINK_CONDITIONS.has(code));
    expect(raised).toEqual(expect.arrayContaining(expected.map((pair) => [...pair])));
    expect(
      raised.filter(([code]) => !['speaker-failed', ...expected.map(([each]) => each)].includes(code ?? '')),
    ).toEqual([]);
  });
});

describe('an answer, and then silence', () => {
  test('is asked about again, no sooner than half an hour later', async () => {
    const { seen, truths } = await livedOnce(findStory('answers-then-collapses'));
    const answeredMs = seen.findLast(({ body }) => body.kind === 'answer')?.localMs ?? Number.NaN;
    const fellMs = truths.find(({ what }) => what === 'fell')?.atMs ?? Number.NaN;
    expect(fellMs - answeredMs).toBeGreaterThan(0);
    expect(fellMs - answeredMs).toBeLessThan(20 * 60_000);
    const [again] = seen.filter(({ localMs, body }) => localMs > answeredMs && body.kind === 'prompt');
    expect((again?.localMs ?? 0) - answeredMs).toBeGreaterThanOrEqual(30 * 60_000);
    expect((again?.localMs ?? 0) - fellMs).toBeLessThan(3 * 3_600_000);
  });
});

test('hard of hearing: from the fifth question on the first is as loud as the one that is heard', async () => {
  const { seen } = await livedOnce(findStory('hard-of-hearing'));
  const asked = seen.flatMap(({ body }) =>
    body.kind === 'say' && ['ask', 'ask-louder', 'last-call'].includes(body.sentence)
      ? [`${body.sentence} ${body.level}`]
      : [],
  );
  const four = Array.from({ length: 4 }, () => ['ask 1', 'ask-louder 2', 'last-call 3']).flat();
  expect(asked.slice(0, 12)).toEqual(four);
  expect(asked.length).toBeGreaterThan(12);
  expect(new Set(asked.slice(12))).toEqual(new Set(['ask 3']));
});

describe('the life of the resident', () => {
  const take = (seed: number, from: number, days: number): Action[] => {
    const actions: Action[] = [];
    for (const action of lifeOf(seed, from, [])) {
      if (action.atMs >= (from + days) * DAY_MS) return actions;
      actions.push(action);
    }
    return actions;
  };
  test('is the same for the same seed, also when it is taken up on a later day; another for another seed', () => {
    const whole = take(3, STORY_DAY, 4).filter(({ atMs }) => atMs >= (STORY_DAY + 2.5) * DAY_MS);
    const later = take(3, STORY_DAY + 2, 2).filter(({ atMs }) => atMs >= (STORY_DAY + 2.5) * DAY_MS);
    expect(later).toEqual(whole);
    expect(take(4, STORY_DAY, 1)).not.toEqual(take(3, STORY_DAY, 1));
  });
  test('a day has no gap and no overlap, and ends where the next begins', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const stays = [...planDay(seed, STORY_DAY), ...planDay(seed, STORY_DAY + 1)];
      for (const [at, stay] of stays.entries()) {
        expect(stay.untilMs).toBeGreaterThan(stay.fromMs);
        const next = stays[at + 1];
        if (next !== undefined) expect(Math.abs(next.fromMs - stay.untilMs)).toBeLessThanOrEqual(1);
      }
    }
  });
  test('movements come as a detector in a real home sees them', () => {
    const median = (manner: Parameters<typeof nextMovementMs>[1]): number => {
      const unit = unitOf(1);
      const drawn = Array.from({ length: 4_000 }, () => nextMovementMs(unit, manner)).sort((a, b) => a - b);
      return drawn[2_000] ?? 0;
    };
    expect(median('washing')).toBeGreaterThan(3_500);
    expect(median('washing')).toBeLessThan(6_500);
    expect(median('asleep')).toBeGreaterThan(30 * 60_000);
  });
  test('is still after a fall, for good', () => {
    const atMs = storyMs('02:44');
    const fallen = [...lifeOf(1, STORY_DAY, [{ kind: 'fall', atMs, room: 'bathroom' }])];
    expect(fallen.at(-1)).toMatchObject({ kind: 'now', doing: 'on the floor', room: 'bathroom' });
    const moves = fallen.filter((action) => action.kind === 'move' && action.atMs >= atMs);
    expect(moves.length).toBeGreaterThan(2);
    expect(new Set(moves.map((action) => (action.kind === 'move' ? action.room : '')))).toEqual(
      new Set(['bathroom']),
    );
    expect(
      [...lifeOf(1, STORY_DAY + 3, [{ kind: 'fall', atMs, room: 'bathroom' }])].filter(
        ({ kind }) => kind === 'move',
      ),
    ).toEqual([]);
  });
});

describe('a home that is lived in', () => {
  const ordinary = findStory('ordinary-day');
  const week: Story = { ...ordinary, learningDays: 7 };
  test('is quiet for as long as a real one, and no longer', async () => {
    const { seen } = await lived({ story: week, seed: 2, observations: true });
    const signs = seen.filter(
      ({ body }) => body.kind === 'observation' && body.value === 'on' && body.sensor !== 'meter',
    );
    const gaps = signs
      .map(({ localMs }, at) => localMs - (signs[at - 1]?.localMs ?? localMs))
      .sort((a, b) => a - b);
    expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThan(60_000);
    expect(gaps.at(-1)).toBeLessThan(4.5 * 3_600_000);
    expect(signs.length / 8).toBeGreaterThan(500);
    expect(signs.length / 8).toBeLessThan(2_000);
  });
  test('same seed, same bytes; a hub that is restarted finds the same life', async () => {
    const run = async (restartAtMs?: number) =>
      lived({
        story: { ...week, learningDays: 2 },
        seed: 5,
        observations: true,
        ...(restartAtMs === undefined ? {} : { restartAtMs }),
      });
    const [first, second] = [await run(), await run()];
    expect(JSON.stringify(second.seen)).toBe(JSON.stringify(first.seen));
    const restarted = await run(storyMs('00:00') - DAY_MS);
    const rooms = ({ seen }: Lived) =>
      seen.flatMap(({ localMs, body }) =>
        body.kind === 'observation' && body.value === 'on' && localMs > storyMs('01:00')
          ? [`${body.sensor} ${Math.round(localMs / 1_000)}`]
          : [],
      );
    expect(rooms(restarted).length).toBeGreaterThan(300);
    const known = new Set(rooms(first));
    const strange = rooms(restarted).filter((sign) => !known.has(sign));
    expect(strange.length).toBeLessThan(5);
  });
  test('an unknown story is told with the names of all', () => {
    expect(() => findStory('nothing')).toThrow(/ordinary-day/);
    expect(createStoryWorld({ story: ordinary, seed: 1 }).config.devices).toHaveLength(11);
  });
});
