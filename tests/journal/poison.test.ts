/**
 * A record that the hub dies of each time it is folded: in safe mode it is set aside, and everything else is known.
 *
 * That the starts before are counted is `cli/crash-loop.test.ts`.
 */
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';

import { PoisonRecord } from '../../agent/journal/checkpoint.ts';
import { JOURNAL_FILE } from '../../agent/journal/sqlite-store.ts';
import { SickHome } from './fire/sick-home.ts';
import { plantPoison } from './plant-poison.ts';
import { freshFolder, openIn, sweepFolders } from './store-bench.ts';

afterAll(sweepFolders);

test('it is named at each start, set aside in safe mode, and gone after it', async () => {
  const folder = freshFolder();
  const home = new SickHome(folder);
  await home.start();
  home.live(5);
  home.pull();
  await home.stop();
  const poison = plantPoison(folder);

  await expect(home.start()).rejects.toEqual(expect.objectContaining({ n: poison }));
  await expect(home.start()).rejects.toBeInstanceOf(PoisonRecord);

  await home.start('safe');
  expect(home.openConditions).toEqual(expect.arrayContaining(['safe-mode', 'journal-quarantined']));
  expect(home.hub.state.checkon.alerts.map(({ cause }) => cause)).toContain('help');
  expect(home.hub.state.counts.observations).toBe(5);
  expect(home.log.join()).toContain(`set aside: records ${poison}`);
  await home.stop();

  await home.start();
  expect(home.openConditions).not.toContain('safe-mode');
  await home.stop();
  const store = await openIn(folder);
  store.open();
  expect(store.read(poison - 1, 1)[0]?.entry.body).toMatchObject({ kind: 'withheld', of: 'config' });
});

test('a new journal is begun, and the old one is there', async () => {
  const folder = freshFolder();
  const home = new SickHome(folder);
  await home.start();
  home.live(5);
  await home.stop();
  await home.start('anew');
  expect(home.hub.state.counts.observations).toBe(0);
  expect(home.openConditions).toEqual(
    expect.arrayContaining(['safe-mode', 'journal-quarantined', 'learning-lost']),
  );
  await home.stop();
  const old = new Sqlite(join(folder, `${JOURNAL_FILE}.damaged-1`), { readonly: true });
  expect(old.prepare('SELECT count(*) FROM record WHERE kind = 3').pluck().get()).toBe(5);
  old.close();
});
