// @ts-check
// The table of the dense benchmark, and what minibatch must reach in it. Medians are compared with medians.

import { gigabytes, millions, milliseconds, percent, times } from "./format.mjs";
import { heldOut } from "./quality.mjs";

/** @typedef {import("./data/store.mjs").DataSet} DataSet */
/** @typedef {import("./dense-logistic.mjs").Result} Result */

/** Epochs after which a system is judged on the held-out rows. */
export const QUALITY_EPOCHS = 5;

/**
 * @param {string} label
 * @param {number} batch
 * @param {string} shuffle
 */
export const caseId = (label, batch, shuffle) => `${label}, batch ${batch}, shuffle ${shuffle}`;

const READ_SHARE = 0.45;
const FACTORS = [
  { data: "higgs-like", factor: 100, peer: "PyTorch", case: caseId("PyTorch", 32, "full"), batch: 32 },
  { data: "higgs-like", factor: 14, peer: "scikit-learn", case: caseId("scikit-learn", 1, "full"), batch: 32 },
  { data: "higgs-like", factor: 14, peer: "scikit-learn", case: caseId("scikit-learn", 1, "full"), batch: 256 },
  { data: "mnist-like", factor: 6, peer: "scikit-learn", case: caseId("scikit-learn", 1, "full"), batch: 32 },
  { data: "mnist-like", factor: 6, peer: "scikit-learn", case: caseId("scikit-learn", 1, "full"), batch: 256 },
];

/**
 * @param {DataSet} data
 * @param {Result} result
 * @returns {import("./harness.mjs").Table}
 */
export function denseTable(data, { read, cases, figures }) {
  const { rows } = data.train;
  const readLine = [milliseconds(read.best), milliseconds(read.median), percent(read.spread), ""];
  const lines = cases.map(({ id, child, batch, shuffle, rows: fitted }) => {
    const { best, median, spread, accuracy, logLoss } = figures[id];
    const speed = data.bytes / median;
    return [
      fitted < rows ? `${child.label}, from ${fitted} rows` : child.label,
      ...[batch, shuffle, milliseconds(best), milliseconds(median), percent(spread)],
      ...[millions(rows / median), gigabytes(speed), percent(speed / read.bytesPerSecond)],
      ...[accuracy.toFixed(4), logLoss.toFixed(4)],
    ];
  });
  return {
    title: `Dense logistic regression, f32, ${rows} x ${data.columns} (${data.name}): an epoch on one thread`,
    columns: [
      ...["system", "batch", "shuffle", "best ms", "median ms", "spread"],
      ...["M rows/s", "GB/s", "of read", "accuracy", "log loss"],
    ],
    rows: [["memory read", "", "", ...readLine, gigabytes(read.bytesPerSecond), "100 %", "", ""], ...lines],
    notes: [
      `Accuracy and log loss: ${data.test.rows} held-out rows, ${QUALITY_EPOCHS} epochs on all rows.${planted(data)}`,
    ],
  };
}

/** @param {DataSet} data */
function planted(data) {
  if (!data.planted) return "";
  const { accuracy, logLoss } = heldOut(data).judge(data.planted);
  return ` The model that drew the labels has ${accuracy.toFixed(4)} and ${logLoss.toFixed(4)}.`;
}

/**
 * @param {DataSet} data
 * @param {Result} result
 * @returns {import("./harness.mjs").Target[]}
 */
export function denseTargets(data, { read, figures }) {
  const median = (/** @type {number} */ batch, /** @type {string} */ shuffle) =>
    figures[caseId("minibatch", batch, shuffle)].median;
  const where = (/** @type {number} */ batch) => `${data.columns} features, batch ${batch}`;
  const peers = FACTORS.filter((target) => target.data === data.name && figures[target.case]).map((target) => {
    const measured = figures[target.case].median / median(target.batch, "block");
    return {
      target: `>= ${target.factor}x ${target.peer}, ${where(target.batch)}, shuffled`,
      measured: times(measured),
      reached: measured >= target.factor,
    };
  });
  const shares = [32, 256].map((batch) => {
    const share = data.bytes / median(batch, "none") / read.bytesPerSecond;
    return {
      target: `>= ${percent(READ_SHARE)} of memory read, ${where(batch)}, not shuffled`,
      measured: percent(share),
      reached: share >= READ_SHARE,
    };
  });
  return [...peers, ...shares];
}
