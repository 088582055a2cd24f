// @ts-check
// The data sets as raw little-endian f32 files in $BENCH_DATA or the system's temporary folder, generated once, so
// that Node and Python read the same rows.

import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { higgsLike } from "./higgs-like.mjs";
import { mnistLike } from "./mnist-like.mjs";

/** @typedef {{ coef: number[], intercept: number }} Linear */
/** @typedef {{ x: string, y: string, rows: number }} Files */
/** @typedef {keyof typeof SHAPES} DataName */
/** @typedef {{ name: DataName, columns: number, bytes: number, train: Files, test: Files, planted?: Linear }} DataSet - bytes of the training rows */

/** @typedef {{ x: Float32Array, y: Float32Array, columns: number, planted?: Linear }} Generated */
/** @typedef {{ generate: (rows: number, seed: number) => Generated, seed: number, full: number[], quick: number[] }} Shape */

const SHAPES = {
  "higgs-like": { generate: higgsLike, seed: 1, full: [1_000_000, 100_000], quick: [20_000, 5_000] },
  "mnist-like": { generate: mnistLike, seed: 2, full: [60_000, 10_000], quick: [2_000, 1_000] },
  "mnist-like-10": { generate: mnistLike10, seed: 2, full: [60_000, 10_000], quick: [2_000, 1_000] },
};

function mnistLike10(/** @type {number} */ rows, /** @type {number} */ seed) {
  return mnistLike(rows, seed, 10);
}

/** Names of the data sets of two classes. */
export const DATA_NAMES = /** @type {const} */ (["higgs-like", "mnist-like"]);

/**
 * Finds the data set in the store, or generates it.
 *
 * @param {DataName} name
 * @param {boolean} quick - few rows, to try a benchmark out
 * @returns {DataSet}
 */
export function dataSet(name, quick) {
  /** @type {Shape} */
  const { generate, seed, full, quick: few } = SHAPES[name];
  const [rows, testRows] = quick ? few : full;
  const folder = join(process.env.BENCH_DATA ?? join(tmpdir(), "minibatch-bench"), `${name}-${rows}-seed${seed}`);
  const description = join(folder, "data.json");
  if (!existsSync(description)) {
    const partial = `${folder}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    const { x, y, columns, planted } = generate(rows + testRows, seed);
    writeFileSync(join(partial, "x.f32"), x.subarray(0, rows * columns));
    writeFileSync(join(partial, "y.f32"), y.subarray(0, rows));
    writeFileSync(join(partial, "x-test.f32"), x.subarray(rows * columns));
    writeFileSync(join(partial, "y-test.f32"), y.subarray(rows));
    writeFileSync(join(partial, "data.json"), JSON.stringify({ name, columns, rows, testRows, planted }));
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
  const { columns, planted } = JSON.parse(readFileSync(description, "utf8"));
  return {
    name,
    columns,
    bytes: rows * columns * 4,
    planted,
    train: { x: join(folder, "x.f32"), y: join(folder, "y.f32"), rows },
    test: { x: join(folder, "x-test.f32"), y: join(folder, "y-test.f32"), rows: testRows },
  };
}

/**
 * Reads a raw f32 file straight into its array, so that no second copy is ever in memory.
 *
 * @param {string} file
 * @returns {Float32Array}
 */
export function readFloats(file) {
  return new Float32Array(readBytes(file));
}

/**
 * Reads a raw file of 32-bit whole numbers likewise.
 *
 * @param {string} file
 * @returns {Uint32Array}
 */
export function readWords(file) {
  return new Uint32Array(readBytes(file));
}

/** @param {string} file */
function readBytes(file) {
  const bytes = new Uint8Array(statSync(file).size);
  const handle = openSync(file, "r");
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(handle, bytes, at, bytes.length - at, at);
    if (read === 0) throw new Error(`${file} is shorter than its size said`);
    at += read;
  }
  closeSync(handle);
  return bytes.buffer;
}
