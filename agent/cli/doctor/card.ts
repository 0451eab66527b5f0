/**
 * How long the memory card will bear what this hub writes, as its journal has counted it.
 *
 * Owns this verdict. Looks at a copy; a journal that cannot be read is told of by the check of the disk.
 */
import { AnbuError } from '../../errors.ts';
import { type CardState, WEARING_MONTHS, bytesPerDay } from '../../health/card.ts';
import { stateIn, withSnapshot } from '../journal-snapshot.ts';
import { type Finding, findingsOf } from './finding.ts';

const MEGABYTE = 1_000_000;

export async function examineCard(folder: string | null): Promise<Finding> {
  const found = findingsOf('card');
  if (folder === null) return found.skipped('memory card', 'no hub is installed here');
  try {
    return judgeCard(await withSnapshot(folder, (snapshot) => stateIn(snapshot).card));
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    return found.skipped('memory card', error.message);
  }
}

export function judgeCard(card: Readonly<CardState>): Finding {
  const found = findingsOf('card');
  const { monthsLeft } = card;
  if (monthsLeft === null) return found.skipped('memory card', 'not counted for a day yet');
  const detail = cardText(card);
  if (monthsLeft >= WEARING_MONTHS) return found.ok('memory card', detail);
  return found.broken('memory card', detail, 'Move the hub to a new card: anbu export, then anbu import');
}

/** What was written, at which pace, and for how long the card bears that. */
export function cardText(card: Readonly<CardState>): string {
  const pace = bytesPerDay(card);
  const written = `${Math.round(card.bytes / MEGABYTE)} MB written`;
  if (pace === null || card.monthsLeft === null) return `${written}, pace not known yet`;
  const left = card.monthsLeft >= 120 ? 'more than ten years' : `${card.monthsLeft} months`;
  return `${written}, ${(pace / MEGABYTE).toFixed(1)} MB a day, ${left} left`;
}
