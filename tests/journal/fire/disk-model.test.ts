/**
 * The modelled disk keeps what was synced and nothing else for sure; the rest it keeps, loses or tears as it is told.
 *
 * Touches no disk.
 */
import { expect, test } from 'vitest';

import { ALL_OF_IT, DiskModel, type Luck, ONLY_SYNCED } from './disk-model.ts';
import type { Call } from './trace.ts';

const open = (path: string, file = path): Call => ({ do: 'open', file, path, creates: true, empties: false });
const write = (file: string, at: number, text: string): Call => ({
  do: 'write',
  file,
  at,
  bytes: Buffer.from(text),
});
const sync = (file: string): Call => ({ do: 'sync', file });
const FOLDER: readonly Call[] = [open('/r', 'folder'), sync('folder')];

function left(calls: readonly Call[], luck: Luck): Record<string, string | null> {
  const disk = new DiskModel({ root: '/r', files: new Map([['/r/old', Buffer.from('old')]]), folders: [] });
  for (const call of calls) disk.apply(call);
  return Object.fromEntries(
    [...disk.picture(luck)].map(([path, bytes]) => [path, bytes?.toString() ?? null]),
  );
}

test.each<readonly [string, readonly Call[], Record<string, string | null>, Record<string, string | null>]>([
  [
    'a write is lost until its file is synced',
    [open('/r/old'), write('/r/old', 0, 'new')],
    { '/r/old': 'old' },
    { '/r/old': 'new' },
  ],
  [
    'a synced write stays',
    [open('/r/old'), write('/r/old', 0, 'new'), sync('/r/old')],
    { '/r/old': 'new' },
    { '/r/old': 'new' },
  ],
  [
    'a file that is synced has no name until its folder is',
    [open('/r/f'), write('/r/f', 0, 'x'), sync('/r/f')],
    { '/r/old': 'old' },
    { '/r/old': 'old', '/r/f': 'x' },
  ],
  [
    'a synced folder has names, not what is in them',
    [open('/r/f'), write('/r/f', 0, 'x'), ...FOLDER],
    { '/r/old': 'old', '/r/f': '' },
    { '/r/old': 'old', '/r/f': 'x' },
  ],
  ['a name that is deleted comes back', [{ do: 'delete', path: '/r/old' }], { '/r/old': 'old' }, {}],
  [
    'a name that is moved is where it was',
    [{ do: 'rename', from: '/r/old', to: '/r/n' }],
    { '/r/old': 'old' },
    { '/r/n': 'old' },
  ],
  [
    'a file is lost with its folder',
    [
      { do: 'folder', path: '/r/d' },
      open('/r/d/f'),
      write('/r/d/f', 0, 'x'),
      sync('/r/d/f'),
      open('/r/d', 'd'),
      sync('d'),
    ],
    { '/r/old': 'old' },
    { '/r/old': 'old', '/r/d': null, '/r/d/f': 'x' },
  ],
  [
    'a length is a change like another',
    [open('/r/old'), { do: 'cut', file: '/r/old', size: 1 }],
    { '/r/old': 'old' },
    { '/r/old': 'o' },
  ],
])('%s', (_, calls, synced, all) => {
  expect(left(calls, ONLY_SYNCED)).toEqual(synced);
  expect(left(calls, ALL_OF_IT)).toEqual(all);
});

test('of two writes the later may be there without the former, and a write may be torn at a sector', () => {
  const calls = [open('/r/old'), write('/r/old', 0, 'a'.repeat(600)), write('/r/old', 1024, 'b')];
  let asked = 0;
  const second: Luck = { ...ALL_OF_IT, survives: () => (asked += 1) === 2 };
  expect(left(calls, second)['/r/old']).toBe(`old${'\0'.repeat(1021)}b`);
  const torn = left(calls.slice(0, 2), { ...ALL_OF_IT, torn: () => (sector) => sector === 1 })['/r/old'];
  expect(torn).toBe(`old${'\0'.repeat(509)}${'a'.repeat(88)}`);
});

test('names of one folder go in their order', () => {
  const calls = [open('/r/1'), open('/r/2'), open('/r/3')];
  expect(Object.keys(left(calls, { ...ALL_OF_IT, names: () => 2 }))).toEqual(['/r/old', '/r/1', '/r/2']);
});

test('a call that is not known and touches it is an error', () => {
  const disk = new DiskModel({ root: '/r', files: new Map(), folders: [] });
  const call = { do: 'unknown', name: 'fallocate', file: 'x' } as const;
  expect(disk.apply({ ...call, words: ['/elsewhere'] })).toBe(false);
  expect(() => disk.apply({ ...call, words: ['/r/f'] })).toThrow('does not know');
});
