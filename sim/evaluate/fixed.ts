/**
 * How a figure is rounded in the report.
 * Owns only that; what a figure means is said where it is made.
 */

/** Four decimals: more than anybody reads, and the same text on any machine. */
export function fixed(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
