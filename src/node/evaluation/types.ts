import type { ReportClass } from "../../engine/metrics/classification-report.ts";
import type { Label } from "../../engine/metrics/labels.ts";

/** Scores of a classifier on rows it was not trained on. */
export interface ClassificationScores {
  /** What was learned: a class. */
  readonly task: "classification";
  /** Share of rows whose class is right. */
  readonly accuracy: number;
  /** Mean over the classes of the share of their rows that are right. */
  readonly balancedAccuracy: number;
  /** Mean over the classes of the harmonic mean of precision and recall. */
  readonly macroF1: number;
  /** Mean negative log-likelihood of the true class, in nats; null for a loss without probabilities. */
  readonly logLoss: number | null;
  /**
   * Area under the ROC curve; for more than two classes the mean of each against the rest, over those that some but
   * not all rows have. Null where there is none.
   */
  readonly rocAuc: number | null;
  /** Average precision, over the same classes as `rocAuc`; of two classes that of the second. Null where there is none. */
  readonly averagePrecision: number | null;
  /** Precision, recall and F1 of each class, as text. */
  readonly report: string;
  /** The same as data; a class that no row has and that was never answered is left out. */
  readonly byClass: readonly ReportClass[];
  /** The classes of `confusion`: those of the model, sorted, then any others that the rows have. */
  readonly classes: readonly Label[];
  /** Rows by true class (outer) and predicted class (inner), in the order of `classes`. */
  readonly confusion: number[][];
}

/** Scores of a regressor on rows it was not trained on, in the target's units. */
export interface RegressionScores {
  /** What was learned: a number. */
  readonly task: "regression";
  /** Coefficient of determination. */
  readonly r2: number;
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Median absolute error. */
  readonly medianAe: number;
  /** Of a model of a quantile. */
  readonly quantile?: QuantileScores;
  /** Mean Poisson deviance of a model of counts; null where a number of the rows is negative. */
  readonly poissonDeviance?: number | null;
}

/** How well a quantile is hit. */
export interface QuantileScores {
  /** The quantile learned. */
  readonly quantile: number;
  /** Mean pinball loss at it. */
  readonly pinballLoss: number;
  /** Share of the rows whose number is at most the predicted one, which should be `quantile`. */
  readonly shareBelow: number;
}

/** Scores of the trivial answer: the training rows' most frequent class and shares, or their mean. */
export type Baseline =
  | {
      /** What was learned: a class. */
      readonly task: "classification";
      /** The training rows' most frequent class. */
      readonly label: Label;
      /** Accuracy of always answering it. */
      readonly accuracy: number;
      /** Log loss of giving every row the training rows' shares of the classes as probabilities. */
      readonly logLoss: number;
    }
  | {
      /** What was learned: a number. */
      readonly task: "regression";
      /** Mean of the training rows' target. */
      readonly mean: number;
      /** R² of always answering it. */
      readonly r2: number;
      /** Root mean squared error of always answering it. */
      readonly rmse: number;
      /** Mean absolute error of always answering it. */
      readonly mae: number;
      /** Median absolute error of always answering it. */
      readonly medianAe: number;
      /** Of always answering it, beside a model of a quantile. */
      readonly quantile?: QuantileScores;
      /** Of always answering it, beside a model of counts. */
      readonly poissonDeviance?: number | null;
    };

/** A curve to draw: as many x as y. */
export interface Curve {
  /** Places along the horizontal axis. */
  readonly x: readonly number[];
  /** Places along the vertical axis. */
  readonly y: readonly number[];
}

/** One class's curves against the rest of the classes. */
export interface ClassCurves {
  /** The class. */
  readonly label: Label;
  /** Rows of it. */
  readonly rows: number;
  /** Area under its ROC curve. */
  readonly rocAuc: number;
  /** Its average precision. */
  readonly averagePrecision: number;
  /** ROC: true positive rate over false positive rate. */
  readonly roc: Curve;
  /** Precision over recall. */
  readonly precisionRecall: Curve;
}

/** A classifier's curves, thinned out to what a picture shows. */
export interface ClassificationCurves {
  /** What was learned: a class. */
  readonly task: "classification";
  /** Of two classes the second; of more those with the most rows, at most eight. */
  readonly classes: readonly ClassCurves[];
  /**
   * Of two classes: how often rows are of the second, by the probability given to it. Of more: how often the answer is
   * right, by the probability given to it. Ten bins of equal width. Null for a loss without probabilities.
   */
  readonly calibration: (Curve & { readonly counts: readonly number[] }) | null;
}

/** A regressor's errors, thinned out to what a picture shows. */
export interface RegressionCurves {
  /** What was learned: a number. */
  readonly task: "regression";
  /** The predicted number (x) and the true one (y) of rows evenly spaced over all, at most 1,000. */
  readonly points: Curve;
  /** How many rows have an error, true minus predicted, between two edges. The first and last bin are open. */
  readonly residuals: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** A model's scores, those of the trivial answer on the same rows, and the curves to draw. */
export interface Evaluation {
  /** Rows that were scored. */
  readonly rows: number;
  /** The model's scores. */
  readonly test: ClassificationScores | RegressionScores;
  /** Those of the trivial answer. */
  readonly baseline: Baseline;
  /** What the report draws. */
  readonly curves: ClassificationCurves | RegressionCurves;
}
