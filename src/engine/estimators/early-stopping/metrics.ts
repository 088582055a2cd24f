import type { DenseMatrix } from "../../matrix/dense-matrix.ts";
import { accuracyScore, balancedAccuracyScore } from "../../metrics/accuracy.ts";
import { matthewsCorrcoef } from "../../metrics/agreement.ts";
import { f1Score } from "../../metrics/precision-recall.ts";
import { brierScoreLoss, logLoss } from "../../metrics/probability.ts";
import { averagePrecisionScore, rocAucScore } from "../../metrics/ranking.ts";
import {
  explainedVarianceScore,
  meanAbsoluteError,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "../../metrics/regression.ts";
import type { SampleWeightOption } from "../../metrics/sample-weight.ts";
import type { MetricName } from "./metric-names.ts";

/** What a model says of the rows held out. */
export interface HeldOutView {
  /** Mean weighted loss of a row. */
  loss(): Promise<number>;
  /** Class numbers, or numbers: [rows]. Of several targets those of `target`. */
  truth(target: number): ArrayLike<number>;
  /** What is predicted of them. */
  predicted(target: number): ArrayLike<number>;
  /** Outputs of two classes, [rows, 1], the probabilities of more, [rows, classes]. */
  scores(): DenseMatrix;
  /** Probabilities, [rows, classes]. */
  probabilities(): DenseMatrix;
  /** How often each row counts, [rows]; undefined: once. */
  readonly weights: Float64Array | undefined;
  /** Number of classes; 0 for numbers. */
  readonly classes: number;
  /** Number of targets of a row. */
  readonly targets: number;
}

/** A metric. */
export interface Metric {
  /** Whether the number shall rise or fall. */
  readonly better: "higher" | "lower";
  /** What it is for. */
  readonly tasks: readonly ("classification" | "regression")[];
  /** Whether the loss has to give probabilities. */
  readonly needsProbabilities: boolean;
  /** The number. */
  of(view: HeldOutView): number | Promise<number>;
}

/** The metrics by name. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  loss: {
    better: "lower",
    tasks: ["classification", "regression"],
    needsProbabilities: false,
    of: (view) => view.loss(),
  },
  accuracy: ofClasses(accuracyScore),
  balanced_accuracy: ofClasses(balancedAccuracyScore),
  f1: {
    ...ofClasses(() => 0),
    of: (view) => {
      const average = view.classes === 2 ? "binary" : "macro";
      return f1Score(view.truth(0), view.predicted(0), { average, sampleWeight: view.weights });
    },
  },
  matthews: ofClasses(matthewsCorrcoef),
  roc_auc: ofScores("higher", false, (truth, scores, { labels, sampleWeight }) =>
    rocAucScore(truth, scores, scores.columns > 1 ? { labels, sampleWeight } : { sampleWeight }),
  ),
  average_precision: ofScores("higher", false, (truth, scores, { sampleWeight }) =>
    averagePrecisionScore(truth, scores, { sampleWeight }),
  ),
  log_loss: ofScores("lower", true, logLoss),
  brier: ofScores("lower", true, brierScoreLoss),
  r2: ofNumbers("higher", r2Score),
  explained_variance: ofNumbers("higher", explainedVarianceScore),
  mean_squared_error: ofNumbers("lower", meanSquaredError),
  root_mean_squared_error: ofNumbers("lower", rootMeanSquaredError),
  mean_absolute_error: ofNumbers("lower", meanAbsoluteError),
  median_absolute_error: ofNumbers("lower", medianAbsoluteError),
};

type PairScore = (truth: ArrayLike<number>, predicted: ArrayLike<number>, options: SampleWeightOption) => number;

/** What the scores of classes are taken with. */
interface ClassRows extends SampleWeightOption {
  /** The class of each column. */
  readonly labels: readonly number[];
}

function ofClasses(score: PairScore): Metric {
  return {
    better: "higher",
    tasks: ["classification"],
    needsProbabilities: false,
    of: (view) => score(view.truth(0), view.predicted(0), { sampleWeight: view.weights }),
  };
}

function ofScores(
  better: "higher" | "lower",
  needsProbabilities: boolean,
  score: (truth: ArrayLike<number>, scores: DenseMatrix, rows: ClassRows) => number,
): Metric {
  return {
    better,
    tasks: ["classification"],
    needsProbabilities,
    of: (view) => {
      const labels = Array.from({ length: view.classes }, (_, k) => k);
      return score(view.truth(0), needsProbabilities ? view.probabilities() : view.scores(), {
        labels,
        sampleWeight: view.weights,
      });
    },
  };
}

function ofNumbers(better: "higher" | "lower", score: PairScore): Metric {
  return {
    better,
    tasks: ["regression"],
    needsProbabilities: false,
    of: (view) => {
      let sum = 0;
      const options = { sampleWeight: view.weights };
      for (let target = 0; target < view.targets; target++) {
        sum += score(view.truth(target), view.predicted(target), options);
      }
      return sum / view.targets;
    },
  };
}
