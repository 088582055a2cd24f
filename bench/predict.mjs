// @ts-check
// Prediction of all training rows at once, one thread, beside the memory's speed.

import { startAll, versionsOf } from "./child.mjs";
import { dataSet, readFloats } from "./data/store.mjs";
import { gigabytes, millions, milliseconds, percent } from "./format.mjs";
import { interleave, progress, summary } from "./harness.mjs";
import { fitOptions, measureRead, readSummary } from "./measure.mjs";
import { margin } from "./quality.mjs";

/** @typedef {import("./child.mjs").Child} Child */
/** @typedef {"predict" | "predictProba"} Op */
/** @typedef {{ id: string, call: string, child: Child, op: Op, how: How }} Case */
/** @typedef {{ fresh?: boolean, resident?: boolean }} How - a new array for each call; rows in the engine's memory */

const READ_SHARE = 0.5;
/** Rows whose predictions are compared with the weights' own before anything is timed. */
const HEAD = 1000;
const TOLERANCE = 1e-5;
const REPEATS = 3;

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function predict({ quick, rounds }) {
  const data = dataSet("higgs-like", quick);
  const children = await startAll();
  const { memory, minibatch, sklearn, torch } = children;
  const { bytes } = await memory.request("load", { bytes: data.bytes });
  const x = readFloats(data.train.x).subarray(0, HEAD * data.columns);
  progress(`${data.name}: correctness`);
  /** @type {Case[]} */
  const cases = [];
  for (const child of [minibatch, sklearn, torch]) {
    if (!child) continue;
    await child.request("load", { ...data.train, columns: data.columns });
    const options = { ...fitOptions(data.name, 256), shuffle: "full", rows: data.train.rows, epochs: 1 };
    const weights = await child.request("fit", options);
    for (const op of /** @type {Op[]} */ (["predict", "predictProba"])) {
      if (child === torch && op === "predict") continue;
      await check(child, op, weights, x);
      for (const [call, how] of child === minibatch ? waysOf(op) : [callOf(op)]) {
        cases.push({ id: `${child.label} ${call}`, call, child, op, how });
      }
    }
  }
  progress(`${data.name}: timing`);
  const samples = await interleave(
    [
      { id: "read", run: () => measureRead(memory) },
      ...cases.map((one) => ({ id: one.id, run: () => measurePredict(one) })),
    ],
    rounds,
  );
  for (const child of Object.values(children)) child.close();
  const read = readSummary(bytes, samples.read);
  const figures = Object.fromEntries(cases.map(({ id }) => [id, summary(samples[id].flat())]));
  return {
    tables: [table(data, cases, read, figures)],
    targets: cases
      .filter(({ child }) => child === minibatch)
      .map(({ id, call }) => target(data, call, read, figures[id])),
    measurements: {
      [data.name]: {
        rows: data.train.rows,
        columns: data.columns,
        versions: versionsOf(children),
        read,
        predictions: figures,
      },
    },
  };
}

/** @returns {[string, How]} */
function callOf(/** @type {Op} */ op) {
  return [op, { fresh: true }];
}

/** How minibatch can be called. @returns {[string, How][]} */
function waysOf(/** @type {Op} */ op) {
  return [
    callOf(op),
    [`${op} into an array given`, {}],
    [`${op} into an array given, resident rows`, { resident: true }],
  ];
}

/** Seconds of each of some predictions in a row, after one that is not timed. */
async function measurePredict(/** @type {Case} */ { child, op, how }) {
  const seconds = [];
  await child.request(op, { head: 0, ...how });
  for (let i = 0; i < REPEATS; i++) seconds.push((await child.request(op, { head: 0, ...how })).seconds);
  return seconds;
}

/**
 * @param {Child} child
 * @param {"predict" | "predictProba"} op
 * @param {import("./data/store.mjs").Linear} weights
 * @param {Float32Array} x - the first rows
 */
async function check(child, op, weights, x) {
  const { head } = await child.request(op, { head: HEAD });
  for (let row = 0; row < HEAD; row++) {
    const z = margin(weights, x, row);
    const expected = op === "predict" ? Number(z > 0) : 1 / (1 + Math.exp(-z));
    if (Math.abs(head[row] - expected) < TOLERANCE || (op === "predict" && Math.abs(z) < TOLERANCE)) continue;
    throw new Error(`${child.label} ${op}: row ${row} is ${head[row]}, its weights give ${expected}`);
  }
}

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @param {Case[]} cases
 * @param {ReturnType<typeof readSummary>} read
 * @param {Record<string, import("./harness.mjs").Summary>} figures
 * @returns {import("./harness.mjs").Table}
 */
function table(data, cases, read, figures) {
  const start = [milliseconds(read.best), milliseconds(read.median), percent(read.spread)];
  const lines = cases.map(({ id, child, call }) => {
    const { best, median, spread } = figures[id];
    const speed = data.bytes / median;
    return [
      ...[child.label, call, milliseconds(best), milliseconds(median), percent(spread)],
      ...[millions(data.train.rows / median), gigabytes(speed), percent(speed / read.bytesPerSecond)],
    ];
  });
  return {
    title: `Prediction, f32, ${data.train.rows} x ${data.columns}, all rows at once, one thread`,
    columns: ["system", "call", "best ms", "median ms", "spread", "M rows/s", "GB/s", "of read"],
    rows: [["memory read", "", ...start, "", gigabytes(read.bytesPerSecond), "100 %"], ...lines],
    notes: [
      "GB/s counts the rows that are read, not the predictions that are written.",
      "A new array for every call costs page faults in Node; the peers' allocators give the same pages again.",
    ],
  };
}

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @param {string} call
 * @param {ReturnType<typeof readSummary>} read
 * @param {import("./harness.mjs").Summary} figure
 * @returns {import("./harness.mjs").Target}
 */
function target(data, call, read, { median }) {
  const share = data.bytes / median / read.bytesPerSecond;
  return {
    target: `${call}: >= ${percent(READ_SHARE)} of memory read, ${data.columns} features`,
    measured: percent(share),
    reached: share >= READ_SHARE,
  };
}
