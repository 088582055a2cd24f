// @ts-check
// A libsvm text of documents: about 75 words of 47,236 in a row, small numbers more often than large ones, rows of unit
// length, values with six digits as "%.6g" writes them.

import { closeSync, openSync, writeSync } from "node:fs";
import { Random } from "./random.mjs";
import { storedText } from "./stored-text.mjs";

const WORDS = 47_236;
const SEED = 3;

/**
 * Finds the file in the store, or writes it.
 *
 * @param {number} rows
 * @returns {import("./stored-text.mjs").TextFile}
 */
export function libsvmText(rows) {
  return storedText(`documents-${rows}-seed${SEED}.libsvm`, rows, write);
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
