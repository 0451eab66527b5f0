/**
 * Random lives of a journal: both stores against a model that only filters lists.
 *
 * The model shares no code with the stores, only the number of checkpoints that stay.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { CHECKPOINTS_KEPT } from '../../agent/journal/bounds.ts';
import { thin } from '../../agent/journal/thinning.ts';
import type { JournalStore, Row, StandIn, StoreOpening } from '../../agent/ports.ts';
import { LANES, type Lane } from '../../agent/record.ts';
import { Numbering, ONE_OF_EACH, batchOf } from './journal-rows.ts';
import { type StoreBench, memoryBench, sqliteBench, sweepFolders } from './store-bench.ts';

afterAll(sweepFolders);

const RUNS = 60;
type Step =
  | {
      readonly do: 'append';
      readonly lanes: readonly (Lane | null | 'checkpoint')[];
      readonly prune: number | null;
    }
  | {
      readonly do: 'keep';
      readonly lane: Lane;
      readonly bootsBack: number;
      readonly upTo: number;
      readonly prune: boolean;
    }
  | { readonly do: 'send'; readonly lane: Lane; readonly n: number }
  | { readonly do: 'prune'; readonly upTo: number }
  | { readonly do: 'thin'; readonly limit: number }
  | { readonly do: 'reboot'; readonly closed: boolean };

class Model {
  rows: Row[] = [];
  boots: string[] = [];
  lastN = 0;
  readonly kept = new Map<string, number>();
  readonly lastSeq = new Map<string, number>();
  readonly sent = new Map<Lane, number>();

  append(rows: readonly Row[]): void {
    for (const row of rows) {
      const { boot } = row.entry.at;
      this.rows.push(row);
      this.lastN = row.n;
      if (!this.boots.includes(boot)) this.boots.push(boot);
      if (row.lane !== null) this.lastSeq.set(`${boot} ${row.lane}`, row.seq!);
    }
  }
  keep(lane: Lane, boot: string, upTo: number): void {
    const key = `${boot} ${lane}`;
    const mark = Math.min(upTo, this.lastSeq.get(key) ?? 0);
    if (mark > (this.kept.get(key) ?? 0)) this.kept.set(key, mark);
  }
  waits(row: Row): boolean {
    return row.lane !== null && row.seq! > (this.kept.get(`${row.entry.at.boot} ${row.lane}`) ?? 0);
  }
  checkpoints(): Row[] {
    return this.rows.filter((row) => row.entry.body.kind === 'checkpoint').reverse();
  }
  prune(upTo: number): void {
    const safe = this.checkpoints().slice(0, CHECKPOINTS_KEPT);
    this.rows = this.rows.filter(
      (row) => row.n > upTo || row.n === this.lastN || safe.includes(row) || this.waits(row),
    );
    const oldest = this.rows[0]?.entry.at.boot;
    while (oldest !== undefined && this.boots[0] !== oldest) {
      const gone = this.boots.shift()!;
      for (const lane of LANES) {
        this.kept.delete(`${gone} ${lane}`);
        this.lastSeq.delete(`${gone} ${lane}`);
      }
    }
  }
  /** Rows that go are those before a stand-in, of its lane and boot. */
  thin({ row, fromN }: StandIn): void {
    const { boot } = row.entry.at;
    this.rows = this.rows.flatMap((each) => {
      if (each.n === row.n) return [row];
      const covered = each.n >= fromN && each.n < row.n;
      return covered && each.lane === row.lane && each.entry.at.boot === boot ? [] : [each];
    });
  }
  opening(): StoreOpening {
    const boot = this.boots.at(-1);
    const lastSeq = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
    for (const lane of LANES) lastSeq[lane] = this.lastSeq.get(`${boot} ${lane}`) ?? 0;
    return {
      lastN: this.lastN,
      lastStamp: this.rows.at(-1)?.entry.at ?? null,
      previous: boot === undefined ? null : { boot, lastSeq },
      kept: this.boots.flatMap((each) =>
        LANES.flatMap((lane) => {
          const upTo = this.kept.get(`${each} ${lane}`);
          return upTo === undefined ? [] : [{ lane, boot: each, upTo }];
        }),
      ),
      sent: LANES.flatMap((lane) => (this.sent.has(lane) ? [{ lane, n: this.sent.get(lane)! }] : [])),
      quarantined: null,
    };
  }
}

