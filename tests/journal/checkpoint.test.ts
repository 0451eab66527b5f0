/**
 * Coming back: from the newest checkpoint that can be trusted, and what was recorded after it.
 *
 * The journal is the shipped one on the store in memory.
 */
import type { HubState } from '../../agent/machine.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeCheckpoint, openCheckpoint, restore } from '../../agent/journal/checkpoint.ts';
import { checksum } from '../../agent/journal/checksum.ts';
import { Journal } from '../../agent/journal/journal.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Body, Checkpoint } from '../../agent/record.ts';
import { evolve, initialState } from '../../agent/state.ts';
import { BOOTS, ONE_OF_EACH, stampOf } from './journal-rows.ts';

let journal: Journal;
let state: HubState;
let clockMs: number;

beforeEach(() => {
  journal = new Journal(createMemoryStore(), { memoryRows: 1000, laneOf: () => null });
  journal.open();
  state = initialState();
  clockMs = 0;
  live({ ...ONE_OF_EACH.boot, originMs: 0, offMs: null }, 1);
  live({ ...ONE_OF_EACH.config, sensors: [{ id: 'M001', room: 'hall', class: 'motion' }] }, 1);
});

function live(body: Body, afterMs: number): void {
  clockMs += afterMs;
  const entry = { at: stampOf(BOOTS[0], clockMs), body };
  state = evolve(state, entry);
  journal.append(entry);
  journal.flush();
}
function move(afterMs: number): void {
  live({ kind: 'observation', sensor: 'M001', value: 'on' }, afterMs);
}
function checkpoint(change: (good: Checkpoint) => Checkpoint = (good) => good): void {
  live(change(makeCheckpoint(state, 'code')), 60_000);
}
const torn = (good: Checkpoint): Checkpoint => ({ ...good, state: good.state.slice(0, -1) });

describe('restoring', () => {
  test('an empty journal is a new hub', () => {
    const empty = new Journal(createMemoryStore(), { memoryRows: 10, laneOf: () => null });
    empty.open();
    expect(restore(empty)).toEqual({ state: initialState(), folded: 0, checkpointMs: null, lost: null });
  });
  test('gives the state back, checkpoint or not', () => {
    for (let count = 0; count < 5; count += 1) move(60_000);
    expect(restore(journal).state).toEqual(state);
    checkpoint();
    for (let count = 0; count < 5; count += 1) move(60_000);
    const restored = restore(journal);
    expect(restored.state).toEqual(state);
    expect(restored.folded).toBe(6);
  });
  test('goes on from the time of the checkpoint itself when nothing followed', () => {
    move(60_000);
    checkpoint();
    expect(restore(journal).state.time.lastMs).toBe(clockMs);
  });
  test('leaves out a checkpoint whose checksum is wrong, and takes the one before', () => {
    checkpoint();
    move(60_000);
    checkpoint(torn);
    const { lost, state: found } = restore(journal);
    expect(lost).toBeNull();
    expect(found.counts.observations).toBe(1);
  });
  test('says so when none can be trusted', () => {
    checkpoint(torn);
    expect(restore(journal).lost).toContain('no checkpoint can be trusted');
  });
});

describe('a checkpoint', () => {
  test('is refused when one character is different', () => {
    const good = makeCheckpoint(state, 'code');
    expect(openCheckpoint(good)).toEqual(state);
    expect(openCheckpoint({ ...good, state: good.state.replace('"lost":0', '"lost":1') })).toBeNull();
  });
  test('of a version that knew less is opened: what is new begins as in a new hub', () => {
    const good = makeCheckpoint(state, 'code');
    const older = JSON.stringify({
      ...state,
      time: { ...state.time, doubtedUntilMs: undefined },
      plans: undefined,
    });
    expect(older).not.toMatch(/doubtedUntilMs|plans/);
    expect(openCheckpoint({ ...good, state: older, checksum: checksum(older) })).toEqual(state);
  });
  test('of a schema this version does not know is not opened', () => {
    expect(openCheckpoint({ ...makeCheckpoint(state, 'code'), schema: 99 })).toBeNull();
  });
});
