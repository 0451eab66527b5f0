/**
 * Speech is perishable: the newest sentence, in its moment, once.
 * And what goes with it: ids that never repeat, evidence that says what was done and heard.
 */
import { expect, test } from 'vitest';
import { SENTENCE_FRESH_MS, owedSpeech } from '../../agent/checkon/speech.ts';
import { openCheckpoint } from '../../agent/journal/checkpoint.ts';
import { ofAlertLine } from '../journal/alert-line.ts';
import { Bench } from './bench.ts';

function owed(bench: Bench): string | null {
  return owedSpeech(bench.state, bench.now)?.sentence ?? null;
}

test('a sentence is owed until its outcome is known', () => {
  const bench = new Bench();
  expect(owed(bench)).toBeNull();
  bench.overdue('inactivity');
  expect(owed(bench)).toBe('ask');
  bench.give({ kind: 'speech', utterance: 'another', outcome: 'spoken', why: null });
  expect(owed(bench)).toBe('ask');
  bench.hear('spoken');
  expect(owed(bench)).toBeNull();
});

test('a newer sentence replaces one that was not yet heard', () => {
  const bench = new Bench();
  bench.overdue('inactivity');
  bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  expect(owed(bench)).toBe('raised');
});

test('a restart speaks what is still owed, and never a stale word', () => {
  for (const [offMs, sentence] of [
    [SENTENCE_FRESH_MS - 1, 'raised'],
    [SENTENCE_FRESH_MS, null],
  ] as const) {
    const bench = new Bench();
    bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    bench.restart(offMs);
    expect(owed(bench)).toBe(sentence);
  }
});

test('a restart of unknown length says nothing of before, but the question anew', () => {
  const called = new Bench();
  called.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  called.desk('help', 'dispatched', 20);
  called.restart(null);
  expect(owed(called)).toBeNull();
  expect(called.state.checkon.alerts[0]?.expectedMs).toBeNull();
  const asked = new Bench();
  asked.overdue('inactivity');
  asked.restart(null);
  expect(owed(asked)).toBe('ask');
});

test('ids never repeat, over restarts and checkpoints', () => {
  const bench = new Bench();
  for (let times = 0; times < 5; times += 1) {
    bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    bench.desk('help', 'closed');
    bench.restart(null);
  }
  const ids = bench.entries.flatMap(({ body }) => {
    if (body.kind === 'say') return [body.utterance];
    return body.kind === 'alert' && body.why === 'raised' ? [body.alert] : [];
  });
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the evidence of an alert says what was done and heard, in both languages', () => {
  const bench = new Bench();
  bench.overdue('inactivity');
  bench.hear('spoken');
  bench.give({ kind: 'observation', sensor: 'pir-bathroom', value: 'on' });
  bench.give({ kind: 'reply', by: 'voice', meaning: 'unclear' });
  bench.pass(
    bench.policy.checkon.waitMs[0] + bench.policy.checkon.waitMs[1] + bench.policy.checkon.waitMs[2],
  );
  const [alert] = bench.state.checkon.alerts;
  expect(alert?.evidence.text).toBe(
    'No sign of life for 3 h 35 min. So it was when first asked, 5 min ago. Asked aloud once. A voice was heard that was not understood. Since then movement in one room only.',
  );
  expect(alert?.evidence.textKo).toContain('알아듣지 못한 목소리');
});

test('the silence of an alert is as long as it is by then, not as it was at the first question', () => {
  const bench = new Bench();
  bench.overdue('inactivity');
  bench.hear('spoken');
  const [first, second, third] = bench.policy.checkon.waitMs;
  bench.pass(first);
  bench.hear('spoken');
  bench.pass(second);
  bench.hear('spoken');
  bench.pass(third);
  const evidence = bench.state.checkon.alerts[0]?.evidence;
  const minutes = 215 + (first + second + third) / 60_000;
  expect(evidence?.quietMinutes).toBe(minutes);
  const hours = `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  expect(evidence?.text).toContain(
    `No sign of life for 3 h 35 min. By now it is ${hours}. Asked aloud 3 times. No answer.`,
  );
  expect(evidence?.textKo).toMatch(/지금은 .+째입니다/);
});

test('a checkpoint of the first version opens: its alerts go on, and its press is a call', () => {
  const bench = new Bench();
  bench.overdue('inactivity');
  bench.hear('spoken');
  bench.desk('test', 'acknowledged');
  bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  bench.overdue('inactivity');
  const opened = openCheckpoint(ofAlertLine(bench.state, NEW_SINCE_FIRST));
  expect(opened?.checkon.conversation?.heard).toBe(false);
  expect(opened?.checkon.alerts).toMatchObject([
    { cause: 'help', stageMs: 0, calledMs: 0, fineUntilMs: null },
  ]);
  expect(opened?.detector.quietMs).toBe(bench.state.detector.quietMs);
  expect(opened?.detector.unknownGaps).toBe(0);
});

const NEW_SINCE_FIRST = new Set([
  'heard',
  'utterance',
  'echoed',
  'stageMs',
  'lateMs',
  'calledMs',
  'fineUntilMs',
  'quietMs',
  'unknownGaps',
]);
