/**
 * A whole hub without a link on a journal that is full at once: what goes, what is said, what the desk gets in the end.
 *
 * The store in memory; both are thinned alike by their contract. The bound is so small that all goes that may.
 */
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import { DiskTown, HOUR_MS, MINUTE_MS } from '../cli/disk-town.ts';

const conditions = (town: DiskTown): string[] => town.hub.state.conditions.open.map(({ code }) => code);

test('four days on a full card: history is thinned and said so, every alert arrives, and the desk misses no number', async () => {
  const town = new DiskTown();
  const store = createMemoryStore();
  town.broker.set({ outage: true });
  await town.start(store, { bytesMax: 1 });
  town.live(24);
  town.callForHelp();
  const [alert] = town.openAlerts();
  expect(conditions(town)).not.toContain('history-thinned');
  town.live(72);
  expect(conditions(town)).toContain('history-thinned');
  // Told at most once an hour, by a notice that says how many.
  const notices = town.hub.backlog('notice');
  expect(notices).toBeLessThan(100);
  // What may be thinned is; what a restart folds is there.
  const history = town.hub.backlog('history');
  expect(history).toBeLessThan(96 * 6 * 0.6);
  expect(history).toBeGreaterThan(24 * 6);

  await town.stop();
  await town.start(store.crash(), { bytesMax: 1 });
  expect(conditions(town)).toContain('history-thinned');
  town.broker.set({ outage: false });
  town.pass(30 * MINUTE_MS);
  expect(town.waiting()).toBe(0);
  const { gaps, duplicatesApplied, records, alerts } = town.desk.report();
  expect({ gaps, duplicatesApplied }).toEqual({ gaps: [], duplicatesApplied: 0 });
  // Every number was told of, though most of them by one record that stands for many.
  expect(records.history).toBeGreaterThanOrEqual(96 * 6);
  expect(alerts.filter(({ test: isTest }) => !isTest).map(({ id }) => id)).toEqual([alert]);
  expect(town.refused).toEqual([]);
  town.pass(26 * HOUR_MS);
  expect(conditions(town)).not.toContain('history-thinned');
  await town.stop();
});
