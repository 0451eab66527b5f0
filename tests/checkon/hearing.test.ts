/**
 * What is learned of being heard: how loud to begin, what the desk is told of earlier questions, and when somebody must
 * see to it. By day and by night apart, from questions that were really played, and never for ever.
 */
import { describe, expect, test } from 'vitest';
import { LESSONS_MAX, LESSON_KEPT_MS } from '../../agent/checkon/hearing-memory.ts';
import type { Alert, Body } from '../../agent/record.ts';
import { Bench, HOUR_MS, MINUTE_MS, SECOND_MS, briefs } from './bench.ts';
import { POLICY } from './promises-table.ts';

/** The bench begins at five in the afternoon; so much later it is night. */
const TILL_NIGHT_MS = 6 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
type How = 'first' | 'second' | 'third' | 'walks' | 'never' | 'mute';
const STAGES: Readonly<Partial<Record<How, number>>> = { first: 1, second: 2, third: 3 };

/** One conversation, lived to its end, and a day until the next. Gives what was decided. */
function asked(bench: Bench, how: How): Body[] {
  const decided = bench.overdue('inactivity');
  for (let stage = 1; stage <= 3; stage += 1) {
    decided.push(...bench.hear(how === 'mute' ? 'failed' : 'spoken'));
    if (STAGES[how] === stage) decided.push(...bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' }));
    if (how === 'walks' && stage === 1) {
      for (const sensor of ['pir-bathroom', 'pir-kitchen'])
        decided.push(...bench.give({ kind: 'observation', sensor, value: 'on' }));
    }
    if (bench.state.checkon.conversation === null) break;
    decided.push(...bench.pass(100 * SECOND_MS));
  }
  bench.hear('spoken');
  bench.pass(20 * MINUTE_MS);
  if (bench.state.checkon.alerts.some(({ cause }) => cause === 'inactivity')) {
    bench.desk('inactivity', 'closed');
    bench.hear('spoken');
  }
  bench.pass(DAY_MS - (bench.ms % DAY_MS));
  for (const sensor of ['pir-bathroom', 'pir-kitchen'])
    bench.give({ kind: 'observation', sensor, value: 'off' });
  return decided;
}

function home(): Bench {
  const bench = new Bench(POLICY);
  bench.state.presence.state = 'home';
  return bench;
}
function levels(decided: readonly Body[]): number[] {
  return decided.flatMap((body) =>
    body.kind === 'say' && ['ask', 'ask-louder', 'last-call'].includes(body.sentence) ? [body.level] : [],
  );
}
function many(bench: Bench, how: How, times: number): void {
  for (let time = 0; time < times; time += 1) asked(bench, how);
}

describe('how loud a question begins', () => {
  test.each<[string, readonly [How, number][], number]>([
    ['nothing is known', [], 1],
    ['three answered only to the loudest: not yet certain', [['third', 3]], 1],
    ['four', [['third', 4]], 3],
    ['four answered to the second', [['second', 4]], 2],
    [
      'four in vain, but one was heard',
      [
        ['first', 1],
        ['third', 4],
      ],
      1,
    ],
    ['never answered teaches nothing of loudness', [['never', 6]], 1],
    ['who walks by may not have heard', [['walks', 6]], 1],
    ['what could not be played teaches nothing', [['mute', 6]], 1],
  ])('%s', (_, before, level) => {
    const bench = home();
    for (const [how, times] of before) many(bench, how, times);
    expect(levels(asked(bench, 'first'))).toEqual([level]);
  });

  test('counts from where this home begins', () => {
    const bench = new Bench(POLICY, { companion: { hearing: 'hard' } });
    bench.state.presence.state = 'home';
    expect(levels(asked(bench, 'second'))).toEqual([2, 3]);
    many(bench, 'second', 3);
    expect(levels(asked(bench, 'first'))).toEqual([3]);
  });

  test('three stages remain, none quieter than the one before', () => {
    const bench = home();
    many(bench, 'second', 4);
    expect(levels(asked(bench, 'never'))).toEqual([2, 2, 3]);
  });

  test('at night it is another matter', () => {
    const bench = home();
    many(bench, 'third', 4);
    bench.pass(TILL_NIGHT_MS);
    expect(levels(bench.overdue('inactivity'))).toEqual([1]);
  });

  test('and not for ever: softly again after some time, and after a while of loud ones', () => {
    const later = home();
    many(later, 'third', 4);
    later.pass(LESSON_KEPT_MS);
    asked(later, 'first');
    expect(levels(asked(later, 'first'))).toEqual([1]);
    const often = home();
    many(often, 'third', 4);
    many(often, 'first', LESSONS_MAX - 4);
    expect(levels(asked(often, 'first'))).toEqual([3]);
    expect(levels(asked(often, 'first'))).toEqual([1]);
  });
});

describe('the desk', () => {
  const evidence = (decided: readonly Body[]): Alert['evidence'] | undefined =>
    decided.find((body): body is Alert => body.kind === 'alert' && body.why === 'raised')?.evidence;
  test('hears how many of the last questions were answered, once they are enough to say so', () => {
    const bench = home();
    many(bench, 'first', 2);
    expect(evidence(asked(bench, 'never'))?.text).not.toContain('Of the last');
    const told = evidence(asked(bench, 'never'));
    expect(told?.text).toContain('No answer. Of the last 3 questions by day 2 were answered.');
    expect(told?.textKo).toContain('낮에 한 최근 질문 3번 가운데 2번 답이 있었습니다.');
  });
  test('a late press was an answer', () => {
    const bench = home();
    many(bench, 'first', 2);
    bench.overdue('inactivity');
    for (let stage = 1; stage <= 3; stage += 1) {
      bench.hear('spoken');
      bench.pass(100 * SECOND_MS);
    }
    bench.give({ kind: 'reply', by: 'button', meaning: 'fine' });
    expect(bench.state.checkon.hearing.day.at(-1)?.answer).toBe('reply');
  });
  test('a call for help in the middle of a question says nothing about hearing', () => {
    const bench = home();
    bench.overdue('inactivity');
    bench.hear('spoken');
    bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    expect(bench.state.checkon.hearing.day).toEqual([]);
  });
  test('nor does silence in a home that may be empty', () => {
    const bench = home();
    bench.state.presence.state = 'unknown';
    asked(bench, 'never');
    expect(bench.state.checkon.hearing.day).toEqual([]);
  });
});

describe('for the price of a question', () => {
  const last = (bench: Bench) => {
    const { stage, alert, wasWell } = bench.state.checkon.hearing.day.at(-1) ?? {};
    return { stage, isTold: alert !== undefined, wasWell };
  };
  // Whoever was told of the last one closed it: that proves nothing, for they may have found anything.
  test.each<[How, 1 | 2 | 3, boolean]>([
    ['first', 1, false],
    ['second', 2, false],
    ['third', 3, false],
    ['walks', 1, false],
    ['never', 3, true],
  ])('%s: the stage, and whether somebody was told', (how, stage, isTold) => {
    const bench = home();
    asked(bench, how);
    expect(last(bench)).toEqual({ stage, isTold, wasWell: undefined });
  });
  function untilTold(bench: Bench): void {
    bench.overdue('inactivity');
    for (let stage = 1; stage <= 3; stage += 1) {
      bench.hear('spoken');
      bench.pass(100 * SECOND_MS);
    }
    bench.hear('spoken');
  }
  test.each<[string, (bench: Bench) => void, true | undefined]>([
    ['a late press', (bench) => bench.give({ kind: 'reply', by: 'button', meaning: 'fine' }), true],
    ['a voice that says fine', (bench) => bench.give({ kind: 'reply', by: 'voice', meaning: 'fine' }), true],
    [
      'steps in two rooms, which may be a neighbour’s',
      (bench) => {
        for (const sensor of ['pir-bathroom', 'pir-kitchen'])
          bench.give({ kind: 'observation', sensor, value: 'on' });
      },
      undefined,
    ],
    ['a close that says found well', (bench) => bench.desk('inactivity', 'closed'), undefined],
  ])('after an alert %s: whether they had been well', (_, happen, wasWell) => {
    const bench = home();
    untilTold(bench);
    bench.desk('inactivity', 'acknowledged');
    happen(bench);
    expect(last(bench)).toEqual({ stage: 3, isTold: true, wasWell });
  });
  test('not once somebody was sent: then it may be the helper', () => {
    const bench = home();
    untilTold(bench);
    bench.desk('inactivity', 'dispatched');
    bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
    bench.desk('inactivity', 'closed');
    expect(last(bench)).toEqual({ stage: 3, isTold: true, wasWell: undefined });
  });
  test('a stage that could not be said says nothing of the others', () => {
    const bench = home();
    bench.overdue('inactivity');
    bench.hear('failed');
    bench.hear('spoken');
    bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
    expect(last(bench)).toEqual({ stage: undefined, isTold: false, wasWell: undefined });
  });
});

test('six questions of which hardly one is answered are a matter for the case manager', () => {
  const bench = home();
  const conditions = (): string[] =>
    briefs(bench.entries.map(({ body }) => body)).filter((line) => line.includes('companion-unheard'));
  many(bench, 'first', 1);
  many(bench, 'never', 4);
  expect(conditions()).toEqual([]);
  many(bench, 'never', 1);
  expect(conditions()).toEqual(['condition raised companion-unheard companion']);
  many(bench, 'first', 5);
  expect(conditions()).toEqual([
    'condition raised companion-unheard companion',
    'condition cleared companion-unheard companion',
  ]);
});

test('what is learned is bounded, and is there after a restart', () => {
  const bench = home();
  many(bench, 'third', LESSONS_MAX + 3);
  expect(bench.state.checkon.hearing.day).toHaveLength(LESSONS_MAX);
  const before = structuredClone(bench.state.checkon.hearing);
  bench.restart(0);
  expect(bench.state.checkon.hearing).toEqual(before);
});
