// @ts-check
// What a set of weights is worth: the same few lines judge every system, on rows that none of them has seen.

import { readFloats } from "./data/store.mjs";

/** @typedef {import("./data/store.mjs").Linear} Linear */
/** @typedef {{ accuracy: number, logLoss: number }} Quality */

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @returns {{ judge: (model: Linear) => Quality, prior: number }} `prior` is the log loss of the class frequencies
 */
export function heldOut(data) {
  const x = readFloats(data.test.x);
  const y = readFloats(data.test.y);
  const share = y.reduce((sum, value) => sum + value, 0) / y.length;
  const prior = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  return { judge: (model) => judge(model, x, y), prior };
}

/**
 * Accuracy and mean log loss.
 *
 * @param {Linear} model
 * @param {Float32Array} x
 * @param {Float32Array} y - 0 or 1
 * @returns {Quality}
 */
function judge(model, x, y) {
  let correct = 0;
  let loss = 0;
  for (let row = 0; row < y.length; row++) {
    const z = margin(model, x, row);
    correct += Number(z > 0) === y[row] ? 1 : 0;
    const against = y[row] ? -z : z;
    loss += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
  }
  return { accuracy: correct / y.length, logLoss: loss / y.length };
}

/**
 * @param {Linear} model
 * @param {Float32Array} x
 * @param {number} row
 */
export function margin({ coef, intercept }, x, row) {
  let z = intercept;
  for (let j = 0; j < coef.length; j++) z += coef[j] * x[row * coef.length + j];
  return z;
}
