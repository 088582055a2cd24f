// @ts-check
// Dense logistic regression, one thread: an epoch of minibatch, scikit-learn and PyTorch beside the memory's speed.

import { startAll, versionsOf } from "./child.mjs";
import { DATA_NAMES, dataSet } from "./data/store.mjs";
import { caseId, denseTable, denseTargets, QUALITY_EPOCHS } from "./dense-report.mjs";
import { interleave, progress } from "./harness.mjs";
import { epochSummary, fitOptions, measureFits, measureRead, readSummary } from "./measure.mjs";
import { checkWeights } from "./plain.mjs";
import { heldOut } from "./quality.mjs";

/** @typedef {import("./child.mjs").Child} Child */
/** @typedef {import("./data/store.mjs").DataSet} DataSet */
/** @typedef {import("./quality.mjs").Quality} Quality */
/** @typedef {{ id: string, child: Child, batch: number, shuffle: string, rows: number }} Case */
/** @typedef {ReturnType<typeof epochSummary> & Quality} Figures */
/** @typedef {{ read: ReturnType<typeof readSummary>, cases: Case[], figures: Record<string, Figures> }} Result */

/** PyTorch at batch 32 takes about 6 s for an epoch of a million rows: it gets this many, and its time is scaled. */
const TORCH_ROWS = 100_000;

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function denseLogistic({ quick, rounds }) {
  /** @type {import("./harness.mjs").Report} */
  const report = { tables: [], targets: [], measurements: {} };
  for (const name of DATA_NAMES) {
    const data = dataSet(name, quick);
    const children = await startAll();
    const result = await measure(data, children, rounds);
    report.tables.push(denseTable(data, result));
    report.targets.push(...denseTargets(data, result));
    report.measurements[name] = {
      rows: data.train.rows,
      columns: data.columns,
      versions: versionsOf(children),
      read: result.read,
      epochs: result.figures,
    };
    for (const child of Object.values(children)) child.close();
  }
  return report;
}

/**
 * @param {DataSet} data
 * @param {import("./child.mjs").Children} children
 * @param {number} rounds
 * @returns {Promise<Result>}
 */
async function measure(data, children, rounds) {
  const { memory, ...systems } = children;
  const { bytes } = await memory.request("load", { bytes: data.bytes });
  for (const child of Object.values(systems)) await child.request("load", { ...data.train, columns: data.columns });
  progress(`${data.name}: correctness`);
  await checkWeights(systems.minibatch, data);
  const cases = listCases(children, data.train.rows);
  const quality = await qualities(cases, data);
  progress(`${data.name}: timing`);
  const samples = await interleave(
    [
      { id: "read", run: () => measureRead(memory) },
      ...cases.map((c) => ({ id: c.id, run: () => measureFits(c.child, options(c, data)) })),
    ],
    rounds,
  );
  /** @type {Record<string, Figures>} */
  const figures = {};
  for (const { id, rows } of cases)
    figures[id] = { ...epochSummary(samples[id], data.train.rows / rows), ...quality[id] };
  return { read: readSummary(bytes, samples.read), cases, figures };
}

/**
 * @param {import("./child.mjs").Children} children
 * @param {number} rows
 * @returns {Case[]}
 */
function listCases({ minibatch, sklearn, torch }, rows) {
  /** @type {Case[]} */
  const cases = [];
  const add = (/** @type {Child | undefined} */ child, batch = 0, shuffle = "", fitted = rows) => {
    if (child) cases.push({ id: caseId(child.label, batch, shuffle), child, batch, shuffle, rows: fitted });
  };
  for (const batch of [32, 256]) for (const shuffle of ["block", "full", "none"]) add(minibatch, batch, shuffle);
  for (const shuffle of ["full", "none"]) add(sklearn, 1, shuffle);
  add(torch, 32, "full", Math.min(rows, TORCH_ROWS));
  add(torch, 256, "full");
  return cases;
}

/** scikit-learn has neither batches nor a constant rate by default; of these it takes the penalty and the shuffle. */
function options(/** @type {Case} */ { batch, shuffle, rows }, /** @type {DataSet} */ data) {
  return { ...fitOptions(data.name, batch === 256 ? 256 : 32), shuffle, rows };
}

/**
 * Trains every case on all rows and judges it on the held-out ones, so that speed is not bought with quality.
 *
 * @param {Case[]} cases
 * @param {DataSet} data
 */
async function qualities(cases, data) {
  const { judge, prior } = heldOut(data);
  /** @type {Record<string, Quality>} */
  const found = {};
  for (const c of cases) {
    const fit = await c.child.request("fit", { ...options(c, data), rows: data.train.rows, epochs: QUALITY_EPOCHS });
    found[c.id] = judge(fit);
    if (found[c.id].logLoss < prior) continue;
    progress(`  warning: ${c.id}: log loss ${found[c.id].logLoss}; the shares of the classes alone give ${prior}`);
  }
  return found;
}
