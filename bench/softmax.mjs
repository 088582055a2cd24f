// @ts-check
// Softmax regression over ten classes, one thread: an epoch of minibatch, of a PyTorch loop, and of scikit-learn, which
// trains each class against the rest.

import { startAll, versionsOf } from "./child.mjs";
import { dataSet, readFloats } from "./data/store.mjs";
import { gigabytes, millions, milliseconds, percent, times } from "./format.mjs";
import { interleave, progress } from "./harness.mjs";
import { epochSummary, fitOptions, measureFits } from "./measure.mjs";

/** @typedef {import("./child.mjs").Child} Child */
/** @typedef {import("./data/store.mjs").DataSet} DataSet */
/** @typedef {{ coef: number[][], intercept: number[] }} Outputs */
/** @typedef {{ id: string, child: Child, batch: 1 | 32 | 256 }} Case */

const CLASSES = 10;
const CHECKED_ROWS = 1003;
const TOLERANCE = 1e-5;
const QUALITY_EPOCHS = 5;

/** What minibatch must be: so many times as fast as a peer at a batch size. */
const FACTORS = [
  { peer: "torch", factor: 5, batch: 32, peerBatch: 32 },
  { peer: "torch", factor: 1, batch: 256, peerBatch: 256 },
  { peer: "sklearn", factor: 8, batch: 32, peerBatch: 1 },
  { peer: "sklearn", factor: 8, batch: 256, peerBatch: 1 },
];

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function softmax({ quick, rounds }) {
  const data = dataSet("mnist-like-10", quick);
  const { memory, ...systems } = await startAll();
  memory.close();
  for (const child of Object.values(systems)) await child.request("load", { ...data.train, columns: data.columns });
  progress("correctness");
  await checkWeights(systems.minibatch, data);
  /** @type {Case[]} */
  const cases = [];
  for (const batch of /** @type {const} */ ([32, 256])) {
    for (const child of [systems.minibatch, systems.torch]) {
      if (child) cases.push({ id: `${child.name} ${batch}`, child, batch });
    }
  }
  if (systems.sklearn) cases.push({ id: "sklearn 1", child: systems.sklearn, batch: 1 });
  progress("timing");
  const samples = await interleave(
    cases.map((c) => ({ id: c.id, run: () => measureFits(c.child, optionsOf(c, data), 1, "fitClasses") })),
    rounds,
  );
  /** @type {Record<string, ReturnType<typeof epochSummary> & { accuracy: number }>} */
  const figures = {};
  for (const c of cases) {
    const model = await c.child.request("fitClasses", { ...optionsOf(c, data), epochs: QUALITY_EPOCHS });
    figures[c.id] = { ...epochSummary(samples[c.id]), accuracy: accuracyOf(model, data) };
  }
  const versions = versionsOf({ memory, ...systems });
  for (const child of Object.values(systems)) child.close();
  return {
    tables: [table(data, cases, figures)],
    targets: targets(figures),
    measurements: { "mnist-like-10": { rows: data.train.rows, columns: data.columns, versions, epochs: figures } },
  };
}

/** scikit-learn has no batches; of the options it takes the penalty, the shuffle and the seed. */
function optionsOf(/** @type {Pick<Case, "batch">} */ { batch }, /** @type {DataSet} */ data) {
  return { ...fitOptions(data.name, batch === 256 ? 256 : 32), shuffle: "block", rows: data.train.rows };
}

/**
 * Compares the weights of a short fit of minibatch with a plain loop's: nothing is timed before they agree.
 *
 * @param {Child} child
 * @param {DataSet} data
 */
async function checkWeights(child, data) {
  const options = { ...fitOptions(data.name, 32), rows: CHECKED_ROWS, epochs: 2, shuffle: "none" };
  const expected = plainFit(readFloats(data.train.x), readFloats(data.train.y), { ...options, columns: data.columns });
  /** @type {Outputs} */
  const { coef, intercept } = await child.request("fitClasses", options);
  const got = coef.flatMap((row, k) => [...row, intercept[k]]);
  const differences = expected.flat().map((value, i) => Math.abs(value - got[i]));
  const most = differences.reduce((a, b) => Math.max(a, b));
  if (most < TOLERANCE) return;
  throw new Error(`minibatch: weights are ${most} away from the plain loop's, expected < ${TOLERANCE}`);
}

