/**
 * A journal file that is damaged while the hub runs: begun anew from what is known, on the real disk.
 *
 * Overwrites the file while it is open; SQLite would meet that at the next page it reads.
 */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { AnbuError } from '../../agent/errors.ts';
import { Hub } from '../../agent/hub.ts';
import { JOURNAL_FILE } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { freshFolder, openIn, sweepFolders } from './store-bench.ts';

afterAll(sweepFolders);

const HOUR_MS = 3_600_000;
const SENSORS = [{ id: 'M001', room: 'living', class: 'motion' }] as const;

function hubOn(store: JournalStore, clock: VirtualClock, seed: number): Hub {
  const hub = new Hub({
    config: defaultConfig({ home: 'h', timezone: 'UTC', sensors: SENSORS }),
    program: { version: '1', codeHash: 'code' },
    ports: {
      clock,
      random: seededRandom(seed),
      store,
      buses: noBuses,
      speaker: new SimulatedSpeaker(clock.after),
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
  });
  hub.start();
  return hub;
}

test('the file is moved aside, the new one begins with what is known, and it is told', async () => {
  const folder = freshFolder();
  const first = hubOn(await openIn(folder), new VirtualClock(Date.UTC(2026, 2, 2, 6)), 3);
  await first.stop();
  const store = await openIn(folder);
  const clock = new VirtualClock(Date.UTC(2026, 2, 2, 8));
  let damaged = false;
  const commit = store.commit.bind(store);
  const hub = hubOn(
    Object.assign(store, {
      commit: (batch: Parameters<typeof commit>[0]) => {
        // SQLite meets the damage at the next page it reads; here it is met at the next commit.
        if (!damaged) return commit(batch);
        damaged = false;
        throw new AnbuError('journal-corrupt', 'database disk image is malformed');
      },
    }),
    clock,
    1,
  );
  clock.advanceTo(HOUR_MS);
  hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
  clock.advanceTo(HOUR_MS + 20_000);
  const file = join(folder, JOURNAL_FILE);
  writeFileSync(file, Buffer.alloc(statSync(file).size, 0xa5));
  damaged = true;
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  clock.advanceTo(HOUR_MS + 60_000);
  expect(readdirSync(folder).some((name) => name.includes('damaged-1'))).toBe(true);
  const open = hub.state.conditions.open.map(({ code }) => code);
  expect(open).toContain('journal-quarantined');
  expect(open).not.toContain('journal-unwritable');
  const { counts, time } = hub.state;
  await hub.stop();

  const reader = await openIn(folder);
  reader.open();
  const rows = reader.readLane('alert', 0, 100).filter(({ entry }) => entry.at.boot === hub.boot);
  // What the old file held for the receiver was written once more: its lane has no hole.
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1));
  expect(rows.length).toBeGreaterThan(1);
  reader.close();

  const later = new VirtualClock(Date.UTC(2026, 2, 2, 9, 2));
  const back = hubOn(await openIn(folder), later, 2);
  expect(back.state.checkon.alerts.map(({ cause }) => cause)).toContain('help');
  expect(back.state.counts.observations).toBe(counts.observations);
  expect(back.state.time.lastMs).toBeGreaterThanOrEqual(time.lastMs);
  expect(back.backlog('alert')).toBeGreaterThan(0);
  await back.stop();
});
