// @ts-check
// Mini-batch gradient descent on the log loss as plainly as it can be written, and the check against it: nothing is
// timed before minibatch's weights agree with these.

import { readFloats } from "./data/store.mjs";
import { fitOptions } from "./measure.mjs";
import { margin } from "./quality.mjs";

const ROWS = 1003;
const EPOCHS = 2;
const TOLERANCE = 1e-5;

/**
 * Compares the weights of a short fit of minibatch with the plain loop's.
 *
 * @param {import("./child.mjs").Child} child - with `data` loaded
 * @param {import("./data/store.mjs").DataSet} data
 */
export async function checkWeights(child, data) {
  const options = { ...fitOptions(data.name, 32), rows: ROWS, epochs: EPOCHS };
  const expected = plainFit(readFloats(data.train.x), readFloats(data.train.y), { ...options, columns: data.columns });
  /** @type {import("./data/store.mjs").Linear} */
  const { coef, intercept } = await child.request("fit", { ...options, shuffle: "none" });
  const apart = Math.abs(intercept - expected.intercept);
  const difference = coef.reduce((most, w, j) => Math.max(most, Math.abs(w - expected.coef[j])), apart);
  if (difference < TOLERANCE) return;
  throw new Error(`minibatch: weights are ${difference} away from the plain loop's, expected < ${TOLERANCE}`);
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} y - 0 or 1
 * @param {{ rows: number, columns: number, batchSize: number, epochs: number, learningRate: number, l2: number }} options
 * @returns {import("./data/store.mjs").Linear}
 */
function plainFit(x, y, { rows, columns, batchSize, epochs, learningRate, l2 }) {
  const model = { coef: new Array(columns).fill(0), intercept: 0 };
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let start = 0; start < rows; start += batchSize) {
      const end = Math.min(start + batchSize, rows);
      const gradient = new Array(columns).fill(0);
      let bias = 0;
      for (let row = start; row < end; row++) {
        const error = 1 / (1 + Math.exp(-margin(model, x, row))) - y[row];
        for (let j = 0; j < columns; j++) gradient[j] += error * x[row * columns + j];
        bias += error;
      }
      const step = learningRate / (end - start);
      for (let j = 0; j < columns; j++) model.coef[j] -= learningRate * l2 * model.coef[j] + step * gradient[j];
      model.intercept -= step * bias;
    }
  }
  return model;
}
