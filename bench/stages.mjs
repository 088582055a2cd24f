// @ts-check
// Where the time of a training goes, told by differences between fits that have one stage more or less.

import { Child } from "./child.mjs";
import { DATA_NAMES, dataSet } from "./data/store.mjs";
import { milliseconds, percent } from "./format.mjs";
import { interleave, progress } from "./harness.mjs";
import { epochSummary, fitOptions, measureFits } from "./measure.mjs";

/** Rows that stay in a core's own cache, trained again and again: the arithmetic without the memory. */
const CACHED_BYTES = 512 * 1024;

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function stages({ quick, rounds }) {
  /** @type {import("./harness.mjs").Report} */
  const report = { tables: [], targets: [], measurements: {} };
  const rows = [];
  for (const name of DATA_NAMES) {
    for (const batch of /** @type {const} */ ([32, 256])) {
      const found = await measure(dataSet(name, quick), batch, rounds);
      report.measurements[`${name}, batch ${batch}`] = found;
      const epoch = found.shuffle + found.waiting + found.arithmetic + found.loss;
      const share = (/** @type {number} */ seconds) => `${milliseconds(seconds)} (${percent(seconds / epoch)})`;
      const { shuffle, waiting, arithmetic, loss, ingest } = found;
      rows.push([
        `${name}, batch ${batch}`,
        ...[epoch, ingest].map(milliseconds),
        ...[shuffle, waiting, arithmetic, loss].map(share),
      ]);
    }
  }
  report.tables.push({
    title: "Where the time goes, ms on one thread (share of a shuffled epoch)",
    columns: ["data", "shuffled epoch", "ingest, once", "shuffle", "memory", "products and update", "loss"],
    rows,
    notes: [
      "Ingest: a fit of one epoch less one epoch. Shuffle: an epoch with the block shuffle less one without. Memory: " +
        "an epoch without shuffle less the same number of rows out of the cache. Loss: log loss less squared error, in " +
        "the cache. Products and update: the rest.",
    ],
  });
  return report;
}

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @param {32 | 256} batch
 * @param {number} rounds
 */
async function measure(data, batch, rounds) {
  progress(`${data.name}, batch ${batch}`);
  const child = await Child.start("minibatch");
  await child.request("load", { ...data.train, columns: data.columns });
  const options = fitOptions(data.name, batch);
  const all = data.train.rows;
  const cached = Math.min(all, Math.floor(CACHED_BYTES / (4 * data.columns) / 256) * 256 || 256);
  const repeats = Math.max(1, Math.round(all / cached));
  const small = { ...options, shuffle: "none", rows: cached };
  const samples = await interleave(
    [
      { id: "block", run: () => measureFits(child, { ...options, shuffle: "block" }) },
      { id: "none", run: () => measureFits(child, { ...options, shuffle: "none" }) },
      { id: "cached", run: () => measureFits(child, small, repeats) },
      {
        id: "squared",
        run: () => measureFits(child, { ...small, loss: "squared_error", learningRate: 1e-4 }, repeats),
      },
    ],
    rounds,
  );
  child.close();
  const block = epochSummary(samples.block);
  const none = epochSummary(samples.none).median;
  const arithmeticAndLoss = epochSummary(samples.cached, all / (cached * repeats)).median;
  const arithmetic = epochSummary(samples.squared, all / (cached * repeats)).median;
  return {
    ingest: block.short.median - block.median,
    shuffle: block.median - none,
    waiting: none - arithmeticAndLoss,
    arithmetic,
    loss: arithmeticAndLoss - arithmetic,
  };
}
