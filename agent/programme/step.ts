/**
 * One step of a programme, written down.
 *
 * Owns the shape of the record and nothing else; which step it is is decided where it is taken.
 */
import { type Draft, write } from '../checkon/draft.ts';
import type { ProgrammeStep, Wish } from '../record.ts';
import type { OpenProgramme } from './slice.ts';

export function step(
  draft: Draft,
  { id }: Readonly<OpenProgramme>,
  what: ProgrammeStep['step'],
  { isOver = false, wishes = [] }: { readonly isOver?: boolean; readonly wishes?: readonly Wish[] } = {},
): void {
  write(draft, { kind: 'programme-step', programme: id, step: what, wishes: [...wishes], isOver });
}
