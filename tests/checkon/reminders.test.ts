/**
 * Reminders of the case manager: said at their time and not in between, done by a touch, said once more and then left in
 * peace.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REMINDERS_MAX, REMINDER_AGAIN_MS, REMINDER_TIMES_MAX } from '../../agent/checkon/reminder-memory.ts';
import { REMINDER_GAP_MS, REMINDER_WINDOW_MS } from '../../agent/checkon/reminders.ts';
import type { Device } from '../../agent/config/config.ts';
import type { Body, Reminder, ReminderOutcome, Sentence } from '../../agent/record.ts';
import { laneOf } from '../../agent/uplink/leaves.ts';
import { Bench, HOUR_MS, MINUTE_MS, SECOND_MS, TOUCH } from './bench.ts';

const TEXT = 'It is time for the evening pills.';
const order = { by: 'Kim', keyId: 'k', counter: 3 };
/** The bench begins at 17:00 on a Monday. */
const pills = (change: Partial<Reminder> = {}): Reminder => ({
  kind: 'reminder',
  reminder: 'pills',
  text: TEXT,
  minutes: [19 * 60],
  days: [],
  forMs: 30 * 24 * HOUR_MS,
  ...order,
  ...change,
});
const said = (bodies: readonly Body[]): Sentence[] =>
  bodies.flatMap((body) => (body.kind === 'say' ? [body.sentence] : []));
const ends = (bodies: readonly Body[]): string[] =>
  bodies.flatMap((body) => (body.kind === 'reminder-outcome' ? [body.outcome] : []));
const touch = (bench: Bench): Body[] => bench.give({ kind: 'reply', by: 'touch', meaning: 'fine' });

function home(reminder: Reminder = pills(), devices: readonly Device[] = [TOUCH]): Bench {
  const bench = new Bench({}, { devices });
  bench.restart(0);
  bench.give({ kind: 'observation', sensor: 'pir-kitchen', value: 'on' });
  bench.write({ kind: 'presence', state: 'home', why: 'seen' });
  bench.give(reminder);
  return bench;
}
const untilLocal = (bench: Bench, hour: number, minute = 0): number => {
  const dayMs = 24 * HOUR_MS;
  const ofDay = bench.now.localMs % dayMs;
  return (hour * HOUR_MS + minute * MINUTE_MS - ofDay + dayMs) % dayMs;
};
/** Whatever sounds is heard, for so long. */
function live(bench: Bench, ms: number): Body[] {
  const bodies: Body[] = [];
  for (let lived = 0; lived < ms; lived += 5 * SECOND_MS) {
    bodies.push(...bench.hear('spoken'), ...bench.pass(5 * SECOND_MS));
  }
  return bodies;
}

