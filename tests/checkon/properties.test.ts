/**
 * The check-on under any sequence of inputs, deadlines and restarts: what may never happen, whatever happens.
 *
 * The rules are checked on the records and on the state after every turn, never on the machine's own bookkeeping
 * alone. A failing run prints its seed and its story.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLive } from '../../agent/alert-life.ts';
import { isNightHour } from '../../agent/detector/night.ts';
import { owedSpeech } from '../../agent/checkon/speech.ts';
import { ALERTS_MAX } from '../../agent/checkon/slice.ts';
import { hourOf } from '../../agent/detector/habit.ts';
import type { Alert, Overdue, Prompt } from '../../agent/record.ts';
import { evolve, initialState } from '../../agent/state.ts';
import { Bench, HOUR_MS, MINUTE_MS } from './bench.ts';
import { CAUSES, RUNS, STAGES, afterwards, always, bodies, boundMs, seconds } from './stories.ts';
import { TRUE_WHEN } from './true-when.ts';

test('no alert is ever lost, nor closed by anyone but the desk', () => {
  afterwards((bench) => {
    const open = new Map<string, Alert>();
    for (const alert of bodies(bench, 'alert')) {
      const before = open.get(alert.alert);
      expect(alert.revision).toBe(before === undefined ? 0 : before.revision + 1);
      if (alert.stage === 'closed') {
        if (!alert.test) expect(alert.why).toBe('desk');
        open.delete(alert.alert);
      } else if (alert.why === 'let-go') {
        expect(open.size).toBe(ALERTS_MAX);
        open.delete(alert.alert);
      } else {
        open.set(alert.alert, alert);
      }
    }
    expect(bench.state.checkon.alerts.map(({ alert }) => alert)).toStrictEqual([...open.keys()]);
    expect(open.size).toBeLessThanOrEqual(ALERTS_MAX);
    const { lifeMs } = bench.state.sensors;
    const live = bench.state.checkon.alerts.filter((alert) => isLive(alert, lifeMs, bench.ms));
    expect(new Set(live.map(({ cause }) => cause)).size).toBe(live.length);
  });
});

test('the desk closes only what it named, and stages never go back', () => {
  const rank = ['raised', ...STAGES];
  afterwards((bench) => {
    const stages = new Map<string, number>();
    const namedByDesk = new Set(bodies(bench, 'desk').map(({ alert }) => alert));
    for (const { alert, stage, test: isTest, why } of bodies(bench, 'alert')) {
      expect(rank.indexOf(stage)).toBeGreaterThanOrEqual(stages.get(alert) ?? 0);
      stages.set(alert, rank.indexOf(stage));
      if (why === 'desk') expect(namedByDesk.has(alert)).toBe(true);
      if (stage === 'closed' && !isTest) expect(namedByDesk.has(alert)).toBe(true);
    }
  });
});

test('every call for help reaches an open alert within the ten seconds, or was taken back', () => {
  afterwards((bench) => {
    const { checkon } = bench.state;
    let pending: number | null = null;
    let called = false;
    for (const { body } of bench.entries) {
      if (body.kind === 'correction') pending = body.of === 'help' ? body.untilMs : null;
      if (body.kind === 'reply' && (body.by === 'pull-cord' || body.meaning === 'help')) called = true;
      if (body.kind !== 'alert' || body.cause !== 'help') continue;
      pending = null;
      called = body.stage !== 'closed' && body.why !== 'let-go';
    }
    if (called) expect(checkon.alerts.some(({ cause }) => cause === 'help')).toBe(true);
    if (pending !== null) expect(bench.ms).toBeLessThanOrEqual(pending);
  });
});

test('every question ends in an answer or an alert, within its bound', () => {
  always((bench) => {
    const { policy, state } = bench;
    const { conversation } = state.checkon;
    if (conversation === null) return;
    const prompts = bench.entries.flatMap(({ at, body }) =>
      body.kind === 'prompt' && body.conversation === conversation.id ? [{ ...body, at }] : [],
    );
    const again = prompts.filter((prompt) => prompt.again);
    const isAtNight = prompts.some(({ at }) => isNightHour(hourOf(at.wallMs + at.utcOffsetMin * MINUTE_MS)));
    const longer = isAtNight ? policy.checkon.nightWaitFactor : 1;
    const extraMs = longer * again.length * Math.max(...policy.checkon.waitMs);
    // An off-time the hub slept through is not its own: the step falls due at the boot.
    const offMs = state.time.unobservedMs;
    expect(bench.ms - conversation.openedMs).toBeLessThanOrEqual(
      boundMs(policy.checkon, longer) + extraMs + offMs,
    );
  });
});

/** What is told to the desk in place of an answer. */
const TELLS: ReadonlySet<Alert['why']> = new Set(['raised', 'asked-again', 'pressed-again']);

test('a question that ended was answered, or somebody was told', () => {
  afterwards((bench) => {
    let open: Prompt | null = null;
    for (const { body } of bench.entries) {
      if (body.kind === 'prompt') {
        if (open !== null) expect(body.conversation).toBe(open.conversation);
        open = body;
      } else if (body.kind === 'answer') {
        expect(body.conversation).toBe(open?.conversation);
        open = null;
      } else if (body.kind === 'alert' && TELLS.has(body.why) && !body.test) {
        open = null;
      }
    }
    expect(bench.state.checkon.conversation !== null).toBe(open !== null);
  });
});

