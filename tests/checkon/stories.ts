/**
 * Any story: a random sequence of readings, replies, verdicts, speech, desk, restarts, clock steps and waiting.
 *
 * Owns what a story may hold and how it is run; what must hold is in `properties.test.ts`.
 */
import type { CheckonPolicy } from '../../agent/config/config.ts';
import fc from 'fast-check';
import type { Body } from '../../agent/record.ts';
import { Bench, EVIDENCE, HOUR_MS, SECOND_MS, choicesOffered } from './bench.ts';

type Step = (bench: Bench) => void;

export const CAUSES = ['inactivity', 'cannot-see'] as const;
export const STAGES = ['acknowledged', 'dispatched', 'arrived', 'closed'] as const;
/** A second or two each on the smallest CI machine. */
export const RUNS = 60;

const sensor = fc.constantFrom('pir-bathroom', 'pir-kitchen', 'lamp-hall', 'door-hall');
const value = fc.constantFrom('on', 'off', 'open', 'closed');
const alertCause = fc.constantFrom('inactivity', 'cannot-see', 'help', 'test');
const minutes = fc.option(fc.integer({ min: 0, max: 90 }));

export const seconds = (max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max }).map((s) => s * SECOND_MS);
const give = (fact: Parameters<Bench['give']>[0]): string => JSON.stringify(fact);

/** A step with its name, so that a failing story can be read. */
interface Named {
  readonly name: string;
  readonly step: Step;
}
const named = (name: string, step: Step): Named => ({ name, step });

const observation = fc
  .record({ kind: fc.constant('observation' as const), sensor, value })
  .map((fact) => named(give(fact), (bench) => void bench.give(fact)));
const reply = fc
  .record({
    kind: fc.constant('reply' as const),
    by: fc.constantFrom('button', 'touch', 'pull-cord', 'voice', 'motion'),
    meaning: fc.constantFrom('fine', 'help', 'unclear', 'later'),
  })
  .map((fact) => named(give(fact), (bench) => void bench.give(fact)));
const press = fc.constant(
  named('press', (bench) => void bench.give({ kind: 'reply', by: 'button', meaning: 'fine' })),
);
const expectPress = fc
  .constantFrom('button', 'pull-cord', null)
  .map((by) =>
    named(`expect ${by ?? 'no'} press`, (bench) => void bench.give({ kind: 'press-expected', by })),
  );
const message = fc.boolean().map((invites) =>
  named(invites ? 'invite' : 'speak', (bench) => {
    const order = { by: 'Kim', keyId: 'k', counter: 1 };
    const how = { text: 'Lunch on Friday.', invites, urgent: false, forMs: 4 * HOUR_MS };
    bench.give({ kind: 'message', message: `m${bench.entries.length}`, ...how, ...order });
  }),
);
const choices = fc.constant(
  named('choices', (bench) => {
    const { conversation, offer, correction } = bench.state.checkon;
    if (conversation !== null || offer !== null || (correction?.untilMs ?? 0) > bench.ms) return;
    bench.write(choicesOffered(`o${bench.entries.length}`));
    bench.give({ kind: 'deadline' });
  }),
);
const verdict = fc
  .constantFrom(...CAUSES)
  .map((cause) => named(`overdue ${cause}`, (bench) => void bench.overdue(cause)));
/** The detector asks in the very turn in which somebody chooses, answers or calls. */
const replyAsAsked = fc.constantFrom('button', 'touch').map((by) =>
  named(`${by} as asked`, (bench) => {
    const asked = { kind: 'overdue', cause: 'inactivity', evidence: EVIDENCE } as const;
    bench.give({ kind: 'reply', by, meaning: 'fine' }, [asked]);
  }),
);
const speech = fc
  .constantFrom('spoken', 'failed')
  .map((outcome) => named(outcome, (bench) => void bench.hear(outcome)));
const desk = fc
  .tuple(alertCause, fc.constantFrom(...STAGES), minutes)
  .map(([cause, stage, m]) => named(`desk ${cause} ${stage}`, (bench) => void bench.desk(cause, stage, m)));
const restart = fc
  .option(seconds(7200))
  .map((offMs) => named(`restart ${offMs ?? 'unknown'}`, (bench) => void bench.restart(offMs)));
const clock = fc
  .tuple(fc.constantFrom('none', 'saved', 'synced'), fc.integer({ min: -60, max: 60 }))
  .map(([quality, hours]) =>
    named(`clock ${quality} ${hours}`, (bench) => {
      bench.quality = quality;
      bench.wallSkewMs = hours * HOUR_MS;
      bench.give({ kind: 'clock', stepMs: hours * HOUR_MS });
    }),
  );
const link = fc
  .constantFrom('up', 'down')
  .map((state) => named(`link ${state}`, (bench) => void bench.give({ kind: 'link', state, why: null })));
const wait = fc
  .oneof(seconds(15), seconds(300), seconds(7200))
  .map((ms) => named(`wait ${ms / SECOND_MS}`, (bench) => void bench.pass(ms)));

const story = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: observation },
    { weight: 2, arbitrary: reply },
    { weight: 2, arbitrary: press },
    { weight: 3, arbitrary: verdict },
    { weight: 1, arbitrary: replyAsAsked },
    { weight: 3, arbitrary: speech },
    { weight: 2, arbitrary: desk },
    { weight: 1, arbitrary: expectPress },
    { weight: 1, arbitrary: message },
    { weight: 1, arbitrary: choices },
    { weight: 1, arbitrary: restart },
    { weight: 1, arbitrary: clock },
    { weight: 1, arbitrary: link },
    { weight: 5, arbitrary: wait },
  ),
  { maxLength: 60, size: 'max' },
);

/** Runs any story, calls `each` after every step and deadline of its end, and `last` once it is over. */
export function always(each: (bench: Bench) => void, last: (bench: Bench) => void = () => {}): void {
  const property = fc.property(story, (steps) => {
    const bench = new Bench();
    bench.restart(0);
    for (const { step } of steps) {
      step(bench);
      each(bench);
    }
    bench.pass(HOUR_MS, () => each(bench));
    each(bench);
    last(bench);
  });
  fc.assert(property, { numRuns: RUNS, endOnFailure: true });
}

/** What only the whole record of a story can show. */
export function afterwards(check: (bench: Bench) => void): void {
  always(() => {}, check);
}

export function bodies<K extends Body['kind']>(bench: Bench, kind: K): Extract<Body, { kind: K }>[] {
  return bench.entries
    .map(({ body }) => body)
    .filter((body): body is Extract<Body, { kind: K }> => body.kind === kind);
}

/**
 * The longest a question may hang in the air: all waits (so many times longer at night), all postponements, one more wait
 * per restart asked again.
 */
export function boundMs({ waitMs, postponeMs, postponeMax }: CheckonPolicy, longer: number): number {
  return longer * (waitMs[0] + waitMs[1] + waitMs[2]) + postponeMax * postponeMs;
}
