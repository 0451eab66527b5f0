/**
 * Probes under any life, any clock, any restart: what may never be said, and that no question ever moves for one.
 *
 * The rules are checked on the records alone. A failing run prints its seed and its story.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evolve, initialState } from '../../agent/state.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, ProbedHome, ROOMS } from './probed-home.ts';

/** Some seconds each on the smallest CI machine. */
const RUNS = 24;
const START = '06:00';

type Step = (home: ProbedHome) => void;
interface Named {
  readonly name: string;
  readonly step: Step;
}
const named = (name: string, step: Step): Named => ({ name, step });

const minutes = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min, max }).map((m) => m * MINUTE_MS);
const wait = fc
  .oneof(minutes(1, 30), minutes(60, 130), minutes(120, 600))
  .map((ms) => named(`wait ${ms / MINUTE_MS}`, (home) => home.pass(ms)));
const walk = fc.constant(named('walk', (home) => home.walk()));
/** Somebody well: up, then in the chair for most of two hours. */
const sit = minutes(90, 125).map((ms) =>
  named(`sit ${ms / MINUTE_MS}`, (home) => {
    home.walk();
    home.pass(ms);
  }),
);
const stir = fc.constantFrom(...ROOMS).map((room) => named(`stir ${room}`, (home) => home.move(room)));
const leave = fc.constant(named('leave', (home) => home.leave()));
const press = fc.constant(named('press', (home) => void home.press()));
const cord = fc.constant(
  named('cord', (home) => void home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' })),
);
const desk = fc
  .constantFrom('acknowledged', 'dispatched', 'arrived', 'closed')
  .map((stage) => named(`desk ${stage}`, (home) => home.desk(stage)));
const restart = fc
  .oneof(fc.constant(null), minutes(0, 300))
  .map((offMs) => named(`restart ${offMs ?? 'unknown'}`, (home) => home.restart(offMs)));
const hears = fc
  .boolean()
  .map((on) => named(`speaker ${on ? 'on' : 'off'}`, (home) => void (home.hears = on)));
const clock = fc
  .tuple(
    fc.oneof(minutes(-29, 29), minutes(-3000, 3000)),
    fc.constantFrom('none', 'saved', 'synced', 'synced'),
  )
  .map(([ms, quality]) => named(`clock ${ms / MINUTE_MS} ${quality}`, (home) => home.setClock(ms, quality)));
const zone = fc.constantFrom(0, 60, 120).map((min) => named(`offset ${min}`, (home) => home.setOffset(min)));

/** What a person does, which no clock or crash can change. */
const doings: readonly fc.WeightedArbitrary<Named>[] = [
  { weight: 4, arbitrary: wait },
  { weight: 3, arbitrary: walk },
  { weight: 16, arbitrary: sit },
  { weight: 2, arbitrary: stir },
  { weight: 1, arbitrary: leave },
  { weight: 1, arbitrary: press },
  { weight: 1, arbitrary: cord },
  { weight: 2, arbitrary: desk },
];
const quiet = fc.array(fc.oneof(...doings), { maxLength: 60, size: 'max' });
const wild = fc.array(
  fc.oneof(
    ...doings,
    { weight: 1, arbitrary: restart },
    { weight: 1, arbitrary: hears },
    { weight: 2, arbitrary: clock },
    { weight: 1, arbitrary: zone },
  ),
  { maxLength: 60, size: 'max' },
);

function live(steps: readonly Named[], home: ProbedHome, between: Step = () => {}): ProbedHome {
  for (const { step } of steps) {
    step(home);
    between(home);
  }
  return home;
}
function always(check: (home: ProbedHome) => void): void {
  const property = fc.property(wild, (steps) => check(live(steps, new ProbedHome(START))));
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
}

test('by day only, by a clock that is believed', () => {
  always((home) => {
    for (const { at, body } of home.entries) {
      if (body.kind !== 'probe') continue;
      const hour = new Date(at.wallMs + at.utcOffsetMin * MINUTE_MS).getUTCHours();
      expect(hour).toBeGreaterThanOrEqual(8);
      expect(hour).toBeLessThan(21);
      expect(at.quality).toBe('synced');
    }
  });
});

test('at most three of a local day, two hours apart, whatever becomes of the clock', () => {
  always((home) => {
    const probes = home.probes;
    for (const [at, { homeMs, localMs }] of probes.entries()) {
      // The day of the past is the one that the clock on the wall now says it was.
      const dayOf = (pastMs: number): number => Math.floor((localMs - homeMs + pastMs) / DAY_MS);
      const today = probes.slice(0, at + 1).filter((past) => dayOf(past.homeMs) === dayOf(homeMs));
      expect(today.length).toBeLessThanOrEqual(3);
      const before = probes[at - 1];
      if (before !== undefined) expect(homeMs - before.homeMs).toBeGreaterThanOrEqual(2 * HOUR_MS);
      const fourth = probes[at + 3];
      if (fourth !== undefined) expect(fourth.homeMs - homeMs).toBeGreaterThanOrEqual(14 * HOUR_MS);
    }
  });
});

test('nobody is greeted over a question or an alert, nor in an empty home, nor twice without having walked', () => {
  always((home) => {
    let asking = false;
    let presence = 'unknown';
    let rooms: Set<string> | null = null;
    const raised = new Set<string>();
    for (const { body } of home.entries) {
      if (body.kind === 'prompt') asking = true;
      else if (body.kind === 'answer') {
        asking = false;
        rooms = null;
      } else if (body.kind === 'presence') {
        presence = body.state;
        if (presence === 'home') rooms = null;
      } else if (body.kind === 'observation') rooms?.add(body.sensor);
      else if (body.kind === 'alert' && !body.test) {
        if (['raised', 'asked-again', 'pressed-again'].includes(body.why)) asking = false;
        const waits = (body.stage === 'raised' || body.stage === 'acknowledged') && body.why !== 'let-go';
        // Once answered an alert is the desk's alone, whatever it says of it.
        if (body.why === 'answered' || !waits) raised.delete(body.alert);
        else if (body.why === 'raised') raised.add(body.alert);
      } else if (body.kind === 'probe') {
        expect({ asking, presence, raised: raised.size }).toEqual({
          asking: false,
          presence: 'home',
          raised: 0,
        });
        if (rooms !== null) expect(rooms.size).toBeGreaterThanOrEqual(2);
        rooms = new Set();
      }
    }
  });
});

test('no question, alert or verdict moves, comes or goes for a probe', () => {
  const property = fc.property(quiet, (steps) => {
    const decisionsOf = (probes: boolean): unknown[] =>
      live(steps, new ProbedHome(START, probes)).entries.flatMap(({ at, body }): unknown[] => {
        if (body.kind === 'overdue') return [[at.wallMs, body]];
        if (body.kind === 'prompt') return [[at.wallMs, body.kind, body.stage, body.quietMinutes]];
        if (body.kind === 'alert')
          return [[at.wallMs, body.kind, body.cause, body.stage, body.why, body.asked]];
        return body.kind === 'answer' || body.kind === 'condition' ? [[at.wallMs, body.kind]] : [];
      });
    expect(decisionsOf(true)).toEqual(decisionsOf(false));
  });
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

test('checkpoints in between change nothing, and the records folded are the state', () => {
  const property = fc.property(wild, (steps) => {
    const whole = live(steps, new ProbedHome(START));
    const split = live(steps, new ProbedHome(START), (home) => home.checkpoint());
    expect(split.entries).toEqual(whole.entries);
    let state = initialState();
    for (const entry of whole.entries) state = evolve(state, structuredClone(entry));
    expect(state.checkon).toEqual(whole.state.checkon);
    expect(state.counts.probes).toBe(whole.probes.length);
  });
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

test('a deadline that rings early greets nobody', () => {
  const property = fc.property(wild, (steps) => {
    live(steps, new ProbedHome(START), (home) => {
      if (home.deadlineMs > home.ms) expect(home.give({ kind: 'deadline' })).toEqual([]);
    });
  });
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

test('the stories were not idle', () => {
  let probes = 0;
  const property = fc.property(wild, (steps) => {
    probes += live(steps, new ProbedHome(START)).probes.length;
  });
  fc.assert(property, { numRuns: RUNS, seed: 1 });
  expect(probes).toBeGreaterThan(RUNS);
});
