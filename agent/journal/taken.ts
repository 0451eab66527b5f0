/**
 * A disk that took it and said no: of what waits to be written, what is there already when it is opened anew.
 *
 * A sync that failed leaves whole frames in the log, and the next opening reads them (https://sqlite.org/wal.html,
 * "The WAL file format"). What is there must not be written twice; what is not goes behind everything that is. Reads
 * through what it is given, and changes nothing.
 */
import type { Row } from '../ports.ts';
import type { Draft } from './shedding.ts';

/** `read`: the record with this number, or none. In order; numbers of what is left rise from `lastN`. */
export function sortOut(
  drafts: readonly Draft[],
  lastN: number,
  read: (n: number) => Row | undefined,
): { readonly taken: readonly Row[]; readonly left: Draft[] } {
  const taken: Row[] = [];
  const left: Draft[] = [];
  let before = lastN;
  for (const draft of drafts) {
    const there = draft.n <= lastN ? read(draft.n) : undefined;
    if (there !== undefined && isSame(there, draft)) {
      taken.push(there);
      continue;
    }
    before = Math.max(before + 1, draft.n);
    left.push({ ...draft, n: before });
  }
  return { taken, left };
}

/**
 * Whether it was told durable or not, and which number history had then, may differ: what is on the disk holds. A word
 * in the place of what cannot be read holds too.
 */
function isSame({ n, lane, entry }: Row, draft: Draft): boolean {
  const { at, body } = draft.entry;
  return (
    n === draft.n &&
    lane === draft.lane &&
    entry.at.boot === at.boot &&
    entry.at.monotonicMs === at.monotonicMs &&
    (entry.body.kind === body.kind || entry.body.kind === 'withheld')
  );
}
