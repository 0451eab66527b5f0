/**
 * A hub’s file read in another process: the same configuration, the same problems, the same errors as in this one.
 * Starts that process for real; must never look into how the two speak.
 */
import { expect, test } from 'vitest';
import { loadConfig } from '../../agent/config/load.ts';
import { readApart } from '../../agent/config/read-apart.ts';
import { RIGHT, written } from './hub-file.ts';

test('a file that can be used comes back the same, frozen and with its hash', async () => {
  const path = written(RIGHT, 'apart.yaml');
  const here = await loadConfig(path);
  const apart = await readApart(path);
  expect('config' in here && 'config' in apart).toBe(true);
  if (!('config' in here) || !('config' in apart)) return;
  expect(apart.config).toStrictEqual(here.config);
  expect(apart.config.hash).toBe(here.config.hash);
  expect(Object.isFrozen(apart.config.uplink)).toBe(true);
  expect(apart.warnings).toStrictEqual(here.warnings);
  expect(apart.board).toStrictEqual(here.board);
});

test('problems come back word for word', async () => {
  const path = written('home: 3\ncolour: red\n', 'apart-bad.yaml');
  expect(await readApart(path)).toStrictEqual(JSON.parse(JSON.stringify(await loadConfig(path))));
});

test('a file that is not there is the same error', async () => {
  await expect(readApart('/nowhere/hub.yaml')).rejects.toMatchObject({ code: 'file-not-found' });
});
