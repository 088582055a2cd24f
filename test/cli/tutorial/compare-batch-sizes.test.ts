import { expect, it } from "vitest";
import { compareBatchSizes } from "../../../src/cli/tutorial/compare-batch-sizes.ts";
import { publishedWeights } from "../../../src/cli/tutorial/initial-weights.ts";
import { runTutorial } from "../../../src/cli/tutorial/run-tutorial.ts";
import { tutorialData } from "../../../src/cli/tutorial/tutorial-data.ts";
import { accuracyScore } from "../../../src/engine/index.ts";

const data = tutorialData();
const settings = { initialWeights: publishedWeights, alpha: 0.01, epochs: 4 };

/** Mean squared error of the sigmoid outputs on the training half. */
function meanSquaredError(weights: ArrayLike<number>): number {
  const errors = data.XTrain.toArray().map((row, i) => {
    const z = row.reduce((sum, x, column) => sum + x * weights[column], 0);
    return (1 / (1 + Math.exp(-z)) - data.yTrain[i]) ** 2;
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

it("compares vanilla gradient descent with five batch sizes, each counted", async () => {
  const runs = await compareBatchSizes(data, settings);
  expect(runs.map(({ name, batchSize, updates, samplesSeen }) => [name, batchSize, updates, samplesSeen])).toEqual([
    ["vanilla", 500, 4, 2000],
    ["batch 1", 1, 2000, 2000],
    ["batch 32", 32, 64, 2000],
    ["batch 64", 64, 32, 2000],
    ["batch 128", 128, 16, 2000],
    ["batch 256", 256, 8, 2000],
  ]);
});

it("measures the loss of every epoch's last weights over the training half, within 1e-12", async () => {
  const runs = await compareBatchSizes(data, settings);
  for (const { batchSize, losses, testAccuracy } of runs) {
    expect(losses).toHaveLength(4);
    for (const [i, loss] of losses.entries()) {
      const run = await runTutorial(data, { ...settings, batchSize, epochs: i + 1 });
      expect(Math.abs(loss / meanSquaredError(run.weights) - 1)).toBeLessThan(1e-12);
      if (i === 3) expect(testAccuracy).toBe(accuracyScore(data.yTest, run.predictions));
    }
  }
});

it("ends with the signal's reason", async () => {
  await expect(compareBatchSizes(data, settings, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});
