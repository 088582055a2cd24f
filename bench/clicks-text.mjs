// @ts-check
// Clicks as Vowpal Wabbit text to a saved model by the command, on one core: from the text, and from the encoded blocks that it
// keeps.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clicksText as clicksFile } from "./data/clicks-text.mjs";
import { millions, milliseconds, percent } from "./format.mjs";
import { interleave, progress, summary } from "./harness.mjs";
import { run } from "./program.mjs";

const ROWS = { full: 1_000_000, quick: 20_000 };
const BITS = [20, 24];
/** Epochs of the long training. */
const LONG = 11;
/** A round takes the better part of a minute. */
const MOST_ROUNDS = 2;

/**
 * The text is read and encoded; later trainings read the blocks, every epoch anew.
 *
 * @param {import("./harness.mjs").Settings} settings
 * @returns {Promise<import("./harness.mjs").Report>}
 */
export async function clicksText({ quick, rounds }) {
  const folder = mkdtempSync(join(tmpdir(), "minibatch-bench-clicks-"));
  const command = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
  const { path, bytes, rows } = clicksFile(quick ? ROWS.quick : ROWS.full);
  progress(`the command, ${rows} rows of text`);
  let runs = 0;
  /** Trains; seconds in all and by stage. */
  const train = async (/** @type {number} */ bits, /** @type {number} */ epochs) => {
    const out = join(folder, `run-${runs++}`);
    const settings = ["--bits", String(bits), "-e", String(epochs), "--no-early-stopping", "--test-size", "0.1"];
    const program = ["-c", "0", process.execPath, command, "train", path, ...settings, "--quiet"];
    const { seconds } = await run("taskset", [...program, "--cache", join(folder, "cache"), "--out", out]);
    const { seconds: stages, cache, trainRows } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    const history = readFileSync(join(out, "history.jsonl"), "utf8").trim().split("\n");
    const ends = history.map((line) => JSON.parse(line).elapsedMs / 1e3);
    rmSync(out, { recursive: true });
    // The first epoch has the first sight of everything.
    const later = ends.slice(1).map((end, i) => end - ends[i]);
    return { total: seconds, read: stages.read, epochs: later, cache, trainRows };
  };
  const measure = async (/** @type {number} */ bits) => {
    rmSync(join(folder, "cache"), { recursive: true, force: true });
    return { text: await train(bits, 1), short: await train(bits, 1), long: await train(bits, LONG) };
  };
  const samples = await interleave(
    BITS.map((bits) => ({ id: `2^${bits}`, run: () => measure(bits) })),
    Math.min(rounds, MOST_ROUNDS),
    { warm: true },
  );
  rmSync(folder, { recursive: true });
  /** @type {Record<string, Record<string, unknown>>} */
  const figures = {};
  const lines = Object.entries(samples).map(([id, all]) => {
    const { trainRows } = all[0].text;
    if (!quick && all.some(({ long }) => long.cache !== "reused")) throw new Error("the blocks were not kept");
    const read = summary(all.map(({ text }) => text.read));
    const text = summary(all.map((sample) => sample.text.total));
    const short = summary(all.map((sample) => sample.short.total));
    const epoch = summary(all.flatMap(({ long }) => long.epochs));
    figures[id] = { trainRows, read, text, short, epoch };
    return [
      id,
      ...[text, short].map(({ median }) => milliseconds(median)),
      ...[millions(rows / read.median), millions(trainRows / epoch.median), percent(epoch.spread)],
    ];
  });
  const table = {
    title: `minibatch train on ${rows} rows of text, ${(bytes / 1e6).toFixed(0)} MB, one core, AdaGrad, batches of 32`,
    columns: [
      ...["columns", "1 epoch from text, ms", "1 epoch from blocks, ms"],
      ...["text: M rows/s", "epoch from blocks: M rows/s", "spread"],
    ],
    rows: lines,
    notes: [
      "1 epoch: the whole command, from its start to the saved model. Text: reading it, hashing, and encoding the blocks. " +
        "Epoch from blocks: reading, shuffling and learning them.",
    ],
  };
  return { tables: [table], targets: [], measurements: { rows, bytes, figures } };
}
