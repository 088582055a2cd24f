const halfPi = Math.PI / 2;
const halfPiLow = 6.123233995736766e-17;
const ln2High = 0.6931471805598903;
const ln2Low = 5.497923018708371e-14;

/**
 * Cosine of an angle from 0 to 7 radians, to a relative error below 2**-51. Plain arithmetic, so that generated points
 * are the same in every JavaScript engine, where `Math.cos` may differ in the last bit.
 */
export function cosine(angle: number): number {
  return sineFromQuadrant(angle, 1);
}

/** Sine of an angle from 0 to 7 radians, as {@link cosine}. */
export function sine(angle: number): number {
  return sineFromQuadrant(angle, 0);
}

/** e**x for x <= 0, as {@link cosine}; below -700, where it is close to 0, with fewer digits. */
export function exponential(x: number): number {
  if (x < -745.2) return 0;
  const halvings = Math.round(-x / Math.LN2);
  const rest = x + halvings * ln2High + halvings * ln2Low;
  let sum = 1;
  for (let k = 14; k > 0; k--) sum = 1 + (sum * rest) / k;
  for (let i = 0; i < halvings; i++) sum /= 2;
  return sum;
}

/** sin(angle + quadrants π/2), by the Taylor series around the nearest multiple of π/2. */
function sineFromQuadrant(angle: number, quadrants: number): number {
  const turns = Math.round(angle / halfPi);
  const rest = angle - turns * halfPi - turns * halfPiLow;
  const quadrant = (turns + quadrants) % 4;
  const value = quadrant % 2 === 0 ? sineSeries(rest) : cosineSeries(rest);
  return quadrant < 2 ? value : -value;
}

function sineSeries(x: number): number {
  let sum = 1;
  for (let k = 18; k > 0; k -= 2) sum = 1 - (sum * x * x) / (k * (k + 1));
  return x * sum;
}

function cosineSeries(x: number): number {
  let sum = 1;
  for (let k = 17; k > 0; k -= 2) sum = 1 - (sum * x * x) / (k * (k + 1));
  return sum;
}