test('nobody is asked without a bound', () => {
  afterwards((bench) => {
    const asked = new Map<string, number>();
    const askedAgain = new Map<string, number>();
    let boots = 0;
    for (const { body } of bench.entries) {
      if (body.kind === 'boot') boots += 1;
      if (body.kind !== 'prompt') continue;
      if (!body.again) {
        const before = asked.get(body.conversation) ?? 0;
        expect(body.stage).toBe(before + 1);
        asked.set(body.conversation, body.stage);
        continue;
      }
      for (const key of [`boot ${boots}`, `${body.conversation} stage ${body.stage}`]) {
        expect(askedAgain.get(key) ?? 0).toBe(0);
        askedAgain.set(key, 1);
      }
    }
  });
});

test('whatever the companion still owes is true at that moment', () => {
  always((bench) => {
    const owed = owedSpeech(bench.state, bench.now);
    if (owed === null) return;
    const isTrue = TRUE_WHEN[owed.sentence](bench.state, owed.about, bench.ms);
    expect({ sentence: owed.sentence, isTrue }).toStrictEqual({ sentence: owed.sentence, isTrue: true });
  });
});

test('"could not ask" is said exactly when no question was heard to the end', () => {
  afterwards((bench) => {
    const questions = new Set<string>();
    let spoken = 0;
    let conversation: string | null = null;
    for (const { body } of bench.entries) {
      if (body.kind === 'prompt') {
        if (body.conversation !== conversation) spoken = 0;
        ({ conversation } = body);
      } else if (body.kind === 'say' && (body.sentence.startsWith('ask') || body.sentence === 'last-call')) {
        questions.add(body.utterance);
      } else if (body.kind === 'speech' && body.outcome === 'spoken' && questions.has(body.utterance)) {
        spoken += 1;
      } else if (body.kind === 'alert' && body.why === 'raised' && !body.test) {
        if (body.asked === 'asked') expect(spoken).toBeGreaterThan(0);
        if (body.asked === 'could-not-ask') expect(spoken).toBe(0);
      }
    }
  });
});

test('folding the records gives the same state as living through them', () => {
  afterwards((bench) => {
    let state = initialState();
    for (const entry of bench.entries) state = evolve(state, structuredClone(entry));
    expect(state.checkon).toStrictEqual(bench.state.checkon);
    expect(state.conditions).toStrictEqual(bench.state.conditions);
    const { checkon, conditions } = bench.state;
    expect(JSON.parse(JSON.stringify({ checkon, conditions }))).toStrictEqual({ checkon, conditions });
  });
});

test('moving in the same room and calling out always escalates within the bound', () => {
  const onTheFloor = fc.array(
    fc.tuple(
      seconds(60),
      fc.constantFrom('stir', 'stir', 'stir', 'call', 'quiet', 'quiet'),
      fc.constantFrom('spoken', 'failed', 'unknown'),
    ),
    { minLength: 5, maxLength: 80, size: 'max' },
  );
  const policies = fc.record({
    waitMs: fc.tuple(seconds(200), seconds(200), seconds(200)),
    postponeMs: seconds(200),
    postponeMax: fc.integer({ min: 0, max: 5 }),
    unclearWaitMs: seconds(600),
  });
  const property = fc.property(
    onTheFloor,
    policies,
    fc.constantFrom<Overdue['cause']>(...CAUSES),
    (events, checkon, cause) => {
      const bench = new Bench(checkon);
      bench.overdue(cause);
      const askedMs = bench.ms;
      let raisedMs: number | null = null;
      const look = (): void => {
        if (bench.state.checkon.alerts.some((open) => open.cause === cause)) raisedMs ??= bench.ms;
      };
      for (const [ms, event, outcome] of events) {
        bench.pass(ms, look);
        if (event === 'stir') bench.give({ kind: 'observation', sensor: 'pir-bathroom', value: 'on' });
        if (event === 'call') bench.give({ kind: 'reply', by: 'voice', meaning: 'unclear' });
        if (outcome !== 'unknown') bench.hear(outcome);
        look();
      }
      bench.pass(Math.max(0, askedMs + boundMs(bench.policy.checkon, 1) - bench.ms), look);
      expect(raisedMs).not.toBeNull();
      expect(raisedMs! - askedMs).toBeLessThanOrEqual(boundMs(bench.policy.checkon, 1));
      expect(bodies(bench, 'answer')).toStrictEqual([]);
      const called = bodies(bench, 'reply').length > 0;
      const [alert] = bodies(bench, 'alert').filter(({ why, test: isTest }) => why === 'raised' && !isTest);
      const calledBefore = called && bodies(bench, 'postponed').some(({ why }) => why === 'unclear-voice');
      if (calledBefore) expect(alert?.evidence.text).toContain('not understood');
    },
  );
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

test('a deadline that rings early is harmless, and one that has passed is answered', () => {
  always((bench) => {
    if (bench.deadlineMs > bench.ms) expect(bench.give({ kind: 'deadline' })).toStrictEqual([]);
    else expect(bench.give({ kind: 'deadline' })).not.toStrictEqual([]);
  });
});

test('a reminder is never more frequent than the first interval, and an undispatched alert never falls silent', () => {
  const bench = new Bench();
  bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  bench.pass(30 * 24 * HOUR_MS);
  const { reminderMs, reminderMaxMs } = bench.policy.checkon;
  const times = bench.entries
    .filter(({ body }) => body.kind === 'alert' && body.cause === 'help')
    .map(({ at }) => at.monotonicMs);
  const gaps = times.slice(1).map((ms, at) => ms - (times[at] ?? 0));
  expect(Math.min(...gaps)).toBe(reminderMs);
  expect(Math.max(...gaps)).toBe(reminderMaxMs);
  expect(bench.ms - (times.at(-1) ?? 0)).toBeLessThanOrEqual(reminderMaxMs);
  expect(bodies(bench, 'say').length).toBeLessThan(10);
  expect(reminderMs).toBeGreaterThanOrEqual(MINUTE_MS);
});
