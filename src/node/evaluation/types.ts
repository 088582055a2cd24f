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

/** What belongs to one of several targets. */
export interface OfTarget<Scores> {
  /** Name of the target's column. */
  readonly name: string;
  /** Its scores, as those of a model of it alone. */
  readonly scores: Scores;
}

/** Scores of a model of several numbers: of each in its own units, and their plain means. */
export interface SeveralNumbersScores extends Omit<RegressionScores, "task" | "quantile" | "poissonDeviance"> {
  /** What was learned: several numbers. */
  readonly task: "several-numbers";
  /** Those of each target. */
  readonly targets: readonly OfTarget<RegressionScores>[];
}

/** Scores of a model of several labels, of which a row can have any. */
export interface SeveralLabelsScores {
  /** What was learned: several labels. */
  readonly task: "several-labels";
  /** Share of rows of which every label is right. */
  readonly accuracy: number;
  /** Share of labels that are right, over all rows. */
  readonly labelAccuracy: number;
  /** F1 from the counts of all labels together. */
  readonly microF1: number;
  /** Mean of the labels' F1. */
  readonly macroF1: number;
  /** Mean over the labels; null for a loss without probabilities. */
  readonly logLoss: number | null;
  /** Mean over the labels that some but not all rows have. */
  readonly rocAuc: number | null;
  /** Mean over the same labels. */
  readonly averagePrecision: number | null;
  /** Precision, recall and F1 of each label and their averages, as text. */
  readonly report: string;
  /** Those of each label. */
  readonly targets: readonly OfTarget<ClassificationScores>[];
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
    }
  | (Omit<SeveralNumbersScores, "targets"> & {
      /** Of each target. */
      readonly targets: readonly OfTarget<Extract<Baseline, { task: "regression" }>>[];
    })
  | (Pick<SeveralLabelsScores, "task" | "accuracy" | "labelAccuracy"> & {
      /** Mean over the labels, of giving every row the training rows' share of each. */
      readonly logLoss: number;
      /** Of each target. */
      readonly targets: readonly OfTarget<Extract<Baseline, { task: "classification" }>>[];
    });

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

/** The curves of several numbers. */
export interface SeveralNumbersCurves {
  /** What was learned: several numbers. */
  readonly task: "several-numbers";
  /** Of each target. */
  readonly targets: readonly { readonly name: string; readonly curves: RegressionCurves }[];
}

/** The curves of several labels. */
export interface SeveralLabelsCurves {
  /** What was learned: several labels. */
  readonly task: "several-labels";
  /** Of each label that some but not all rows have; `label` is its target's name. */
  readonly targets: readonly ClassCurves[];
}

/** A model's scores, those of the trivial answer on the same rows, and the curves to draw. */
export interface Evaluation {
  /** Rows that were scored. */
  readonly rows: number;
  /** The model's scores. */
  readonly test: ClassificationScores | RegressionScores | SeveralNumbersScores | SeveralLabelsScores;
  /** Those of the trivial answer. */
  readonly baseline: Baseline;
  /** What the report draws. */
  readonly curves: ClassificationCurves | RegressionCurves | SeveralNumbersCurves | SeveralLabelsCurves;
}
