/**
 * Where the loudspeaker is dead and a light works: whom it asks in place of words, how long that is waited for, what a press
 * then means, and what the desk is told. Whoever hears well is never asked by it.
 */
import { describe, expect, test } from 'vitest';
import type { CompanionPolicy } from '../../agent/config/config.ts';
import type { Alert, Body, CompanionPart } from '../../agent/record.ts';
import { lightOf } from '../../agent/companion/light.ts';
import { Bench, MINUTE_MS, SECOND_MS, briefs } from './bench.ts';
import { POLICY } from './promises-table.ts';

const LAMP: CompanionPolicy['light'] = { connector: 'lamp', pin: null, inverted: false };
const WAIT_MS = 100 * SECOND_MS;

interface Made {
  readonly hearing?: CompanionPolicy['hearing'];
  readonly light?: CompanionPolicy['light'];
  readonly device?: string | null;
  readonly told?: readonly (readonly [CompanionPart['part'], CompanionPart['state']])[];
}
function made({
  hearing = 'deaf',
  light = LAMP,
  device = null,
  told = [['light', 'works']],
}: Made = {}): Bench {
  const bench = new Bench(POLICY, { companion: { hearing, light, device } });
  for (const [part, state] of told) tell(bench, part, state);
  return bench;
}
function tell(bench: Bench, part: CompanionPart['part'], state: CompanionPart['state']): Body[] {
  return bench.give({ kind: 'companion', part, state, why: state === 'works' ? null : 'bus-unavailable' });
}
function press(bench: Bench): string[] {
  return briefs(bench.give({ kind: 'reply', by: 'button', meaning: 'fine' }));
}
const shown = (bench: Bench): string => lightOf(bench.state, bench.now);
/** A question that cannot be said. What follows at once? */
function mute(bench: Bench): string[] {
  bench.overdue('inactivity');
  return briefs(bench.hear('failed')).filter((line) => line.startsWith('prompt'));
}

const LIT: Body['kind'][] = [];
const NEXT = ['prompt 2 inactivity'];

describe('a question that cannot be said', () => {
  test.each<[string, Made, readonly string[]]>([
    ['deaf, a lamp that works: it is waited for', {}, LIT],
    ['hard of hearing: the same', { hearing: 'hard' }, LIT],
    ['hears well: nobody has told them what it says, and it is not waited for', { hearing: 'good' }, NEXT],
    ['no lamp', { light: null, told: [] }, NEXT],
    ['a lamp that has not said a word', { told: [] }, NEXT],
    [
      'one that was lost',
      {
        told: [
          ['light', 'works'],
          ['light', 'lost'],
        ],
      },
      NEXT,
    ],
    [
      'one that was found again',
      {
        told: [
          ['light', 'lost'],
          ['light', 'works'],
        ],
      },
      LIT,
    ],
    [
      'a companion device',
      {
        light: null,
        device: '/dev/ttyUSB0',
        told: [
          ['device', 'works'],
          ['light', 'works'],
        ],
      },
      LIT,
    ],
    [
      'one that does not answer',
      {
        light: null,
        device: '/dev/ttyUSB0',
        told: [
          ['light', 'works'],
          ['device', 'lost'],
        ],
      },
      NEXT,
    ],
    [
      'one that answers again',
      {
        light: null,
        device: '/dev/ttyUSB0',
        told: [
          ['light', 'works'],
          ['device', 'lost'],
          ['device', 'works'],
        ],
      },
      LIT,
    ],
    ['a lamp that was taken out of the configuration', { light: null }, NEXT],
  ])('%s', (_, how, follows) => {
    const bench = made(how);
    expect(mute(bench)).toEqual(follows);
    // What is asked next is called by a lamp that works once more.
    const isLooked = (how.hearing ?? 'deaf') !== 'good';
    expect(shown(bench)).toBe(follows === LIT ? 'question' : isLooked ? 'calling' : 'cannot-speak');
  });

  test('is waited for as long as a spoken one, three times, and then the desk hears how it was asked', () => {
    const bench = made();
    mute(bench);
    expect(briefs(bench.pass(WAIT_MS - SECOND_MS))).toEqual([]);
    expect(briefs(bench.pass(SECOND_MS))).toEqual(['prompt 2 inactivity', 'say ask-louder']);
    bench.hear('failed');
    bench.pass(WAIT_MS);
    bench.hear('failed');
    const told = bench.pass(WAIT_MS);
    expect(briefs(told)[0]).toBe('alert inactivity raised could-not-ask');
    const evidence = told.find((body): body is Alert => body.kind === 'alert')?.evidence;
    expect(evidence?.text).toContain('Could not ask aloud. Asked by light alone 3 times. No answer.');
    expect(evidence?.textKo).toContain(
      '말로 물어볼 수 없었습니다. 불빛으로만 3번 물었습니다. 답이 없었습니다.',
    );
    expect(shown(bench)).toBe('called');
  });

  test('after one that was heard: both are told', () => {
    const bench = made();
    bench.overdue('inactivity');
    bench.hear('spoken');
    for (let stage = 2; stage <= 3; stage += 1) {
      bench.pass(WAIT_MS);
      bench.hear('failed');
    }
    const told = bench.pass(WAIT_MS).find((body): body is Alert => body.kind === 'alert');
    expect(told?.asked).toBe('asked');
    expect(told?.evidence.text).toContain(
      'Asked aloud once. It could not be said aloud 2 times. Asked by light alone 2 times. No answer.',
    );
  });
});

