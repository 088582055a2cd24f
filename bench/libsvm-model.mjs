// @ts-check
// From libsvm text to a saved model on one core, beside LIBLINEAR's logistic regression: each process from its start to its end.
// node bench/libsvm-model.mjs [--rows 500000] [--rounds 3]

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { libsvmText } from "./data/libsvm-text.mjs";
import { digits, mebibytes, milliseconds, times } from "./format.mjs";
import { interleave, machine, markdown, progress, summary, warnIfBusy, writeResult } from "./harness.mjs";
import { run } from "./program.mjs";

const ROWS = "500000";
const EPOCHS = "5";

const { values } = parseArgs({
  options: { rows: { type: "string", default: ROWS }, rounds: { type: "string", default: "3" } },
});
const folder = mkdtempSync(join(tmpdir(), "minibatch-bench-libsvm-"));
const command = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const { path, bytes } = libsvmText(Number(values.rows));

/** Runs a program on one core. */
const onOneCore = async (/** @type {string[]} */ ...words) => (await run("taskset", ["-c", "0", ...words])).seconds;

async function ours() {
  const out = join(folder, "run");
  // Without the cache: from the second round on it would spare the reading.
  const train = ["train", path, "-e", EPOCHS, "--no-cache", "--out", out, "--quiet"];
  const seconds = await onOneCore(process.execPath, command, ...train);
  const { seconds: stages } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  rmSync(out, { recursive: true });
  return { seconds, stages: /** @type {Record<string, number>} */ (stages) };
}

/** LIBLINEAR, to its own end of training or for a pass at most. */
const liblinear =
  (/** @type {string[]} */ ...options) =>
  async () => ({
    seconds: await onOneCore("liblinear-train", "-q", "-B", "1", ...options, path, join(folder, "liblinear")),
    stages: /** @type {Record<string, number>} */ ({}),
  });

warnIfBusy();
const header = { ...machine(), rounds: Number(values.rounds) };
progress(`${header.cpu}, Node ${process.version}; ${values.rows} rows, ${mebibytes(bytes)} MiB of text`);
const samples = await interleave(
  [
    { id: `minibatch train, ${EPOCHS} epochs`, run: ours },
    { id: "LIBLINEAR, -s 0", run: liblinear("-s", "0") },
    { id: "LIBLINEAR, -s 2", run: liblinear("-s", "2") },
  ],
  Number(values.rounds),
);
const [first] = Object.keys(samples);
const figures = Object.fromEntries(
  Object.entries(samples).map(([id, all]) => [id, summary(all.map(({ seconds }) => seconds))]),
);
const table = {
  title: `libsvm text to saved model, ${values.rows} rows, ${mebibytes(bytes)} MiB, one core`,
  columns: ["", "median ms", "spread", "of minibatch's time", "stages, ms"],
  rows: Object.entries(samples).map(([id, all]) => [
    ...[id, milliseconds(figures[id].median), digits(figures[id].spread)],
    times(figures[id].median / figures[first].median),
    Object.entries(all[0].stages)
      .map(([name, seconds]) => `${name} ${milliseconds(seconds)}`)
      .join(", "),
  ]),
  notes: ["Vowpal Wabbit is not measured: neither Debian nor PyPI has a build that runs here."],
};
process.stdout.write(markdown(table));
if (values.rows === ROWS) {
  const results = fileURLToPath(new URL("results/", import.meta.url));
  writeResult(results, "libsvm-model", { benchmark: "libsvm-model", ...header, measurements: { samples, figures } });
}
rmSync(folder, { recursive: true });
