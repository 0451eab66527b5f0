/**
 * Lengths of time that every part of the evaluation counts in.
 * Owns nothing else; a number that means something has its own name where it is used.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** A home-month is thirty days, as in the judge. */
export const MONTH_DAYS = 30;
