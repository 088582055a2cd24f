// @ts-check
// The largest models and data: 2^28 columns, in code and on the command line, and more than 2^31 entries, which are read again
// every epoch. Not for its speed, but to see that it works, how long it takes and in how much memory.
// node bench/wide.mjs

import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clicksText } from "./data/clicks-text.mjs";
import { digits } from "./format.mjs";
import { machine, markdown, progress, writeResult } from "./harness.mjs";
import { run } from "./program.mjs";

const ROWS = 100_000;
const folder = mkdtempSync(join(tmpdir(), "minibatch-bench-wide-"));
const command = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
const peer = fileURLToPath(new URL("peers/wide.mjs", import.meta.url));
const { path } = clicksText(ROWS);
/** @type {Record<string, { seconds: number, peakGiB: number, what?: Record<string, number> }>} */
const measurements = {};

/**
 * Runs Node and keeps the seconds and the peak of its memory.
 *
 * @param {string} title
 * @param {string[]} args
 */
async function measure(title, ...args) {
  progress(title);
  const peak = join(folder, "peak");
  const hook = `import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(${JSON.stringify(peak)},String(process.resourceUsage().maxRSS)))`;
  const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(hook)}`;
  const { seconds, output } = await run(process.execPath, args, { NODE_OPTIONS });
  const peakGiB = Number(readFileSync(peak, "utf8")) / 2 ** 20;
  measurements[title] = { seconds, peakGiB, ...(args[0] === peer && { what: JSON.parse(output) }) };
}

const model = join(folder, "run/model.safetensors");
const training = ["train", path, "--bits", "28", "-e", "3", "--no-cache", "--quiet"];
await measure("command: train, 2^28 columns", command, ...training, "--out", join(folder, "run"));
await measure("command: predict", command, "predict", model, path, "-o", join(folder, "out.csv"));
await measure("code: train, save, load and predict, 2^28 columns", peer, "columns", path, folder);
await measure("code: 2.25e9 entries, an epoch", peer, "entries");

const table = {
  title: `The largest models and data, ${ROWS} rows of 39 words where nothing else is said`,
  columns: ["", "seconds", "peak GiB", "what came of it"],
  rows: Object.entries(measurements).map(([title, { seconds, peakGiB, what = {} }]) => [
    ...[title, digits(seconds), digits(peakGiB)],
    Object.entries(what)
      .map(([name, value]) => `${name} ${digits(value)}`)
      .join(", "),
  ]),
  notes: [`The model's file has ${statSync(model).size} bytes: only weights that are not 0 are in it.`],
};
process.stdout.write(markdown(table));
writeResult(fileURLToPath(new URL("results/", import.meta.url)), "wide", {
  benchmark: "wide",
  ...machine(),
  measurements,
});
rmSync(folder, { recursive: true });
