// @ts-check
// The sparse data sets as raw little-endian files in $BENCH_DATA or the system's temporary folder, generated once.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ctrLike } from "./ctr-like.mjs";
import { rcv1Like } from "./rcv1-like.mjs";

/** @typedef {{ starts: string, indices: string, values: string, y: string, rows: number, columns: number }} SparseFiles - u32, u32, f32, f32 */
/** @typedef {{ name: SparseName, columns: number, entries: number, train: SparseFiles, test: SparseFiles }} SparseSet - entries of the training rows */
/** @typedef {keyof typeof SHAPES} SparseName */

const SHAPES = {
  "rcv1-like": {
    generate: (/** @type {number} */ rows) => rcv1Like(rows, 3),
    full: [500_000, 20_000],
    quick: [10_000, 2_000],
  },
  "ctr-like, 2^20": {
    generate: (/** @type {number} */ rows) => ctrLike(rows, 4, 20),
    full: [1_000_000, 100_000],
    quick: [10_000, 2_000],
  },
  "ctr-like, 2^24": {
    generate: (/** @type {number} */ rows) => ctrLike(rows, 4, 24),
    full: [1_000_000, 100_000],
    quick: [10_000, 2_000],
  },
};

/** Names of the data sets. */
export const SPARSE_NAMES = /** @type {SparseName[]} */ (Object.keys(SHAPES));

/**
 * Finds the data set in the store, or generates it.
 *
 * @param {SparseName} name
 * @param {boolean} quick - few rows, to try a benchmark out
 * @returns {SparseSet}
 */
export function sparseSet(name, quick) {
  const { generate, full, quick: few } = SHAPES[name];
  const [rows, testRows] = quick ? few : full;
  const folder = join(
    process.env.BENCH_DATA ?? join(tmpdir(), "minibatch-bench"),
    `${name.replaceAll(/[^\w-]+/g, "-")}-${rows}`,
  );
  const description = join(folder, "data.json");
  if (!existsSync(description)) {
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    const { starts, indices, values, y, columns } = generate(rows + testRows);
    for (const [part, from, to] of /** @type {const} */ ([
      ["train", 0, rows],
      ["test", rows, rows + testRows],
    ])) {
      const first = starts[from];
      const own = starts.slice(from, to + 1).map((at) => at - first);
      writeFileSync(join(partial, `${part}.starts`), own);
      writeFileSync(join(partial, `${part}.indices`), indices.subarray(first, starts[to]));
      writeFileSync(join(partial, `${part}.values`), values.subarray(first, starts[to]));
      writeFileSync(join(partial, `${part}.y`), y.subarray(from, to));
    }
    writeFileSync(join(partial, "data.json"), JSON.stringify({ name, columns, entries: starts[rows] }));
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
  const { columns, entries } = JSON.parse(readFileSync(description, "utf8"));
  /** @returns {SparseFiles} */
  const files = (/** @type {string} */ part, /** @type {number} */ count) => ({
    starts: join(folder, `${part}.starts`),
    indices: join(folder, `${part}.indices`),
    values: join(folder, `${part}.values`),
    y: join(folder, `${part}.y`),
    ...{ rows: count, columns },
  });
  return { name, columns, entries, train: files("train", rows), test: files("test", testRows) };
}
