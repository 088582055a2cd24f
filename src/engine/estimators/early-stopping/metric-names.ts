/**
 * What early stopping can watch on the rows held out.
 *
 * - `loss`: the mean loss of a row; it shall fall
 * - for classes, all of which shall rise but `log_loss` and `brier`: `accuracy`, `balanced_accuracy`, `f1` (of the second of
 *   two classes, else the mean over the classes), `matthews`, `roc_auc`, `average_precision`, `log_loss`, `brier`
 * - for numbers: `r2` and `explained_variance`, which shall rise, `mean_squared_error`, `root_mean_squared_error`,
 *   `mean_absolute_error` and `median_absolute_error`, which shall fall; of several outputs the mean
 *
 * In all of them a row counts as often as it weighs, as with scikit-learn's `sample_weight`.
 */
export type MetricName =
  | "loss"
  | "accuracy"
  | "balanced_accuracy"
  | "f1"
  | "matthews"
  | "roc_auc"
  | "average_precision"
  | "log_loss"
  | "brier"
  | "r2"
  | "explained_variance"
  | "mean_squared_error"
  | "root_mean_squared_error"
  | "mean_absolute_error"
  | "median_absolute_error";

/** Metrics that {@link MetricName} allows. */
export const METRIC_NAMES: readonly MetricName[] = [
  "loss",
  "accuracy",
  "balanced_accuracy",
  "f1",
  "matthews",
  "roc_auc",
  "average_precision",
  "log_loss",
  "brier",
  "r2",
  "explained_variance",
  "mean_squared_error",
  "root_mean_squared_error",
  "mean_absolute_error",
  "median_absolute_error",
];
