/**
 * Bounded space: when the journal outgrows its bound, the oldest history that nobody has kept is thinned.
 *
 * A run of rows of one boot becomes one row in the place of its last, which says from which number on it stands and
 * since when: the receiver's sequence has no hole, and nothing is silently gone. Owns which rows go. Must never touch
 * an alert, a notice, a need or the state, nor a row that a restart still folds into what was learned.
 */
import type { JournalStore, Row, StandIn } from '../ports.ts';
import type { Kind, Withheld } from '../record.ts';

/**
 * Rows looked at in one commit: 512 of about 80 bytes are 40 KiB of pages, a few milliseconds on an SD card, and a
 * hundred times what a commit adds.
 */
export const THIN_ROWS_MAX = 512;

export interface Thinned {
  readonly standIns: readonly StandIn[];
  /** Records that go, without those that stood for others already. */
  readonly rows: number;
}
const NOTHING: Thinned = { standIns: [], rows: 0 };

/** Where thinning stands in one journal. */
export class Thinning {
  readonly #bytesMax: number;
  /** Up to here everything is thinned that can be; the row after it may still grow. */
  #after = 0;
  /** Up to here nothing was left to thin. */
  #doneTo = 0;
  #rows = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What the next commit is to thin of the rows up to `upTo`; nothing while the journal is within its bound. */
  next(store: Pick<JournalStore, 'bytes' | 'readLane'>, upTo: number | null): Thinned {
    if (upTo === null || upTo <= this.#doneTo || store.bytes() <= this.#bytesMax) return NOTHING;
    const rows = store.readLane('history', this.#after, THIN_ROWS_MAX).filter(({ n }) => n <= upTo);
    const last = rows.at(-1);
    if (last === undefined || rows.length === 1) {
      this.#doneTo = upTo;
      return NOTHING;
    }
    const thinned = thin(rows);
    if (thinned.standIns.length === 0) this.#after = last.n - 1;
    return thinned;
  }

  /** It is on disk. */
  done({ standIns, rows }: Thinned): void {
    const last = standIns.at(-1);
    if (last !== undefined) this.#after = last.row.n - 1;
    this.#rows += rows;
  }

  /** Records thinned since the last call. */
  take(): number {
    const rows = this.#rows;
    this.#rows = 0;
    return rows;
  }
}

/** Rows of one lane in order: each run of one boot, of two rows or more, as the one row that stands for it. */
export function thin(rows: readonly Row[]): Thinned {
  const standIns: StandIn[] = [];
  let gone = 0;
  for (const run of runsOf(rows)) {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined || first === last) continue;
    standIns.push({ row: { ...last, entry: { at: last.entry.at, body: standing(run) } }, fromN: first.n });
    gone += run.filter((row) => !standsForMany(row)).length;
  }
  return { standIns, rows: gone };
}

/** The first number that a row tells of: its own, unless it stands for others before it. */
export function firstSeqOf({ seq, entry: { body } }: Row): number {
  return (body.kind === 'withheld' ? body.from : undefined) ?? seq ?? 0;
}

function runsOf(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0]?.entry.at.boot === row.entry.at.boot) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

function standing(run: readonly Row[]): Withheld {
  const [first] = run;
  const kinds = new Set(run.map(kindOf));
  const [kind = null] = kinds;
  const body = first?.entry.body;
  const sinceWallMs = body?.kind === 'withheld' ? body.sinceWallMs : undefined;
  return {
    kind: 'withheld',
    of: kinds.size === 1 ? kind : null,
    why: 'history-thinned',
    from: first === undefined ? undefined : firstSeqOf(first),
    sinceWallMs: sinceWallMs ?? first?.entry.at.wallMs,
  };
}

function kindOf({ entry: { body } }: Row): Kind | null {
  return body.kind === 'withheld' ? body.of : body.kind;
}

function standsForMany({ entry: { body } }: Row): boolean {
  return body.kind === 'withheld' && body.from !== undefined;
}
