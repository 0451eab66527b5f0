/**
 * What an hour and a week came to: counts and observed facts with their rarity.
 *
 * Owns their shapes. Never a guess about the person, and nothing follows from them.
 */

/** What an hour of the home came to. Counts only; rooms in which nothing happened are not named. */
export interface Summary {
  readonly kind: 'summary';
  /** So many minutes, ended by the record's time: an hour, or longer where the hub was off. */
  readonly minutes: number;
  /** Of them: those in which the home could be seen, and those in which the hub was off or stood still. */
  readonly seenMinutes: number;
  readonly offMinutes: number;
  /** The hub was off besides, for nobody knows how long; absent: it was not. */
  readonly offUnknown?: boolean | undefined;
  /** Somebody at home, or nobody; else that was not known. */
  readonly homeMinutes: number;
  readonly awayMinutes: number;
  readonly doorOpenings: number;
  readonly powerSteps: number;
  /** By room: signs of life, and in how many minutes they were. */
  readonly rooms: Readonly<Record<string, readonly [signs: number, minutes: number]>>;
}
/** What the weekly card tells of, in the order in which it is read. */
export const CARD_FACTS = ['outings', 'rhythm', 'cooking', 'contacts', 'equipment'] as const;
export type CardFact = (typeof CARD_FACTS)[number];
/** Of how many earlier weeks of this home, how many showed less and how many more. */
export interface Rarity {
  readonly weeks: number;
  readonly less: number;
  readonly more: number;
}
/** One fact: what was counted, how rare that is here, and one sentence of it. Observed, never a guess about the person. */
export interface CardLine {
  readonly values: Readonly<Record<string, number>>;
  /** Null: there is nothing to compare with, or too little was seen. */
  readonly rarity: Rarity | null;
  readonly text: string;
  readonly textKo: string;
}
/** A week of the home on one card. */
export interface WelfareCard {
  readonly kind: 'welfare-card';
  /** Local wall clock as if UTC, ms: Monday to Monday, at four in the morning. */
  readonly fromLocalMs: number;
  readonly untilLocalMs: number;
  readonly hours: number;
  /** Hours in which the home could be seen. */
  readonly seenHours: number;
  /** The facts that may leave the home, by the consent in force when it was made. */
  readonly leaves: readonly CardFact[];
  /** All of them in the home; on the wire those that may leave, and the others are absent. */
  readonly facts: Readonly<Partial<Record<CardFact, CardLine>>>;
}
