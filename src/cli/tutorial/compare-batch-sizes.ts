import { accuracyScore, type SGDClassifier } from "../../engine/index.ts";
import { type TutorialSettings, tutorialModel } from "./run-tutorial.ts";
import type { TutorialData } from "./tutorial-data.ts";

/** What all runs of a comparison share. */
export type SharedSettings = Omit<TutorialSettings, "batchSize">;

/** One run of a comparison. */
export interface BatchSizeRun {
  /** What tables and pictures call it. */
  readonly name: string;
  /** Rows per update. */
  readonly batchSize: number;
  /** Loss per sample after each epoch: the mean squared error of the epoch's last weights over the training half. */
  readonly losses: readonly number[];
  /** Updates of the weights in the whole run. */
  readonly updates: number;
  /** Rows seen in the whole run, each as often as it was seen. */
  readonly samplesSeen: number;
  /** Share of the test half whose class is right. */
  readonly testAccuracy: number;
  /** Training time in milliseconds: the least of three runs. */
  readonly elapsedMs: number;
}

/** Rows per update of the runs that vanilla gradient descent is compared with. */
const batchSizes: readonly number[] = [1, 32, 64, 128, 256];

/** Times that every run is repeated to take its time; runs take turns, so that a busy moment does not hit one alone. */
const timingRounds = 3;

/**
 * Trains the teaching script's model by vanilla gradient descent and with batch sizes 1, 32, 64, 128 and 256, all
 * from the same weights. Every run takes steps of alpha times the sum of a batch's gradients, so an epoch weighs
 * every row alike, whatever the batch size; runs differ in how often the weights are updated within it.
 *
 * @param signal - ends the comparison after the batch in hand
 * @throws the signal's reason when the signal is aborted
 */
export async function compareBatchSizes(
  data: TutorialData,
  shared: SharedSettings,
  signal?: AbortSignal,
): Promise<BatchSizeRun[]> {
  const contenders = [
    { name: "vanilla", settings: { ...shared, batchSize: data.XTrain.rows } },
    ...batchSizes.map((batchSize) => ({ name: `batch ${batchSize}`, settings: { ...shared, batchSize } })),
  ];
  const runs: Omit<BatchSizeRun, "elapsedMs">[] = [];
  for (const { name, settings } of contenders) runs.push(await trainOne(name, data, settings, signal));
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < timingRounds; round++) {
    for (const [i, { settings }] of contenders.entries()) times[i]?.push(await timeOne(data, settings, signal));
  }
  return runs.map((run, i) => ({ ...run, elapsedMs: Math.min(...(times[i] ?? [])) }));
}

async function trainOne(
  name: string,
  data: TutorialData,
  settings: TutorialSettings,
  signal: AbortSignal | undefined,
): Promise<Omit<BatchSizeRun, "elapsedMs">> {
  const model = tutorialModel(settings);
  const losses: number[] = [];
  let effort = { updates: 0, samplesSeen: 0 };
  await model.fit(data.XTrain, data.yTrain, {
    onEpoch({ updates, samplesSeen }) {
      losses.push(lossPerSample(model, data));
      effort = { updates, samplesSeen };
    },
    signal,
  });
  const testAccuracy = accuracyScore(data.yTest, model.predict(data.XTest));
  return { name, batchSize: settings.batchSize, losses, testAccuracy, ...effort };
}

/** Training time in milliseconds, with nothing in between. */
async function timeOne(data: TutorialData, settings: TutorialSettings, signal?: AbortSignal): Promise<number> {
  const model = tutorialModel(settings);
  await model.fit(data.XTrain, data.yTrain, { signal });
  return model.history.at(-1)?.elapsedMs ?? Number.NaN;
}

function lossPerSample(model: SGDClassifier, { XTrain, yTrain }: TutorialData): number {
  const probabilities = model.predictProba(XTrain);
  const sum = yTrain.reduce((total, label, row) => total + (probabilities.get(row, 1) - label) ** 2, 0);
  return sum / yTrain.length;
}
