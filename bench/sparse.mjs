// @ts-check
// Sparse logistic regression on documents: an epoch of minibatch and of scikit-learn, and Bottou's svmsgd.

import { times } from "./format.mjs";
import { sparseEpochs } from "./sparse-epochs.mjs";

/** Bottou's svmsgd, 2011, over the rcv1-like rows in order, measured once on the machine of the results; not part of this run. */
const SVMSGD_SECONDS = 0.09;

/** At rates at which the loss falls well, found by trying. @type {import("./sparse-epochs.mjs").Way[]} */
const WAYS = [
  [1, "none", 2],
  [32, "none", 32],
  [1, "block", 2],
  [32, "block", 32],
  [32, "full", 32],
  [256, "block", 32],
  [32, "block", 0.6, "adagrad"],
];

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function sparse(settings) {
  const { figures, table, measurements } = await sparseEpochs("rcv1-like", WAYS, settings);
  const own = figures["minibatch, batch 32, none"].median;
  const svmsgd = SVMSGD_SECONDS / own;
  return {
    tables: [table],
    targets: [
      ...peerTargets("rcv1-like", figures),
      { target: ">= 1x svmsgd's 0.09 s, batch 32, in order, rcv1-like", measured: times(svmsgd), reached: svmsgd >= 1 },
    ],
    measurements: { "rcv1-like": measurements },
  };
}

/**
 * What must be reached beside scikit-learn, where it is there.
 *
 * @param {string} name - of the data set
 * @param {import("./sparse-epochs.mjs").Figures} figures
 * @returns {import("./harness.mjs").Target[]}
 */
export function peerTargets(name, figures) {
  /** @param {string} target @param {"full" | "none"} peer @param {"block" | "none"} own @param {number} least */
  const beside = (target, peer, own, least) => {
    const theirs = figures[`scikit-learn, batch 1, ${peer}`];
    if (theirs === undefined) return [];
    const measured = theirs.median / figures[`minibatch, batch 32, ${own}`].median;
    return [{ target: `${target}, ${name}`, measured: times(measured), reached: measured >= least }];
  };
  return [
    ...beside(">= 2.5x scikit-learn, batch 32, shuffled", "full", "block", 2.5),
    ...beside(">= 1x scikit-learn, batch 32, in order", "none", "none", 1),
  ];
}
