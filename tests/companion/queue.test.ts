/**
 * What is said next, over the simulated speaker in home time: one at a time, the right one first, each reported
 * exactly once, whatever happens.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { speakThrough } from '../../agent/companion/queue.ts';
import type { ErrorCode } from '../../agent/errors.ts';
import type { Utterance } from '../../agent/ports.ts';
import { SENTENCES, type Sentence } from '../../agent/record.ts';
import { SimulatedSpeaker, type SpeakerFault } from '../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

const LENGTH_MS = 2_000;

function home() {
  const clock = new VirtualClock(0);
  /** Sentences that were ended while they sounded. */
  const cut: Sentence[] = [];
  const speaker = new SimulatedSpeaker(clock.after, {
    lengthMs: () => LENGTH_MS,
    cut: () => cut.push(speaker.said.at(-1)!.utterance.sentence),
  });
  const reports: [id: string, failed: ErrorCode | null, atMs: number][] = [];
  let count = 0;
  let inSay = false;
  const say = (sentence: Sentence): string => {
    count += 1;
    const id = `${sentence} ${count}`;
    inSay = true;
    speaker.say(utteranceOf(sentence, id), (failed) => {
      expect(inSay, 'done is never called within say').toBe(false);
      reports.push([id, failed, clock.now().monotonicMs]);
    });
    inSay = false;
    return id;
  };
  const saidSentences = () => speaker.said.map(({ utterance }) => utterance.sentence);
  return { clock, speaker, say, reports, saidSentences, cut };
}
function utteranceOf(sentence: Sentence, id: string): Utterance {
  return { id, sentence, language: 'ko', level: 2, minutes: null };
}

describe('order', () => {
  test.each<[string, Sentence[], Sentence[]]>([
    ['one after the other', ['ask', 'raised'], ['ask', 'raised']],
    [
      'the newest question replaces one that waits',
      ['raised', 'ask', 'ask-louder'],
      ['raised', 'ask-louder'],
    ],
    ['the newest stage replaces one that waits', ['ask', 'raised', 'acknowledged'], ['ask', 'acknowledged']],
    ['an echo goes before a stage', ['ask', 'raised', 'help-heard'], ['ask', 'help-heard', 'raised']],
    ['an echo drops the question it answers', ['raised', 'ask', 'fine-heard'], ['raised', 'fine-heard']],
    ['a question waits for stages', ['arrived', 'ask', 'closed'], ['arrived', 'closed', 'ask']],
    ['a correction replaces its echo', ['ask', 'help-heard', 'help-withdrawn'], ['ask', 'help-withdrawn']],
  ])('%s', (_, asked, said) => {
    const { clock, say, saidSentences, reports } = home();
    for (const sentence of asked) say(sentence);
    clock.advanceTo(60_000);
    expect(saidSentences()).toEqual(said);
    const dropped = reports.filter(([, failed]) => failed !== null);
    expect(dropped.map(([, failed]) => failed)).toEqual(dropped.map(() => 'speech-expired'));
    expect(dropped).toHaveLength(asked.length - said.length);
  });

  test('a question is never cut short by what comes', () => {
    const { clock, say, reports } = home();
    const id = say('ask');
    clock.advanceTo(500);
    const echo = say('help-heard');
    clock.advanceTo(10_000);
    expect(reports.map(([one, failed]) => [one, failed])).toEqual([
      [id, null],
      [echo, null],
    ]);
    expect(reports[0]?.[2]).toBeGreaterThanOrEqual(LENGTH_MS);
    expect(reports[1]?.[2]).toBeGreaterThanOrEqual(2 * LENGTH_MS);
  });
});

