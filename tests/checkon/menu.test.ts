/**
 * A touch when nothing is asked: how things stand is said, what may be needed is offered, and a wish goes to the case
 * manager alone, once, after it could be taken back.
 */
import { describe, expect, test } from 'vitest';
import { MENUS_PER_DAY_MAX, NEED_SETTLES_MS } from '../../agent/checkon/need-memory.ts';
import { stateSteps } from '../../agent/checkon/home-state.ts';
import type { Body, Choice, Fact, Sentence } from '../../agent/record.ts';
import { laneOf } from '../../agent/uplink/leaves.ts';
import { Bench, EVIDENCE, HOUR_MS, MINUTE_MS, SECOND_MS, briefs } from './bench.ts';
import { afterwards } from './stories.ts';

const touch = (bench: Bench): Body[] => bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
const press = (bench: Bench): Body[] => bench.give({ kind: 'reply', by: 'button', meaning: 'fine' });
const kinds = (bodies: readonly Body[]): string[] => bodies.map(({ kind }) => kind);
const said = (bodies: readonly Body[]): Sentence[] =>
  bodies.flatMap((body) => (body.kind === 'say' ? [body.sentence] : []));

function home(): Bench {
  const bench = new Bench();
  bench.restart(0);
  bench.pass(HOUR_MS);
  bench.give({ kind: 'link', state: 'up', why: null });
  bench.desk('test', 'acknowledged');
  return bench;
}
/** Everything that is said to the end of the offer, or until this choice was heard. */
function listen(bench: Bench, until: Choice | null = null): Sentence[] {
  const heard: Sentence[] = [];
  for (let steps = 0; steps < 40 && bench.state.checkon.offer !== null; steps += 1) {
    const { owed, offer } = bench.state.checkon;
    if (owed !== null) {
      heard.push(owed.sentence);
      bench.hear('spoken');
      if (until !== null && offer?.steps[offer.at]?.choice === until) return heard;
    }
    bench.pass(SECOND_MS);
  }
  return heard;
}
function chosen(choice: Choice): { bench: Bench; echo: Body[] } {
  const bench = home();
  touch(bench);
  listen(bench, choice);
  bench.pass(2 * SECOND_MS);
  return { bench, echo: touch(bench) };
}

describe('a touch when nothing is asked', () => {
  test('says how things stand and then what there is to choose; silence is no answer, and nothing more is said', () => {
    const bench = home();
    touch(bench);
    expect(listen(bench)).toEqual([
      'state-sees-all',
      'state-reached-5',
      'menu-how',
      'offer-food',
      'offer-repair',
      'offer-health',
      'offer-company',
      'offer-three-hours',
      'offer-no-talk',
    ]);
    expect(bench.state.checkon).toMatchObject({ offer: null, owed: null, alerts: [] });
  });

  test('while somebody is told it says how that stands, and offers nothing', () => {
    const bench = home();
    bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    bench.hear('spoken');
    expect(said(touch(bench))).toEqual(['raised']);
    bench.desk('help', 'dispatched', 20);
    bench.pass(5 * MINUTE_MS);
    expect(briefs(touch(bench))).toEqual(['say dispatched 15']);
    expect(bench.state.checkon.offer).toBeNull();
  });

  test('in front of a visitor it does not ask what is needed', () => {
    const bench = home();
    const order = { by: 'Kim', keyId: 'k', counter: 3 };
    const untilWallMs = bench.now.localMs;
    bench.give({ kind: 'visit', fromWallMs: null, untilWallMs, ...order });
    touch(bench);
    expect(listen(bench)).toEqual(['state-sees-all', 'state-reached-5']);
  });

  test('twenty times a day at most', () => {
    const bench = home();
    for (let times = 0; times < MENUS_PER_DAY_MAX; times += 1) {
      expect(said(touch(bench))).toHaveLength(1);
      listen(bench);
    }
    expect(touch(bench)).toEqual([]);
    bench.pass(24 * HOUR_MS);
    expect(said(touch(bench))).toHaveLength(1);
  });
});

