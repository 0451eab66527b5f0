/**
 * What the weekly card is made of: the week that is running, and those before it, as plain data.
 *
 * Owns the shapes, their beginnings and their bounds; what changes them is in `week.ts`. Learned, so it travels in
 * checkpoints: nine weeks of numbers are 3 KB there.
 */
import type { Consent, WelfareCard } from '../record.ts';

/** Counted within one day, from four in the morning to the next: whoever is up after midnight is still up. */
export interface DayTally {
  /** Minutes after four of the first and the last sign of life; null without one. */
  firstMinute: number | null;
  lastMinute: number | null;
  seenMinutes: number;
  cooked: boolean;
}
/** What a week came to, in numbers. */
export interface WeekTally {
  /** Local day number on which it began; a day is floor((local ms − 4 h) / 24 h). */
  firstDay: number;
  minutes: number;
  seenMinutes: number;
  outings: number;
  outingMinutes: number;
  longestOutingMinutes: number;
  /** By day that was seen: minute of the first and of the last sign. */
  firstMinutes: number[];
  lastMinutes: number[];
  /** Times somebody got up between midnight and five. */
  risings: number;
  /** Uses of what stands in the kitchen, and days with one; signs in the kitchen, apart by half an hour. */
  cookings: number;
  cookingDays: number;
  kitchenVisits: number;
  /** Openings of the entrance with which nobody left or came home. */
  doorsAnswered: number;
  /** Announced or agreed, and somebody came, or a badge said so; absent in what an earlier version counted. */
  visits?: number;
  helpCalls: number;
  questions: number;
  answers: number;
  /** What the desk did. */
  alerts: number;
  acknowledged: number;
  arrived: number;
}
export interface WelfareState {
  week: WeekTally | null;
  day: DayTally;
  /** Local day number of `day`; null before the clock was first believed. */
  dayNumber: number | null;
  /** Weeks that are over, oldest first. */
  weeks: WeekTally[];
  /** The last of them was not told yet. */
  isOwed: boolean;
  /** The consent that was told last; null: none was. */
  consent: Consent | null;
  /** The card that was told last. */
  card: WelfareCard | null;
  /** Home time since which nobody is at home; null while somebody may be. */
  awaySinceMs: number | null;
  /** The last sign of life, its room, and the room in which somebody was before they got up. */
  signMs: number | null;
  signRoom: string | null;
  restRoom: string | null;
  cookedMs: number | null;
  kitchenMs: number | null;
  doorMs: number | null;
  /** A visitor's badge; absent in what an earlier version wrote. */
  badgeMs?: number | null;
}

/** Eight to compare with, and the one that is told: two months, in which habits hardly change by themselves. */
export const WEEKS_MAX = 9;

export function initialDay(): DayTally {
  return { firstMinute: null, lastMinute: null, seenMinutes: 0, cooked: false };
}
export function newWeek(firstDay: number): WeekTally {
  return {
    firstDay,
    minutes: 0,
    seenMinutes: 0,
    outings: 0,
    outingMinutes: 0,
    longestOutingMinutes: 0,
    firstMinutes: [],
    lastMinutes: [],
    risings: 0,
    cookings: 0,
    cookingDays: 0,
    kitchenVisits: 0,
    doorsAnswered: 0,
    helpCalls: 0,
    questions: 0,
    answers: 0,
    alerts: 0,
    acknowledged: 0,
    arrived: 0,
  };
}
export function initialWelfare(): WelfareState {
  return {
    week: null,
    day: initialDay(),
    dayNumber: null,
    weeks: [],
    isOwed: false,
    consent: null,
    card: null,
    awaySinceMs: null,
    signMs: null,
    signRoom: null,
    restRoom: null,
    cookedMs: null,
    kitchenMs: null,
    doorMs: null,
  };
}
