// @ts-check
// libsvm text to rows in memory, one thread, beside scikit-learn's reader and the speed of reading the file's bytes.

import { Child, startPeer } from "./child.mjs";
import { libsvmText } from "./data/libsvm-text.mjs";
import { digits, milliseconds, times } from "./format.mjs";
import { interleave, progress, summary } from "./harness.mjs";

/** How many times as fast as scikit-learn the reader must be. */
const FACTOR = 6;
const ROWS = 500_000;
const QUICK_ROWS = 20_000;
/** scikit-learn takes a quarter of a minute for the whole file: so many rounds are enough. */
const MOST_ROUNDS = 3;

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function libsvm({ quick, rounds }) {
  const file = libsvmText(quick ? QUICK_ROWS : ROWS);
  const reader = await Child.start("libsvmReader");
  const sklearn = await startPeer("sklearnReader");
  const { path } = file;
  progress("libsvm: correctness");
  const ours = await reader.request("parse", { path });
  if (sklearn) check(ours, await sklearn.request("parse", { path }));
  progress("libsvm: timing");
  const seconds = (/** @type {Child} */ child, /** @type {string} */ op) => async () =>
    /** @type {number} */ ((await child.request(op, { path })).seconds);
  const samples = await interleave(
    [
      { id: "bytes", run: seconds(reader, "bytes") },
      { id: "minibatch", run: seconds(reader, "parse") },
      ...(sklearn ? [{ id: "scikit-learn", run: seconds(sklearn, "parse") }] : []),
    ],
    Math.min(rounds, MOST_ROUNDS),
  );
  reader.close();
  sklearn?.close();
  const figures = Object.fromEntries(Object.entries(samples).map(([id, runs]) => [id, summary(runs)]));
  return { tables: [table(file, figures)], targets: targets(figures), measurements: { file, ours, figures } };
}

/**
 * @param {Record<string, number>} ours
 * @param {Record<string, number>} theirs
 */
function check(ours, theirs) {
  for (const name of ["rows", "columns", "values"]) {
    if (ours[name] !== theirs[name]) throw new Error(`${name}: ${ours[name]}, scikit-learn has ${theirs[name]}`);
  }
  const difference = Math.abs(ours.total / theirs.total - 1);
  if (!(difference < 1e-9)) throw new Error(`sum of the values: ${ours.total}, scikit-learn has ${theirs.total}`);
}

/**
 * @param {import("./data/stored-text.mjs").TextFile} file
 * @param {Record<string, import("./harness.mjs").Summary>} figures
 * @returns {import("./harness.mjs").Table}
 */
function table({ bytes, rows }, figures) {
  const speed = (/** @type {number} */ seconds) => digits(bytes / 1e6 / seconds);
  return {
    title: `libsvm text of ${rows} rows, ${digits(bytes / 1e6)} MB, into rows in memory`,
    columns: ["", "best ms", "median ms", "MB/s (median)"],
    rows: Object.entries(figures).map(([id, { best, median }]) => [
      id === "bytes" ? "the file's bytes alone" : id,
      milliseconds(best),
      milliseconds(median),
      speed(median),
    ]),
  };
}

/** @param {Record<string, import("./harness.mjs").Summary>} figures */
function targets(figures) {
  const peer = figures["scikit-learn"];
  if (peer === undefined) return [];
  const factor = peer.median / figures.minibatch.median;
  const target = `libsvm text at least ${FACTOR} times as fast as scikit-learn`;
  return [{ target, measured: times(factor), reached: factor >= FACTOR }];
}
