/**
 * What the journal means on any store: numbers, what may leave when, and life while the disk refuses.
 *
 * The store in memory stands for the disk; it is told when to fail.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { AnbuError } from '../../agent/errors.ts';
import { Journal } from '../../agent/journal/journal.ts';
import { type MemoryStore, createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Body, Lane } from '../../agent/record.ts';
import { laneOf } from '../../agent/uplink/wire.ts';
import { BOOTS, ONE_OF_EACH, stampOf } from './journal-rows.ts';

const { alert, condition, observation, reply, kept, checkpoint, deadline } = ONE_OF_EACH;
let store: MemoryStore;
let journal: Journal;
let clockMs: number;

function open(memoryRows = 10_000, rawEvents = false): Journal {
  store.close();
  const opened = new Journal(store, { memoryRows, laneOf: ({ body }) => laneOf(body, rawEvents) });
  opened.open();
  return opened;
}
function append(body: Body, boot: string = BOOTS[0]): void {
  clockMs += 1;
  journal.append({ at: stampOf(boot, clockMs), body });
}
function seqs(lane: Lane): (number | null)[] {
  return journal.readLane(lane, 0, 100).map(({ seq }) => seq);
}
function kinds(): string[] {
  return journal.read(0, 100).map(({ entry }) => entry.body.kind);
}

beforeEach(() => {
  store = createMemoryStore();
  clockMs = 0;
  journal = open();
});

describe('numbers', () => {
  test('each lane counts by itself, from 1, without a gap', () => {
    for (const body of [alert, condition, observation, alert, condition, alert]) append(body);
    expect(journal.flush()).toEqual({ ok: true });
    expect(seqs('alert')).toEqual([1, 2, 3]);
    expect(seqs('notice')).toEqual([1, 2]);
    expect(journal.read(0, 100).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
  });
  test('a new start goes on in n and begins again in seq', () => {
    append(alert);
    journal.flush();
    store = store.crash();
    journal = open();
    append(alert, BOOTS[1]);
    journal.flush();
    expect(journal.read(0, 10).map(({ n, seq }) => [n, seq])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
  test('nothing is readable before it was committed', () => {
    append(alert);
    expect(seqs('alert')).toEqual([]);
    expect(journal.waiting).toBe(1);
  });
});

describe('while the store fails', () => {
  beforeEach(() => store.failNext('journal-full', Number.POSITIVE_INFINITY));

  test('alerts leave from memory, marked as not durable, and keep their numbers', () => {
    append(alert);
    expect(journal.flush()).toEqual({ ok: false, why: 'journal-full' });
    const [row] = journal.readLane('alert', 0, 10);
    expect(row?.seq).toBe(1);
    expect(row?.entry.body).toMatchObject({ kind: 'alert', durable: false });
    expect(journal.backlog('alert').rows).toBe(1);
    store.mend();
    append(alert);
    journal.flush();
    expect(seqs('alert')).toEqual([1, 2]);
    expect(journal.durable()).toBe(true);
  });
  test('history gives its numbers back, so that what is shed leaves no hole', () => {
    journal = open(3, true);
    store.failNext('journal-full', Number.POSITIVE_INFINITY);
    for (let count = 0; count < 5; count += 1) {
      append(observation);
      journal.flush();
    }
    expect(seqs('history')).toEqual([]);
    store.mend();
    journal.flush();
    expect(seqs('history')).toEqual([1, 2, 3]);
    expect(journal.takeDropped()).toBe(2);
  });
  test('what the receiver has kept is neither sent again nor counted', () => {
    append(alert);
    append(alert);
    journal.flush();
    append({ ...kept, lane: 'alert', boot: BOOTS[0], upTo: 1 });
    journal.flush();
    expect(seqs('alert')).toEqual([2]);
    expect(journal.backlog('alert').rows).toBe(1);
  });
  test('a store that works again is told of everything at once', () => {
    for (const body of [observation, alert, reply]) {
      append(body);
      journal.flush();
    }
    expect(kinds()).toEqual([]);
    store.mend();
    expect(journal.flush()).toEqual({ ok: true });
    expect(kinds()).toEqual(['observation', 'alert', 'reply']);
  });
});

describe('a store that cannot be read', () => {
  const sick = (): never => {
    throw new AnbuError('journal-unwritable', 'SQLITE_IOERR_READ');
  };
  test('gives what was written in this run from memory, and is failing until it can', () => {
    append(alert);
    append(condition);
    journal.flush();
    const readLane = store.readLane.bind(store);
    Object.assign(store, { readLane: sick, backlog: sick, read: sick });
    append(alert);
    expect(journal.flush()).toEqual({ ok: true });
    expect(seqs('alert')).toEqual([1, 2]);
    expect(journal.backlog('alert').rows).toBe(2);
    expect(kinds()).toEqual([]);
    expect(journal.failing).toBe('journal-unwritable');
    append({ ...kept, lane: 'alert', boot: BOOTS[0], upTo: 1 });
    journal.flush();
    expect(seqs('alert')).toEqual([2]);
    Object.assign(store, { readLane });
    expect(seqs('notice')).toEqual([1]);
    expect(journal.failing).toBe('journal-unwritable');
  });
  test('a programmer’s error is still one', () => {
    Object.assign(store, {
      readLane: () => {
        throw new TypeError('not a function');
      },
    });
    expect(() => seqs('alert')).toThrow(TypeError);
  });
});

describe('a full memory', () => {
  function fill(bodies: readonly Body[], memoryRows: number): void {
    journal = open(memoryRows);
    store.failNext('journal-full', Number.POSITIVE_INFINITY);
    for (const body of bodies) {
      append(body);
      journal.flush();
    }
    store.mend();
    journal.flush();
  }

  test.each([
    ['telemetry first', [alert, observation, deadline, reply], ['alert', 'deadline', 'reply']],
    ['then what stays home', [alert, deadline, condition, reply], ['alert', 'condition', 'reply']],
    ['a checkpoint stays', [checkpoint, deadline, alert, reply], ['checkpoint', 'alert', 'reply']],
  ])('%s', (_, bodies, left) => {
    fill(bodies, 3);
    expect(kinds()).toEqual(left);
    expect(journal.takeDropped()).toBe(1);
  });
  test('a record that has its number is never given up: its lane would wait for it for ever', () => {
    fill([alert, condition, alert, reply, condition, alert], 3);
    expect(seqs('alert')).toEqual([1, 2]);
    expect(seqs('notice')).toEqual([1]);
    expect(journal.takeDropped()).toBe(3);
  });
  test('not even for a checkpoint', () => {
    fill([alert, alert, alert, checkpoint], 3);
    expect(seqs('alert')).toEqual([1, 2, 3]);
  });
  test('but one that the receiver has kept makes room', () => {
    journal = open(3);
    store.failNext('journal-full', Number.POSITIVE_INFINITY);
    append(alert);
    append(alert);
    journal.flush();
    append({ ...kept, lane: 'alert', boot: BOOTS[0], upTo: 1 });
    append(condition);
    append(condition);
    store.mend();
    journal.flush();
    expect(seqs('alert')).toEqual([2]);
    expect(seqs('notice')).toEqual([1, 2]);
  });
});

test('records go only when two newer checkpoints exist', () => {
  for (let day = 0; day < 3; day += 1) {
    append(observation);
    append(checkpoint);
    journal.flush();
    // The transaction after a checkpoint is the one that sweeps.
    append(deadline);
    journal.flush();
  }
  expect(kinds()).toEqual(
    ['checkpoint', 'checkpoint', 'deadline', 'observation', 'checkpoint', 'deadline'].slice(-kinds().length),
  );
  expect(kinds().filter((kind) => kind === 'observation').length).toBeLessThan(3);
  expect(kinds().filter((kind) => kind === 'checkpoint')).toHaveLength(3);
});
