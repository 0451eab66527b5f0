/**
 * The demo's page: one event one row, silence folded and counted, long words wrapped under their first.
 * Prints into a list; must never need a terminal.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Line, lineOf } from '../../agent/lines.ts';
import { homeLine } from '../../sim/demo-lines.ts';
import { Timeline, spell, wrap } from '../../sim/timeline.ts';
import { BOOTS, ONE_OF_EACH, stampOf } from '../journal/journal-rows.ts';

const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.UTC(2026, 2, 25);

function page(columns = 80): { lines: string[]; status: string[]; timeline: Timeline } {
  const lines: string[] = [];
  const status: string[] = [];
  const timeline = new Timeline({
    rooms: ['bedroom', 'kitchen'],
    colour: false,
    columns,
    print: (text) => lines.push(text),
    status: (text) => status.push(text),
  });
  return { lines, status, timeline };
}
const at = (minute: number): number => MIDNIGHT_MS + minute * MINUTE_MS;

test('a night: signs, a folded silence, a question with its reason once, an answer', () => {
  const { lines, timeline } = page(60);
  timeline.sign(at(1), 'bedroom');
  for (let n = 0; n < 5; n += 1) timeline.sign(at(61), 'kitchen');
  const evidence = { text: 'No sign of life for 3 h, last in the kitchen at 01:01.' };
  timeline.say(at(241), { kind: 'prompt', stage: 1, evidence });
  const asked = { kind: 'speech', sentence: 'ask', text: 'Hello.', failed: null };
  timeline.say(at(241), asked);
  timeline.say(at(244), { kind: 'prompt', stage: 2, evidence });
  timeline.say(at(244), { ...asked, sentence: 'ask-louder', failed: 'audio-no-device' });
  timeline.say(at(245), { kind: 'answer', by: 'button' });
  timeline.end();
  expect(lines.slice(2)).toEqual([
    '\nWed 2026-03-25',
    '       bedroom  kitchen',
    '00:01  ▂        ·',
    '  ⋮    50 min of silence',
    '01:01  ·        ▅',
    '  ⋮    2 h 51 min of silence',
    '04:01  No sign of life for 3 h, last in the kitchen at',
    '       01:01.',
    '04:01  anbu asks, 1 of 3: “Hello.”',
    '04:04  anbu asks, 2 of 3, louder: “Hello.” – cannot be heard',
    '       (audio-no-device)',
    '04:05  answered by button',
  ]);
});

test('a hand, and what the home heard, are rows of their own', () => {
  const { lines, timeline } = page(100);
  const rows: readonly Line[] = [
    { kind: 'reply', by: 'touch', meaning: 'fine' },
    { kind: 'offer-end', of: 'menu', choice: 'repair', by: 'touch', why: 'chosen' },
    { kind: 'offer-end', of: 'menu', choice: null, by: null, why: 'no-answer' },
    { kind: 'reply', by: 'button', meaning: 'fine' },
    { kind: 'correction', of: 'help', choice: null },
    { kind: 'correction', of: 'help', choice: 'yes' },
    { kind: 'reply', by: 'voice', meaning: 'unclear', isLate: true },
    { kind: 'need-withdrawn', what: 'food' },
    { kind: 'peace', why: 'taken-back' },
  ];
  for (const row of rows) timeline.say(at(1), row);
  expect(lines.slice(-rows.length).map((line) => line.slice(7))).toEqual([
    'the resident touches the companion',
    'heard as the choice of repair',
    'nothing was chosen, which is no refusal',
    'the resident presses the button',
    'heard as a call for help, if it is not taken back in ten seconds',
    'heard as a call for help, if it is not meant as the choice of yes in ten seconds',
    'a voice is heard, not understood, told late',
    'heard as taken back: nobody is told of food',
    'heard: the peace is taken back',
  ]);
});

test('what only the demo tells is told of its record, and replay is told nothing of it', () => {
  const entry = { at: stampOf(BOOTS[0], 0), body: { kind: 'reply', by: 'touch', meaning: 'fine' } } as const;
  expect(homeLine(entry)).toMatchObject({ kind: 'reply', by: 'touch', meaning: 'fine' });
  expect(lineOf(entry)).toBeNull();
  expect(homeLine({ ...entry, body: ONE_OF_EACH['offer-end'] })?.kind).toBe('offer-end');
  expect(homeLine({ ...entry, body: ONE_OF_EACH.say })).toBeNull();
});

test('silence is counted live after twenty minutes of it', () => {
  const { status, timeline } = page();
  timeline.sign(at(0), 'bedroom');
  for (const minute of [5, 15, 35, 95]) timeline.tick(at(minute));
  expect(status).toEqual(['00:35  ⋮ 25 min of silence', '01:35  ⋮ 1 h 25 min of silence']);
});

test('the live count ends with the first movement, and counts from the last row, as the page does', () => {
  const { status, timeline } = page();
  timeline.sign(at(0), 'bedroom');
  timeline.tick(at(35));
  timeline.sign(at(36), 'kitchen');
  for (const minute of [37, 39, 45, 59]) timeline.tick(at(minute));
  timeline.caption(at(71), 'in the kitchen');
  for (const minute of [85, 92]) timeline.tick(at(minute));
  expect(status).toEqual(['00:35  ⋮ 25 min of silence', '01:32  ⋮ 21 min of silence']);
});

test('stopped in the days that only teach, it has nothing to say', () => {
  const { lines, timeline } = page();
  timeline.end();
  expect(lines).toEqual([]);
});

test('what only proves the path is not on the page', () => {
  const { lines, timeline } = page();
  timeline.say(at(1), { kind: 'puback', lane: 'alert', seq: 1 });
  timeline.say(at(1), { kind: 'alert', stage: 'acknowledged', by: 'desk-1' });
  timeline.say(at(1), { kind: 'test', stage: 'raised' });
  expect(lines).toEqual([]);
});

test('a fault is said with what to do about it', () => {
  const { lines, timeline } = page(200);
  timeline.say(at(1), { kind: 'condition', edge: 'raised', code: 'sensor-lost', subject: 'hall' });
  expect(lines.at(-1)).toMatch(/^00:01 {2}.+\(hall\)\. To do: .{10}/);
});

test('property: wrapping loses no word and keeps to the width unless a word is longer', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 12, max: 60 }), (words, columns) => {
      const lines = wrap(words.join(' '), columns);
      expect(lines.join(' ').split(' ')).toEqual(words);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }),
  );
});

test.each([
  [25, '25 min'],
  [60, '1 h 0 min'],
  [189, '3 h 9 min'],
])('%i minutes are %s', (minutes, words) => {
  expect(spell(minutes * MINUTE_MS)).toBe(words);
});
