/**
 * What detector and presence remember: their slices of the state, as plain data.
 *
 * Owns the shapes and their beginnings; what changes them is in `silence.ts` and `presence.ts`.
 */
import type { PresenceState } from '../record.ts';
import { type LineTable, initialLine } from './alert-line.ts';

export interface DetectorState {
  /** Home time from which silence is counted; null before the first start. */
  sinceMs: number | null;
  /** Home time of the last sign of life or answer: what a person is told. Later than `sinceMs` by a stir under an
   * alert, earlier after a visit; null before the first start. */
  quietMs: number | null;
  /** `time.unobservedMs` at that moment. */
  sinceUnobservedMs: number;
  /** How often the hub was off since then for nobody knows how long. */
  unknownGaps: number;
  /** Whether the home could not be seen during a part of this silence: then it teaches nothing. */
  spoiled: boolean;
  lastSign: { room: string; sensor: string; localMs: number } | null;
  /** Home time at which the silence stopped counting because the home cannot be seen. */
  frozenMs: number | null;
  /** Home time of the last answer or closing. */
  endedMs: number | null;
  /** Home time of the verdict that is still open, by cause. */
  askedInactivityMs: number | null;
  askedCannotSeeMs: number | null;
  line: LineTable;
}

export function initialDetector(): DetectorState {
  return {
    sinceMs: null,
    quietMs: null,
    sinceUnobservedMs: 0,
    unknownGaps: 0,
    spoiled: false,
    lastSign: null,
    frozenMs: null,
    endedMs: null,
    askedInactivityMs: null,
    askedCannotSeeMs: null,
    line: initialLine(),
  };
}

/** A slice of an earlier version: it told people since when it counted. */
export function grownDetector(detector: DetectorState): DetectorState {
  return { ...detector, quietMs: detector.quietMs ?? detector.sinceMs };
}

export interface PresenceSlice {
  state: PresenceState;
  /** Home time and local time since which that is so. */
  sinceMs: number | null;
  sinceLocalMs: number | null;
  /** Whether the home may be empty, so that one pulse proves nobody. */
  mayBeEmpty: boolean;
  /** When the entrance was the last place that showed a sign; null once something inside did. */
  leavingMs: number | null;
  leavingLocalMs: number | null;
  /** Whether that was an entrance door's contact, not only movement near the door. */
  leavingByDoor: boolean;
  /**
   * The bed or seat that somebody took as the last sign inside, and its room. A sign in another room lets go of it:
   * whoever walks about is not in bed, and a mat still pressed down bears a thing.
   */
  heldBy: string | null;
  heldRoom: string | null;
  /** Signs inside while nobody is known to be there. */
  stirs: { sensor: string; ms: number }[];
  /** Whether the observation applied last proves somebody at home. */
  proof: boolean;
}

export function initialPresence(): PresenceSlice {
  return {
    state: 'unknown',
    sinceMs: null,
    sinceLocalMs: null,
    mayBeEmpty: false,
    leavingMs: null,
    leavingLocalMs: null,
    leavingByDoor: false,
    heldBy: null,
    heldRoom: null,
    stirs: [],
    proof: false,
  };
}
