/**
 * One `anbu provision` at a time in a folder: a file there says which process is at work, and since when.
 *
 * Owns that file. One that was left by a process that was killed is known by that process: it is gone, or another has its
 * number since (proc(5): a process's start, in ticks of this boot). Must never wait for anybody.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { kernelBoot, startOf } from '../process-start.ts';
import { fileFault } from './file-fault.ts';

const LOCK_FILE = 'provision.lock';
/** A file without a holder in it is being written, or its writer lost its power. */
const HALF_MS_MAX = 10_000;
/** Each try takes away one that is nobody's; whoever meets more of them should look at the folder. */
const TRIES_MAX = 3;

/** One line: `PID BOOT START SINCE`. */
interface Holder {
  readonly pid: number;
  /** Boot and start. */
  readonly process: string;
  /** RFC 3339. */
  readonly since: string;
}
const LINE = /^(\d+) (\S+ \d+) (\S+)\n$/;

/** Throws `provision-busy`. Returns what ends it; the end of the process does, too. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  const own = `${process.pid} ${processOf(process.pid)} ${new Date().toISOString()}\n`;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (isTaken(path, own)) return () => rmSync(path, { force: true });
    const text = textOf(path);
    const holder = text === null ? null : holderIn(text);
    if (text !== null && isAtWork(holder, path)) throw busy(folder, path, holder);
    if (text !== null) takeAway(path, text);
  }
  throw busy(folder, path, null);
}

/** Made whole or not at all, as far as another can see: a holder is shorter than a page. */
function isTaken(path: string, text: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o640);
    try {
      writeSync(file, text);
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw fileFault(error);
  }
}

function isAtWork(holder: Holder | null, path: string): boolean {
  if (holder !== null) return processOf(holder.pid) === holder.process;
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs < HALF_MS_MAX;
}

/** Of two that find the same lock of nobody, one moves it; what the other moves is put back, for it may be the first one's. */
function takeAway(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) === text) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw fileFault(error);
  }
}

/** Boot and start of the process; null: there is none. */
function processOf(pid: number): string | null {
  const start = startOf(pid);
  return start === null ? null : `${kernelBoot()} ${start}`;
}
function holderIn(text: string): Holder | null {
  const [, pid = '', process = '', since = ''] = LINE.exec(text) ?? [];
  return pid === '' ? null : { pid: Number(pid), process, since };
}
function busy(folder: string, path: string, holder: Holder | null): AnbuError {
  const since = holder === null ? '' : ` since ${holder.since} (process ${holder.pid})`;
  return new AnbuError('provision-busy', `another provision is at work in ${folder}${since}`, {
    hint: `Nothing was changed. Wait for its end, or stop it${holder === null ? '' : ` (kill ${holder.pid})`}, and run this again; ${path} goes with it.`,
  });
}
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
