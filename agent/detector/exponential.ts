/**
 * e to the minus x, the same to the last bit on every machine.
 *
 * V8's `Math.exp` may differ between x64 and arm64, and a decision must not. Here are only additions, multiplications
 * and divisions of doubles, which IEEE 754 rounds alike everywhere. Relative error below 6e-15 (tests):
 * beyond x = 32 that of one rounding of x is most of it.
 */

/** Beyond this the result is below 2^-57: nothing that is compared here is so small. */
const X_MAX = 40;
/** x^13 / 13! at x = ln2 / 2 is 2e-16. */
const TERMS = 13;

/** e^-x for x ≥ 0; 0 where it would be smaller than anything judged here. NaN stays NaN. */
export function expMinus(x: number): number {
  if (x > X_MAX) return 0;
  const halvings = Math.round(x / Math.LN2);
  const rest = halvings * Math.LN2 - x;
  let sum = 1;
  for (let term = TERMS; term > 0; term -= 1) sum = 1 + (sum * rest) / term;
  for (let halving = 0; halving < halvings; halving += 1) sum /= 2;
  return sum;
}
