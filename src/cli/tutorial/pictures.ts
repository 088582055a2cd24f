import { DenseMatrix } from "../../engine/index.ts";
import { compareChart } from "../../node/charts/compare-chart.ts";
import { lossChart } from "../../node/charts/loss-chart.ts";
import { type Chart, writeChart } from "../../node/charts/render.ts";
import { decisionChart } from "../../node/charts/scatter-chart.ts";
import { withOutputFolder } from "../output-folder.ts";
import type { BatchSizeRun } from "./compare-batch-sizes.ts";
import type { TutorialRun } from "./run-tutorial.ts";
import type { TutorialData } from "./tutorial-data.ts";

/**
 * Draws the two pictures of the teaching script: the test points by class, with the decision line that the script
 * lacks, and the training loss by epoch.
 *
 * @param folder - where they go
 * @returns the paths written
 * @throws {MinibatchError} `INVALID_FILE` when the folder or a file cannot be written
 */
export function drawTutorial(folder: string, data: TutorialData, run: TutorialRun): Promise<string[]> {
  const [x = 0, y = 0, bias = 0] = run.weights;
  return drawAll(folder, {
    points: () =>
      decisionChart({
        title: "Test points and decision line",
        X: withoutOnes(data.XTest),
        y: data.yTest,
        line: { coef: [x, y], intercept: bias },
      }),
    loss: () => lossChart({ title: "Training loss", losses: run.losses, yLabel: "Loss" }),
  });
}

/**
 * Draws the losses of several batch sizes in one picture.
 *
 * @returns the paths written
 * @throws {MinibatchError} `INVALID_FILE` when the folder or a file cannot be written
 */
export function drawComparison(folder: string, runs: readonly BatchSizeRun[]): Promise<string[]> {
  return drawAll(folder, {
    "batch-sizes": () => compareChart({ title: "Loss by batch size", series: runs }),
  });
}

/** Draws every picture before the first is written. */
async function drawAll(folder: string, pictures: Record<string, () => Promise<Chart>>): Promise<string[]> {
  return withOutputFolder(folder, async () => {
    const charts: [string, Chart][] = [];
    for (const [name, draw] of Object.entries(pictures)) charts.push([name, await draw()]);
    const files: string[] = [];
    for (const [name, chart] of charts) files.push(...Object.values(await writeChart(folder, name, chart)));
    return files;
  });
}

function withoutOnes(X: DenseMatrix): DenseMatrix {
  return DenseMatrix.from(X.toArray().map((row) => row.slice(0, 2)));
}
