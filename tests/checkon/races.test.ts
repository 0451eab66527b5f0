/**
 * Two things at once: an answer and the raise, a call and a question, a line that breaks between question and alert, a
 * clock that steps, questions that rain. One writer and one order: each race has one winner, and nothing is lost.
 */
import { describe, expect, test } from 'vitest';
import type { Body } from '../../agent/record.ts';
import { briefs } from './bench.ts';
import { MortalHome, type People } from './mortal-home.ts';
import { CAP_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './mortal-setting.ts';

/** From the start of a run. */
const ASKED_MS = 30 * SECOND_MS;
const RAISED_MS = ASKED_MS + 300 * SECOND_MS;
const RUN_MS = 20 * MINUTE_MS;

function lived(people: People, ms = RUN_MS): MortalHome {
  const home = new MortalHome(people);
  home.run(ms);
  return home;
}
const at =
  (ms: number, act: (home: MortalHome) => void): NonNullable<People['begin']> =>
  (home) =>
    home.later(ms, () => act(home));
const bodies = (home: MortalHome): Body[] => home.written.map(({ body }) => body);
const story = (home: MortalHome): string[] => briefs(bodies(home).filter(({ kind }) => kind !== 'condition'));

describe('the answer and the raise in one moment: one of the two, and the desk knows which', () => {
  const press = (ms: number): People => ({ begin: at(ms, (home) => home.press()) });
  const answered = ['answer button'];
  const late = ['alert inactivity raised asked', 'alert inactivity raised answered #1'];
  test.each([
    ['a millisecond before', -1, [answered]],
    // Whichever enters first.
    ['in the same', 0, [answered, late]],
    ['a millisecond after', 1, [late]],
  ] as const)('%s', (_, ms, outcomes) => {
    const home = lived(press(RAISED_MS + ms));
    const told = story(home).filter((line) => /^(answer|alert inactivity)/.test(line));
    expect(outcomes).toContainEqual(told.slice(0, 2));
    const isLate = told.length > 1;
    expect(home.arrivals.map(({ alert }) => alert.why).slice(0, 2)).toEqual(
      isLate ? ['raised', 'answered'] : [],
    );
  });
  test('the last word and two rooms: walked through on either side of the raise, told once', () => {
    for (const ms of [-1, 0, 1]) {
      const home = lived({
        begin: (here) => {
          here.later(RAISED_MS - 1000, () => here.move('bathroom'));
          here.later(RAISED_MS + ms, () => here.move('kitchen'));
        },
      });
      expect(story(home).filter((line) => /answer(ed)? (motion|#)/.test(line))).toHaveLength(1);
    }
  });
});

describe('a call and a question in one moment: whoever calls is not questioned', () => {
  test.each([-1, 0, 1])('the call is settled %d ms from the question', (ms) => {
    const home = lived({ begin: at(ASKED_MS - 10 * SECOND_MS + ms, (here) => here.press()) });
    expect(home.arrivals[0]?.alert).toMatchObject({ cause: 'help', why: 'raised' });
    expect(home.arrivals[0]?.atMs).toBeLessThanOrEqual(CAP_MS + SECOND_MS);
    expect(home.arrivals.some(({ alert }) => alert.cause === 'inactivity')).toBe(false);
    expect(home.state.checkon.conversation).toBeNull();
  });
  test('withdrawn in the moment in which it would be told: one of the two', () => {
    for (const ms of [-1, 0, 1]) {
      const home = lived(
        {
          begin: (here) => {
            here.move('kitchen');
            here.move('bathroom');
            here.later(5 * SECOND_MS, () => here.press());
            here.later(15 * SECOND_MS + ms, () => here.press());
          },
        },
        2 * MINUTE_MS,
      );
      const isWithdrawn = story(home).includes('say help-withdrawn');
      expect(home.arrivals.map(({ alert }) => alert.cause)).toEqual(isWithdrawn ? [] : ['help']);
      expect(isWithdrawn).toBe(ms < 0);
    }
  });
});

describe('the line breaks between the question and the alert', () => {
  const broken = (forMs: number): People => ({
    begin: (home) => {
      home.later(ASKED_MS + 50 * SECOND_MS, () => home.link(false));
      home.later(ASKED_MS + 50 * SECOND_MS + forMs, () => home.link(true));
    },
  });
  test('the conversation keeps its times, the resident hears that nobody was reached, the alert leaves with the line', () => {
    const home = lived(broken(10 * MINUTE_MS));
    const untouched = lived({});
    const times = (each: MortalHome) =>
      each.written.flatMap(({ at: { wallMs }, body }) =>
        body.kind === 'prompt' || (body.kind === 'alert' && body.why === 'raised' && !body.test)
          ? [wallMs]
          : [],
      );
    expect(times(home)).toEqual(times(untouched));
    expect(home.spoken.map(({ sentence }) => sentence)).toContain('not-reached-yet');
    const [first] = home.arrivals;
    expect(first?.alert).toMatchObject({ cause: 'inactivity', why: 'raised', revision: 0 });
    expect((first?.atMs ?? 0) - CAP_MS).toBeLessThan(11 * MINUTE_MS);
  });
  test('an answer meanwhile: nobody is ever told of it', () => {
    const home = lived({
      ...broken(10 * MINUTE_MS),
      heard: (here, sentence) => {
        if (sentence === 'ask-louder') here.later(5 * SECOND_MS, () => here.press());
      },
    });
    expect(home.arrivals).toEqual([]);
    expect(story(home)).toContain('answer button');
  });
  test('a call meanwhile waits for the line, and arrives first', () => {
    const people = broken(10 * MINUTE_MS);
    const home = lived({
      begin: (here) => {
        people.begin?.(here);
        here.later(3 * MINUTE_MS, () => here.happen({ kind: 'reply', by: 'pull-cord', meaning: 'help' }));
      },
    });
    expect(home.arrivals[0]?.alert).toMatchObject({ cause: 'help', why: 'raised' });
  });
});

describe('the clock steps in mid-conversation', () => {
  const untouched = story(lived({}));
  const cases = [-6, 6].flatMap((hours) => [10, 110, 210, 310].map((second) => [hours, second] as const));
  test.each(cases)(
    'by %d hours, %d seconds after the question: the same steps at the same times',
    (hours, second) => {
      const home = lived({
        begin: at(ASKED_MS + second * SECOND_MS, (here) => here.clock.stepWall(hours * HOUR_MS)),
      });
      expect(story(home)).toEqual(untouched);
      const stages = home.spoken.map(({ atMs, sentence }) => `${sentence} ${atMs - CAP_MS}`);
      expect(stages.slice(0, 4)).toEqual(['ask 0', 'ask-louder 100000', 'last-call 200000', 'raised 300000']);
    },
  );
});

describe('questions do not rain', () => {
  /** Sensors that come and go each minute, a television that talks, somebody who answers each question at once. */
  const storm: People = {
    begin: (home) => {
      for (let minute = 0; minute < 12 * 60; minute += 1) {
        home.later(minute * MINUTE_MS, () => {
          const health = minute % 2 === 0 ? 'lost' : 'ok';
          for (const sensor of ['pir-bathroom', 'pir-kitchen'])
            home.happen({ kind: 'sensor-health', sensor, health, why: 'heartbeat' });
          home.happen({ kind: 'reply', by: 'voice', meaning: minute % 3 === 0 ? 'fine' : 'unclear' });
        });
      }
      home.later(6 * HOUR_MS, () => home.happen({ kind: 'reply', by: 'pull-cord', meaning: 'help' }));
    },
  };
  test('at most two an hour, one at a time, and a call goes through', () => {
    const home = lived(storm, 12 * HOUR_MS);
    const openedMs = home.written.flatMap(({ at: { wallMs }, body }) =>
      body.kind === 'prompt' && body.stage === 1 ? [wallMs] : [],
    );
    expect(openedMs.length).toBeGreaterThan(3);
    const gaps = openedMs.slice(1).map((ms, index) => ms - (openedMs[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30 * MINUTE_MS);
    const help = home.arrivals.find(({ alert }) => alert.cause === 'help');
    expect((help?.atMs ?? 0) - (CAP_MS - ASKED_MS)).toBeLessThanOrEqual(6 * HOUR_MS + SECOND_MS);
    expect(home.spoken.filter(({ isTrue }) => !isTrue)).toEqual([]);
  });
});
