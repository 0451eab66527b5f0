/**
 * A part that is one settled contact: reed, mat, relay, button, cord. What differs is data.
 *
 * Owns the one step that they have in common: the health of the line, then the level that has come to rest. Must never
 * tell the level that was found at the start, nor anything of a loose wire but what somebody may need.
 */
import type { DriverOutput, DriverSource, OptionTable, Options } from './driver.ts';
import {
  type LineBounds,
  type LineState,
  earlier,
  followLine,
  initialLine,
  isBelieved,
  lineCounters,
  lineDeadline,
} from './filters.ts';
import { type ContactState, initialContact, restsAtMs, settle } from './settling.ts';

export interface ContactPart<Table extends OptionTable> {
  readonly options: Table;
  bounds(options: Options<Table>): LineBounds;
  /** How long a level has to rest, ms. */
  settleMs(options: Options<Table>, level: 0 | 1): number;
  /** What a level that has newly come to rest is; null: nothing. */
  tell(level: 0 | 1): DriverOutput | null;
  /** The name under which what was told is counted. */
  readonly counted: string;
  /** Whether it is told though the wire is loose: a call that was none can be taken back. */
  readonly isHeardLoose: boolean;
}
export interface ContactPartState {
  line: LineState;
  contact: ContactState;
  told: number;
}

/** The driver of such a part, but for its name, its wire and its channels. */
export function contactSource<Table extends OptionTable>(
  part: ContactPart<Table>,
): Pick<DriverSource<Table, ContactPartState>, 'options' | 'initial' | 'step' | 'deadline' | 'counters'> {
  const { options: table, counted } = part;
  return {
    options: table,
    initial: () => ({ line: initialLine(), contact: initialContact(), told: 0 }),
    step: (state, input, nowMs, options) => {
      const { line, contact } = state;
      const outputs = followLine(line, input, nowMs, part.bounds(options));
      const settleMs = part.settleMs(options, line.level ?? 0);
      const level = settle(contact, line, input, { nowMs, settleMs });
      const told = level === null || !(part.isHeardLoose || isBelieved(line)) ? null : part.tell(level);
      if (told === null) return outputs;
      state.told += 1;
      return [...outputs, told];
    },
    deadline: ({ line, contact }, options) =>
      earlier(restsAtMs(contact), lineDeadline(line, part.bounds(options))),
    counters: ({ line, contact, told }) => ({
      ...lineCounters(line),
      bounces: contact.bounces,
      [counted]: told,
    }),
  };
}
