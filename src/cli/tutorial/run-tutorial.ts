import { SGDClassifier } from "../../engine/index.ts";
import type { TutorialData } from "./tutorial-data.ts";

/** How the teaching script trains. */
export interface TutorialSettings {
  /** Weights of x, y and the bias to start from, [3]. */
  readonly initialWeights: readonly number[];
  /** Passes over the training half. */
  readonly epochs: number;
  /** Learning rate. */
  readonly alpha: number;
  /** Rows per update. */
  readonly batchSize: number;
  /** Whether every epoch visits the rows in a new random order; by default every epoch keeps the split's order. */
  readonly shuffle?: boolean | undefined;
  /** Seed of that order. Default 0. */
  readonly seed?: number | undefined;
}

/** Who follows a run of the teaching script, and who may end it. */
export interface TutorialListeners {
  /** Called after each epoch with its number, from 1, and its loss as in {@link TutorialRun.losses}. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
  /** Ends the run after the batch in hand. */
  readonly signal?: AbortSignal;
}

/** A finished run of the teaching script. */
export interface TutorialRun {
  /** Weights of x, y and the bias, [3]. */
  readonly weights: Float64Array;
  /** Loss of each epoch: the mean over its batches of a batch's sum of squared errors before its update. */
  readonly losses: readonly number[];
  /** Predicted classes of the test half, [500]: 1 where the sigmoid output is above 0.5. */
  readonly predictions: readonly number[];
}

/**
 * The teaching script's model: a sigmoid of x·W in 64-bit numbers and, for each batch,
 * `W -= alpha * Xᵀ·((p - y)·p·(1 - p))`, summed over the batch.
 */
export function tutorialModel(settings: TutorialSettings): SGDClassifier {
  return new SGDClassifier({
    loss: "sigmoid_squared_error",
    reduction: "sum",
    learningRate: settings.alpha,
    batchSize: settings.batchSize,
    epochs: settings.epochs,
    l2: 0,
    fitIntercept: false,
    precision: "f64",
    shuffle: settings.shuffle ? "full" : "none",
    seed: settings.seed ?? 0,
    initialWeights: { coef: [...settings.initialWeights], intercept: 0 },
  });
}

/**
 * Trains and predicts as the teaching script does.
 *
 * @throws the signal's reason when the signal is aborted
 * @throws {MinibatchError} `DIVERGED` when the weights overflow
 */
export async function runTutorial(
  data: TutorialData,
  settings: TutorialSettings,
  listeners: TutorialListeners = {},
): Promise<TutorialRun> {
  const model = tutorialModel(settings);
  const losses: number[] = [];
  let lossSum = 0;
  await model.fit(data.XTrain, data.yTrain, {
    onBatch: (batch) => {
      lossSum += batch.lossSum;
    },
    onEpoch: ({ epoch, batches }) => {
      const loss = lossSum / batches;
      lossSum = 0;
      losses.push(loss);
      listeners.onEpoch?.(epoch, loss);
    },
    signal: listeners.signal,
  });
  const [weights = new Float64Array()] = model.coef;
  return { weights, losses, predictions: model.predict(data.XTest).map(Number) };
}
