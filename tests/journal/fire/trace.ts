/**
 * What a process did to files, read from `strace -f -xx`: opened, written, cut, synced, renamed, deleted, in order.
 *
 * Reads text only. A call that it does not know is handed on as such, never left out: a disk that is played back must
 * have met everything that the real one met.
 */

/** The calls to be traced; all that changes a file, a name, or says that it is safe. */
export const TRACED =
  'open,openat,creat,close,dup,dup2,dup3,write,pwrite64,writev,pwritev,pwritev2,truncate,ftruncate,fallocate,' +
  'fsync,fdatasync,sync,syncfs,msync,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,mkdir,mkdirat,rmdir';

export type Call =
  | {
      readonly do: 'open';
      readonly file: string;
      readonly path: string;
      readonly creates: boolean;
      readonly empties: boolean;
    }
  | { readonly do: 'close'; readonly file: string }
  | { readonly do: 'write'; readonly file: string; readonly at: number | null; readonly bytes: Buffer }
  | { readonly do: 'cut'; readonly file: string; readonly size: number }
  | { readonly do: 'sync'; readonly file: string }
  | { readonly do: 'delete'; readonly path: string }
  | { readonly do: 'rename'; readonly from: string; readonly to: string }
  | { readonly do: 'folder'; readonly path: string }
  /** Harmless where it meets nothing of ours. */
  | {
      readonly do: 'unknown';
      readonly name: string;
      readonly file: string;
      readonly words: readonly string[];
    };

const LINE = /^(\d+)\s+(.*)$/;
const CALL = /^(\w+)\((.*)\)\s*=\s*(-?\d+|\?)/s;
const UNFINISHED = / <unfinished \.\.\.>$/;
const RESUMED = /^<\.\.\. \w+ resumed>\s?/;

/** In the order in which the calls ended. Failed ones changed nothing and are left out. `file` names one open file. */
export function parseTrace(text: string): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, thread = '', said = ''] = LINE.exec(line) ?? [];
    if (UNFINISHED.test(said)) {
      begun.set(thread, said.replace(UNFINISHED, ''));
      continue;
    }
    const whole = RESUMED.test(said) ? (begun.get(thread) ?? '') + said.replace(RESUMED, '') : said;
    const [, name = '', words = '', result = ''] = CALL.exec(whole) ?? [];
    if (name === '' || result === '?' || Number(result) < 0) continue;
    const call = callOf(name, words.split(', '), { thread, result: Number(result) });
    if (call !== null) calls.push(call);
  }
  return calls;
}

function callOf(
  name: string,
  words: readonly string[],
  { thread, result }: { readonly thread: string; readonly result: number },
): Call | null {
  const [first = '', second = '', third = '', fourth = ''] = words;
  const file = `${thread}:${first}`;
  switch (name) {
    case 'openat':
      return { do: 'open', file: `${thread}:${result}`, path: textOf(second), ...how(third) };
    case 'close':
      return { do: 'close', file };
    case 'write':
      return { do: 'write', file, at: null, bytes: bytesOf(second).subarray(0, result) };
    case 'pwrite64':
      return { do: 'write', file, at: Number(fourth), bytes: bytesOf(second).subarray(0, result) };
    case 'ftruncate':
      return { do: 'cut', file, size: Number(second) };
    case 'fsync':
    case 'fdatasync':
      return { do: 'sync', file };
    case 'unlink':
      return { do: 'delete', path: textOf(first) };
    case 'rename':
      return { do: 'rename', from: textOf(first), to: textOf(second) };
    case 'mkdir':
      return { do: 'folder', path: textOf(first) };
    default:
      return {
        do: 'unknown',
        name,
        file,
        words: words.map((word) => (word.startsWith('"') ? textOf(word) : word)),
      };
  }
}

function how(flags: string): { creates: boolean; empties: boolean } {
  return { creates: flags.includes('O_CREAT'), empties: flags.includes('O_TRUNC') };
}

/** `"\x61\x62"` → its bytes. Text that strace has cut short cannot be played back. */
function bytesOf(word: string): Buffer {
  if (!/^"(\\x[0-9a-f]{2})*"$/.test(word)) throw new Error(`not whole in the trace: ${word.slice(-40)}`);
  return Buffer.from(word.slice(1, -1).replaceAll('\\x', ''), 'hex');
}
function textOf(word: string): string {
  return bytesOf(word).toString();
}
