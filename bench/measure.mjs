// @ts-check
// What is measured and how. Seconds of one epoch, for every system in the same way: (fit of 6 epochs - fit of 1
// epoch) / 5, which leaves out checking and copying the data. Memory read: some passes in a row.

import { summary } from "./harness.mjs";

const FEW = 1;
const MANY = 6;
const PASSES = 5;

/** Rates at which the loss falls well, found by trying; the same for minibatch and PyTorch. */
const LEARNING_RATES = {
  "higgs-like": { 32: 0.02, 256: 0.1 },
  "mnist-like": { 32: 0.1, 256: 0.5 },
};

/** @typedef {32 | 256} BatchSize */

/**
 * The options that all fits of a data set share.
 *
 * @param {import("./data/store.mjs").DataName} data
 * @param {BatchSize} batchSize
 */
export function fitOptions(data, batchSize) {
  return { batchSize, learningRate: LEARNING_RATES[data][batchSize], l2: 1e-4, seed: 0 };
}

/**
 * One measurement: a short and a long fit, one after the other.
 *
 * @param {import("./child.mjs").Child} child
 * @param {object} options
 * @param {number} [repeats] - how often the rows pass in what counts as one epoch
 * @returns {Promise<number[]>} seconds of the short and of the long fit
 */
export async function measureFits(child, options, repeats = 1) {
  const { seconds: short } = await child.request("fit", { ...options, epochs: FEW * repeats });
  const { seconds: long } = await child.request("fit", { ...options, epochs: MANY * repeats });
  return [short, long];
}

/**
 * Seconds an epoch. `best` is the difference of the best long and the best short fit: the best of the differences
 * would gain from every short fit that was slow.
 *
 * @param {number[][]} pairs - what {@link measureFits} returned
 * @param {number} [scale] - all rows over rows that were fitted
 */
export function epochSummary(pairs, scale = 1) {
  const epoch = summary(pairs.map(([short, long]) => (scale * (long - short)) / (MANY - FEW)));
  const short = summary(pairs.map((pair) => pair[0] * scale));
  const long = summary(pairs.map((pair) => pair[1] * scale));
  return { ...epoch, best: (long.best - short.best) / (MANY - FEW), short, long };
}

/**
 * @param {import("./child.mjs").Child} memory
 * @returns {Promise<number[]>} seconds of every pass over the memory
 */
export async function measureRead(memory) {
  const seconds = [];
  for (let pass = 0; pass < PASSES; pass++) seconds.push((await memory.request("read")).seconds);
  return seconds;
}

/**
 * @param {number} bytes
 * @param {number[][]} passes - what {@link measureRead} returned
 */
export function readSummary(bytes, passes) {
  const read = summary(passes.flat());
  return { bytes, ...read, bytesPerSecond: bytes / read.median };
}
