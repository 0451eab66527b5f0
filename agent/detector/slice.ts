/**
 * What detector and presence remember: their slices of the state, as plain data.
 *
 * Owns the shapes and their beginnings; what changes them is in `silence.ts` and `presence.ts`.
 */
import type { PresenceState } from '../record.ts';
import { type HabitDays, type HabitTable, initialDays, initialTable } from './habit.ts';
import { ROUND_PLACE, type Sign, type Visit } from './signs.ts';

/** One kind of silence that is running. All times are home time. */
export interface Silence {
  sinceMs: number;
  /** Where it began (`places.ts`). */
  place: string;
  /** The last answer within it, from which on the person may have stopped; `sinceMs` without one. */
  fromMs: number;
  /** Questions that were answered within it: each makes the next one dearer. */
  answers: number;
  /** Alerts that the desk closed within it though nobody had come. */
  closed: number;
  /** A part of it was not seen, or is not known to have been at home: it teaches nothing. */
  spoiled: boolean;
}
/** What this home has shown, and what a false question costs here now. */
export interface Habits {
  days: HabitDays;
  tables: Record<Sign, HabitTable>;
  /** Factor on the price of a false question (`price.ts`). */
  priceFactor: number;
}

export interface DetectorState {
  /** By kind of sign; null before the first start. */
  silences: Record<Sign, Silence> | null;
  /** Home time of the last sign of life or answer: what a person is told. Later than the silence's beginning by a stir
   * under an alert or an answer, earlier after a visit; null before the first start. */
  quietMs: number | null;
  /** `time.unobservedMs` at that moment. */
  sinceUnobservedMs: number;
  /** How often the hub was off since then for nobody knows how long. */
  unknownGaps: number;
  lastSign: { room: string; sensor: string; localMs: number } | null;
  /** Rooms of the last half-hour, each with its last sign. */
  visits: Visit[];
  /** Home time at which the silence stopped counting because the home cannot be seen. */
  frozenMs: number | null;
  /** Home time of the last answer or closing. */
  endedMs: number | null;
  /** Home time of the verdict that is still open, by cause. */
  askedInactivityMs: number | null;
  askedCannotSeeMs: number | null;
  habits: Habits;
}

export function initialDetector(): DetectorState {
  return {
    silences: null,
    quietMs: null,
    sinceUnobservedMs: 0,
    unknownGaps: 0,
    lastSign: null,
    visits: [],
    frozenMs: null,
    endedMs: null,
    askedInactivityMs: null,
    askedCannotSeeMs: null,
    habits: {
      days: initialDays(),
      tables: { any: initialTable(), room: initialTable(), round: initialTable() },
      priceFactor: 1,
    },
  };
}

/** A slice as an alert line wrote it (state schema 1): what is open goes on, habits are learned anew. */
export interface LineDetector extends Omit<DetectorState, 'silences' | 'visits' | 'habits' | 'quietMs'> {
  readonly sinceMs: number | null;
  readonly quietMs?: number | null;
  readonly spoiled: boolean;
  /** The longest silences by half-hour. */
  readonly line: unknown;
}

export function fromAlertLine({ sinceMs, quietMs, spoiled, line: _, ...rest }: LineDetector): DetectorState {
  const room = rest.lastSign?.room ?? '';
  const running = (since: number, place: string, teachesNothing: boolean): Silence => {
    return { sinceMs: since, place, fromMs: since, answers: 0, closed: 0, spoiled: teachesNothing };
  };
  return {
    ...initialDetector(),
    ...rest,
    quietMs: quietMs ?? sinceMs,
    // Since when there was movement in one room only, or no round, an alert line did not know.
    silences:
      sinceMs === null
        ? null
        : {
            any: running(sinceMs, room, spoiled),
            room: running(sinceMs, room, true),
            round: running(sinceMs, ROUND_PLACE, true),
          },
  };
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
  /** Whether somebody was seen further in than the entrance since the last return. */
  seenInside: boolean;
  /** Signs inside while nobody is known to be there. */
  stirs: { sensor: string; ms: number; weight: number }[];
  /** Of the last hour, those that came a while after the one before. */
  spells: number[];
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
    seenInside: true,
    stirs: [],
    spells: [],
    proof: false,
  };
}