/**
 * @param {Float32Array} x
 * @param {Float32Array} y - class numbers
 * @param {{ rows: number, columns: number, batchSize: number, epochs: number, learningRate: number, l2: number }} options
 * @returns {number[][]} the weights of each class, its bias last
 */
function plainFit(x, y, { rows, columns, batchSize, epochs, learningRate, l2 }) {
  const w = Array.from({ length: CLASSES }, () => new Array(columns + 1).fill(0));
  for (let at = 0; at < epochs * rows; ) {
    const first = at % rows;
    const count = Math.min(batchSize, rows - first);
    const gradient = w.map((row) => row.map(() => 0));
    for (let row = first; row < first + count; row++) {
      const shares = softmaxOf(outputsOf(w, x, row, columns));
      for (const [k, own] of gradient.entries()) {
        const error = shares[k] - Number(y[row] === k);
        for (let j = 0; j < columns; j++) own[j] += error * x[row * columns + j];
        own[columns] += error;
      }
    }
    for (const [k, own] of w.entries()) {
      for (let j = 0; j < columns; j++) own[j] -= learningRate * (l2 * own[j] + gradient[k][j] / count);
      own[columns] -= (learningRate * gradient[k][columns]) / count;
    }
    at += count;
  }
  return w;
}

/** @param {number[][]} w @param {Float32Array} x @param {number} row @param {number} columns */
function outputsOf(w, x, row, columns) {
  return w.map((own) => {
    let z = own[columns];
    for (let j = 0; j < columns; j++) z += own[j] * x[row * columns + j];
    return z;
  });
}

/** @param {number[]} z */
function softmaxOf(z) {
  const most = Math.max(...z);
  const weights = z.map((value) => Math.exp(value - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Share of the held-out rows whose class has the highest output. @param {Outputs} model @param {DataSet} data */
function accuracyOf({ coef, intercept }, data) {
  const w = coef.map((row, k) => [...row, intercept[k]]);
  const x = readFloats(data.test.x);
  const y = readFloats(data.test.y);
  let correct = 0;
  for (let row = 0; row < y.length; row++) {
    const z = outputsOf(w, x, row, data.columns);
    correct += Number(z.indexOf(Math.max(...z)) === y[row]);
  }
  return correct / y.length;
}

/**
 * @param {DataSet} data
 * @param {Case[]} cases
 * @param {Record<string, ReturnType<typeof epochSummary> & { accuracy: number }>} figures
 * @returns {import("./harness.mjs").Table}
 */
function table(data, cases, figures) {
  const { rows } = data.train;
  return {
    title: `Softmax over ${CLASSES} classes, f32, ${rows} x ${data.columns} (${data.name}): an epoch on one thread`,
    columns: ["system", "batch", "best ms", "median ms", "spread", "M rows/s", "GB/s", "accuracy"],
    rows: cases.map(({ id, child, batch }) => {
      const { best, median, spread, accuracy } = figures[id];
      return [
        ...[child.label, batch, milliseconds(best), milliseconds(median), percent(spread)],
        ...[millions(rows / median), gigabytes(data.bytes / median), accuracy.toFixed(4)],
      ];
    }),
    notes: [
      `Accuracy: ${data.test.rows} held-out rows, ${QUALITY_EPOCHS} epochs. scikit-learn: each class against the rest.`,
    ],
  };
}

/** @param {Record<string, ReturnType<typeof epochSummary>>} figures */
function targets(figures) {
  return FACTORS.filter(({ peer, peerBatch }) => figures[`${peer} ${peerBatch}`]).map((target) => {
    const { peer, factor, batch, peerBatch } = target;
    const measured = figures[`${peer} ${peerBatch}`].median / figures[`minibatch ${batch}`].median;
    const name = peer === "torch" ? "PyTorch" : "scikit-learn";
    return {
      target: `>= ${factor}x ${name}, softmax, batch ${batch}`,
      measured: times(measured),
      reached: measured >= factor,
    };
  });
}
