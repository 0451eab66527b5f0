/**
 * Bounded space: when the journal outgrows its bound, the oldest history that nobody has kept is thinned.
 *
 * A run of rows of one boot becomes one row in the place of its last, which says from which number on it stands and
 * since when: the receiver's sequence has no hole, and nothing is silently gone. Raw events go before the hours that
 * count them. Owns which rows go. Must never touch an alert, a notice, a need or the state, nor a row that a restart
 * still folds into what was learned.
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

/** What may go, in turn: raw events, and only when all of them are thinned the hours that count them. */
const GOES: readonly ((row: Row) => boolean)[] = [(row) => kindOf(row) !== 'summary', () => true];

/** Where thinning stands in one journal. */
export class Thinning {
  readonly #bytesMax: number;
  /** By turn: up to here everything is thinned that can be; the row after it may still grow. */
  readonly #after = GOES.map(() => 0);
  /** The rows of which the turns are taken; newer ones begin with the first turn again. */
  #upTo = 0;
  #turn = 0;
  #rows = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** What the next commit is to thin of the rows up to `upTo`; nothing while the journal is within its bound. */
  next(store: Pick<JournalStore, 'bytes' | 'readLane'>, upTo: number | null): Thinned {
    if (upTo === null || store.bytes() <= this.#bytesMax) return NOTHING;
    if (upTo > this.#upTo) {
      this.#upTo = upTo;
      this.#turn = 0;
    }
    const [goes, after] = [GOES[this.#turn], this.#after[this.#turn]];
    if (goes === undefined || after === undefined) return NOTHING;
    const rows = store.readLane('history', after, THIN_ROWS_MAX).filter(({ n }) => n <= upTo);
    const last = rows.at(-1);
    if (last === undefined || rows.length === 1) {
      this.#turn += 1;
      return NOTHING;
    }
    const thinned = thin(rows, goes);
    if (thinned.standIns.length === 0) this.#after[this.#turn] = last.n - 1;
    return thinned;
  }

  /** It is on disk. */
  done({ standIns, rows }: Thinned): void {
    const last = standIns.at(-1);
    if (last !== undefined) this.#after[this.#turn] = last.row.n - 1;
    this.#rows += rows;
  }

  /** Records thinned since the last call. */
  take(): number {
    const rows = this.#rows;
    this.#rows = 0;
    return rows;
  }
}

/** Rows of one lane in order: each run of two or more of one boot that go, as the one row that stands for it. */
export function thin(rows: readonly Row[], goes: (row: Row) => boolean = () => true): Thinned {
  const standIns: StandIn[] = [];
  let gone = 0;
  for (const run of runsOf(rows, goes)) {
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

/** What stays ends a run and begins none. */
function runsOf(rows: readonly Row[], goes: (row: Row) => boolean): Row[][] {
  const runs: Row[][] = [];
  let run: Row[] = [];
  for (const row of rows) {
    const isMore = goes(row) && run[0]?.entry.at.boot === row.entry.at.boot;
    if (isMore) run.push(row);
    else runs.push((run = goes(row) ? [row] : []));
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