describe('stop', () => {
  test('ends what plays and what waits, reports both, and the next word is heard', () => {
    const { clock, say, speaker, reports } = home();
    const ids = [say('ask'), say('raised')];
    clock.advanceTo(100);
    speaker.stop();
    speaker.stop();
    const after = say('closed');
    clock.advanceTo(60_000);
    expect(reports.map(([id, failed]) => [id, failed])).toEqual([
      [ids[0], 'speech-expired'],
      [ids[1], 'speech-expired'],
      [after, null],
    ]);
  });

  test('before anything was said is nothing', () => {
    const { speaker, reports, clock } = home();
    expect(() => speaker.stop()).not.toThrow();
    clock.advanceTo(1_000);
    expect(reports).toEqual([]);
  });
});

test.each<[SpeakerFault, ErrorCode | null]>([
  ['none', null],
  ['no-device', 'audio-no-device'],
  ['stuck', 'audio-timeout'],
])('a speaker with the fault %s reports %s, then says the next', (fault, failed) => {
  const { clock, say, speaker, reports } = home();
  speaker.fault = fault;
  const first = say('ask');
  clock.advanceTo(30_000);
  speaker.fault = 'none';
  const second = say('ask-louder');
  clock.advanceTo(60_000);
  expect(reports.map(([id, why]) => [id, why])).toEqual([
    [first, failed],
    [second, null],
  ]);
});

test('a device that reports twice, or late, reports once', () => {
  const finishes: ((failed: ErrorCode | null) => void)[] = [];
  const reports: string[] = [];
  const pending: (() => void)[] = [];
  const speaker = speakThrough({
    play: (_, finished) => void finishes.push(finished),
    end: () => {},
    later: (run) => void pending.push(run),
  });
  const settle = () => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) next();
  };
  speaker.say(utteranceOf('ask', 'a'), (failed) => reports.push(`a ${failed}`));
  speaker.stop();
  finishes[0]?.(null);
  speaker.say(utteranceOf('raised', 'b'), (failed) => reports.push(`b ${failed}`));
  settle();
  finishes[1]?.(null);
  finishes[1]?.('audio-timeout');
  finishes[0]?.(null);
  settle();
  expect(reports).toEqual(['a speech-expired', 'b null']);
});

test('words of the centre give way to whatever the check-on has to say, and are reported', () => {
  const { clock, speaker, reports } = home();
  const message = { id: 'm', sentence: 'message', language: 'en', level: 2, minutes: null } as const;
  speaker.say({ ...message, text: 'The meal comes at noon.' }, (failed) => reports.push(['m', failed, 0]));
  clock.advanceTo(clock.now().monotonicMs + 10);
  speaker.say({ ...message, id: 'e', sentence: 'help-heard' }, (failed) => reports.push(['e', failed, 0]));
  clock.advanceTo(clock.now().monotonicMs + 20_000);
  expect(reports.map(([id, failed]) => [id, failed])).toEqual([
    ['m', 'speech-expired'],
    ['e', null],
  ]);
});

/** Says the first, then the second in the middle of it; what became of both. */
function over(sounding: Sentence, coming: Sentence): string {
  const { clock, say, reports } = home();
  const [first, second] = [say(sounding), (clock.advanceTo(500), say(coming))];
  clock.advanceTo(60_000);
  const fate = (id: string): string =>
    reports.find(([each]) => each === id)?.[1] === null ? 'heard' : 'cut';
  expect(reports).toHaveLength(2);
  return `${sounding} ${fate(first)}, ${coming} ${fate(second)}`;
}

const ALARMS: Sentence[] = ['help-heard', 'help-withdrawn', 'raised', 'last-call'];
const ASKED: Sentence[] = ['ask', 'ask-louder', 'ask-cannot-see', 'fine-heard', 'told-you-are-fine'];

