// @ts-check
// Do the block shuffle, and the two-level shuffle of rows that stream from a file, converge like the full one? Held-out log
// loss after each epoch, on rows as they were drawn and on rows sorted by label.

import { Child } from "./child.mjs";
import { DATA_NAMES, dataSet } from "./data/store.mjs";
import { progress } from "./harness.mjs";
import { fitOptions } from "./measure.mjs";
import { heldOut } from "./quality.mjs";

const EPOCHS = 5;
const SEEDS = Array.from({ length: 20 }, (_, i) => i);
const SHUFFLES = ["full", "block", "streamed", "none"];
/** Of the streamed rows: an eighth to a twelfth of them is in memory at a time. */
const BUFFER_BYTES = 16_777_216;
const BATCH = 32;
/** How far another shuffle's mean may lie above the full shuffle's, in nats. */
const TOLERANCE = 0.001;

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function shuffle({ quick }) {
  /** @type {import("./harness.mjs").Report} */
  const report = { tables: [], targets: [], measurements: {} };
  for (const name of DATA_NAMES) {
    const data = dataSet(name, quick);
    /** @type {Record<string, Record<string, number[][]>>} */
    const losses = {};
    for (const sortByLabel of [false, true]) {
      const order = sortByLabel ? "sorted by label" : "as drawn";
      progress(`${name}, ${order}`);
      losses[order] = await measure(data, sortByLabel);
      for (const kind of ["block", "streamed"]) report.targets.push(target(name, order, kind, losses[order]));
    }
    report.tables.push(table(data, losses));
    report.measurements[name] = { rows: data.train.rows, batch: BATCH, seeds: SEEDS, logLoss: losses };
  }
  return report;
}

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @param {boolean} sortByLabel
 * @returns {Promise<Record<string, number[][]>>} by shuffle: log loss [epoch][seed]
 */
async function measure(data, sortByLabel) {
  const child = await Child.start("minibatch");
  const { judge } = heldOut(data);
  /** @type {Record<string, number[][]>} */
  const losses = {};
  await child.request("load", { ...data.train, columns: data.columns, sortByLabel });
  for (const kind of SHUFFLES) {
    losses[kind] = Array.from({ length: EPOCHS }, () => []);
    for (const seed of SEEDS) {
      const options = {
        ...fitOptions(data.name, BATCH),
        seed,
        shuffle: kind,
        bufferBytes: BUFFER_BYTES,
        epochs: EPOCHS,
      };
      /** @type {{ epochs: import("./data/store.mjs").Linear[] }} */
      const { epochs } = await child.request("trace", options);
      for (const [epoch, weights] of epochs.entries()) losses[kind][epoch].push(judge(weights).logLoss);
    }
  }
  child.close();
  return losses;
}

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @param {Record<string, Record<string, number[][]>>} losses
 * @returns {import("./harness.mjs").Table}
 */
function table(data, losses) {
  const rows = Object.entries(losses).flatMap(([order, byShuffle]) =>
    Object.entries(byShuffle).map(([kind, byEpoch]) => [
      `${order}, ${kind}`,
      ...byEpoch.map((seeds) => mean(seeds).toFixed(4)),
      (Math.max(...last(byEpoch)) - Math.min(...last(byEpoch))).toFixed(4),
    ]),
  );
  return {
    title: `Held-out log loss by epoch, ${data.train.rows} x ${data.columns} (${data.name}), batch ${BATCH}`,
    columns: ["rows, shuffle", ...Array.from({ length: EPOCHS }, (_, i) => `epoch ${i + 1}`), "range"],
    rows,
    notes: [`Means of ${SEEDS.length} seeds; range: largest - smallest of them after the last epoch.`],
  };
}

/**
 * @param {string} name
 * @param {string} order
 * @param {string} kind - of shuffle
 * @param {Record<string, number[][]>} losses
 * @returns {import("./harness.mjs").Target}
 */
function target(name, order, kind, losses) {
  const above = Math.max(...losses[kind].map((seeds, epoch) => mean(seeds) - mean(losses.full[epoch])));
  return {
    target: `${kind} shuffle's log loss <= full shuffle's + ${TOLERANCE} after every epoch, ${name} ${order}`,
    measured: `${above < 0 ? "-" : "+"}${Math.abs(above).toFixed(5)}`,
    reached: above <= TOLERANCE,
  };
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {number[][]} values */
function last(values) {
  return values[values.length - 1];
}
