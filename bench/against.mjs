// @ts-check
// node bench/against.mjs COMMIT [--quick] [--rounds N]
// The plain dense case of another commit of this repository and of the checkout, measured in turns; of all rows, the figures
// are kept in results/against.json.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Child } from "./child.mjs";
import { DATA_NAMES, dataSet } from "./data/store.mjs";
import { milliseconds, percent, times } from "./format.mjs";
import { interleave, machine, markdown, progress, warnIfBusy, writeResult } from "./harness.mjs";
import { epochSummary, fitOptions, measureFits } from "./measure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, rounds: { type: "string", default: "7" } },
});
const [commit] = positionals;
if (!commit) {
  progress("node bench/against.mjs COMMIT [--quick] [--rounds N]");
  process.exit(2);
}

const root = fileURLToPath(new URL("..", import.meta.url));
const other = join(mkdtempSync(join(tmpdir(), "minibatch-against-")), "checkout");
const git = (/** @type {string[]} */ ...args) =>
  execFileSync("git", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
warnIfBusy();
const header = { ...machine(), before: commit, rounds: Number(values.rounds) };
/** @type {Record<string, unknown>} */
const measurements = {};
git("worktree", "add", "--detach", other, commit);
try {
  symlinkSync(join(root, "node_modules"), join(other, "node_modules"));
  for (const cwd of [root, other]) execFileSync("npx", ["tsc", "-b"], { cwd, stdio: "inherit" });
  for (const name of DATA_NAMES) process.stdout.write(`${markdown(await compare(dataSet(name, values.quick)))}\n`);
  const results = fileURLToPath(new URL("results/", import.meta.url));
  if (!values.quick) writeResult(results, "against", { benchmark: "against", ...header, measurements });
} finally {
  git("worktree", "remove", "--force", other);
  rmSync(join(other, ".."), { recursive: true, force: true });
}

/**
 * @param {import("./data/store.mjs").DataSet} data
 * @returns {Promise<import("./harness.mjs").Table>}
 */
async function compare(data) {
  const before = await Child.start("minibatch", join(other, "bench/peers/minibatch.mjs"));
  const now = await Child.start("minibatch");
  /** @type {{ id: string, child: Child, batch: 32 | 256 }[]} */
  const cases = [];
  for (const batch of /** @type {const} */ ([32, 256])) {
    cases.push({ id: `${batch} before`, child: before, batch }, { id: `${batch} now`, child: now, batch });
  }
  for (const child of [before, now]) await child.request("load", { ...data.train, columns: data.columns });
  const samples = await interleave(
    cases.map(({ id, child, batch }) => {
      const options = { ...fitOptions(data.name, batch), shuffle: "block", rows: data.train.rows };
      return { id, run: () => measureFits(child, options) };
    }),
    Number(values.rounds),
  );
  for (const child of [before, now]) child.close();
  const epochs = Object.fromEntries(cases.map(({ id }) => [id, epochSummary(samples[id])]));
  measurements[data.name] = { rows: data.train.rows, columns: data.columns, epochs };
  const rows = [32, 256].map((batch) => {
    const [was, is] = [epochs[`${batch} before`], epochs[`${batch} now`]];
    return [
      ...[String(batch), milliseconds(was.best), milliseconds(is.best), times(was.best / is.best)],
      ...[milliseconds(was.median), milliseconds(is.median), times(was.median / is.median)],
      ...[was.spread, is.spread].map(percent),
    ];
  });
  return {
    title: `Dense logistic regression, ${data.train.rows} x ${data.columns} (${data.name}): an epoch of ${commit} and of now`,
    columns: [
      ...["batch", "before, best ms", "now, best ms", "speed now"],
      ...["before, median ms", "now, median ms", "speed now", "spread before", "spread now"],
    ],
    rows,
  };
}
