// @ts-check
// What is measured and how. Seconds of one epoch, for every system in the same way: (long fit - fit of one epoch) /
// (epochs of the long fit - 1), which leaves out checking and copying the data. Memory read: some passes in a row.

import { summary } from "./harness.mjs";

/** Epochs of the long fit. minibatch makes more of them: its epoch is short beside the copy that the difference drops. */
const LONG = { minibatch: 31, peers: 6 };
const PASSES = 5;

/** Rates at which the loss falls well, found by trying; the same for minibatch and PyTorch. */
const LEARNING_RATES = {
  "higgs-like": { 32: 0.02, 256: 0.1 },
  "mnist-like": { 32: 0.1, 256: 0.5 },
  "mnist-like-10": { 32: 0.05, 256: 0.2 },
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
 * @param {string} [op] - the operation that fits
 * @returns {Promise<number[]>} seconds of the short fit, seconds of the long fit, epochs between them
 */
export async function measureFits(child, options, repeats = 1, op = "fit") {
  const epochs = child.name === "minibatch" ? LONG.minibatch : LONG.peers;
  await child.request(op, { ...options, epochs: repeats });
  const { seconds: short } = await child.request(op, { ...options, epochs: repeats });
  const { seconds: long } = await child.request(op, { ...options, epochs: epochs * repeats });
  return [short, long, epochs - 1];
}

/**
 * Seconds an epoch. `best` is the difference of the best long and the best short fit: the best of the differences
 * would gain from every short fit that was slow.
 *
 * @param {number[][]} fits - what {@link measureFits} returned
 * @param {number} [scale] - all rows over rows that were fitted
 */
export function epochSummary(fits, scale = 1) {
  const epoch = summary(fits.map(([short, long, epochs]) => (scale * (long - short)) / epochs));
  const short = summary(fits.map((fit) => fit[0] * scale));
  const long = summary(fits.map((fit) => fit[1] * scale));
  return { ...epoch, best: (long.best - short.best) / fits[0][2], short, long };
}

/**
 * @param {import("./child.mjs").Child} memory
 * @returns {Promise<number[]>} seconds of every pass over the memory
 */
export async function measureRead(memory) {
  const seconds = [];
  await memory.request("read");
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
