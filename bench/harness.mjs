// @ts-check
// What every benchmark here shares: interleaved runs, summaries, the machine's description, tables and result files.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";

/** @typedef {{ best: number, median: number, spread: number, runs: number[] }} Summary - seconds; spread is a share */
/** @typedef {{ target: string, measured: string, reached: boolean }} Target */
/** @typedef {{ title: string, columns: string[], rows: (string | number)[][], notes?: string[] }} Table */
/** @typedef {{ tables: Table[], targets: Target[], measurements: Record<string, unknown> }} Report */
/** @typedef {{ quick: boolean, rounds: number }} Settings - quick: few rows, to try a benchmark out */

/**
 * Runs every case once a round, in the given order in even rounds and backwards in odd ones (A B C, C B A, …), so
 * that a slow minute is shared by all. Round 0 warms up and is thrown away, unless all cases have run before.
 *
 * @template T
 * @param {{ id: string, run: () => Promise<T> }[]} cases - `run` measures once
 * @param {number} rounds - that count
 * @param {{ warm?: boolean }} [state] - whether all cases have run before
 * @returns {Promise<Record<string, T[]>>} what was measured, by id
 */
export async function interleave(cases, rounds, { warm = false } = {}) {
  /** @type {Record<string, T[]>} */
  const samples = Object.fromEntries(cases.map(({ id }) => [id, []]));
  for (let round = warm ? 1 : 0; round <= rounds; round++) {
    for (const { id, run } of round % 2 ? [...cases].reverse() : cases) {
      const sample = await run();
      if (round > 0) samples[id].push(sample);
    }
    progress(`  round ${round} of ${rounds}`);
  }
  return samples;
}

/**
 * Best, median, and spread = (largest - smallest) / median.
 *
 * @param {number[]} runs - seconds
 * @returns {Summary}
 */
export function summary(runs) {
  const sorted = [...runs].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { best: sorted[0], median, spread: (sorted[sorted.length - 1] - sorted[0]) / median, runs };
}

/** The machine, the program and the moment, as they go into every result file. */
export function machine() {
  return {
    date: new Date().toISOString(),
    commit: git("rev-parse", "HEAD"),
    uncommitted: git("status", "--porcelain", "--", "src", "assembly", "bench", ":!bench/results") !== "",
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    flags: [...process.execArgv, ...process.argv.slice(2)],
    loadAtStart: loadavg()[0],
  };
}

/** Says on stderr when something else uses the machine: the figures of such a run are not worth keeping. */
export function warnIfBusy() {
  const load = loadavg()[0];
  if (load > 0.5) progress(`warning: load average ${load.toFixed(2)}, something else is running: expect noise`);
}

/** @param {string} line - to stderr, so that stdout holds nothing but tables */
export function progress(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * A Markdown table with its title, the first column flush left and the others flush right.
 *
 * @param {Table} table
 */
export function markdown({ title, columns, rows, notes = [] }) {
  const cells = [columns, ...rows].map((row) => row.map(String));
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((row) => row[i].length)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  const [head, ...body] = cells.map(line);
  return [`### ${title}`, "", head, rule, ...body, ...notes.flatMap((note) => ["", note]), ""].join("\n");
}

/**
 * Writes `folder/name.json`.
 *
 * @param {string} folder
 * @param {string} name
 * @param {object} result
 */
export function writeResult(folder, name, result) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 1)}\n`);
}

/** @param {string[]} args */
function git(...args) {
  try {
    return execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
