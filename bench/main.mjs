// @ts-check
// npm run bench -- [names] [--quick] [--rounds N] [--out FOLDER]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pinned } from "./child.mjs";
import { clicks } from "./clicks.mjs";
import { clicksText } from "./clicks-text.mjs";
import { convergence } from "./convergence.mjs";
import { denseLogistic } from "./dense-logistic.mjs";
import { machine, markdown, progress, warnIfBusy, writeResult } from "./harness.mjs";
import { libsvm } from "./libsvm.mjs";
import { memory } from "./memory.mjs";
import { predict } from "./predict.mjs";
import { shuffle } from "./shuffle.mjs";
import { softmax } from "./softmax.mjs";
import { sparse } from "./sparse.mjs";
import { stages } from "./stages.mjs";

/** @type {Record<string, (settings: import("./harness.mjs").Settings) => Promise<import("./harness.mjs").Report>>} */
const BENCHMARKS = {
  "dense-logistic": denseLogistic,
  predict,
  memory,
  shuffle,
  softmax,
  stages,
  libsvm,
  sparse,
  clicks,
  "clicks-text": clicksText,
  convergence,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, rounds: { type: "string" }, out: { type: "string" } },
});
const unknown = positionals.find((name) => !(name in BENCHMARKS));
const rounds = Number(values.rounds ?? (values.quick ? 2 : 7));
if (unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
  progress(
    unknown
      ? `no benchmark "${unknown}": there are ${Object.keys(BENCHMARKS).join(", ")}`
      : "--rounds: a whole number >= 1",
  );
  process.exit(2);
}
const out = values.out ?? (values.quick ? undefined : fileURLToPath(new URL("results/", import.meta.url)));

warnIfBusy();
const header = { ...machine(), pinned, rounds };
progress(`${header.cpu}, Node ${header.node}, ${rounds} rounds`);
/** @type {import("./harness.mjs").Target[]} */
const targets = [];
for (const name of positionals.length ? positionals : Object.keys(BENCHMARKS)) {
  progress(name);
  const report = await BENCHMARKS[name]({ quick: values.quick, rounds });
  for (const table of report.tables) process.stdout.write(`${markdown(table)}\n`);
  targets.push(...report.targets);
  if (out)
    writeResult(out, name, { benchmark: name, ...header, targets: report.targets, measurements: report.measurements });
}
if (targets.length) process.stdout.write(`${markdown(targetTable(targets))}\n`);

/** @param {import("./harness.mjs").Target[]} targets */
function targetTable(targets) {
  const rows = targets.map(({ target, measured, reached }) => [target, measured, reached ? "yes" : "no"]);
  const title = values.quick ? "What must be reached (on few rows these figures mean nothing)" : "What must be reached";
  return { title, columns: ["target", "measured", "reached"], rows };
}
