import { SGDClassifier } from "../../engine/estimators/sgd-classifier.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { TargetOutput } from "./table-schema.ts";

/** A column that a model of classes fills beside its answer. */
export interface AnswerName {
  /** What it holds. */
  readonly what: "probability" | "decision";
  /** The class that it speaks for. */
  readonly label: Label;
  /** The target whose class that is, where there are several. */
  readonly target?: string;
}

/**
 * What a model of classes says beside its answer: the probability of each class or, where the loss gives none, the decision
 * value of each; of two classes that of the second, above 0 where it is the answer. Of several targets either for the second
 * value of each. Nothing for a model of numbers.
 *
 * @param classes - of one target
 * @param targets - where there are several
 */
export function answerNames(
  estimator: SGDClassifier | SGDRegressor,
  classes: readonly Label[],
  targets?: readonly TargetOutput[],
): AnswerName[] {
  if (!(estimator instanceof SGDClassifier)) return [];
  if (targets !== undefined) {
    const what = estimator.givesProbabilities ? "probability" : "decision";
    return targets.map(({ name, classes: [, label] }) => ({ what, label: label!, target: name }));
  }
  if (estimator.givesProbabilities) return classes.map((label) => ({ what: "probability", label }));
  const spoken = estimator.coef.length === 1 ? classes.slice(1) : classes;
  return spoken.map((label) => ({ what: "decision", label }));
}
