import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { Label } from "../../engine/metrics/labels.ts";

/** A column that a model of classes fills beside its answer. */
export interface AnswerName {
  /** What it holds. */
  readonly what: "probability" | "decision";
  /** The class that it speaks for. */
  readonly label: Label;
}

/**
 * What a model of classes says beside its answer: the probability of each class or, where the loss gives none, the decision
 * value of each; of two classes that of the second, above 0 where it is the answer. Nothing for a model of numbers.
 */
export function answerNames(estimator: SGDClassifier | SGDRegressor, classes: readonly Label[]): AnswerName[] {
  if (!(estimator instanceof SGDClassifier)) return [];
  if (estimator.givesProbabilities) return classes.map((label) => ({ what: "probability", label }));
  const spoken = estimator.coef.length === 1 ? classes.slice(1) : classes;
  return spoken.map((label) => ({ what: "decision", label }));
}
