import { describe, expect, test } from "vitest";
import type { FitOptions } from "../../../src/engine/estimators/fit-options.ts";
import { placingRows } from "../../../src/engine/estimators/row-placer.ts";
import { SGDClassifier } from "../../../src/engine/estimators/sgd-classifier.ts";
import type { SGDOptions } from "../../../src/engine/estimators/sgd-options.ts";
import { SGDRegressor } from "../../../src/engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { logLoss } from "../../../src/engine/metrics/probability.ts";
import { meanSquaredError } from "../../../src/engine/metrics/regression.ts";
import { RandomState } from "../../../src/engine/random/random-state.ts";
import { CHUNK_BYTES, StreamedRows } from "../../../src/engine/sampling/streamed-rows.ts";

const ROWS = 16_384;
const TEST_ROWS = 8192;
// 256 rows in a chunk, 64 chunks in all, 16 of them in memory at a time.
const COLUMNS = 256;
const BUFFER_BYTES = 16 * CHUNK_BYTES;
const SEEDS = [0, 1, 2, 3];

const random = new RandomState(11);
const X = DenseMatrix.zeros(ROWS + TEST_ROWS, COLUMNS, "f32");
const z = new Float64Array(ROWS + TEST_ROWS);
const weights = Float64Array.from({ length: COLUMNS }, (_, j) => (j < 20 ? random.standardNormal() / 2 : 0));
for (let row = 0; row < X.rows; row++) {
  for (let j = 0; j < COLUMNS; j++) {
    X.row(row)[j] = random.standardNormal();
    z[row] += weights[j] * X.row(row)[j];
  }
}
const numbers = z.map((value) => value + random.standardNormal());
const labels = z.map((value) => (random.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0));

const heldOut = Int32Array.from({ length: TEST_ROWS }, (_, i) => ROWS + i);
const asDrawn = Int32Array.from({ length: ROWS }, (_, row) => row);

type Way = "streamed" | "full" | "none";

/** Options of a fit on the rows that shuffles them in one of the ways. */
function inWay(way: Way, options: SGDOptions): [SGDOptions, FitOptions<Float64Array>] {
  if (way !== "streamed") return [{ ...options, shuffle: way }, {}];
  const placer = placingRows<Float64Array>({}, (kernels, arena, rows) => {
    return new StreamedRows(kernels, arena, { ...rows, bufferBytes: BUFFER_BYTES });
  });
  return [options, placer];
}

/** The loss on the test rows after a training in the order given, a mean over the seeds. */
async function lossOf(task: "classes" | "numbers", order: Int32Array, way: Way): Promise<number> {
  const y = task === "classes" ? labels : numbers;
  const train = { X: X.takeRows(order), y: Float64Array.from(order, (row) => y[row]) };
  const held = { X: X.takeRows(heldOut), y: Float64Array.from(heldOut, (row) => y[row]) };
  let sum = 0;
  for (const seed of SEEDS) {
    const learningRate = task === "classes" ? 0.05 : 0.003;
    const [options, fit] = inWay(way, { learningRate, epochs: 3, seed, l2: 0.001 });
    if (task === "classes") {
      const model = await new SGDClassifier(options).fit(train.X, train.y, fit);
      sum += logLoss(held.y, model.predictProba(held.X));
    } else {
      const model = await new SGDRegressor(options).fit(train.X, train.y, fit);
      sum += meanSquaredError(held.y, model.predict(held.X));
    }
  }
  return sum / SEEDS.length;
}

describe.each(["classes", "numbers"] as const)("%s: rows streamed through a quarter of the memory", (task) => {
  const y = task === "classes" ? labels : numbers;

  test.each([
    ["as drawn", asDrawn],
    ["sorted by the target", asDrawn.toSorted((a, b) => y[a] - y[b] || a - b)],
  ])("%s, they end within 0.5 % of the loss of the full shuffle", async (_, order) => {
    const streamed = await lossOf(task, order, "streamed");
    const full = await lossOf(task, order, "full");
    expect(streamed / full).toBeLessThan(1.005);
  });

  test("without a shuffle sorted rows end more than 5 % above", async () => {
    const order = asDrawn.toSorted((a, b) => y[a] - y[b] || a - b);
    expect((await lossOf(task, order, "none")) / (await lossOf(task, order, "full"))).toBeGreaterThan(1.05);
  });
});
