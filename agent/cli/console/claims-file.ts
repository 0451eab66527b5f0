/**
 * The codes of this hub on its disk: which are still good, and how many wrong ones came.
 *
 * One small file, always whole, on disk before a verdict is said: who pulls the plug gains no try. Owns the time that a
 * wait has lasted, which begins anew with the process.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { makeFolder } from '../../journal/disk-folder.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import {
  type ClaimState,
  NO_CODES,
  type Verdict,
  lockedMs,
  readClaimState,
  tryCode,
  withCode,
} from '../../provisioning/console/claim.ts';

const FILE = 'claims.json';

export class ClaimsFile {
  readonly #folder: string;
  #locked: { readonly waits: number; readonly sinceMs: number } | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A wait that was begun before this process runs from here on. */
  watch(nowMs: number): void {
    this.#waitedMs(this.#read(), nowMs);
  }

  /** Throws `AnbuError` when the disk does not take it: then nothing is known of the code. */
  try(code: string, nowMs: number): Verdict {
    const before = this.#read();
    const { state, verdict } = tryCode(before, code, this.#waitedMs(before, nowMs));
    if (state !== before) this.#write(state);
    this.#waitedMs(state, nowMs);
    return verdict;
  }

  /** False: it holds as many as it may. */
  add(code: string): boolean {
    const state = withCode(this.#read(), code);
    if (state !== null) this.#write(state);
    return state !== null;
  }

  #waitedMs(state: ClaimState, nowMs: number): number {
    if (lockedMs(state) === 0) this.#locked = null;
    else if (this.#locked?.waits !== state.waits) this.#locked = { waits: state.waits, sinceMs: nowMs };
    return this.#locked === null ? 0 : nowMs - this.#locked.sinceMs;
  }

  /** A file that is damaged holds no code: it opens nothing. */
  #read(): ClaimState {
    try {
      return readClaimState(readFileSync(join(this.#folder, FILE), 'utf8')) ?? NO_CODES;
    } catch {
      return NO_CODES;
    }
  }

  #write(state: ClaimState): void {
    try {
      makeFolder(this.#folder);
      writeSynced(join(this.#folder, FILE), `${JSON.stringify(state)}\n`);
    } catch (error) {
      throw new AnbuError('file-unwritable', `${join(this.#folder, FILE)}: ${String(error)}`, {
        cause: error,
      });
    }
  }
}
