/**
 * What `inspect week` shows: the last weekly card whole, as it stays in the home, and which of its facts may leave.
 *
 * Reads the newest state of one journal, from a copy. Changes nothing.
 */
import { AnbuError } from '../errors.ts';
import { restore } from '../journal/checkpoint.ts';
import { CARD_FACTS, type WelfareCard } from '../record.ts';
import type { Snapshot } from './journal-snapshot.ts';

/** The last card; throws `AnbuError` `file-not-found` when there was none yet. */
export function lastCard({ store }: Snapshot, folder: string): WelfareCard {
  const { state } = restore({
    failing: null,
    read: (after, limit) => store.read(after, limit),
    readCheckpoints: (limit) => store.readCheckpoints(limit),
  });
  const { card } = state.welfare;
  if (card !== null) return card;
  throw new AnbuError('file-not-found', `no weekly card in ${folder} yet`, {
    hint: 'The first is made on a Monday at six, of the week before.',
  });
}

/** The card as a page: a line in each language for each fact. */
export function cardText({
  fromLocalMs,
  untilLocalMs,
  hours,
  seenHours,
  leaves,
  facts,
}: WelfareCard): string {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const lines = CARD_FACTS.flatMap((fact) => {
    const line = facts[fact];
    if (line === undefined) return [];
    const way = leaves.includes(fact) ? 'leaves the home, by consent' : 'stays in the home';
    return [`${fact} (${way})`, `  ${line.text}`, `  ${line.textKo}`];
  });
  const seen = `seen for ${seenHours} of ${hours} hours`;
  return [`week from ${day(fromLocalMs)} to ${day(untilLocalMs)}, ${seen}`, '', ...lines].join('\n');
}
