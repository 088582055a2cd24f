// @ts-check
// A libsvm text of documents: about 75 words of 47,236 in a row, small numbers more often than large ones, rows of unit
// length, values with six digits as "%.6g" writes them.

import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "./random.mjs";

const WORDS = 47_236;
const SEED = 3;

/** @typedef {{ path: string, bytes: number, rows: number }} TextFile */

/**
 * Finds the file in the store, or writes it.
 *
 * @param {number} rows
 * @returns {TextFile}
 */
export function libsvmText(rows) {
  const folder = process.env.BENCH_DATA ?? join(tmpdir(), "minibatch-bench");
  const path = join(folder, `documents-${rows}-seed${SEED}.libsvm`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const partial = `${path}.${process.pid}`;
    write(partial, rows);
    renameSync(partial, path);
  }
  return { path, bytes: statSync(path).size, rows };
}

/**
 * @param {string} path
 * @param {number} rows
 */
function write(path, rows) {
  const random = new Random(SEED);
  const file = openSync(path, "w");
  let lines = "";
  for (let r = 0; r < rows; r++) {
    lines += line(random);
    if (lines.length < 1 << 20) continue;
    writeSync(file, lines);
    lines = "";
  }
  writeSync(file, lines);
  closeSync(file);
}

function line(/** @type {Random} */ random) {
  const length = Math.max(8, Math.floor(67 * Math.exp(0.55 * random.normal())));
  /** @type {Set<number>} */
  const words = new Set();
  for (let i = 0; i < length; i++) words.add(1 + Math.floor(WORDS * random.uniform() ** 3));
  const values = Array.from(words, () => 0.2 + random.uniform());
  const norm = Math.hypot(...values);
  const features = [...words].sort((a, b) => a - b).map((word, i) => `${word}:${(values[i] / norm).toPrecision(6)}`);
  return `${random.uniform() < 0.5 ? 1 : -1} ${features.join(" ")}\n`;
}
