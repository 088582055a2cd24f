// @ts-check
// minibatch itself, as one more child process: driven like its peers and on the same core.

import { DenseMatrix, SGDClassifier, SGDRegressor } from "minibatch";
import { trainingDefaults } from "../../dist/data/table/training-defaults.js";
import { placingRows } from "../../dist/engine/estimators/row-placer.js";
import { StreamedRows } from "../../dist/engine/sampling/streamed-rows.js";
import { readFloats } from "../data/store.mjs";
import { peakBytes, serve, timed } from "./protocol.mjs";

let X = DenseMatrix.zeros(0, 0, "f32");
/** @type {Float32Array} */
let y = new Float32Array();
/** @type {InstanceType<typeof SGDClassifier> | InstanceType<typeof SGDRegressor>} */
let model = new SGDClassifier();

/** @param {import("./protocol.mjs").Job} job */
function load(job) {
  X = new DenseMatrix(readFloats(job.x), job.rows, job.columns);
  y = readFloats(job.y);
  if (job.sortByLabel) sortByLabel();
  return { peakBytes: peakBytes() };
}

function sortByLabel() {
  const order = Int32Array.from(y.keys()).sort((a, b) => y[a] - y[b] || a - b);
  X = X.takeRows(order);
  y = Float32Array.from(order, (row) => y[row]);
}

/** @param {import("./protocol.mjs").Job} job */
async function fit({ loss = "log_loss", epochs, batchSize, shuffle, learningRate, l2, seed, rows = X.rows }) {
  const options = { epochs, batchSize, shuffle, learningRate, l2, seed, precision: /** @type {const} */ ("f32") };
  model = loss === "log_loss" ? new SGDClassifier(options) : new SGDRegressor(options);
  const few = new DenseMatrix(X.data.subarray(0, rows * X.columns), rows, X.columns);
  const { seconds } = await timed(async () => void (await model.fit(few, y.subarray(0, rows))));
  return { seconds, ...weightsOf(model), peakBytes: peakBytes() };
}

/** The mean of the weights from a tenth of the rows on. @param {import("./protocol.mjs").Job} job */
async function fitAveraged({ epochs, batchSize, shuffle, learningRate, l2, seed, rows = X.rows }) {
  const options = { epochs, batchSize, shuffle, learningRate, l2, seed, average: Math.ceil((rows * epochs) / 10) };
  const classifier = new SGDClassifier(options);
  const few = new DenseMatrix(X.data.subarray(0, rows * X.columns), rows, X.columns);
  const { seconds } = await timed(async () => void (await classifier.fit(few, y.subarray(0, rows))));
  return { seconds, ...weightsOf(classifier) };
}

/** As `minibatch train` does where no option is given, but for the epochs. @param {import("./protocol.mjs").Job} job */
async function fitAsTrain({ epochs, seed, rows = X.rows }) {
  const defaults = trainingDefaults({ rows, columns: X.columns });
  const classifier = new SGDClassifier({ ...defaults, epochs: epochs ?? defaults.epochs, seed });
  const few = new DenseMatrix(X.data.subarray(0, rows * X.columns), rows, X.columns);
  const { seconds } = await timed(async () => void (await classifier.fit(few, y.subarray(0, rows))));
  return { seconds, ...weightsOf(classifier) };
}

/** Softmax over all classes. @param {import("./protocol.mjs").Job} job */
async function fitClasses({ epochs, batchSize, shuffle, learningRate, l2, seed, rows = X.rows }) {
  const options = { epochs, batchSize, shuffle, learningRate, l2, seed, precision: /** @type {const} */ ("f32") };
  const classifier = new SGDClassifier({ ...options, loss: "softmax" });
  const few = new DenseMatrix(X.data.subarray(0, rows * X.columns), rows, X.columns);
  const { seconds } = await timed(async () => void (await classifier.fit(few, y.subarray(0, rows))));
  const { coef, intercept } = classifier;
  return { seconds, coef: coef.map((row) => [...row]), intercept: [...intercept] };
}

/**
 * The weights after every epoch of a fit; `shuffle: "streamed"` reads the rows chunk by chunk through a buffer, as the training
 * of a table does that does not fit memory.
 *
 * @param {import("./protocol.mjs").Job} job
 */
async function trace({ op, shuffle, bufferBytes, ...options }) {
  const isStreamed = shuffle === "streamed";
  const classifier = new SGDClassifier(isStreamed ? options : { ...options, shuffle });
  /** @type {import("../data/store.mjs").Linear[]} */
  const epochs = [];
  const listeners = { onEpoch: () => void epochs.push(weightsOf(classifier)) };
  const fit = isStreamed
    ? placingRows(listeners, (kernels, arena, rows) => new StreamedRows(kernels, arena, { ...rows, bufferBytes }))
    : listeners;
  await classifier.fit(X, y, fit);
  return { epochs };
}

/** @param {InstanceType<typeof SGDClassifier> | InstanceType<typeof SGDRegressor>} fitted */
function weightsOf({ coef, intercept }) {
  return { coef: [...coef[0]], intercept: intercept[0] };
}

/** @type {Uint8Array | undefined} */
let labels;
/** @type {DenseMatrix | undefined} */
let probabilities;
/** @type {DenseMatrix | undefined} */
let resident;

/** The rows in the engine's memory, copied there when first asked for. */
function residentRows() {
  if (resident?.rows !== X.rows) {
    resident = DenseMatrix.resident(X.rows, X.columns, "f32");
    resident.data.set(X.data);
  }
  return resident;
}

/** Predicts into the same array every time, or with `fresh` into a new one. @param {import("./protocol.mjs").Job} job */
async function predict({ head, fresh, resident: inPlace }) {
  if (labels?.length !== X.rows) labels = new Uint8Array(X.rows);
  const out = labels;
  const rows = inPlace ? residentRows() : X;
  const classifier = trainedClassifier();
  const { seconds, result } = await timed(() => (fresh ? classifier.predict(rows) : classifier.predict(rows, out)));
  return { seconds, head: Array.from(result.slice(0, head)) };
}

/** Predicts into the same matrix every time, or with `fresh` into a new one. @param {import("./protocol.mjs").Job} job */
async function predictProba({ head, fresh, resident: inPlace }) {
  if (probabilities?.rows !== X.rows) probabilities = DenseMatrix.zeros(X.rows, 2, "f32");
  const out = probabilities;
  const rows = inPlace ? residentRows() : X;
  const classifier = trainedClassifier();
  const { seconds, result } = await timed(() => classifier.predictProba(rows, fresh ? undefined : out));
  return { seconds, head: Array.from({ length: head }, (_, row) => result.get(row, 1)) };
}

function trainedClassifier() {
  if (!(model instanceof SGDClassifier)) throw new Error("predictions are asked of a classifier");
  return model;
}

await serve(
  { Node: process.version },
  { load, fit, fitAveraged, fitAsTrain, fitClasses, trace, predict, predictProba },
);