describe('how things stand', () => {
  const order = { by: 'Kim', keyId: 'k', counter: 3 };
  const lost = (sensor: string): Fact => ({
    kind: 'sensor-health',
    sensor,
    health: 'lost',
    why: 'heartbeat',
  });
  const ROWS: readonly (readonly [string, (bench: Bench) => void, Sentence[]])[] = [
    ['all is well', () => {}, ['state-sees-all', 'state-reached-5']],
    [
      'one room is not seen',
      (bench) => bench.give(lost('pir-kitchen')),
      ['state-blind-kitchen', 'state-reached-5'],
    ],
    [
      'none is',
      (bench) => {
        for (const { id } of bench.state.home.sensors) bench.give(lost(id));
      },
      ['state-sees-none', 'state-reached-5'],
    ],
    [
      'the centre was heard a while ago',
      (bench) => bench.pass(20 * MINUTE_MS),
      ['state-sees-all', 'state-reached-30'],
    ],
    [
      'the link is down since just now',
      (bench) => bench.give({ kind: 'link', state: 'down', why: null }),
      ['state-sees-all', 'state-unreached'],
    ],
    [
      'the link is down for two hours: nobody is promised anything',
      (bench) => {
        bench.give({ kind: 'link', state: 'down', why: null });
        bench.pass(2 * HOUR_MS);
      },
      ['state-sees-all', 'state-unreached-60'],
    ],
    [
      'the link stands, and nobody listens',
      (bench) => bench.pass(48 * HOUR_MS),
      ['state-sees-all', 'state-nobody'],
    ],
    [
      'the centre has paused the questions',
      (bench) => bench.give({ kind: 'pause', untilWallMs: bench.now.localMs, ...order }),
      ['state-sees-all', 'state-reached-5', 'state-paused'],
    ],
  ];
  test.each(ROWS)('%s', (_name, happen, expected) => {
    const bench = home();
    happen(bench);
    const steps = stateSteps(bench.state, bench.now);
    expect(steps.map(({ sentence }) => sentence)).toEqual(expected);
    expect(steps.every(({ choice }) => choice === null)).toBe(true);
  });
});

describe('what is needed', () => {
  test('is said back at once, told after ten seconds, once, by the lane that is the case manager’s alone', () => {
    const { bench, echo } = chosen('food');
    expect(kinds(echo)).toEqual(['offer-end', 'say']);
    expect(said(echo)).toEqual(['need-food']);
    expect(kinds(bench.pass(NEED_SETTLES_MS - SECOND_MS))).toEqual([]);
    const told = bench.pass(HOUR_MS).filter(({ kind }) => kind === 'need');
    expect(told).toMatchObject([{ kind: 'need', what: 'food' }]);
    expect(told.map((body) => laneOf(body, true))).toEqual(['need']);
  });

  test('a touch in those ten seconds takes it back, without a word and without anybody knowing', () => {
    const { bench } = chosen('health');
    bench.pass(4 * SECOND_MS);
    const back = touch(bench);
    expect(kinds(back)).toEqual(['need-withdrawn']);
    expect(back.map((body) => laneOf(body, true))).toEqual([null]);
    expect(kinds(bench.pass(HOUR_MS)).filter((kind) => kind.startsWith('need'))).toEqual([]);
  });

  test('by two presses, where the echo of the first named it; the next press is a call', () => {
    const bench = home();
    touch(bench);
    listen(bench, 'company');
    expect(said(press(bench))).toEqual(['press-company']);
    bench.pass(3 * SECOND_MS);
    bench.hear('spoken');
    expect(said(press(bench))).toEqual(['need-company']);
    bench.pass(3 * SECOND_MS);
    expect(briefs(press(bench))[0]).toBe('alert help raised called-for-help');
  });

  test('a hub that stops in the ten seconds tells it when it is back; it is no evidence and no alert', () => {
    const { bench } = chosen('repair');
    const { detector } = structuredClone(bench.state);
    const told = [...bench.restart(5 * MINUTE_MS), ...bench.pass(SECOND_MS)];
    expect(kinds(told)).toContain('need');
    expect(kinds(told)).not.toContain('alert');
    expect(bench.state.detector.quietMs).toBe(detector.quietMs);
  });

  test('an answer of the centre closes it and is said as one', () => {
    const { bench } = chosen('repair');
    bench.pass(NEED_SETTLES_MS);
    const [open] = bench.state.checkon.needs.open;
    const order = { by: 'Kim', keyId: 'k', counter: 3 };
    const how = { text: 'The repair team comes on Thursday.', invites: false, urgent: false, forMs: HOUR_MS };
    const bodies = [
      ...bench.give({ kind: 'message', message: 'm1', need: open?.need ?? '', ...how, ...order }),
      ...bench.pass(5 * MINUTE_MS),
    ];
    expect(said(bodies)).toContain('need-answered');
    expect(bench.state.checkon.needs.open).toEqual([]);
  });
});

