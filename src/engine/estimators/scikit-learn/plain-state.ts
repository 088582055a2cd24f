import { STOPPING_START } from "../../training/stopping.ts";
import { type LinearWeights, packWeights, unpackWeights, zeroWeights } from "../../training/weights.ts";
import type { ModelTrainingState, StreamedLoss } from "../training-job.ts";

/** Where scikit-learn's estimators stand between two calls, all outputs together. */
export interface PlainState {
  /** The weights from which the next call starts: not their mean. */
  readonly weights: LinearWeights;
  /** The mean of the weights so far; zeros before it has begun. */
  readonly mean: LinearWeights;
  /** Rows so far: scikit-learn's `t_` less 1. */
  readonly updates: number;
}

/** A training that starts from weights. */
export function startState(weights: LinearWeights): PlainState {
  return { weights, mean: zeroWeights(weights.coef.length, weights.coef[0].length), updates: 0 };
}

/** What the calls of an estimator go by, which is kept in different ways. */
export interface StateRule {
  /** Whether it is a regressor, a classifier of two classes, or of more. */
  readonly kind: "numbers" | "pair" | "several";
  /** The mean of the weights begins with this number of rows; `Infinity`: there is none. */
  readonly averageFrom: number;
}

/** What a call leaves behind: the model's weights, and where the next call starts. */
export interface PlainEnd {
  /** The weights of the model. */
  readonly model: LinearWeights;
  /** Where the next call starts. */
  readonly state: PlainState;
}

/**
 * What is kept of a call. scikit-learn 1.9 forgets some of it where weights are averaged, and so does this: a classifier starts
 * its next call from the last intercept that was not averaged, and that of several classes takes, from the second averaged call
 * on, the intercept that is not averaged for the mean.
 *
 * @param before - where the call started
 * @param after - weights, mean and rows at its end
 */
export function endOfCall({ kind, averageFrom }: StateRule, before: PlainState, after: PlainState): PlainEnd {
  const { coef } = after.weights;
  const averaged = after.updates >= averageFrom;
  const wasAveraged = before.updates > 0 && before.updates >= averageFrom;
  const forgets = kind === "pair" ? averaged : kind === "several" && wasAveraged;
  const weights = { coef, intercept: forgets ? before.weights.intercept : after.weights.intercept };
  const mean =
    kind === "several" && wasAveraged ? { ...after.mean, intercept: after.weights.intercept.slice() } : after.mean;
  return { model: averaged ? mean : after.weights, state: { weights, mean, updates: after.updates } };
}

/** The state as that of other trainings, so that it can be saved like theirs. */
export function toTrainingState(
  { weights, mean, updates }: PlainState,
  learningRate: number,
  streamed: StreamedLoss,
): ModelTrainingState {
  const outputs = weights.coef.length;
  return {
    trainer: {
      ...{ precision: "f64", outputs, columns: weights.coef[0].length, optimizer: "sgd", updates, epoch: 0 },
      ...{ samplesSeen: updates, startLoss: Number.NaN, weights: packWeights(weights), arrays: {} },
      average: packWeights(mean),
      registers: { samples: updates, averaged: 0, l1Due: 0, momentPower: 1, squarePower: 1 },
    },
    schedule: { reductions: 0 },
    control: { training: STOPPING_START, heldOut: STOPPING_START },
    learningRate,
    streamed,
  };
}

/** The state that {@link toTrainingState} has written down. */
export function fromTrainingState({ trainer }: ModelTrainingState): PlainState {
  const { outputs, columns, updates, weights, average } = trainer;
  const mean = average ? unpackWeights(average, outputs) : zeroWeights(outputs, columns);
  return { weights: unpackWeights(weights, outputs), mean, updates };
}