describe('an alarm', () => {
  const NEWS: Sentence[] = ['not-reached-yet', 'acknowledged', 'dispatched', 'arrived', 'closed', 'paused'];
  const TALK: Sentence[] = ['good-morning', 'small-talk', 'good-evening'];

  test('cuts news and talk, and nothing that somebody answers or waits for', () => {
    for (const alarm of ALARMS) {
      for (const one of [...NEWS, ...TALK, 'message' as const])
        expect(over(one, alarm)).toBe(`${one} cut, ${alarm} heard`);
      for (const one of [...ASKED, ...ALARMS]) expect(over(one, alarm)).toBe(`${one} heard, ${alarm} heard`);
    }
  });

  test('is alone in that: an ordinary sentence cuts the words of the centre and nothing else', () => {
    for (const ordinary of [...NEWS, ...TALK, ...ASKED]) {
      for (const one of [...NEWS, ...TALK, ...ASKED])
        expect(over(one, ordinary)).toBe(`${one} heard, ${ordinary} heard`);
      expect(over('message', ordinary)).toBe(`message cut, ${ordinary} heard`);
    }
  });

  test('goes before whatever waits, and nobody talks after it', () => {
    const { clock, say, saidSentences } = home();
    for (const one of ['ask', 'acknowledged', 'good-morning', 'last-call', 'small-talk'] as const) say(one);
    clock.advanceTo(60_000);
    expect(saidSentences()).toEqual(['ask', 'last-call', 'acknowledged']);
  });
});

test('two prompts due at once: one is asked, and both are reported', () => {
  const { clock, say, reports, saidSentences } = home();
  say('good-morning');
  const [first, second] = [say('ask'), say('ask-cannot-see')];
  clock.advanceTo(60_000);
  expect(saidSentences()).toEqual(['good-morning', 'ask-cannot-see']);
  expect(reports.map(([id, failed]) => [id, failed])).toEqual(
    expect.arrayContaining([
      [first, 'speech-expired'],
      [second, null],
    ]),
  );
});

test('a storm of a thousand sentences: four are alive at any moment, and each is reported once', () => {
  const { clock, say, reports } = home();
  for (let n = 0; n < 1_000; n += 1) {
    say(SENTENCES[n % SENTENCES.length]!);
    // What was dropped is reported in a millisecond.
    if (n % 50 === 0) clock.advanceTo(clock.now().monotonicMs + 1);
    if (n % 50 === 0) expect(n + 1 - reports.length).toBeLessThanOrEqual(4);
  }
  clock.advanceTo(clock.now().monotonicMs + 60_000);
  expect(new Set(reports.map(([id]) => id)).size).toBe(1_000);
  expect(reports).toHaveLength(1_000);
});

type Step =
  | { readonly say: Sentence }
  | { readonly passMs: number }
  | { readonly fault: SpeakerFault }
  | 'stop';
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...SENTENCES).map((sentence) => ({ say: sentence })) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 5_000 }).map((passMs) => ({ passMs })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<SpeakerFault>('none', 'no-device', 'stuck').map((fault) => ({ fault })),
  },
  { weight: 1, arbitrary: fc.constant('stop' as const) },
);

test('whatever is asked of it: each utterance is reported once, none overlap, none waits for ever', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 40 }), (story) => {
      const { clock, say, speaker, reports, cut } = home();
      const ids: string[] = [];
      for (const step of story) {
        if (step === 'stop') {
          speaker.stop();
          // Whoever ends everything ends a question too.
          cut.length = 0;
        } else if ('say' in step) ids.push(say(step.say));
        else if ('fault' in step) speaker.fault = step.fault;
        else clock.advanceTo(clock.now().monotonicMs + step.passMs);
      }
      // One that plays and three that wait, each stuck for its length and the margin; a "later" is a millisecond.
      clock.advanceTo(clock.now().monotonicMs + 4 * (LENGTH_MS + 6_000) + 100);
      expect(reports.map(([id]) => id).sort()).toEqual(ids.sort());
      for (const sentence of cut) expect([...ALARMS, ...ASKED]).not.toContain(sentence);
      const begun = speaker.said.map(({ utterance }) => utterance.id);
      expect(new Set(begun).size, 'nothing is said twice').toBe(begun.length);
      const played = reports.filter(([, failed]) => failed === null).map(([, , atMs]) => atMs);
      for (const [n, atMs] of played.entries()) {
        if (n > 0) expect(atMs - played[n - 1]!).toBeGreaterThanOrEqual(LENGTH_MS);
      }
    }),
    { numRuns: 500 },
  );
});
