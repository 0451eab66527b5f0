/**
 * Thinning through the shipped journal, wire and ledger: whatever happens, no alert goes and no number is missing.
 *
 * Both stores; packets are lost and come again. The bound is so small that everything that may go does.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Journal } from '../../agent/journal/journal.ts';
import { THIN_ROWS_MAX, Thinning, firstSeqOf, thin } from '../../agent/journal/thinning.ts';
import type { JournalStore, Row } from '../../agent/ports.ts';
import { LANES, type Lane } from '../../agent/record.ts';
import { historyPacket } from '../../agent/uplink/history-packet.ts';
import { laneOf, recordPacket } from '../../agent/uplink/wire.ts';
import { newDesk, nothingTouched, receive } from '../../sim/desk-core.ts';
import { gapsOf, keptUpTo } from '../../sim/desk-ledger.ts';
import { readUp } from '../../sim/desk-wire.ts';
import { BOOTS, Numbering, ONE_OF_EACH, numbersOf, stampOf } from './journal-rows.ts';
import { type StoreBench, memoryBench, sqliteBench, sweepFolders } from './store-bench.ts';

afterAll(sweepFolders);

const IDENTITY = { site: 'seoul', hub: 'hub-1' };
/** A life on disk syncs a hundred times. */
const RUNS = { memory: 60, sqlite: 12 } as const;
const BODIES = [
  ONE_OF_EACH.observation,
  ONE_OF_EACH.observation,
  ONE_OF_EACH.summary,
  ONE_OF_EACH.alert,
  ONE_OF_EACH.condition,
  ONE_OF_EACH.deadline,
];
type Step =
  | { readonly do: 'append'; readonly bodies: readonly number[] }
  | { readonly do: 'checkpoint' }
  | { readonly do: 'deliver'; readonly lane: Lane; readonly skip: number; readonly packets: number }
  | { readonly do: 'keep' }
  | { readonly do: 'crash' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      bodies: fc.array(fc.nat(BODIES.length - 1), { minLength: 1, maxLength: 12 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'checkpoint' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      lane: fc.constantFrom<Lane>('alert', 'notice', 'history'),
      skip: fc.nat(3),
      packets: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'keep' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
);

/** A hub's journal and the receiver at the other end of a bad wire. */
class Life {
  readonly desk = newDesk();
  readonly alerts = new Map<string, number>();
  readonly last = new Map<string, number>();
  thinned = 0;
  #journal: Journal;
  #store: JournalStore;
  readonly #bench: StoreBench;
  #boot = 0;
  #clockMs = 0;

  private constructor(bench: StoreBench, store: JournalStore) {
    this.#bench = bench;
    this.#store = store;
    this.#journal = this.#open();
  }
  static async begin(bench: StoreBench): Promise<Life> {
    return new Life(bench, await bench.fresh());
  }

  async take(one: Step): Promise<void> {
    switch (one.do) {
      case 'append':
        for (const at of one.bodies) this.#append(BODIES[at] ?? ONE_OF_EACH.deadline);
        this.#journal.flush();
        break;
      case 'checkpoint':
        this.#append(ONE_OF_EACH.checkpoint);
        this.#journal.flush();
        break;
      case 'deliver':
        this.deliver(one.lane, one.skip, one.packets);
        break;
      case 'keep':
        this.#keep();
        break;
      case 'crash':
        this.thinned += this.#journal.thinning.take();
        this.#store = await this.#bench.afterCrash(this.#store);
        this.#boot += 1;
        this.#journal = this.#open();
        break;
    }
  }

  /** So many packets of a lane; the first ones are lost on the way. */
  deliver(lane: Lane, skip: number, packets: number): void {
    let rows = this.waiting(lane);
    for (let sent = 0; sent < skip + packets && rows.length > 0; sent += 1) {
      const [first] = rows;
      const how = { historic: true, short: false, consented: [] };
      const packed =
        lane === 'history'
          ? historyPacket(IDENTITY, rows, how)
          : { packet: recordPacket(IDENTITY, first!, how), rows: 1 };
      rows = rows.slice(packed.rows);
      if (sent < skip) continue;
      const message = readUp(packed.packet.topic, packed.packet.payload);
      expect(message?.kind).toBe('records');
      receive(this.desk, message!, 1, nothingTouched());
    }
  }
  waiting(lane: Lane): Row[] {
    return this.#journal.readLane(lane, 0, 9999);
  }
  close(): void {
    this.thinned += this.#journal.thinning.take();
    this.#store.close();
  }

  #open(): Journal {
    const journal = new Journal(this.#store, {
      memoryRows: 10_000,
      laneOf: ({ body }) => laneOf(body, true),
      bytesMax: 0,
    });
    journal.open();
    return journal;
  }
  #append(body: (typeof ONE_OF_EACH)[keyof typeof ONE_OF_EACH]): void {
    this.#clockMs += 1000;
    const boot = String(this.#boot + 1).padStart(32, '0');
    const lane = laneOf(body, true);
    const key = `hub-1/${lane}/${boot}`;
    if (lane !== null) this.last.set(key, (this.last.get(key) ?? 0) + 1);
    if (lane === 'alert') this.alerts.set(key, (this.alerts.get(key) ?? 0) + 1);
    this.#journal.append({ at: stampOf(boot, this.#clockMs), body });
  }
  #keep(): void {
    for (const ledger of Object.values(this.desk.lanes)) {
      const { lane, boot } = ledger;
      const upTo = keptUpTo(ledger);
      if (upTo > 0) this.#append({ kind: 'kept', lane, boot, upTo, keyId: 'k', counter: 1 });
    }
    this.#journal.flush();
  }
}

