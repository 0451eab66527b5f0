/**
 * A hub’s file read in another process: the same configuration, the same problems, the same errors as in this one.
 * Starts that process for real; must never look into how the two speak.
 */
import { describe, expect, test } from 'vitest';
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

describe('a reader that is ended from outside', () => {
  /** A reader that is ended so many times, and then reads. */
  const endedTimes = (times: number): string =>
    written(
      `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
       const count = process.argv[1] + '.count';
       const before = existsSync(count) ? Number(readFileSync(count, 'utf8')) : 0;
       writeFileSync(count, String(before + 1));
       if (before < ${times}) process.kill(process.pid, 'SIGKILL');
       console.log(JSON.stringify({ problems: [] }));`,
      `ended-${times}.mjs`,
    );
  test('is tried again: it said nothing of the file', async () => {
    const path = written(RIGHT, 'ended.yaml');
    expect(await readApart(path, path, endedTimes(2))).toEqual({ problems: [] });
  });
  test('every time is an error of its own, so that a restart goes on with the last good file', async () => {
    const path = written(RIGHT, 'ended.yaml');
    const reading = readApart(path, path, endedTimes(3));
    await expect(reading).rejects.toMatchObject({ code: 'config-unread' });
    await expect(reading).rejects.toThrow('SIGKILL');
  });
});