describe('a press', () => {
  test('answers what the light asks', () => {
    const bench = made();
    mute(bench);
    bench.pass(30 * SECOND_MS);
    expect(press(bench)).toEqual(['answer button', 'correction fine 40', 'say fine-heard']);
  });
  test('a second one soon after calls, as after words', () => {
    const bench = made();
    mute(bench);
    press(bench);
    bench.pass(3 * SECOND_MS);
    expect(press(bench)).toContain('alert help raised called-for-help');
  });
  test('a little late is still the answer', () => {
    const bench = made();
    mute(bench);
    for (let stage = 2; stage <= 3; stage += 1) {
      bench.pass(WAIT_MS);
      bench.hear('failed');
    }
    bench.pass(WAIT_MS + MINUTE_MS);
    expect(press(bench)[0]).toBe('alert inactivity raised answered #1');
    expect(bench.state.checkon.alerts[0]?.answered).toBe(true);
  });
  test.each<[string, Made, (bench: Bench) => void]>([
    ['of somebody who hears well', { hearing: 'good' }, () => {}],
    ['once the lamp has gone', {}, (bench) => tell(bench, 'light', 'lost')],
    ['after a stop of two minutes', {}, (bench) => bench.restart(2 * MINUTE_MS)],
  ])('%s calls for help', (_, how, then) => {
    const bench = made(how);
    mute(bench);
    then(bench);
    expect(shown(bench)).not.toBe('question');
    expect(press(bench)).toContain('say help-heard');
  });
});

test('from the first word on it calls whoever hears badly, and promises no press; it asks once that was heard', () => {
  const bench = made({ hearing: 'hard' });
  bench.overdue('inactivity');
  expect(shown(bench)).toBe('calling');
  bench.hear('spoken');
  expect(shown(bench)).toBe('question');
  const early = made({ hearing: 'hard' });
  early.overdue('inactivity');
  expect(press(early)).toContain('say help-heard');
  expect(shown(early)).toBe('called');
  const good = made({ hearing: 'good' });
  good.overdue('inactivity');
  expect(shown(good)).toBe('off');
});

test('a lamp that goes out while it alone asks: the next stage at once', () => {
  const bench = made();
  mute(bench);
  bench.pass(10 * SECOND_MS);
  expect(briefs(tell(bench, 'light', 'lost'))).toContain('prompt 2 inactivity');
});

test('what it alone asked before a stop was not asked: the next stage at once, and the desk hears of two', () => {
  const bench = made();
  mute(bench);
  bench.pass(10 * SECOND_MS);
  expect(briefs(bench.restart(2 * MINUTE_MS))).toContain('prompt 2 inactivity');
  for (let stage = 2; stage <= 3; stage += 1) {
    bench.hear('failed');
    bench.pass(WAIT_MS);
  }
  const alert = bench.state.checkon.alerts.find(({ cause }) => cause === 'inactivity');
  expect(alert?.evidence.text).toContain('Asked by light alone 2 times. No answer.');
});

test('one that goes out beside words that were heard ends no wait', () => {
  const bench = made();
  bench.overdue('inactivity');
  bench.hear('spoken');
  expect(briefs(tell(bench, 'light', 'lost')).filter((line) => line.startsWith('prompt'))).toEqual([]);
  expect(press(bench)[0]).toBe('answer button');
});

test('nothing is learned of hearing from what was only shown', () => {
  const bench = made();
  bench.state.presence.state = 'home';
  mute(bench);
  press(bench);
  expect(bench.state.checkon.hearing.day).toEqual([]);
});
