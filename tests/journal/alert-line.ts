/**
 * A state as the alert line wrote it (state schema 1), for tests of what comes of it.
 *
 * Real ones, written by that version, are in `fixtures/journal/alert-line`; here a state of today is put in its shape,
 * for the stories that need a state of their own.
 */
import type { HubState } from '../../agent/machine.ts';
import { checksum } from '../../agent/journal/checksum.ts';
import type { Checkpoint } from '../../agent/record.ts';

/** `leftOut`: names that were not known yet, wherever they are. */
export function ofAlertLine(state: Readonly<HubState>, leftOut: ReadonlySet<string> = new Set()): Checkpoint {
  const { silences, visits: _, habits: __, ...detector } = state.detector;
  const sinceMs = silences?.any.sinceMs ?? null;
  const line = { longest: [], days: 0 };
  const earlier = { ...state, detector: { ...detector, sinceMs, spoiled: false, line } };
  const text = JSON.stringify(earlier, (key, value: unknown) => (leftOut.has(key) ? undefined : value));
  return {
    kind: 'checkpoint',
    schema: 1,
    codeHash: 'alert-line',
    configHash: state.home.configHash,
    state: text,
    checksum: checksum(text),
  };
}
