/**
 * The exact interval of a Poisson count (Garwood 1936): chi-square quantiles by bisection on the incomplete gamma.
 *
 * Lower: half the α/2 quantile at 2n degrees of freedom; upper: half the 1−α/2 quantile at 2n+2. The incomplete gamma
 * follows Numerical Recipes §6.2: its series below a+1, its continued fraction above. Own code, for it is one page.
 */

/** Enough for a double everywhere below a count of 10,000; reached by neither branch in practice. */
const TERMS_MAX = 10_000;
const EPSILON = 1e-14;
/** Halvings of the bracket: 2^-60 of it is below the last bit. */
const HALVINGS = 60;
const TAIL = 0.025;
/** In place of infinity at the start of the fraction. */
const FAR = 1e300;

/** 95 % limits of the expected count, given the count that was seen. */
export function poissonInterval(count: number): readonly [number, number] {
  const low = count === 0 ? 0 : gammaQuantile(count, TAIL);
  return [low, gammaQuantile(count + 1, 1 - TAIL)];
}

/** x with P(shape, x) = share: half a chi-square quantile of 2·shape degrees of freedom. */
function gammaQuantile(shape: number, share: number): number {
  let low = 0;
  let high = shape + 1;
  while (lowerGamma(shape, high) < share) high *= 2;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (lowerGamma(shape, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised lower incomplete gamma function P(a, x). */
export function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? front * series(a, x) : 1 - front * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TERMS_MAX && term > sum * EPSILON; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = FAR;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < TERMS_MAX; n += 1) {
    const step = n * (a - n);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < EPSILON) break;
  }
  return value;
}

/** ln Γ for whole and half numbers from 1 on: Stirling after shifting the argument above 8. */
function logGamma(z: number): number {
  let shift = 0;
  let at = z;
  while (at < 8) {
    shift += Math.log(at);
    at += 1;
  }
  const s = 1 / (at * at);
  const tail = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + tail - shift;
}
