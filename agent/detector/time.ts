/**
 * Units of time, in milliseconds: one place for the detector's arithmetic.
 *
 * Must never know of calendars or clocks: a day here is 24 hours of home time.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
