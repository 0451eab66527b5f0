/**
 * What the centre has to say to the resident, from the order to what became of it, with a whole hub and the desk: said
 * when it disturbs nothing, and one button that stays safe while an invitation waits for it.
 */
import { describe, expect, test } from 'vitest';
import { INVITED_MS, MESSAGES_PER_DAY_MAX, RETRY_MS } from '../../agent/checkon/message-memory.ts';
import type { Device } from '../../agent/config/config.ts';
import type { Alert, MessageOutcome } from '../../agent/record.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import { BUTTON, TOUCH } from '../checkon/bench.ts';
import { HOUR_MS, MINUTE_MS, Town } from './town.ts';

const by = 'Kim';
const TEXT = 'The meal comes at noon today.';
const ASK = 'Would you like to come to lunch on Friday?';

function town(hands?: readonly Device[]): Town {
  const made = new Town(undefined, hands);
  made.pass(5000);
  made.walkAbout();
  made.pass(MINUTE_MS);
  made.committed.length = 0;
  made.said.length = 0;
  return made;
}
const outcomes = ({ committed }: Town): MessageOutcome['outcome'][] =>
  committed.flatMap(({ body }) => (body.kind === 'message-outcome' ? [body.outcome] : []));
const helps = ({ committed }: Town): Alert[] =>
  committed.flatMap(({ body }) => (body.kind === 'alert' && body.cause === 'help' ? [body] : []));
const sentences = ({ said }: Town): string[] => said.map(({ utterance }) => utterance.sentence);
const press = ({ life }: Town): void => life.hub.submit({ kind: 'reply', by: 'button', meaning: 'fine' });

describe('a message', () => {
  test('is announced, said, and told as said; the lane is the case manager’s own', () => {
    const at = town();
    at.order({ kind: 'speak', text: TEXT, by });
    at.pass(MINUTE_MS);
    expect(at.said.map(({ text }) => text)).toEqual([`Here is a message from the centre. ${TEXT}`]);
    expect(outcomes(at)).toEqual(['spoken']);
    const rows = at.life.store.read(0, 10_000).filter(({ entry }) => entry.body.kind.startsWith('message'));
    expect(rows.map(({ lane }) => lane)).toEqual(['need', 'need']);
    expect(at.life.hub.backlog('need')).toBe(0);
  });

  test('a press after it is a call for help, as at any time', () => {
    const at = town();
    at.order({ kind: 'speak', text: TEXT, by });
    at.pass(MINUTE_MS);
    press(at);
    at.pass(MINUTE_MS);
    expect(sentences(at).slice(1)).toEqual(['help-heard', 'raised']);
    expect(helps(at)[0]?.why).toBe('raised');
  });

  test('gives way to a press while it sounds, and is said later', () => {
    const at = town();
    at.order({ kind: 'speak', text: TEXT, by });
    at.pass(2000);
    press(at);
    at.pass(3000);
    expect(sentences(at)).toEqual(['message', 'help-heard']);
    at.pass(3000);
    press(at);
    at.pass(RETRY_MS + MINUTE_MS);
    expect(sentences(at).filter((one) => one === 'message')).toHaveLength(2);
    expect(outcomes(at)).toEqual(['spoken']);
    expect(helps(at)).toEqual([]);
  });

  test('waits for the morning unless it is urgent; one that has no moment in its time expires', () => {
    const at = town();
    at.pass(15 * HOUR_MS);
    at.said.length = 0;
    const until = (hours: number): string => rfc3339(at.clock.now().wallMs + hours * HOUR_MS, 0);
    at.order({ kind: 'speak', text: 'An hour only.', by, until: until(1) });
    at.order({ kind: 'speak', text: 'Until tomorrow.', by, until: until(20) });
    at.order({ kind: 'speak', text: 'The water is cut off now.', by, urgent: true });
    at.pass(2 * HOUR_MS);
    const own = at.said.flatMap(({ utterance }) => utterance.text ?? []);
    expect(own).toEqual(['The water is cut off now.']);
    expect(outcomes(at)).toEqual(['spoken', 'expired']);
  });

  test('in front of an announced visitor waits until they have gone', () => {
    const at = town();
    at.order({ kind: 'visit', until: rfc3339(at.clock.now().wallMs + HOUR_MS, 0), by });
    at.order({ kind: 'speak', text: TEXT, by });
    at.pass(HOUR_MS - MINUTE_MS);
    expect(sentences(at)).toEqual([]);
    at.pass(5 * MINUTE_MS);
    expect(sentences(at)).toEqual(['message']);
  });

  test('that no sound can be made of is told, with the reason', () => {
    const at = town();
    at.life.speaker.fault = 'no-device';
    at.order({ kind: 'speak', text: TEXT, by });
    at.pass(30 * MINUTE_MS);
    expect(at.committed.flatMap(({ body }) => (body.kind === 'message-outcome' ? [body] : []))).toMatchObject(
      [{ outcome: 'not-said', why: 'audio-no-device' }],
    );
  });

  test('over a kill it is said once more at most, and never after its time', () => {
    const at = town();
    at.order({ kind: 'speak', text: TEXT, by });
    at.pass(1000);
    at.kill();
    at.pass(10 * MINUTE_MS);
    expect(outcomes(at)).toEqual(['spoken']);
  });

  test.each<[string, object, string]>([
    ['a number with two readings', { text: '버튼을 2번 누르세요.' }, 'text-number-unclear'],
    ['a fright', { text: 'You are in danger.' }, 'text-frightens'],
    ['a Korean fright', { text: '지금 위험합니다.' }, 'text-frightens'],
    ['what is too long in words', { text: `${'a'.repeat(180)} 777777.` }, 'text-unspeakable'],
    ['nothing', { text: '' }, 'text-unspeakable'],
    ['no letter', { text: ' ... ' }, 'text-unspeakable'],
    ['too much', { text: 'a'.repeat(201) }, 'text-unspeakable'],
    ['a line feed', { text: 'a\nb' }, 'text-unspeakable'],
    ['another script', { text: 'Привет' }, 'text-unspeakable'],
    ['until next week', { text: TEXT, until: '2026-03-09T08:00:00Z' }, 'time-too-far'],
    ['until yesterday', { text: TEXT, until: '2026-03-01T08:00:00Z' }, 'time-passed'],
  ])('%s is not said', (_name, fields, why) => {
    const at = town();
    at.order({ kind: 'speak', by, text: '', ...fields });
    at.pass(MINUTE_MS);
    expect(at.results()).toEqual([`refused ${why}`]);
  });

  test('numbers are said as words, meals and medicine are the case manager’s to speak of', () => {
    const at = town();
    at.order({ kind: 'speak', by, text: '약은 12시 30분에, 식사 후 2알 드세요.' });
    at.pass(MINUTE_MS);
    expect(at.said.flatMap(({ utterance }) => utterance.text ?? [])).toEqual([
      '약은 열두 시 삼십 분에, 식사 후 두 알 드세요.',
    ]);
  });

  test('so many words a day', () => {
    const at = town();
    for (let times = 0; times <= MESSAGES_PER_DAY_MAX; times += 1) {
      at.order({ kind: 'speak', text: TEXT, by });
      at.pass(2 * MINUTE_MS);
    }
    expect(at.results().at(-1)).toBe('refused messages-too-many');
    expect(outcomes(at)).toHaveLength(MESSAGES_PER_DAY_MAX);
  });
});

