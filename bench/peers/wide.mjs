// @ts-check
// minibatch with the most columns and with more entries than 32 bits can count, as a child process: node wide.mjs columns TEXT
// FOLDER, or node wide.mjs entries. Prints what came of it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CsrMatrix, SGDClassifier, SparseModel } from "minibatch";
import { readSparse, trainSparse } from "minibatch/node";
import { placingRows } from "../../dist/engine/estimators/row-placer.js";
import { SparseSource } from "../../dist/engine/matrix/sparse-source.js";
import { StreamedSparseRows } from "../../dist/engine/sampling/streamed-sparse-rows.js";

const BITS = 28;

/** @param {string} text @param {string} folder */
async function columns(text, folder) {
  const { model, test } = await trainSparse(text, { bits: BITS, epochs: 3 });
  const path = join(folder, "model.safetensors");
  writeFileSync(path, model.toBytes());
  const loaded = SparseModel.fromBytes(new Uint8Array(readFileSync(path)));
  const { blocks } = await readSparse(text, { bits: BITS });
  const X = blocks.map((block) => block.X);
  const [own, again] = [model.estimator.decisionFunction(X).data, loaded.estimator.decisionFunction(X).data];
  if (own.some((value, i) => value !== again[i])) throw new Error("the loaded model has other outputs");
  return { columns: loaded.estimator.coef[0].length, accuracy: "accuracy" in test ? test.accuracy : Number.NaN };
}

/** Rows of 5,000 entries in blocks that are made when they are read: all the same, so that nothing has to hold them. */
async function entries() {
  const rows = Array.from({ length: 10 }, (_, r) =>
    Array.from({ length: 5000 }, (_, j) => /** @type {[number, number]} */ ([2 * j, ((j * (r + 3)) % 7) - 3])),
  );
  const block = CsrMatrix.from(rows, 10_000, "f32");
  const blocks = Array.from({ length: 45_000 }, () => ({ rows: block.rows, read: () => block }));
  const lengths = new Uint32Array(blocks.length * block.rows).fill(5000);
  const X = new SparseSource({ blocks, columns: block.columns, lengths });
  const y = Float64Array.from({ length: X.rows }, (_, r) => Number(r % 10 < 5));
  const model = new SGDClassifier({ epochs: 1, learningRate: 1e-6, l2: 0, precision: "f32" });
  /** @type {import("../../dist/engine/estimators/row-placer.js").RowPlacer} */
  const placer = (kernels, arena, placed) =>
    new StreamedSparseRows(kernels, arena, { ...placed, source: X, shuffle: "block" });
  await model.fit(X, y, placingRows({}, placer));
  // What an epoch over one block tells as often as there are blocks, as near as the order of the rows lets it.
  const few = new SGDClassifier({ epochs: blocks.length / 100, learningRate: 1e-6, l2: 0, precision: "f32" });
  await few.fit(
    Array.from({ length: 100 }, () => block),
    y.subarray(0, 1000),
  );
  const mean = few.history.reduce((sum, { loss }) => sum + loss, 0) / few.history.length;
  const [{ loss, rows: seen }] = model.history;
  if (!(Math.abs(loss / mean - 1) < 0.01)) throw new Error(`the loss is ${loss}, expected ${mean}`);
  return { entries: X.entries, rows: seen, loss, "loss of small epochs": mean };
}

const [part, text, folder] = process.argv.slice(2);
process.stdout.write(JSON.stringify(part === "columns" ? await columns(text, folder) : await entries()));
