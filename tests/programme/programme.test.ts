/**
 * What is done together, from the invitation to "how was it?": said at a good moment, answered by hand, reminded of, and
 * followed to its end. And that none of it stands in the way of a question.
 */
import { describe, expect, test } from 'vitest';
import { laneOf } from '../../agent/uplink/leaves.ts';
import { BUTTON } from '../checkon/bench.ts';
import { FLAT, HOUR_MS } from '../detector/lived-home.ts';
import { choiceNow } from '../../agent/checkon/offer-memory.ts';
import { SHOPPING, TogetherHome, agreed, at, invited } from './together-home.ts';

test('shopping together, from the invitation to how it was', () => {
  const home = invited(['yes', 'milk', 'rice', 'that-is-all']);
  expect(home.steps).toEqual(['yes', 'wished milk', 'wished rice', 'listed milk rice']);
  expect(home.sentences()).toEqual([
    'programme-shopping',
    'programme-how',
    'offer-yes',
    'invited-yes',
    'wish-how',
    'offer-bread',
    'offer-milk',
    'wish-noted',
    'offer-that-is-all',
    'offer-eggs',
    'offer-fruit',
    'offer-rice',
    'wish-noted',
    'offer-that-is-all',
    'wishes-passed',
  ]);
  expect(home.said()[0]?.text).toBe("Mrs Park, tomorrow at two o'clock in the afternoon.");
  home.liveUntil(at(0, 22));
  const [evening] = home.said(at(0, 10));
  expect(evening).toMatchObject({ sentence: 'remind-tomorrow', minute: at(0, 18) });
  home.waitUntil(at(1, 7));
  home.liveUntil(at(1, 13, 40));
  const [hour] = home.said(at(1, 13));
  expect(hour).toMatchObject({
    sentence: 'remind-today',
    text: "Mrs Park, today at two o'clock in the afternoon.",
  });
  expect(home.state.plans.outing).toMatchObject({ programme: 'p1' });
  home.liveUntil(at(1, 13, 58));
  home.leave();
  home.waitUntil(at(1, 15, 40));
  expect(home.state.presence.state).toBe('away');
  home.comeHome();
  home.wants = ['good'];
  home.liveUntil(at(1, 17));
  expect(home.steps.slice(4)).toEqual(['reminded', 'reminded', 'begun', 'went', 'good .']);
  expect(home.sentences(at(1, 14))).toEqual(['how-was-it', 'programme-how', 'offer-good', 'how-noted']);
  expect(home.all('programme-missed')).toEqual([]);
  expect(home.state.programmes.open).toEqual([]);
  expect(home.state.plans.outing).toBeNull();
});

test('what they answer and wish for goes to the case manager alone, what was missed to the desk', () => {
  const home = invited(['yes', 'milk', 'that-is-all']);
  const steps = home.all('programme-step').map(({ body }) => laneOf(body, true));
  expect(new Set(steps)).toEqual(new Set(['need']));
});

