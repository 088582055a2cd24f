// @ts-check
// From a table's file to a saved model, beside pandas + StandardScaler + SGDClassifier; predictions of a file; peak memory
// by rows. node bench/tables-speed.mjs [--rows 1000000] [--more 5000000] [--rounds 3] [--python python3] [--keep FOLDER]
// `--more 0` leaves the larger table out; only a run of all of them, and of 1,000,000 rows, goes to bench/results.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import duckDB from "@duckdb/node-bindings";
import { digits, mebibytes, milliseconds, times } from "./format.mjs";
import { interleave, machine, markdown, progress, summary, warnIfBusy, writeResult } from "./harness.mjs";
import { run } from "./program.mjs";

const FEATURES = 28;
const EPOCHS = 5;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    more: { type: "string", default: "5000000" },
    rounds: { type: "string", default: "3" },
    python: { type: "string", default: process.env.PYTHON ?? "python3" },
    keep: { type: "string" },
  },
});
const rows = Number(values.rows);
const more = Number(values.more);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), "minibatch-bench-tables-"));
mkdirSync(folder, { recursive: true });
const command = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const peer = fileURLToPath(new URL("peers/table_sgd.py", import.meta.url));

/**
 * A table of normal numbers and a label that they tell with some noise, the same every time.
 *
 * @param {number} count - rows
 * @param {"csv" | "parquet"} format
 */
async function table(count, format) {
  const path = join(folder, `table-${count}.${format}`);
  if (existsSync(path)) return path;
  const config = duckDB.create_config();
  duckDB.set_config(config, "threads", "1");
  const session = await duckDB.connect(await duckDB.open(":memory:", config));
  await duckDB.query(session, "SELECT setseed(0.5)");
  const normal = "sqrt(-2 * ln(1 - random())) * cos(6.283185307179586 * random())";
  const numbers = Array.from({ length: FEATURES }, (_, j) => `round(${1 + j / 4} * (${normal}) - ${j}, 6) AS f${j}`);
  const margin = Array.from({ length: FEATURES }, (_, j) => `${((j * 7) % 5) - 2} * (f${j} + ${j}) / ${1 + j / 4}`);
  const label = `((${margin.join(" + ")}) + 4 * (${normal}) > 0)::INTEGER AS label`;
  await duckDB.query(
    session,
    `COPY (SELECT *, ${label} FROM (SELECT ${numbers.join(", ")} FROM range(${count}))) TO '${path}' (FORMAT ${format})`,
  );
  duckDB.disconnect_sync(session);
  return path;
}

let runs = 0;

/**
 * @typedef {{ total: number, seconds: Record<string, number>, accuracy: number, peakBytes: number }} Sample
 */

/**
 * minibatch, from the start of the process to its end.
 *
 * @param {string} path
 * @param {string[]} options
 * @returns {Promise<Sample>}
 */
async function ours(path, ...options) {
  const out = join(folder, `run-${runs++}`);
  const args = [command, "train", path, "-t", "label", "-e", String(EPOCHS), "--out", out, "--quiet", ...options];
  const { seconds } = await run(process.execPath, args);
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  rmSync(out, { recursive: true });
  return { total: seconds, seconds: report.seconds, accuracy: report.test.accuracy, peakBytes: report.peakMemory };
}

/**
 * pandas and scikit-learn, from the start of the process to its end.
 *
 * @param {string} path
 * @returns {Promise<Sample>}
 */
async function theirs(path) {
  const threads = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { seconds, output } = await run(values.python, [peer, path, "label", String(EPOCHS)], threads);
  return { total: seconds, ...JSON.parse(output) };
}

/** @param {Sample[]} samples */
const stages = (samples) =>
  Object.keys(samples[0].seconds)
    .map((name) => `${name} ${milliseconds(summary(samples.map(({ seconds }) => seconds[name])).median)}`)
    .join(", ");

/** @type {import("./harness.mjs").Table[]} */
const tables = [];

/** @param {import("./harness.mjs").Table} shown */
function show(shown) {
  tables.push(shown);
  process.stdout.write(markdown(shown));
}

warnIfBusy();
// Without the paths of the Python and of the tables, which are this machine's.
const flags = ["--rows", values.rows, "--more", values.more, "--rounds", values.rounds];
const header = { ...machine(), flags, rounds: Number(values.rounds) };
progress(`${machine().cpu}, Node ${process.version}; ${rows} rows x ${FEATURES + 1} columns`);
const csv = await table(rows, "csv");
const parquet = await table(rows, "parquet");
const cache = join(folder, "cache");
await ours(csv, "--cache", cache);
const samples = await interleave(
  [
    { id: "CSV, peer", run: () => theirs(csv) },
    { id: "CSV, minibatch", run: () => ours(csv, "--no-cache") },
    { id: "CSV, minibatch, warm cache", run: () => ours(csv, "--cache", cache) },
    { id: "Parquet, peer", run: () => theirs(parquet) },
    { id: "Parquet, minibatch", run: () => ours(parquet, "--no-cache") },
  ],
  Number(values.rounds),
);
const median = Object.fromEntries(
  Object.entries(samples).map(([id, all]) => [id, summary(all.map(({ total }) => total))]),
);
show({
  title: `File to saved model, ${rows} x ${FEATURES + 1}, ${EPOCHS} epochs`,
  columns: ["", "median ms", "spread", "of the peer's speed", "accuracy", "peak MiB", "stages, ms"],
  rows: Object.entries(samples).map(([id, all]) => {
    const base = median[id.startsWith("CSV") ? "CSV, peer" : "Parquet, peer"].median;
    return [
      id,
      milliseconds(median[id].median),
      digits(median[id].spread),
      times(base / median[id].median),
      all[0].accuracy.toFixed(4),
      mebibytes(Math.max(...all.map(({ peakBytes }) => peakBytes))),
      stages(all),
    ];
  }),
});

const model = join(folder, "model-run");
await run(process.execPath, [
  command,
  "train",
  parquet,
  "-t",
  "label",
  "-e",
  "1",
  "--out",
  model,
  "--quiet",
  "--no-cache",
]);
const predictions = [];
for (const [from, to] of [
  [csv, "out.csv"],
  [parquet, "out.parquet"],
]) {
  const out = join(folder, to);
  const { seconds } = await run(process.execPath, [
    command,
    "predict",
    join(model, "model.safetensors"),
    from,
    "-o",
    out,
  ]);
  predictions.push([
    `${from.split(".").at(-1)} to ${to.split(".").at(-1)}`,
    milliseconds(seconds),
    digits(rows / seconds),
    mebibytes(statSync(out).size),
  ]);
}
show({ title: "Predictions of a file", columns: ["", "ms", "rows/s", "MiB written"], rows: predictions });

if (more > 0) {
  const large = await table(more, "csv");
  const small = samples["CSV, minibatch"].map(({ peakBytes }) => peakBytes);
  const { total, peakBytes } = await ours(large, "--no-cache");
  show({
    title: "Peak memory of a training from CSV",
    columns: ["rows", "peak MiB", "of the smaller table's", "ms"],
    rows: [
      [String(rows), mebibytes(Math.max(...small)), "1x", milliseconds(median["CSV, minibatch"].median)],
      [String(more), mebibytes(peakBytes), times(peakBytes / Math.max(...small)), milliseconds(total)],
    ],
  });
}
if (rows === 1_000_000 && more > 0) {
  const results = fileURLToPath(new URL("results/", import.meta.url));
  writeResult(results, "tables-speed", { benchmark: "tables-speed", ...header, measurements: { samples, tables } });
}
if (values.keep === undefined) rmSync(folder, { recursive: true });