describe('a reminder', () => {
  test('is said at its time, in the words of the case manager, and a touch says that it is done', () => {
    const bench = home();
    expect(said(bench.pass(untilLocal(bench, 19) - MINUTE_MS))).toEqual([]);
    expect(said(bench.pass(MINUTE_MS))).toEqual(['reminder']);
    expect(bench.state.checkon.owed?.text).toBe(TEXT);
    live(bench, 2 * MINUTE_MS);
    const done = touch(bench);
    expect(ends(done)).toEqual(['done']);
    expect(said(done)).toEqual(['reminder-done']);
    const outcome = done.find((body): body is ReminderOutcome => body.kind === 'reminder-outcome');
    expect(outcome).toMatchObject({ reminder: 'pills', by: 'touch' });
    expect(new Date(outcome?.localMs ?? 0).toISOString().slice(11, 16)).toBe('19:00');
    expect(outcome === undefined ? null : laneOf(outcome, true)).toBe('need');
    expect(said(live(bench, 3 * HOUR_MS))).toEqual([]);
  });

  test('without an answer is said once more and then left in peace; that is not "not done"', () => {
    const bench = home();
    bench.pass(untilLocal(bench, 19));
    const first = live(bench, REMINDER_GAP_MS + MINUTE_MS);
    expect(ends(first)).toEqual([]);
    const second = live(bench, REMINDER_AGAIN_MS);
    expect(said(second)).toContain('reminder');
    const rest = live(bench, 5 * HOUR_MS);
    expect(said(rest).filter((sentence) => sentence === 'reminder')).toEqual([]);
    expect(ends([...second, ...rest])).toEqual(['no-answer']);
  });

  test('comes again the next day, and only on its days', () => {
    const bench = home(pills({ days: [3] }));
    expect(said(live(bench, 30 * HOUR_MS)).filter((one) => one.startsWith('reminder'))).toEqual([]);
    bench.pass(untilLocal(bench, 18, 59));
    expect(said(bench.pass(MINUTE_MS))).toEqual(['reminder']);
  });

  const NO_MOMENT: readonly (readonly [string, (bench: Bench) => void])[] = [
    ['into an empty home', (bench) => bench.write({ kind: 'presence', state: 'away', why: 'door' })],
    [
      'in a pause',
      (bench) =>
        bench.give({ kind: 'pause', untilWallMs: bench.entries.at(-1)!.at.wallMs + 6 * HOUR_MS, ...order }),
    ],
  ];
  test.each(NO_MOMENT)('is not said %s: its hour passes, and that it was missed is told', (_name, happen) => {
    const bench = home();
    happen(bench);
    const bodies = bench.pass(untilLocal(bench, 19) + REMINDER_WINDOW_MS);
    expect(said(bodies).filter((one) => one.startsWith('reminder'))).toEqual([]);
    expect(ends(bodies)).toEqual(['missed']);
  });

  test('waits for the end of a question, within its hour', () => {
    const bench = home();
    bench.pass(untilLocal(bench, 19) - MINUTE_MS);
    bench.overdue('inactivity');
    bench.hear('spoken');
    expect(said(bench.pass(2 * MINUTE_MS))).not.toContain('reminder');
    touch(bench);
    bench.hear('spoken');
    expect(said(bench.pass(MINUTE_MS))).toContain('reminder');
  });

  test('late in the evening is not said into the night; one entered for the night is', () => {
    const late = home(pills({ minutes: [21 * 60 + 50] }));
    late.write({ kind: 'presence', state: 'away', why: 'door' });
    late.pass(untilLocal(late, 22, 5));
    late.write({ kind: 'presence', state: 'home', why: 'door' });
    expect(ends(late.pass(2 * HOUR_MS))).toEqual(['missed']);
    const night = home(pills({ minutes: [23 * 60] }));
    expect(said(night.pass(untilLocal(night, 23)))).toEqual(['reminder']);
  });

  test('of the same name takes the place of the one before, and is withdrawn by name; eight at most stand', () => {
    const bench = home();
    bench.give(pills({ minutes: [20 * 60] }));
    expect(said(bench.pass(untilLocal(bench, 19, 30)))).toEqual([]);
    bench.give(pills({ forMs: null, minutes: [] }));
    expect(bench.state.checkon.reminders).toEqual([]);
    for (let each = 0; each < 20; each += 1) bench.give(pills({ reminder: `r${each}` }));
    expect(bench.state.checkon.reminders).toHaveLength(REMINDERS_MAX);
  });

  /** Of which of its times it is told, and what. */
  const told = (bodies: readonly Body[]): string[] =>
    bodies.flatMap((body) =>
      body.kind === 'reminder-outcome'
        ? [`${new Date(body.localMs).toISOString().slice(11, 16)} ${body.outcome}`]
        : [],
    );

  test('that is done after its next time has come is done of its own; the next is said as well', () => {
    const bench = home(pills({ minutes: [18 * 60, 19 * 60] }));
    bench.write({ kind: 'presence', state: 'away', why: 'door' });
    bench.pass(untilLocal(bench, 18, 55));
    bench.write({ kind: 'presence', state: 'home', why: 'door' });
    live(bench, 6 * MINUTE_MS);
    expect(told(touch(bench))).toEqual(['18:00 done']);
    const next = live(bench, 5 * MINUTE_MS);
    expect(said(next)).toContain('reminder');
    expect(told([...next, ...touch(bench)])).toEqual(['19:00 done']);
  });

  test('of two times close to each other is tried and told for each by itself', () => {
    const bench = home(pills({ minutes: [18 * 60, 18 * 60 + 30] }));
    const bodies = live(bench, 4 * HOUR_MS);
    expect(told(bodies)).toEqual(['18:00 no-answer', '18:30 no-answer']);
    expect(said(bodies).filter((sentence) => sentence === 'reminder')).toHaveLength(4);
  });

  test('gives way to its next time: what was not said by then was missed, what was heard has no answer', () => {
    const away = home(pills({ minutes: [18 * 60, 18 * 60 + 30] }));
    away.write({ kind: 'presence', state: 'away', why: 'door' });
    away.pass(untilLocal(away, 18, 29));
    expect(told(away.pass(MINUTE_MS))).toEqual(['18:00 missed']);
    expect(told(away.pass(2 * HOUR_MS))).toEqual(['18:30 missed']);
    const heard = home(pills({ minutes: [18 * 60, 18 * 60 + 20] }));
    live(heard, untilLocal(heard, 18, 15));
    expect(told(heard.pass(untilLocal(heard, 18, 20)))).toEqual(['18:00 no-answer']);
    expect(heard.state.checkon.reminders[0]).toMatchObject({ tries: 0, heard: false });
  });

  const clockOf = (minute: number): string => new Date(minute * MINUTE_MS).toISOString().slice(11, 16);
  test('property: each of its times is told once, and none is missed by somebody who is home and hears', () => {
    // Five minutes apart at least: said, heard and answered takes as long.
    const times = fc.array(fc.integer({ min: 5, max: 25 }), { minLength: 1, maxLength: REMINDER_TIMES_MAX });
    const whims = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 });
    fc.assert(
      fc.property(times, whims, (apart, touches) => {
        const minutes = apart.map(
          (_, at) => 18 * 60 + apart.slice(0, at).reduce((one, other) => one + other, 0),
        );
        const bench = home(pills({ minutes }));
        const bodies = live(bench, untilLocal(bench, 18));
        for (const after of touches) {
          bodies.push(...live(bench, after * MINUTE_MS));
          // A hand at any other time asks for the menu, and may be left in peace by it.
          if (bench.state.checkon.offer?.of === 'reminder') bodies.push(...touch(bench));
        }
        bodies.push(...live(bench, 2 * HOUR_MS));
        const outcomes = told(bodies);
        expect(outcomes.map((line) => line.slice(0, 5))).toEqual(minutes.map(clockOf));
        expect(outcomes.filter((line) => line.endsWith('missed'))).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  const CALLS_ONLY: readonly (readonly [string, readonly Device[]])[] = [
    ['only a button', [{ ...TOUCH, id: 'button', part: 'button', role: 'button' }]],
    ['nothing at all', []],
  ];
  test.each(CALLS_ONLY)(
    'where there is %s asks for nothing, and whether it is done cannot be told',
    (_name, devices) => {
      const bench = home(pills(), devices);
      bench.pass(untilLocal(bench, 19));
      const bodies = live(bench, 5 * HOUR_MS);
      expect(['reminder', ...said(bodies)]).toEqual(['reminder']);
      expect(told(bodies)).toEqual(['19:00 cannot-tell']);
      expect(said(bench.give({ kind: 'reply', by: 'button', meaning: 'fine' }))).toEqual(['help-heard']);
    },
  );

  test('where there is nothing to touch waits in company for a moment alone', () => {
    const bench = home(pills(), []);
    live(bench, untilLocal(bench, 18, 30));
    bench.give({ kind: 'badge', device: 'kim' });
    expect(said(live(bench, untilLocal(bench, 19, 29)))).toEqual([]);
    expect(said(live(bench, 2 * MINUTE_MS))).toEqual(['reminder']);
  });

  test('withdrawn before it was heard is not said, and a hand finds what it always finds', () => {
    const bench = home();
    bench.pass(untilLocal(bench, 19));
    expect(bench.state.checkon.owed?.text).toBe(TEXT);
    const ended = bench.give(pills({ forMs: null, minutes: [], text: '' }));
    expect(ended).toMatchObject([{ kind: 'offer-end', why: 'broken-off', choice: null }]);
    expect(bench.state.checkon).toMatchObject({ owed: null, offer: null });
    expect(said(live(bench, 2 * MINUTE_MS))).toEqual([]);
    expect(said(touch(bench))).toEqual(['state-sees-all']);
  });

  test('withdrawn while a hand may choose it has nothing done, and nothing said of that', () => {
    const bench = home();
    bench.pass(untilLocal(bench, 19));
    live(bench, MINUTE_MS);
    bench.give(pills({ forMs: null, minutes: [], text: '' }));
    const bodies = touch(bench);
    expect(bodies.some(({ kind }) => kind === 'offer-end')).toBe(false);
    expect(said(bodies)).toEqual(['state-sees-all']);
  });

  test('changed while it is said breaks off in the old words and is said in the new ones; entered once more as it stands it goes on', () => {
    const changed = home();
    changed.pass(untilLocal(changed, 19));
    changed.give(pills({ text: 'It is time for two pills.' }));
    changed.pass(0);
    expect(changed.state.checkon.owed?.text).toBe('It is time for two pills.');
    live(changed, 2 * MINUTE_MS);
    expect(told(touch(changed))).toEqual(['19:00 done']);
    changed.give(pills({ text: 'It is time for three pills.' }));
    expect(said(live(changed, 2 * HOUR_MS)).filter((sentence) => sentence === 'reminder')).toEqual([]);
    const again = home();
    again.pass(untilLocal(again, 19));
    expect(again.give(pills({ counter: 4 }))).toEqual([]);
    live(again, 2 * MINUTE_MS);
    expect(told(touch(again))).toEqual(['19:00 done']);
  });

  test('by a clock that was wrong by a day is not over for good', () => {
    const bench = home();
    bench.wallSkewMs = 48 * HOUR_MS;
    bench.give({ kind: 'clock', stepMs: 48 * HOUR_MS });
    bench.pass(6 * HOUR_MS);
    bench.wallSkewMs = 0;
    bench.give({ kind: 'clock', stepMs: -48 * HOUR_MS });
    const bodies = bench.pass(24 * HOUR_MS);
    expect(said(bodies)).toContain('reminder');
  });
});