describe('an answer', () => {
  test('no is an end, and nothing more is said of it', () => {
    const home = invited(['no']);
    home.liveUntil(at(1, 18));
    expect(home.steps).toEqual(['no .']);
    expect(home.sentences()).toEqual([
      'programme-shopping',
      'programme-how',
      'offer-yes',
      'offer-no',
      'programme-no',
    ]);
  });
  test('later is asked once more, hours later', () => {
    const home = invited(['later']);
    home.wants = ['yes'];
    home.liveUntil(at(0, 15));
    const asked = home.said().filter(({ sentence }) => sentence === 'programme-shopping');
    expect(asked.map(({ minute }) => Math.floor(minute / 60))).toEqual([9, 13]);
    expect(home.steps.slice(0, 2)).toEqual(['later', 'yes']);
  });
  test.each([['later'], [null]] as const)('%s twice is the end: nobody is pressed', (choice) => {
    const home = invited(choice === null ? [] : [choice, choice]);
    home.liveUntil(at(1, 18));
    const word = choice ?? 'no-answer';
    expect(home.steps).toEqual([word, `${word} .`]);
  });
  test('whoever leaves what is offered unanswered again and again is asked once, until they touch', () => {
    const home = invited([]);
    home.liveUntil(at(0, 18));
    expect(home.steps).toEqual(['no-answer', 'no-answer .']);
    const invite = (programme: string, day: number): void =>
      home.invite({ programme, from: at(day, 14), until: at(day, 16) });
    invite('p2', 2);
    home.waitUntil(at(1, 8));
    home.liveUntil(at(1, 18));
    expect(home.steps.slice(2)).toEqual(['no-answer .']);
    home.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
    home.liveUntil(at(1, 18, 30));
    invite('p3', 3);
    home.waitUntil(at(2, 8));
    home.liveUntil(at(2, 18));
    expect(home.steps.slice(3)).toEqual(['no-answer', 'no-answer .']);
  });
  test('where there is nothing to answer by is not asked for: told at once, and no silence is learned of', () => {
    const home = invited([], {}, []);
    home.invite({ ...SHOPPING, programme: 'p2' });
    home.liveUntil(at(0, 18));
    expect(home.steps).toEqual(['cannot-tell .', 'cannot-tell .']);
    expect(home.sentences()).toEqual([]);
    expect(home.state.checkon.budget.unanswered.offers.inARow).toBe(0);
  });
  test('by two presses where there is only a button, and in words for it', () => {
    const home = new TogetherHome(FLAT, [BUTTON]);
    home.waitUntil(at(0, 9));
    home.pulse('bed');
    home.after = () => {
      if (choiceNow(home.state.checkon.offer, home.now.ms) !== 'yes') return;
      home.after = () => {};
      home.give({ kind: 'reply', by: 'button', meaning: 'fine' });
      home.wait(3 / 60);
      home.give({ kind: 'reply', by: 'button', meaning: 'fine' });
    };
    home.invite(SHOPPING);
    home.liveUntil(at(0, 9, 20));
    expect(home.steps[0]).toBe('yes');
    expect(home.sentences()).toContain('programme-how-press');
    expect(home.sentences()).toContain('wish-how-press');
    expect(home.sentences()).not.toContain('programme-how');
    expect(home.all('alert').filter(({ body }) => !body.test)).toEqual([]);
  });
});

describe('the moment', () => {
  test('nobody is asked at night, nor where nobody is about, nor in front of a visitor', () => {
    const home = new TogetherHome();
    home.waitUntil(at(0, 23));
    home.invite(SHOPPING);
    home.pulse('bed');
    home.waitUntil(at(1, 7, 30));
    expect(home.sentences()).toEqual([]);
    home.announce(at(1, 7), at(1, 9));
    home.liveUntil(at(1, 8, 59));
    expect(home.sentences()).toEqual([]);
    home.liveUntil(at(1, 9, 30));
    expect(home.sentences()[0]).toBe('programme-shopping');
  });
  test('whoever is choosing when it is too late to ask anew is waited for', () => {
    const home = new TogetherHome();
    home.wants = ['later'];
    home.waitUntil(at(1, 13, 44) + 50 / 60);
    home.pulse('bed');
    home.invite(SHOPPING);
    home.liveUntil(at(1, 14));
    expect(home.steps).toEqual(['later', 'not-said .']);
    expect(home.sentences()).toContain('programme-later');
  });
  test('what found no moment is told as not said, never as not answered', () => {
    const home = new TogetherHome();
    home.waitUntil(at(1, 9));
    home.pulse('bed');
    home.door();
    home.waitUntil(at(1, 10));
    home.invite(SHOPPING);
    home.waitUntil(at(1, 15));
    expect(home.steps).toEqual(['not-said .']);
  });
});

