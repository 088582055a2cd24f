// @ts-check
// An epoch over a sparse data set, one thread: minibatch and scikit-learn, beside the machine's speed of loads from random places.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child, startPeer } from "./child.mjs";
import { sparseSet } from "./data/sparse-store.mjs";
import { readFloats, readWords } from "./data/store.mjs";
import { millions, milliseconds, percent } from "./format.mjs";
import { interleave, progress, summary } from "./harness.mjs";
import { epochSummary } from "./measure.mjs";

/** @typedef {import("./data/sparse-store.mjs").SparseSet} SparseSet */
/** @typedef {{ accuracy: number, logLoss: number }} Quality */
/** @typedef {{ id: string, child: Child, options: Record<string, unknown> }} Case */
/** @typedef {Record<string, ReturnType<typeof epochSummary> & Quality>} Figures */
/** @typedef {[batchSize: number, shuffle: "none" | "block" | "full", learningRate: number, optimizer?: "adagrad"]} Way - how minibatch trains, at a rate that falls to 0 in a line */

/** Epochs of the long fit, and after which a system is judged. */
const LONG = { minibatch: 11, peers: 6 };
const QUALITY_EPOCHS = 5;
const L2 = 1e-6;

/** A round takes the better part of a minute. */
const MOST_ROUNDS = 3;

/**
 * Measures a data set.
 *
 * @param {import("./data/sparse-store.mjs").SparseName} name
 * @param {Way[]} ways
 * @param {import("./harness.mjs").Settings} settings
 */
export async function sparseEpochs(name, ways, { quick, rounds }) {
  const data = sparseSet(name, quick);
  const minibatch = await Child.start("sparse");
  const sklearn = await startPeer("sklearnSparse");
  const children = [minibatch, ...(sklearn ? [sklearn] : [])];
  for (const child of children) await child.request("load", { train: data.train, test: data.test });
  progress(`${name}: correctness`);
  if (data.columns < 2 ** 17) await checkWeights(minibatch, data);
  const cases = [...ways.map((way) => ownCase(minibatch, way)), ...(sklearn ? peerCases(sklearn) : [])];
  const quality = await qualities(cases, data);
  progress(`${name}: timing`);
  const gathering = { id: "gather", run: async () => [(await minibatch.request("gather")).seconds] };
  const measuring = cases.map((c) => ({ id: c.id, run: () => measureFits(c) }));
  const samples = await interleave([gathering, ...measuring], Math.min(rounds, MOST_ROUNDS), { warm: true });
  for (const child of children) child.close();
  /** @type {Figures} */
  const figures = {};
  for (const { id } of cases) figures[id] = { ...epochSummary(samples[id]), ...quality[id] };
  const gather = summary(samples.gather.flat());
  const versions = Object.assign({}, ...children.map((child) => child.versions));
  const shape = { rows: data.train.rows, columns: data.columns, entries: data.entries };
  return {
    figures,
    table: table(data, gather, figures),
    measurements: { ...shape, versions, gather, epochs: figures },
  };
}

/** @param {Child} child @param {Way} way @returns {Case} */
function ownCase(child, [batchSize, shuffle, learningRate, optimizer]) {
  const update = optimizer ? { optimizer, l2: 0 } : { l2: L2 };
  return {
    id: ["minibatch", `batch ${batchSize}`, shuffle, ...(optimizer ? [optimizer] : [])].join(", "),
    child,
    options: { loss: "log_loss", batchSize, shuffle, learningRate, schedule: "linear", seed: 0, ...update },
  };
}

/** @param {Child} child @returns {Case[]} */
function peerCases(child) {
  return ["full", "none"].map((shuffle) => ({
    id: `scikit-learn, batch 1, ${shuffle}`,
    child,
    options: { shuffle, l2: L2, seed: 0 },
  }));
}

/**
 * Compares the weights of a short fit with those of plain loops over the entries.
 *
 * @param {Child} child
 * @param {SparseSet} data
 */
