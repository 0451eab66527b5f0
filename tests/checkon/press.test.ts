/**
 * What a press may be taken for, and what may be said over a question: checked on the records of any story.
 *
 * A failing run prints its seed and its story.
 */
import { describe, expect, test } from 'vitest';
import { HEARD_OVER_STOP_MS } from '../../agent/checkon/evolve-outside.ts';
import { ALERTS_MAX, type EarlierCheckon, grownCheckon } from '../../agent/checkon/slice.ts';
import { lightOf } from '../../agent/companion/light.ts';
import type { Body, Sentence } from '../../agent/record.ts';
import { Bench, MINUTE_MS, briefs } from './bench.ts';
import { afterwards, always, bodies } from './stories.ts';

test('a question is never overwritten before it was heard, but by what the resident did', () => {
  const questions = new Set<Sentence>(['ask', 'ask-louder', 'last-call', 'ask-cannot-see']);
  always((bench) => {
    const { conversation, owed } = bench.state.checkon;
    if (conversation === null || owed === null || owed.about === conversation.id) return;
    const [asked, replied] = [lastAt(bench, 'prompt'), lastAt(bench, 'reply')];
    const heard = bodies(bench, 'speech').some(({ utterance }) => utterance === conversation.utterance);
    expect(heard || replied >= asked || questions.has(owed.sentence)).toBe(true);
  });
});

function lastAt(bench: Bench, kind: 'prompt' | 'reply'): number {
  return bench.entries.findLastIndex(({ body }) => body.kind === kind);
}

test('a press is never taken for "fine" unless a question was heard', () => {
  afterwards((bench) => {
    const questions = new Set<string>();
    let heard = false;
    for (const { body } of bench.entries) {
      if (body.kind === 'say' && (body.sentence.startsWith('ask') || body.sentence === 'last-call')) {
        questions.add(body.utterance);
      } else if (body.kind === 'boot' && body.previous !== null && body.offMs === null) heard = false;
      else if (body.kind === 'speech' && body.outcome === 'spoken' && questions.has(body.utterance))
        heard = true;
      else if (body.kind === 'answer' && body.by === 'button') expect(heard).toBe(true);
      else if (body.kind === 'alert' && body.why === 'answered' && body.by === 'button')
        expect(heard).toBe(true);
    }
  });
});

test('calls that were come for and never closed: the ninth lets the oldest go, and says so', () => {
  const bench = new Bench();
  const pull = (): Body[] => bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  const ids: string[] = [];
  for (let call = 0; call < ALERTS_MAX; call += 1) {
    pull();
    const alert = bench.state.checkon.alerts.at(-1)?.alert ?? '';
    ids.push(alert);
    bench.deskOn(alert, 'arrived');
  }
  expect(new Set(ids).size).toBe(ALERTS_MAX);
  expect(briefs(pull())).toStrictEqual([
    'alert help arrived let-go #2',
    'alert help raised called-for-help',
    'say raised',
  ]);
  expect(bench.state.checkon.alerts.map(({ alert }) => alert)).not.toContain(ids[0]);
  expect(bench.state.checkon.alerts).toHaveLength(ALERTS_MAX);
});

test('a touch answers a question that was heard, one in the air at its end, and never calls for help', () => {
  const bench = new Bench();
  const touch = (isLate = false): string[] =>
    briefs(bench.give({ kind: 'reply', by: 'touch', meaning: 'fine', ...(isLate ? { isLate } : {}) }));
  expect(touch()[0]).toBe('offer menu');
  bench.overdue('inactivity');
  bench.hear('spoken');
  expect(touch(true)).toEqual([]);
  expect(touch()).toEqual(['answer touch', 'say fine-heard']);
  expect(touch()).toEqual([]);
  // The sentence asks for the button where help is needed: it calls, with the echo that lets it be taken back.
  expect(briefs(bench.give({ kind: 'reply', by: 'button', meaning: 'fine' })).at(-1)).toBe('say help-heard');
});

