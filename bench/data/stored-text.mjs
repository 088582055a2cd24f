// @ts-check
// Texts as files in $BENCH_DATA or the system's temporary folder, written once.

import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {{ path: string, bytes: number, rows: number }} TextFile */

/**
 * Finds a file in the store, or writes it.
 *
 * @param {string} name
 * @param {number} rows
 * @param {(path: string, rows: number) => void} write
 * @returns {TextFile}
 */
export function storedText(name, rows, write) {
  const folder = process.env.BENCH_DATA ?? join(tmpdir(), "minibatch-bench");
  const path = join(folder, name);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const partial = `${path}.${process.pid}`;
    write(partial, rows);
    renameSync(partial, path);
  }
  return { path, bytes: statSync(path).size, rows };
}
