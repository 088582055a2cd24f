// @ts-check
// How much memory a training process holds at its peak, counted in copies of the data.

import { Child, startPeer } from "./child.mjs";
import { DATA_NAMES, dataSet } from "./data/store.mjs";
import { mebibytes } from "./format.mjs";
import { fitOptions } from "./measure.mjs";

/** The caller's copy and the engine's. */
const COPIES = 2;
/** Class codes, orders, buffers and the collector's slack, as a share of the data. */
const SLACK = 0.1;
const SYSTEMS = /** @type {const} */ (["minibatch", "sklearn", "torch"]);

/**
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function memory({ quick }) {
  /** @type {import("./harness.mjs").Report} */
  const report = { tables: [], targets: [], measurements: {} };
  const rows = [];
  for (const name of DATA_NAMES) {
    const data = dataSet(name, quick);
    const bytes = data.bytes + data.train.rows * 4;
    /** @type {Record<string, unknown>} */
    const found = {};
    for (const system of SYSTEMS) {
      const child = system === "minibatch" ? await Child.start(system) : await startPeer(system);
      if (!child) continue;
      const peak = await measure(child, data);
      const copies = (peak.again - peak.started) / bytes;
      found[child.label] = { ...peak, copies };
      rows.push([child.label, name, ...Object.values(peak).map(mebibytes), copies.toFixed(2)]);
      if (system === "minibatch") report.targets.push(target(name, copies));
    }
    report.measurements[name] = { bytes, ...found };
  }
  report.tables.push({
    title: "Peak memory of a training process, MiB",
    columns: ["system", "data", "started", "data read", "fitted", "fitted again", "copies of the data"],
    rows,
    notes: ["Copies: (fitted again - started) / bytes of rows and targets; one copy is the caller's."],
  });
  return report;
}

/**
 * Peak resident bytes after the start (with a first small fit, so that all code is loaded), after reading the data,
 * after a fit of two epochs, and after two more such fits: what a fit leaves behind counts.
 *
 * @param {Child} child
 * @param {import("./data/store.mjs").DataSet} data
 */
async function measure(child, data) {
  const options = { ...fitOptions(data.name, 256), shuffle: "block", epochs: 2 };
  const few = dataSet(data.name, true);
  await child.request("load", { ...few.train, columns: data.columns });
  const { peakBytes: started } = await child.request("fit", { ...options, rows: few.train.rows });
  const { peakBytes: read } = await child.request("load", { ...data.train, columns: data.columns });
  const { peakBytes: fitted } = await child.request("fit", { ...options, rows: data.train.rows });
  await child.request("fit", { ...options, rows: data.train.rows });
  const { peakBytes: again } = await child.request("fit", { ...options, rows: data.train.rows });
  child.close();
  return { started, read, fitted, again };
}

/**
 * @param {string} name
 * @param {number} copies
 * @returns {import("./harness.mjs").Target}
 */
function target(name, copies) {
  return {
    target: `<= ${COPIES} copies of the data (+ ${SLACK * 100} % for buffers), ${name}`,
    measured: copies.toFixed(2),
    reached: copies <= COPIES + SLACK,
  };
}
