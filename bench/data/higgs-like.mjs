// @ts-check
// Dense rows shaped like the HIGGS table: 28 standardised columns, a third of them positive and skewed, and a label
// drawn from a logistic model that is linear in them, so that the best possible log loss is known.

import { Random } from "./random.mjs";

const COLUMNS = 28;
const SKEW = 0.5;

/**
 * @param {number} rows
 * @param {number} seed
 * @returns {{ x: Float32Array, y: Float32Array, columns: number, planted: { coef: number[], intercept: number } }}
 */
export function higgsLike(rows, seed) {
  const random = new Random(seed);
  const coef = Array.from({ length: COLUMNS }, () => 0.4 * random.normal());
  const intercept = 0.2;
  const mean = Math.exp((SKEW * SKEW) / 2);
  const deviation = mean * Math.sqrt(Math.exp(SKEW * SKEW) - 1);
  const x = new Float32Array(rows * COLUMNS);
  const y = new Float32Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let z = intercept;
    for (let column = 0; column < COLUMNS; column++, at++) {
      const normal = random.normal();
      x[at] = column % 3 ? normal : (Math.exp(SKEW * normal) - mean) / deviation;
      z += coef[column] * x[at];
    }
    y[row] = random.uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  return { x, y, columns: COLUMNS, planted: { coef, intercept } };
}