async function checkWeights(child, data) {
  const [rows, epochs, batchSize, learningRate] = [1003, 2, 32, 4];
  await child.request("fit", { rows, epochs, batchSize, learningRate, l2: 0.001, shuffle: "none", seed: 0 });
  const { coef, intercept } = await child.request("weights");
  const starts = readWords(data.train.starts);
  const indices = readWords(data.train.indices);
  const [values, y] = [readFloats(data.train.values), readFloats(data.train.y)];
  const w = new Float64Array(data.columns);
  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let first = 0; first < rows; first += batchSize) {
      const end = Math.min(first + batchSize, rows);
      const errors = [];
      for (let r = first; r < end; r++) {
        let z = bias;
        for (let i = starts[r]; i < starts[r + 1]; i++) z += w[indices[i]] * values[i];
        errors.push(1 / (1 + Math.exp(-z)) - y[r]);
      }
      for (let j = 0; j < w.length; j++) w[j] *= 1 - learningRate * 0.001;
      for (const [k, error] of errors.entries()) {
        const step = (learningRate * error) / errors.length;
        for (let i = starts[first + k]; i < starts[first + k + 1]; i++) w[indices[i]] -= step * values[i];
        bias -= step;
      }
    }
  }
  const apart = w.reduce((most, value, j) => Math.max(most, Math.abs(value - coef[j])), Math.abs(bias - intercept));
  if (apart < 1e-5) return;
  throw new Error(`minibatch: weights are ${apart} away from the plain loop's, expected < 1e-5`);
}

/**
 * Trains every case and judges its outputs of the held-out rows.
 *
 * @param {Case[]} cases
 * @param {SparseSet} data
 */
async function qualities(cases, data) {
  const folder = mkdtempSync(join(tmpdir(), "minibatch-bench-"));
  const y = readFloats(data.test.y);
  /** @type {Record<string, Quality>} */
  const found = {};
  for (const { id, child, options } of cases) {
    await child.request("fit", { ...options, epochs: QUALITY_EPOCHS });
    const to = join(folder, "outputs");
    await child.request("outputs", { to });
    found[id] = judge(readFloats(to), y);
  }
  rmSync(folder, { recursive: true });
  return found;
}

/** @param {Float32Array} outputs @param {Float32Array} y @returns {Quality} */
function judge(outputs, y) {
  let correct = 0;
  let loss = 0;
  for (const [row, z] of outputs.entries()) {
    correct += Number(z > 0) === y[row] ? 1 : 0;
    const against = y[row] ? -z : z;
    loss += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
  }
  return { accuracy: correct / y.length, logLoss: loss / y.length };
}

/** @param {Case} c @returns {Promise<number[]>} seconds of a short fit, of a long one, epochs between them */
async function measureFits({ child, options }) {
  const epochs = child.name === "sparse" ? LONG.minibatch : LONG.peers;
  await child.request("fit", { ...options, epochs: 1 });
  const { seconds: short } = await child.request("fit", { ...options, epochs: 1 });
  const { seconds: long } = await child.request("fit", { ...options, epochs });
  return [short, long, epochs - 1];
}

/**
 * @param {SparseSet} data
 * @param {import("./harness.mjs").Summary} gather
 * @param {Figures} figures
 * @returns {import("./harness.mjs").Table}
 */
function table(data, gather, figures) {
  const { rows } = data.train;
  const lines = Object.entries(figures).map(([id, { best, median, spread, accuracy, logLoss }]) => [
    ...[id, milliseconds(best), milliseconds(median), percent(spread)],
    ...[millions(rows / median), millions(data.entries / median), percent(gather.median / median)],
    ...[accuracy.toFixed(4), logLoss.toFixed(4)],
  ]);
  const own = [milliseconds(gather.best), milliseconds(gather.median), percent(gather.spread)];
  return {
    title: `Sparse logistic regression, f32, ${rows} x ${data.columns}, ${data.entries} entries (${data.name}): an epoch on one thread`,
    columns: [
      "system",
      "best ms",
      "median ms",
      "spread",
      "M rows/s",
      "M entries/s",
      "of gather",
      "accuracy",
      "log loss",
    ],
    rows: [["gather", ...own, "", millions(data.entries / gather.median), "100 %", "", ""], ...lines],
    notes: [
      "Gather: one pass over the entries in order that multiplies each with the weight of its column; an epoch needs that " +
        "and a second pass that changes the weights.",
      `Accuracy and log loss: ${data.test.rows} held-out rows, ${QUALITY_EPOCHS} epochs on all rows.`,
    ],
  };
}
