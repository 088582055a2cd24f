// @ts-check
// minibatch on sparse rows, as a child process; and the yardstick on the same rows.

import { readFileSync, writeFileSync } from "node:fs";
import { CsrMatrix, SGDClassifier } from "minibatch";
import { gatherer } from "../gather-speed.mjs";
import { serve, timed } from "./protocol.mjs";

/** @typedef {{ X: CsrMatrix, y: Float32Array }} Rows */

/** @param {import("../data/sparse-store.mjs").SparseFiles} files @returns {Rows} */
function read({ starts, indices, values, y, rows, columns }) {
  const bytes = (/** @type {string} */ file) => new Uint8Array(readFileSync(file)).buffer;
  const arrays = /** @type {const} */ ([new Uint32Array(bytes(starts)), new Uint32Array(bytes(indices))]);
  return { X: new CsrMatrix(...arrays, new Float32Array(bytes(values)), rows, columns), y: new Float32Array(bytes(y)) };
}

/** @type {Rows} */
let train;
/** @type {Rows} */
let test;
let model = new SGDClassifier();
/** @type {ReturnType<typeof gatherer>} */
let yardstick;

await serve(
  { Node: process.version },
  {
    load: (job) => {
      train = read(job.train);
      test = read(job.test);
      return { rows: train.X.rows };
    },
    fit: async ({ op, rows = train.X.rows, ...options }) => {
      model = new SGDClassifier({ ...options, precision: "f32" });
      const X = rows < train.X.rows ? train.X.slice(0, rows) : train.X;
      const { seconds } = await timed(async () => void (await model.fit(X, train.y.subarray(0, rows))));
      return { seconds };
    },
    weights: () => ({ coef: [...model.coef[0]], intercept: model.intercept[0] }),
    // The outputs of the test rows, so that all systems are judged by the same lines.
    outputs: ({ to }) => {
      writeFileSync(to, Float32Array.from(model.decisionFunction(test.X).data));
      return { rows: test.X.rows };
    },
    gather: () => {
      yardstick ??= gatherer(train.X.indices, /** @type {Float32Array} */ (train.X.values), train.X.columns);
      return { seconds: yardstick.pass(), entries: yardstick.entries };
    },
  },
);
