// @ts-check
// Sparse logistic regression on clicks, 39 hashed words in a row: an epoch of minibatch and of scikit-learn.

import { SPARSE_NAMES } from "./data/sparse-store.mjs";
import { peerTargets } from "./sparse.mjs";
import { sparseEpochs } from "./sparse-epochs.mjs";

/** At rates at which the loss falls well, found by trying. @type {import("./sparse-epochs.mjs").Way[]} */
const WAYS = [
  [32, "none", 0.5],
  [32, "block", 0.5],
  [32, "block", 0.1, "adagrad"],
];

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function clicks(settings) {
  /** @type {import("./harness.mjs").Report} */
  const report = { tables: [], targets: [], measurements: {} };
  for (const name of SPARSE_NAMES.filter((one) => one.startsWith("ctr-like"))) {
    const { figures, table, measurements } = await sparseEpochs(name, WAYS, settings);
    report.tables.push(table);
    report.targets.push(...peerTargets(name, figures));
    report.measurements[name] = measurements;
  }
  return report;
}
