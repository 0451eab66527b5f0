/**
 * The codes of this hub on its disk: which are still good, and how many wrong ones came.
 *
 * On disk before a verdict is said, and counted once however many consoles there are: who pulls the plug, or comes with two
 * cables, gains no try. Owns the time that a wait has lasted, which begins anew with the process.
 */
import { AnbuError } from '../../errors.ts';
import {
  type ClaimState,
  NO_CODES,
  type Verdict,
  afterWait,
  lockedMs,
  readClaimState,
  tryCode,
  withCode,
} from '../../provisioning/console/claim.ts';
import { NumberedFile } from './numbered-file.ts';

export const CLAIMS_STEM = 'claims';
/** Each that does not count is another's that did; there are as many consoles as cables. */
const CHANGES_MAX = 64;

export class ClaimsFile {
  readonly #folder: string;
  readonly #file: NumberedFile;
  #locked: { readonly waits: number; readonly sinceMs: number } | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = new NumberedFile(folder, CLAIMS_STEM);
  }

  /** To be called now and then: a wait that was begun, by this process or before it, runs from its first look and ends. */
  watch(nowMs: number): void {
    this.#change((state) => {
      const waitMs = lockedMs(state);
      const isOver = this.#waitedMs(state, nowMs) >= waitMs && waitMs > 0;
      return { state: isOver ? afterWait(state) : state, said: null };
    });
  }

  /** Throws `AnbuError` when the disk does not take it: then nothing is known of the code. */
  try(code: string, nowMs: number): Verdict {
    const { state, said } = this.#change((before) => {
      const tried = tryCode(before, code, this.#waitedMs(before, nowMs));
      return { state: tried.state, said: tried.verdict };
    });
    this.#waitedMs(state, nowMs);
    return said;
  }

  /** False: it holds as many as it may. */
  add(code: string): boolean {
    return this.#change((before) => {
      const state = withCode(before, code);
      return { state: state ?? before, said: state !== null };
    }).said;
  }

  #waitedMs(state: ClaimState, nowMs: number): number {
    if (lockedMs(state) === 0) this.#locked = null;
    else if (this.#locked?.waits !== state.waits) this.#locked = { waits: state.waits, sinceMs: nowMs };
    return this.#locked === null ? 0 : nowMs - this.#locked.sinceMs;
  }

  /** What is said counts only if nobody else has changed the state meanwhile; else it is judged anew. */
  #change<T>(change: (state: ClaimState) => { readonly state: ClaimState; readonly said: T }): {
    readonly state: ClaimState;
    readonly said: T;
  } {
    try {
      for (let times = 0; times < CHANGES_MAX; times += 1) {
        const { number, text } = this.#file.newest();
        const before = stateIn(text);
        const changed = change(before);
        if (changed.state === before) return changed;
        if (this.#file.follow(number, `${JSON.stringify(changed.state)}\n`)) return changed;
      }
      throw new Error('others change the codes without an end');
    } catch (error) {
      throw new AnbuError('file-unwritable', `${this.#folder}: ${String(error)}`, { cause: error });
    }
  }
}

/** A file that is damaged holds no code: it opens nothing. */
function stateIn(text: string | null): ClaimState {
  return (text === null ? null : readClaimState(text)) ?? NO_CODES;
}

/** What whoever may read the folder sees of it. Throws what the disk throws, and where the file is damaged. */
export function claimsIn(folder: string): ClaimState {
  const { text } = new NumberedFile(folder, CLAIMS_STEM).newest();
  if (text !== null && readClaimState(text) === null) throw new Error('the file of the codes is damaged');
  return stateIn(text);
}