test.each(['voice', 'touch', 'motion'] as const)(
  '“later” by %s before the question was heard ends nothing and buys no peace',
  (by) => {
    const bench = new Bench();
    bench.overdue('inactivity');
    const later = (): Body[] => bench.give({ kind: 'reply', by, meaning: 'later' });
    expect(briefs(later())).toEqual([]);
    expect(bench.state.plans.peace).toBeNull();
    bench.hear('spoken');
    expect(briefs(later())).toEqual([`answer ${by}`, 'say peace-hours', 'condition raised in-peace home']);
  },
);

test('the lamp asks for a press only while a press is the answer: not before it was heard, nor after a stop', () => {
  const bench = new Bench();
  const shown = (): string => lightOf(bench.state, bench.now);
  bench.overdue('inactivity');
  expect(shown()).toBe('off');
  bench.hear('spoken');
  expect(shown()).toBe('question');
  bench.restart(0);
  expect(shown()).toBe('question');
  bench.restart(2 * MINUTE_MS);
  expect(shown()).not.toBe('question');
});

test('in any story a press calls nobody while the lamp asks for one', () => {
  always((bench) => {
    if (lightOf(bench.state, bench.now) !== 'question') return;
    const pressed = briefs(bench.give({ kind: 'reply', by: 'button', meaning: 'fine' }));
    expect(pressed[0]).toBe('answer button');
    expect(pressed.join()).not.toContain('alert help');
  });
});

describe.each(['touch', 'voice'] as const)('fine by %s while the question still sounds', (early) => {
  const give = (bench: Bench, by: 'touch' | 'voice' | 'button', isLate = false): string[] =>
    briefs(bench.give({ kind: 'reply', by, meaning: 'fine', ...(isLate ? { isLate } : {}) }));
  function touched(isLate = false): Bench {
    const bench = new Bench();
    bench.overdue('inactivity');
    expect(give(bench, early, isLate)).toEqual([]);
    expect(bench.state.checkon.conversation).not.toBeNull();
    return bench;
  }

  test('answers it when it was heard to its end', () => {
    expect(briefs(touched().hear('spoken'))).toEqual([`answer ${early}`, 'say fine-heard']);
  });
  test('is kept over a flicker of the lamp, and not over a longer stop', () => {
    const bench = touched();
    bench.restart(0);
    expect(briefs(bench.hear('spoken'))).toEqual([`answer ${early}`, 'say fine-heard']);
    const stopped = touched();
    stopped.restart(HEARD_OVER_STOP_MS + 1);
    expect(briefs(stopped.hear('spoken'))).toEqual([]);
  });
  test('goes with a sentence that failed: the next one is asked and waits for its own answer', () => {
    const bench = touched();
    bench.hear('failed');
    bench.pass(0);
    expect(bench.state.checkon.conversation?.stage).toBe(2);
    expect(briefs(bench.hear('spoken'))).toEqual(['condition cleared speaker-failed speaker']);
  });
  test('goes with the stage: what was never heard is answered by nothing', () => {
    const bench = touched();
    bench.pass(bench.policy.checkon.waitMs[0]);
    expect(bench.state.checkon.conversation?.stage).toBe(2);
    expect(briefs(bench.hear('spoken'))).toEqual([]);
  });
  test('and a press after it is a call', () => {
    const bench = touched();
    const asked = bench.state.checkon.conversation?.utterance ?? '';
    expect(give(bench, 'button')).toContain('say help-heard');
    bench.give({ kind: 'speech', utterance: asked, outcome: 'spoken', why: null });
    expect(bench.state.checkon.conversation).not.toBeNull();
  });
  test('too late to be of this moment it is nothing', () => {
    expect(briefs(touched(true).hear('spoken'))).toEqual([]);
  });
  test('an earlier version remembered none', () => {
    const { checkon } = touched().state;
    const { touched: _, ...conversation } = checkon.conversation ?? {};
    const earlier = JSON.parse(JSON.stringify({ ...checkon, conversation })) as EarlierCheckon;
    expect(grownCheckon(earlier).conversation?.touched).toBe(false);
  });
});
