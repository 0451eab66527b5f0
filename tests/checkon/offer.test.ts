/**
 * What is offered: chosen by a touch in its gap, by two presses where there is only a button, and ended at once by
 * whatever matters more.
 */
import { describe, expect, test } from 'vitest';
import { grownCheckon } from '../../agent/checkon/slice.ts';
import { INVITED_MS } from '../../agent/checkon/message-memory.ts';
import type { Body, ReplyBy } from '../../agent/record.ts';
import { Bench, MINUTE_MS, SECOND_MS, briefs, choicesOffered } from './bench.ts';
import { afterwards, always } from './stories.ts';

const by = (bench: Bench, device: ReplyBy, isLate = false): string[] =>
  briefs(bench.give({ kind: 'reply', by: device, meaning: 'fine', ...(isLate ? { isLate } : {}) }));
const touch = (bench: Bench, isLate = false): string[] => by(bench, 'touch', isLate);
const press = (bench: Bench): string[] => by(bench, 'button');
const hear = (bench: Bench): string[] => briefs(bench.hear('spoken'));

/** The first choice sounds. */
function offered(): Bench {
  const bench = new Bench();
  bench.restart(0);
  bench.pass(2 * MINUTE_MS);
  bench.write(choicesOffered('o1'));
  expect(briefs(bench.give({ kind: 'deadline' }))).toEqual(['say offer-yes']);
  return bench;
}

describe('choices', () => {
  test('are said one by one with a gap after each; the end without a choice is no answer', () => {
    const bench = offered();
    const said: string[] = [];
    for (let step = 0; step < 3; step += 1) {
      said.push(...hear(bench), ...briefs(bench.pass(5 * SECOND_MS)));
      expect(said).toHaveLength(step);
      said.push(...briefs(bench.pass(SECOND_MS)));
    }
    expect(said).toEqual(['say offer-no', 'say offer-later', 'offer-end no-answer', 'message no-answer']);
    expect(bench.state.checkon.offer).toBeNull();
  });

  test('a touch in the gap chooses what was just heard', () => {
    const bench = offered();
    hear(bench);
    bench.pass(6 * SECOND_MS);
    hear(bench);
    bench.pass(3 * SECOND_MS);
    expect(touch(bench)[0]).toBe('offer-end no');
    expect(briefs(bench.pass(MINUTE_MS))).toEqual([]);
  });

  test('a hand that comes while a choice sounds takes it at its end', () => {
    const bench = offered();
    expect(touch(bench)).toEqual([]);
    expect(hear(bench)[0]).toBe('offer-end yes');
  });

  test('a touch that is told too late chooses nothing', () => {
    const bench = offered();
    expect(touch(bench, true)).toEqual([]);
    hear(bench);
    expect(touch(bench, true)).toEqual([]);
  });

  test('two presses, the second after the echo of the first, choose; the gap waits for the second', () => {
    const bench = offered();
    hear(bench);
    bench.pass(6 * SECOND_MS);
    hear(bench);
    bench.pass(5 * SECOND_MS);
    expect(press(bench).at(-1)).toBe('say press-no');
    bench.pass(2 * SECOND_MS);
    hear(bench);
    expect(briefs(bench.pass(3 * SECOND_MS))).toEqual([]);
    expect(press(bench)[0]).toBe('offer-end no');
  });

  test('the press of a shaking hand is one press, and a press that is not followed by another calls', () => {
    const bench = offered();
    hear(bench);
    press(bench);
    expect(press(bench)).toEqual([]);
    hear(bench);
    expect(briefs(bench.pass(10 * SECOND_MS))).toEqual([
      'alert help raised called-for-help',
      'say raised',
      'offer-end broken-off',
      'message no-answer',
    ]);
  });

  test('two presses in fright, of which nothing was echoed, call', () => {
    const bench = offered();
    hear(bench);
    press(bench);
    bench.pass(2 * SECOND_MS);
    expect(press(bench)[0]).toBe('alert help raised called-for-help');
    expect(bench.state.checkon.offer).toBeNull();
  });

  test('a press before anything was heard is a call and no choice: it ends the offer', () => {
    const bench = offered();
    expect(press(bench).at(-1)).toBe('message no-answer');
    expect(bench.state.checkon.correction?.choice).toBeNull();
    expect(bench.state.checkon.owed?.sentence).toBe('help-heard');
  });
});

describe('an offer is ended at once by', () => {
  const ENDS: readonly (readonly [string, (bench: Bench) => Body[]])[] = [
    ['a question', (bench) => bench.overdue('inactivity')],
    ['the cord', (bench) => bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' })],
    ['a word for help', (bench) => bench.give({ kind: 'reply', by: 'voice', meaning: 'help' })],
    ['a restart of unknown length', (bench) => bench.restart(null)],
  ];
  test.each(ENDS)('%s, while a choice sounds and while it can be chosen', (_name, happen) => {
    for (const isHeard of [false, true]) {
      const bench = offered();
      if (isHeard) hear(bench);
      const ended = [...happen(bench), ...bench.pass(0)];
      expect(briefs(ended)).toContain('offer-end broken-off');
      expect(bench.state.checkon.owed?.about).not.toBe('o1');
      expect(touch(bench).filter((line) => line.startsWith('offer-end'))).toEqual([]);
    }
  });

  test('a restart while a choice sounds, however short; what is in its gap outlives one of known length', () => {
    const cut = offered();
    expect(briefs([...cut.restart(SECOND_MS), ...cut.pass(0)])).toContain('offer-end broken-off');
    const gap = offered();
    hear(gap);
    expect(briefs(gap.restart(SECOND_MS))).toEqual([]);
    expect(touch(gap)[0]).toBe('offer-end yes');
  });

  test('a sentence that certainly was not heard, or of which nothing is heard at all', () => {
    const dumb = offered();
    expect(briefs(dumb.hear('failed'))[0]).toBe('offer-end not-said');
    const lost = offered();
    expect(briefs(lost.pass(2 * MINUTE_MS))[0]).toBe('offer-end not-said');
  });
});

test('an invitation that waited for its answer in a checkpoint of before is an offer now, to the same minute', () => {
  const { checkon } = offered().state;
  const { offer: _none, ...earlier } = checkon;
  const invited = { message: 'm7', untilMs: 900_000 };
  const grown = grownCheckon({ ...earlier, offer: null, messages: { ...checkon.messages, invited } });
  expect(grown.offer).toMatchObject({ subject: 'm7', gapMs: INVITED_MS, heardMs: 900_000 - INVITED_MS });
  expect(grown.messages).not.toHaveProperty('invited');
  expect(grownCheckon(checkon)).toStrictEqual(checkon);
});

test('in any story an offer never stands beside a question, ends once, and is chosen only after it was heard', () => {
  always(({ state: { checkon } }) => {
    if (checkon.conversation !== null) expect(checkon.offer).toBeNull();
  });
  afterwards((bench) => {
    let open: string | null = null;
    for (const { body } of bench.entries) {
      if (body.kind === 'offer') {
        expect(open).toBeNull();
        open = body.offer;
      } else if (body.kind === 'offer-end') {
        expect(body.offer).toBe(open);
        open = null;
      }
    }
  });
});
