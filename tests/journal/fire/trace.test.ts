/**
 * A trace is read as strace writes it: every call in the order in which it ended, also those that others interrupted.
 *
 * Runs no strace: the text is made here.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { parseTrace } from './trace.ts';

const hex = (bytes: Uint8Array | string): string =>
  `"${[...Buffer.from(bytes)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;

test('opened, written, cut, synced, renamed, deleted, closed', () => {
  const trace = `
77 openat(AT_FDCWD, ${hex('/d/a b')}, O_RDWR|O_CREAT|O_TRUNC|O_CLOEXEC, 0644) = 17
77 pwrite64(17, ${hex('page')}, 4, 4096) = 4
78 write(17, ${hex('other thread, other file')}, 24) = 24
77 write(17, ${hex('short')}, 5) = 3
77 ftruncate(17, 8192)               = 0
77 fdatasync(17)                     = -1 EIO (Input/output error) (INJECTED)
77 fsync(17)                         = 0
77 rename(${hex('/d/a b')}, ${hex('/d/c')}) = 0
77 unlink(${hex('/d/c')})            = 0
77 fallocate(17, 0, 0, 100)          = 0
77 close(17)                         = 0
77 +++ killed by SIGKILL +++
`;
  expect(parseTrace(trace)).toEqual([
    { do: 'open', file: '77:17', path: '/d/a b', creates: true, empties: true },
    { do: 'write', file: '77:17', at: 4096, bytes: Buffer.from('page') },
    { do: 'write', file: '78:17', at: null, bytes: Buffer.from('other thread, other file') },
    { do: 'write', file: '77:17', at: null, bytes: Buffer.from('sho') },
    { do: 'cut', file: '77:17', size: 8192 },
    { do: 'sync', file: '77:17' },
    { do: 'rename', from: '/d/a b', to: '/d/c' },
    { do: 'delete', path: '/d/c' },
    { do: 'unknown', name: 'fallocate', file: '77:17', words: ['17', '0', '0', '100'] },
    { do: 'close', file: '77:17' },
  ]);
});

test('text that strace has cut short is refused: it could not be played back', () => {
  expect(() => parseTrace('1 write(3, "\\x61"..., 2000) = 2000')).toThrow('not whole');
});

test('calls of several threads, each interrupted or not: bytes and order are those of their ends', () => {
  const call = fc.record({
    thread: fc.integer({ min: 1, max: 3 }),
    bytes: fc.uint8Array({ maxLength: 40 }),
    interrupted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 12 }), (calls) => {
      const begun = calls.filter(({ interrupted }) => interrupted);
      const oneEach = begun.filter(
        ({ thread }, at) => begun.findIndex((one) => one.thread === thread) === at,
      );
      const words = ({ bytes }: (typeof calls)[number]) => `write(5, ${hex(bytes)}, ${bytes.length}`;
      const whole = calls.filter((one) => !oneEach.includes(one));
      const text = [
        ...oneEach.map((one) => `${one.thread} ${words(one)} <unfinished ...>`),
        ...whole.map((one) => `9 ${words(one)}) = ${one.bytes.length}`),
        ...oneEach.toReversed().map((one) => `${one.thread} <... write resumed>) = ${one.bytes.length}`),
      ].join('\n');
      const found = parseTrace(text).map((one) => (one.do === 'write' ? [...one.bytes] : one));
      expect(found).toEqual([...whole, ...oneEach.toReversed()].map(({ bytes }) => [...bytes]));
    }),
  );
});
