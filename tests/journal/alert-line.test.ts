/**
 * The promise to hubs in the field: a state in which the detector was an alert line still opens, what is open goes on,
 * and nothing is said to be lost.
 *
 * The fixtures were written by that version (`fixtures/journal/alert-line`): the home of `detector/habit.ts` after ten
 * days, asked at 13:10 of the eleventh; told at 13:20; and left at noon, with a ghost two hours later. Never written again.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCheckpoint, openCheckpoint, restore } from '../../agent/journal/checkpoint.ts';
import { checksum } from '../../agent/journal/checksum.ts';
import { Journal } from '../../agent/journal/journal.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import { STATE_SCHEMA } from '../../agent/state.ts';
import type { Checkpoint } from '../../agent/record.ts';
import { FLAT, LivedHome, MINUTE_MS } from '../detector/lived-home.ts';
import { stampOf } from './journal-rows.ts';

interface Written {
  readonly minute: number;
  readonly checkpoint: Checkpoint;
}
const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'journal', 'alert-line', 'checkpoints.json');
const WRITTEN = JSON.parse(readFileSync(FIXTURE, 'utf8')) as Record<'asked' | 'told' | 'away', Written>;
const DAY = 24 * 60;
const NOON = 10 * DAY + 12 * 60;

function goneOn({ minute, checkpoint }: Written): LivedHome {
  const home = new LivedHome(FLAT);
  home.resume(checkpoint, minute);
  home.answers = false;
  return home;
}
const raised = (home: LivedHome): number[] =>
  home
    .all('alert', NOON)
    .filter(({ body }) => body.why === 'raised' && !body.test)
    .map(({ minute }) => minute);

describe.each(Object.entries(WRITTEN))('%s', (_name, written) => {
  const opened = openCheckpoint(written.checkpoint);
  test('opens, with all that is not the line’s as it was', () => {
    expect(written.checkpoint.schema).toBe(1);
    const before = JSON.parse(written.checkpoint.state) as Record<string, Record<string, unknown>>;
    for (const slice of [
      'time',
      'home',
      'plans',
      'conditions',
      'centre',
      'counts',
      'presence',
      'sensors',
      'checkon',
    ]) {
      const { stirs: _, memories: __, ...rest } = before[slice] ?? {};
      expect(opened).toHaveProperty(slice);
      expect((opened as unknown as Record<string, unknown>)[slice]).toMatchObject(rest);
    }
    const { line: _, sinceMs, spoiled: __, ...detector } = before['detector'] ?? {};
    expect(opened?.detector).toMatchObject(detector);
    for (const silence of Object.values(opened?.detector.silences ?? {})) {
      expect(silence).toMatchObject({ sinceMs, fromMs: sinceMs, answers: 0 });
    }
    // Since when there was movement in one room only, or no round, the line did not know.
    expect(opened?.detector.silences?.room.spoiled).toBe(true);
    expect(opened?.detector.silences?.round).toMatchObject({ place: 'home', spoiled: true });
  });
  test('carries nothing of the line on, and is written as a state of today', () => {
    expect(opened?.detector).not.toHaveProperty('line');
    expect(opened?.detector).not.toHaveProperty('spoiled');
    expect(opened?.detector.habits.tables.any.places).toEqual([]);
    const again = makeCheckpoint(opened!, 'code');
    expect(again.schema).toBe(STATE_SCHEMA);
    expect(openCheckpoint(again)).toEqual(opened);
  });
  test('is restored from a journal, records after it folded, and nothing is said to be lost', () => {
    const journal = new Journal(createMemoryStore(), { memoryRows: 100, laneOf: () => null });
    journal.open();
    const at = stampOf('b0', written.minute * MINUTE_MS);
    journal.append({ at, body: written.checkpoint });
    journal.append({ at, body: { kind: 'link', state: 'up', why: null } });
    journal.flush();
    expect(restore(journal)).toMatchObject({ folded: 2, lost: null });
  });
  test('with one character changed it is not trusted', () => {
    const state = written.checkpoint.state.replace('"lost":0', '"lost":1');
    expect(openCheckpoint({ ...written.checkpoint, state })).toBeNull();
    expect(openCheckpoint({ ...written.checkpoint, state, checksum: checksum(state) })).not.toBeNull();
  });
});

test('asked before, told after: the question goes on where it was, and ends in one alert', () => {
  const home = goneOn(WRITTEN.asked);
  home.wait(60);
  // Asked first at 13:10: three minutes, three, and two.
  expect(home.all('prompt', NOON).map(({ minute, body }) => [minute - NOON, body.stage])).toEqual([
    [73, 2],
    [76, 3],
  ]);
  expect(raised(home)).toEqual([NOON + 78]);
});

test('told before: one incident, which is asked about again after a day, and closed by the desk', () => {
  const home = goneOn(WRITTEN.told);
  home.wait(DAY + 60);
  const alerts = home.all('alert', NOON).filter(({ body }) => !body.test);
  expect(raised(home)).toEqual([]);
  expect(alerts.some(({ body }) => body.why === 'asked-again')).toBe(true);
  expect(new Set(alerts.map(({ body }) => body.alert)).size).toBe(1);
  const evidence = home.all('overdue', NOON)[0]?.body.evidence;
  expect(evidence?.quietMinutes).toBeGreaterThan(DAY);
  expect(evidence?.text).toContain('last in the kitchen yesterday at 12:00');
});

test('away stays away: asked after at its usual time; and a ghost without a weight is nobody', () => {
  const home = goneOn(WRITTEN.away);
  home.pulse('bed');
  home.wait(2 * DAY);
  expect(home.all('presence', NOON)).toEqual([]);
  expect(home.all('overdue', NOON).map(({ minute }) => minute - NOON)).toEqual([2 * DAY]);
});

test('away, and somebody walks about at once: they are seen, whatever stirred before', () => {
  const home = goneOn(WRITTEN.away);
  for (const sensor of ['bed', 'kitchen', 'bed', 'kitchen']) home.pulse(sensor);
  expect(home.all('presence', NOON).map(({ body }) => body.state)).toEqual(['home']);
});

test('what was learned means nothing to the habits: they begin anew, and say so', () => {
  const home = goneOn(WRITTEN.away);
  for (const sensor of ['bed', 'kitchen', 'bed', 'kitchen']) home.pulse(sensor);
  home.wait(12 * 60);
  const evidence = home.all('overdue', NOON)[0]?.body.evidence;
  expect(evidence).toMatchObject({ learnedDays: 0 });
  expect(evidence?.text).toContain('Still getting to know this home (day 1).');
});
