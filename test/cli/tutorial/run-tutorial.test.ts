import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { initialWeights, publishedWeights } from "../../../src/cli/tutorial/initial-weights.ts";
import { runTutorial } from "../../../src/cli/tutorial/run-tutorial.ts";
import { tutorialData } from "../../../src/cli/tutorial/tutorial-data.ts";
import { accuracyScore, classificationReport } from "../../../src/engine/index.ts";

interface ReferenceRun {
  seed: number;
  W0: number[];
  alpha: number;
  batch_size: number;
  epochs: number;
  losses: number[] | Record<string, number>;
  W: number[];
  test_accuracy: number;
}

interface Reference {
  published_losses: Record<string, string>;
  published_run: Omit<ReferenceRun, "seed"> & { classification_report: string };
  runs: ReferenceRun[];
}

const file = new URL("../../reference/tutorial.json", import.meta.url);
const reference: Reference = JSON.parse(readFileSync(file, "utf8"));
const data = tutorialData();

/** The greatest relative difference between numbers and the numbers expected. */
function worst(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value) / Math.abs(value)));
}

describe("the published run", () => {
  const { W0, alpha, batch_size, epochs, losses, W, test_accuracy, classification_report } = reference.published_run;
  const settings = { initialWeights: publishedWeights, alpha, batchSize: batch_size, epochs };

  it("starts from the reference's weights", () => {
    expect(publishedWeights).toEqual(W0);
    expect(initialWeights(undefined).weights).toEqual(W0);
  });

  it("gives all 21 published losses to all 7 decimals", async () => {
    const run = await runTutorial(data, settings);
    const printed = Object.keys(reference.published_losses).map((epoch) => [
      epoch,
      run.losses[Number(epoch) - 1].toFixed(7),
    ]);
    expect(Object.fromEntries(printed)).toEqual(reference.published_losses);
  });

  it("equals NumPy's run: losses and weights within 1e-11, the report to the character", async () => {
    const run = await runTutorial(data, settings);
    expect(worst(run.losses, losses as number[])).toBeLessThan(1e-11);
    expect(worst(run.weights, W)).toBeLessThan(1e-11);
    expect(accuracyScore(data.yTest, run.predictions)).toBe(test_accuracy);
    expect(classificationReport(data.yTest, run.predictions)).toBe(classification_report);
  });
});

describe("NumPy's runs: initial weights equal, losses and weights within 1e-9", () => {
  it.each(reference.runs)("seed $seed, alpha $alpha, batch size $batch_size", async (expected) => {
    const start = initialWeights(expected.seed).weights;
    expect(start).toEqual(expected.W0);
    const { alpha, batch_size: batchSize, epochs } = expected;
    const run = await runTutorial(data, { initialWeights: start, alpha, batchSize, epochs });
    const epochsListed = Array.isArray(expected.losses)
      ? expected.losses.map((_, i) => i)
      : Object.keys(expected.losses).map((epoch) => Number(epoch) - 1);
    const losses = epochsListed.map((i) => run.losses[i]);
    expect(worst(losses, Object.values(expected.losses))).toBeLessThan(1e-9);
    expect(worst(run.weights, expected.W)).toBeLessThan(1e-9);
    expect(accuracyScore(data.yTest, run.predictions)).toBe(expected.test_accuracy);
  });
});

describe("runTutorial", () => {
  const settings = { initialWeights: publishedWeights, alpha: 0.01, batchSize: 32, epochs: 3 };

  it("tells every epoch and its loss as it ends", async () => {
    const told: [number, number][] = [];
    const { losses } = await runTutorial(data, settings, { onEpoch: (...event) => told.push(event) });
    expect(told).toEqual(losses.map((loss, i) => [i + 1, loss]));
  });

  it("reshuffles by seed: the same seed gives the same weights, another seed others", async () => {
    const [first, same, other, unshuffled] = await Promise.all([
      runTutorial(data, { ...settings, shuffle: true, seed: 5 }),
      runTutorial(data, { ...settings, shuffle: true, seed: 5 }),
      runTutorial(data, { ...settings, shuffle: true, seed: 6 }),
      runTutorial(data, settings),
    ]);
    expect(same.weights).toEqual(first.weights);
    expect(other.weights).not.toEqual(first.weights);
    expect(unshuffled.weights).not.toEqual(first.weights);
  });

  it("ends with the signal's reason", async () => {
    const stop = new AbortController();
    const run = runTutorial(data, settings, {
      onEpoch: (epoch) => {
        if (epoch === 2) stop.abort(new Error("enough"));
      },
      signal: stop.signal,
    });
    await expect(run).rejects.toThrow("enough");
  });
});
