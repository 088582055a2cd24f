// @ts-check
// The clicks as Vowpal Wabbit text: in a row 39 words, each with two letters of its field in front, so that the reader hashes them.

import { closeSync, openSync, writeSync } from "node:fs";
import { clicks, FIELDS } from "./ctr-like.mjs";
import { storedText } from "./stored-text.mjs";

const SEED = 4;

/** Bytes of the longest row: a label, a bar, and of each word a space, two letters and seven digits. */
const ROW_BYTES = 8 + FIELDS * 10;
const BUFFER_ROWS = 4096;

/**
 * Finds the file in the store, or writes it.
 *
 * @param {number} rows
 * @returns {import("./stored-text.mjs").TextFile}
 */
export function clicksText(rows) {
  return storedText(`clicks-${rows}-seed${SEED}.vw`, rows, write);
}

/**
 * @param {string} path
 * @param {number} rows
 */
function write(path, rows) {
  const { words, y } = clicks(rows, SEED);
  const file = openSync(path, "w");
  const bytes = new Uint8Array(BUFFER_ROWS * ROW_BYTES);
  const digits = new Uint8Array(10);
  for (let first = 0; first < rows; first += BUFFER_ROWS) {
    let at = 0;
    for (let r = first; r < Math.min(first + BUFFER_ROWS, rows); r++) {
      if (y[r] === 0) bytes[at++] = 45; // -
      bytes[at++] = 49; // 1
      bytes[at++] = 32;
      bytes[at++] = 124; // |
      for (let field = 0; field < FIELDS; field++) {
        bytes[at++] = 32;
        bytes[at++] = 97 + Math.floor(field / 26);
        bytes[at++] = 97 + (field % 26);
        let count = 0;
        let rest = words[r * FIELDS + field];
        do {
          digits[count++] = 48 + (rest % 10);
          rest = Math.floor(rest / 10);
        } while (rest > 0);
        while (count > 0) bytes[at++] = digits[--count];
      }
      bytes[at++] = 10;
    }
    writeSync(file, bytes, 0, at);
  }
  closeSync(file);
}