describe('an invitation', () => {
  function invited(hands: readonly Device[] = [BUTTON]): Town {
    const at = town(hands);
    at.order({ kind: 'invite', text: ASK, by });
    at.pass(MINUTE_MS);
    expect(outcomes(at)).toEqual(['spoken']);
    return at;
  }

  test('two presses, the second after the echo of the first, are yes; nobody is called', () => {
    const at = invited();
    press(at);
    at.pass(6000);
    press(at);
    at.pass(MINUTE_MS);
    expect(sentences(at)).toEqual(['invitation', 'invited-press', 'invited-yes']);
    expect(outcomes(at)).toEqual(['spoken', 'yes']);
    expect(helps(at)).toEqual([]);
  });

  test('where there is nothing to answer by is words like any other, and told as one that cannot be answered', () => {
    const at = town([]);
    at.order({ kind: 'invite', text: ASK, by });
    at.pass(MINUTE_MS);
    expect(sentences(at)).toEqual(['message']);
    expect(outcomes(at)).toEqual(['spoken', 'cannot-tell']);
    press(at);
    at.pass(1000);
    expect(sentences(at)).toEqual(['message', 'help-heard']);
  });

  test('a touch is yes at once, and asked for where there is something to touch', () => {
    const at = invited([BUTTON, TOUCH]);
    at.life.hub.submit({ kind: 'reply', by: 'touch', meaning: 'fine' });
    at.pass(MINUTE_MS);
    expect(sentences(at)).toEqual(['invitation-touch', 'invited-yes']);
    expect(outcomes(at)).toEqual(['spoken', 'yes']);
  });

  test('a single press is a call for help: somebody may be reaching for the only thing within reach', () => {
    const at = invited();
    press(at);
    at.pass(MINUTE_MS);
    expect(helps(at)[0]).toMatchObject({ stage: 'raised', why: 'raised' });
    expect(outcomes(at)).toEqual(['spoken', 'no-answer']);
  });

  test('a third press after yes is a call for help', () => {
    const at = invited();
    press(at);
    at.pass(6000);
    press(at);
    at.pass(3000);
    press(at);
    at.pass(1000);
    expect(helps(at)[0]?.stage).toBe('raised');
  });

  test('two presses in fright, before anything was heard, call', () => {
    const at = invited();
    press(at);
    at.pass(2000);
    press(at);
    at.pass(1000);
    expect(helps(at)[0]?.stage).toBe('raised');
    expect(outcomes(at)).toEqual(['spoken', 'no-answer']);
  });

  test('the cord calls at once', () => {
    const at = invited();
    at.life.hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    at.pass(1000);
    expect(helps(at)).toHaveLength(1);
  });

  test('nothing is no answer, and told as that; after its time two presses are no yes', () => {
    const at = invited();
    at.pass(INVITED_MS);
    expect(outcomes(at)).toEqual(['spoken', 'no-answer']);
    press(at);
    at.pass(6000);
    press(at);
    at.pass(MINUTE_MS);
    expect(sentences(at).slice(1)).toEqual(['help-heard', 'help-withdrawn']);
    expect(outcomes(at)).toHaveLength(2);
  });
});