function expectWhole(life: Life): void {
  for (const lane of LANES) {
    const ends = new Map<string, number>();
    for (const row of life.waiting(lane)) {
      const { boot } = row.entry.at;
      const first = firstSeqOf(row);
      if (ends.has(boot)) expect(first).toBe(ends.get(boot)! + 1);
      if (lane !== 'history') expect(row.entry.body.kind).not.toBe('withheld');
      ends.set(boot, row.seq!);
    }
  }
}

for (const [name, bench] of [
  ['memory', memoryBench],
  ['sqlite', sqliteBench],
] as const) {
  test(`${name}: every life ends with every alert told and no number missing`, async () => {
    let thinned = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const life = await Life.begin(bench);
        for (const one of steps) {
          await life.take(one);
          expectWhole(life);
        }
        for (const lane of LANES) life.deliver(lane, 0, 9999);
        for (const [key, last] of life.last) {
          const ledger = life.desk.lanes[key];
          expect(ledger && [gapsOf(ledger), keptUpTo(ledger)]).toEqual([[], last]);
        }
        for (const [key, count] of life.alerts) expect(life.desk.lanes[key]?.applied).toBe(count);
        life.close();
        thinned += life.thinned;
      }),
      { numRuns: RUNS[name] },
    );
    expect(thinned, 'nothing was ever thinned').toBeGreaterThan(RUNS[name]);
  });
}

const [A, B] = BOOTS;
const rowsOf = (boot: string, count: number, numbering = new Numbering()): Row[] =>
  Array.from({ length: count }, () => numbering.row(boot, 'history'));

test('runs do not cross a boot, and a lone row stays as it is', () => {
  const numbering = new Numbering();
  const rows = [...rowsOf(A, 3, numbering), ...rowsOf(B, 1, numbering)];
  const { standIns, rows: gone } = thin(rows);
  expect(standIns.map(({ row, fromN }) => [fromN, row.n, row.seq])).toEqual([[1, 3, 3]]);
  expect(gone).toBe(3);
});

test('what is thinned again is counted once, and stands from where it stood', () => {
  const rows = rowsOf(A, 4);
  const [standIn] = thin(rows.slice(0, 2)).standIns;
  const again = thin([standIn!.row, ...rows.slice(2)]);
  expect(again.rows).toBe(2);
  expect(again.standIns[0]?.row.entry.body).toMatchObject({ from: 1, sinceWallMs: stampOf(A, 1000).wallMs });
});

test('nothing goes within the bound, and nothing that a restart still reads', () => {
  const rows = rowsOf(A, 10);
  const store = {
    bytes: () => 100,
    readLane: (_lane: Lane, after: number, limit: number) =>
      rows.filter(({ n }) => n > after).slice(0, limit),
  };
  expect(new Thinning(100).next(store, 10).rows).toBe(0);
  expect(new Thinning(99).next(store, null).rows).toBe(0);
  const [standIn] = new Thinning(99).next(store, 6).standIns;
  expect(standIn?.row.n).toBe(6);
});

test('raw events go first; the hours that count them only when no raw event is left, and newer ones again after', () => {
  const numbering = new Numbering();
  const hour = () => numbering.row(A, 'history', ONE_OF_EACH.summary);
  const raw = () => numbering.row(A, 'history');
  let rows = [raw(), raw(), hour(), raw(), raw(), hour(), raw(), raw(), raw()];
  const store = {
    bytes: () => 1,
    readLane: (_lane: Lane, after: number, limit: number) =>
      rows.filter(({ n }) => n > after).slice(0, limit),
  };
  const thinning = new Thinning(0);
  const thinned = (upTo: number): string => {
    const next = thinning.next(store, upTo);
    for (const { row, fromN } of next.standIns)
      rows = rows.flatMap((each) =>
        each.n === row.n ? [row] : each.n >= fromN && each.n < row.n ? [] : [each],
      );
    thinning.done(next);
    return rows
      .map(({ entry: { body } }) => (body.kind === 'summary' ? 'h' : body.kind === 'withheld' ? '-' : '.'))
      .join('');
  };
  expect(thinned(7)).toBe('-h-h...');
  expect([thinned(7), thinned(7), thinned(7)]).toContain('-h-h...');
  let at = '';
  for (let round = 0; round < 6; round += 1) at = thinned(7);
  // Nothing but hours and what stands for others is left up to the seventh.
  expect(at).toBe('-..');
  expect(rows.at(0)?.entry.body).toMatchObject({ kind: 'withheld', of: null, from: 1 });
  rows.push(hour(), raw(), raw());
  expect(thinned(12)).toBe('-h-');
  expect(thinning.take()).toBe(11);
});

test('one commit looks at a bounded number of rows, and a crowd of short boots ends', () => {
  const numbering = new Numbering();
  const rows = Array.from({ length: THIN_ROWS_MAX + 9 }, (_, at) =>
    numbering.row(String(at).padStart(32, '0'), 'history'),
  );
  const asked: number[] = [];
  const store = {
    bytes: () => 1,
    readLane: (_lane: Lane, after: number, limit: number) => {
      asked.push(after);
      return rows.filter(({ n }) => n > after).slice(0, limit);
    },
  };
  const thinning = new Thinning(0);
  for (let round = 0; round < 5; round += 1) expect(thinning.next(store, 9999).rows).toBe(0);
  expect(asked).toEqual([0, THIN_ROWS_MAX - 1, THIN_ROWS_MAX + 8, 0, THIN_ROWS_MAX - 1]);
  expect(numbersOf(rows)).toHaveLength(THIN_ROWS_MAX + 9);
});