test('no small talk until tomorrow morning: nothing is said first, what is asked is asked as ever', () => {
  const { bench, echo } = chosen('no-talk');
  expect(said(echo)).toEqual(['no-talk']);
  const { noTalkUntilMs } = bench.state.checkon.needs;
  const atMs = bench.now.localMs + (noTalkUntilMs ?? 0) - bench.ms;
  expect(new Date(atMs).toISOString().slice(11, 16)).toBe('07:00');
  expect(briefs(bench.overdue('inactivity'))).toContain('say ask');
});

test('peace is chosen from the menu too, and a touch ends it', () => {
  const { bench, echo } = chosen('peace');
  expect(said(echo)).toEqual(['peace-hours']);
  expect(kinds(touch(bench))).toContain('peace');
  expect(bench.state.plans.peace).toBeNull();
});

test('peace is not on the menu while the twelve hours of the day are used up', () => {
  const bench = home();
  const { ms } = bench;
  bench.state.plans.peaces = [{ fromMs: ms - 10 * HOUR_MS, untilMs: ms }];
  touch(bench);
  const heard = listen(bench);
  expect(heard).toContain('offer-no-talk');
  expect(heard).not.toContain('offer-three-hours');
});

describe('a question that falls due in the turn of the choice is asked, and nothing is said over it', () => {
  const asked = { kind: 'overdue', cause: 'inactivity', evidence: EVIDENCE } as const;
  const chooseAsAsked = (bench: Bench): Body[] =>
    bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' }, [asked]);

  test.each(['food', 'peace', 'no-talk'] as const)('%s', (choice) => {
    const bench = home();
    touch(bench);
    listen(bench, choice);
    bench.pass(2 * SECOND_MS);
    expect(briefs(chooseAsAsked(bench))).toEqual([`offer-end ${choice}`, 'prompt 1 inactivity', 'say ask']);
    expect(bench.state.checkon.owed?.sentence).toBe('ask');
    expect(bench.state.plans.peace).toBeNull();
  });

  test('a reminder', () => {
    const bench = home();
    const order = { by: 'Kim', keyId: 'k', counter: 3 };
    const minute = Math.floor(bench.now.localMs / MINUTE_MS) % (24 * 60);
    const when = { minutes: [minute + 1], days: [], forMs: 24 * HOUR_MS };
    bench.write({ kind: 'presence', state: 'home', why: 'seen' });
    bench.give({ kind: 'reminder', reminder: 'pills', text: 'The pills.', ...when, ...order });
    bench.pass(MINUTE_MS);
    listen(bench, 'done');
    const bodies = chooseAsAsked(bench);
    expect(briefs(bodies)).toEqual(['offer-end done', 'prompt 1 inactivity', 'say ask']);
    expect(kinds(bodies)).toContain('reminder-outcome');
  });

  test('an invitation', () => {
    const bench = home();
    const order = { by: 'Kim', keyId: 'k', counter: 3 };
    const how = { text: 'Lunch on Friday.', invites: true, urgent: true, forMs: 4 * HOUR_MS };
    bench.give({ kind: 'message', message: 'm1', ...how, ...order });
    bench.pass(MINUTE_MS);
    bench.hear('spoken');
    bench.pass(SECOND_MS);
    expect(briefs(chooseAsAsked(bench))).toEqual([
      'offer-end yes',
      'prompt 1 inactivity',
      'say ask',
      'message yes',
    ]);
  });
});

test('in any story a need is told only after it was chosen and not taken back', () => {
  afterwards((bench) => {
    let pending = false;
    for (const { body } of bench.entries) {
      if (body.kind === 'offer-end' && body.of === 'menu') pending = body.choice !== null;
      else if (body.kind === 'need-withdrawn') pending = false;
      else if (body.kind === 'need') {
        expect(pending).toBe(true);
        pending = false;
      }
    }
  });
});