/** Lives that once ended otherwise, tried each time. */
const REGRESSIONS: [Step[]][] = [
  // What came after a sweep, and below its mark, was taken for swept.
  [
    [
      { do: 'append', lanes: ['alert'], prune: 50 },
      { do: 'append', lanes: [null, 'alert'], prune: 50 },
    ],
  ],
];

const laneArbitrary = fc.constantFrom(...LANES);
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      lanes: fc.array(fc.constantFrom(...LANES, null, 'checkpoint' as const), { minLength: 1, maxLength: 6 }),
      prune: fc.option(fc.nat(60)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('keep' as const),
      lane: laneArbitrary,
      bootsBack: fc.nat(3),
      upTo: fc.nat(8),
      prune: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('send' as const), lane: laneArbitrary, n: fc.nat(40) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('prune' as const), upTo: fc.nat(80) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('thin' as const), limit: fc.integer({ min: 2, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reboot' as const), closed: fc.boolean() }) },
);

function expectSame(store: JournalStore, model: Model, after: number): void {
  expect(store.read(0, 999)).toEqual(model.rows);
  expect(store.read(after, 3)).toEqual(model.rows.filter((row) => row.n > after).slice(0, 3));
  expect(store.readCheckpoints(4)).toEqual(model.checkpoints().slice(0, 4));
  for (const lane of LANES) {
    const waiting = model.rows.filter((row) => row.lane === lane && model.waits(row));
    expect(store.backlog(lane)).toEqual({
      rows: waiting.length,
      oldestWallMs: waiting[0]?.entry.at.wallMs ?? null,
    });
    expect(store.readLane(lane, 0, 999)).toEqual(waiting);
    expect(store.readLane(lane, after, 2)).toEqual(waiting.filter((row) => row.n > after).slice(0, 2));
  }
}

async function live(bench: StoreBench, steps: readonly Step[]): Promise<void> {
  const model = new Model();
  const numbering = new Numbering();
  let store = await bench.fresh();
  let boot = 1;
  const nonce = (number: number) => String(Math.max(1, number)).padStart(32, '0');
  expect(store.open()).toEqual(model.opening());
  for (const step of steps) {
    switch (step.do) {
      case 'append': {
        const rows = step.lanes.map((lane) =>
          lane === 'checkpoint'
            ? numbering.row(nonce(boot), null, ONE_OF_EACH.checkpoint)
            : numbering.row(nonce(boot), lane),
        );
        store.commit(batchOf({ rows, pruneUpTo: step.prune }));
        model.append(rows);
        if (step.prune !== null) model.prune(step.prune);
        break;
      }
      case 'keep': {
        const mark = { lane: step.lane, boot: nonce(boot - step.bootsBack), upTo: step.upTo };
        store.commit(batchOf({ kept: [mark], pruneUpTo: step.prune ? model.lastN : null }));
        model.keep(mark.lane, mark.boot, mark.upTo);
        if (step.prune) model.prune(model.lastN);
        break;
      }
      case 'send':
        store.commit(batchOf({ sent: [{ lane: step.lane, n: step.n }] }));
        model.sent.set(step.lane, step.n);
        break;
      case 'prune':
        store.commit(batchOf({ pruneUpTo: step.upTo }));
        model.prune(step.upTo);
        break;
      case 'thin': {
        const { standIns } = thin(store.readLane('history', 0, step.limit));
        store.commit(batchOf({ standIns }));
        for (const standIn of standIns) model.thin(standIn);
        break;
      }
      case 'reboot':
        if (step.closed) store.close();
        else store = await bench.afterCrash(store);
        expect(store.open()).toEqual(model.opening());
        boot += 1;
        break;
    }
    expectSame(store, model, numbering.n >> 1);
  }
  store.close();
}

for (const [name, bench] of [
  ['memory', memoryBench],
  ['sqlite', sqliteBench],
] as const) {
  test(`${name} store: any life ends as the model says`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 1, maxLength: 25 }), (steps) =>
        live(bench, steps),
      ),
      { numRuns: RUNS, examples: REGRESSIONS },
    );
  });
}