describe('orders', () => {
  test('the same once more changes nothing; a changed one is asked anew; a withdrawn one never comes again', () => {
    const home = invited(['yes']);
    home.invite(SHOPPING);
    home.liveUntil(at(0, 11));
    expect(home.sentences(at(0, 10))).toEqual([]);
    home.wants = ['no'];
    home.invite({ ...SHOPPING, from: at(1, 15) });
    home.liveUntil(at(0, 12));
    expect(home.steps.at(-1)).toBe('no .');
    home.invite(SHOPPING);
    home.withdraw('p2');
    home.invite({ ...SHOPPING, programme: 'p2' });
    home.liveUntil(at(0, 14));
    expect(home.state.programmes.open).toEqual([]);
  });
  test('withdrawn while they are out: nobody is excused by it any more', () => {
    const home = agreed();
    home.leave();
    home.waitUntil(at(1, 15));
    home.withdraw();
    expect(home.state.plans.outing).toBeNull();
  });
  test('a plan of the centre stands, and is not taken back with a programme', () => {
    const home = invited(['yes']);
    const plan = { kind: 'plan', plan: 'outing', by: 'Kim', keyId: 'k', counter: 99 } as const;
    home.liveUntil(at(1, 13));
    const untilWallMs = home.wallMs + 6 * HOUR_MS;
    home.give({ ...plan, fromWallMs: null, untilWallMs });
    home.liveUntil(at(1, 14));
    home.withdraw();
    expect(home.state.plans.outing?.untilWallMs).toBe(untilWallMs);
  });
  test('four at once, one after the other; a fifth is not taken', () => {
    const home = new TogetherHome();
    home.wants = ['yes', 'no', 'yes', 'no'];
    home.waitUntil(at(0, 9));
    for (const programme of ['p1', 'p2', 'p3', 'p4', 'p5'])
      home.invite({ ...SHOPPING, what: 'meal', programme });
    expect(home.state.programmes.open.map(({ id }) => id)).toEqual(['p1', 'p2', 'p3', 'p4']);
    home.liveUntil(at(0, 12));
    expect(home.steps).toEqual(['yes', 'no .', 'yes', 'no .']);
  });
});

describe('a question, a call or an alert is not delayed, muted or answered', () => {
  /** From a programme's stage to the minute from which on nothing stirs any more. */
  const STAGES: readonly (readonly [string, (home: TogetherHome) => void])[] = [
    ['an invitation sounds', (home) => home.liveUntil(at(0, 9, 1))],
    ['it is agreed', (home) => home.liveUntil(at(0, 12))],
    ['a reminder was said', (home) => home.liveUntil(at(0, 18, 2))],
    [
      'it has begun, and nobody has left',
      (home) => {
        home.liveUntil(at(0, 22));
        home.waitUntil(at(1, 7));
        home.liveUntil(at(1, 14, 30));
      },
    ],
  ];
  test.each(STAGES)('%s', (_name, live) => {
    const asked = [true, false].map((isInvited) => {
      const home = new TogetherHome();
      home.answers = false;
      home.wants = ['yes'];
      home.waitUntil(at(0, 9));
      if (isInvited) home.invite(SHOPPING);
      live(home);
      const fromMinute = home.minute;
      home.wait(24 * 60);
      const prompts = home
        .all('prompt', fromMinute)
        .map(({ minute, body }) => [minute, body.cause, body.stage]);
      const alerts = home.all('alert', fromMinute).filter(({ body }) => !body.test);
      return [...prompts, ...alerts.map(({ minute, body }) => [minute, body.cause, body.why])];
    });
    expect(asked[0]?.length).toBeGreaterThan(3);
    expect(asked[0]).toEqual(asked[1]);
  });
  test('the cord calls at once, whatever is offered; what was offered is over', () => {
    const home = new TogetherHome();
    home.waitUntil(at(0, 9));
    home.pulse('bed');
    home.invite(SHOPPING);
    expect(home.state.checkon.offer).not.toBeNull();
    home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    expect(home.all('alert').at(-1)?.body).toMatchObject({ cause: 'help', why: 'raised' });
    home.wait(1);
    expect(home.state.checkon.offer).toBeNull();
    expect(home.steps).toEqual(['put-off']);
  });
});
