import type { TargetOutput } from "../../data/table/table-schema.ts";
import { columnsOf } from "../../data/table/target-scales.ts";
import type { SGDRegressor } from "../../engine/estimators/sgd-regressor.ts";
import { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import { labelReport, labelReportObject } from "../../engine/metrics/label-report.ts";
import { evaluateClasses } from "./evaluate-classes.ts";
import { evaluateNumbers } from "./evaluate-numbers.ts";
import type {
  Baseline,
  ClassCurves,
  ClassificationCurves,
  ClassificationScores,
  Evaluation,
  RegressionCurves,
  RegressionScores,
} from "./types.ts";

/** One of several targets that rows are scored on. */
export interface ScoredTarget extends TargetOutput {
  /** Training rows of each of its two values; none for a number. */
  readonly trainCounts: readonly number[];
  /** Mean of the training rows' numbers; any number for a label. */
  readonly trainMean: number;
}

/** What an estimator says of several targets, each [rows, targets], row after row. */
export interface SeveralAnswers {
  /** The numbers, or 1 where a row gets the second value of a target, else 0. */
  readonly predicted: Float64Array;
  /** Probability of the second value of each target, where the loss gives probabilities. */
  readonly probabilities?: Float64Array | undefined;
  /** Without probabilities the decision value of it. */
  readonly scores?: Float64Array | undefined;
  /** What a regressor learned, by the loss. */
  readonly options?: Pick<SGDRegressor["options"], "loss" | "quantile"> | undefined;
}

/** Answers for rows whose targets are known. */
export interface SeveralRows extends SeveralAnswers {
  readonly targets: readonly ScoredTarget[];
  /** The true numbers, or positions of the values, [rows, targets]. */
  readonly truth: Float64Array;
}

/**
 * Scores a model of several targets: each for itself as a model of that target alone, and all together.
 *
 * @throws {MinibatchError} as `evaluateNumbers` and `evaluateClasses`
 */
export function evaluateSeveral(rows: SeveralRows): Evaluation {
  return rows.targets[0]!.classes.length === 0 ? severalNumbers(rows) : severalLabels(rows);
}

type NumberBaseline = Extract<Baseline, { task: "regression" }>;
type LabelBaseline = Extract<Baseline, { task: "classification" }>;

function severalNumbers({ targets, truth, predicted, options }: SeveralRows): Evaluation {
  const outputs = targets.length;
  const [values, answers] = [columnsOf(truth, outputs), columnsOf(predicted, outputs)];
  const each = targets.map(({ name, trainMean }, k) => {
    const { test, baseline, curves } = evaluateNumbers({
      values: values[k]!,
      predicted: answers[k]!,
      trainMean,
      options,
    });
    return {
      name,
      test: test as RegressionScores,
      baseline: baseline as NumberBaseline,
      curves: curves as RegressionCurves,
    };
  });
  const means = (of: (one: (typeof each)[number]) => RegressionScores | NumberBaseline) => ({
    r2: mean(each.map((one) => of(one).r2)),
    rmse: mean(each.map((one) => of(one).rmse)),
    mae: mean(each.map((one) => of(one).mae)),
    medianAe: mean(each.map((one) => of(one).medianAe)),
  });
  const task = "several-numbers";
  return {
    rows: values[0]!.length,
    test: { task, ...means(({ test }) => test), targets: each.map(({ name, test }) => ({ name, scores: test })) },
    baseline: {
      task,
      ...means(({ baseline }) => baseline),
      targets: each.map(({ name, baseline }) => ({ name, scores: baseline })),
    },
    curves: { task, targets: each.map(({ name, curves }) => ({ name, curves })) },
  };
}

function severalLabels({ targets, truth, predicted, probabilities, scores }: SeveralRows): Evaluation {
  const outputs = targets.length;
  const [codes, answers] = [columnsOf(truth, outputs), columnsOf(predicted, outputs)];
  const chances = probabilities && columnsOf(probabilities, outputs);
  const values = scores && columnsOf(scores, outputs);
  const each = targets.map(({ name, classes, trainCounts }, k) => {
    const { test, baseline, curves } = evaluateClasses({
      classes,
      codes: Int32Array.from(codes[k]!),
      predicted: Int32Array.from(answers[k]!),
      ...(chances && { probabilities: bothOf(chances[k]!, (p) => 1 - p) }),
      ...(values && { scores: bothOf(values[k]!, (value) => -value) }),
      trainCounts,
    });
    return {
      name,
      most: trainCounts[1]! > trainCounts[0]! ? 1 : 0,
      test: test as ClassificationScores,
      baseline: baseline as LabelBaseline,
      curves: curves as ClassificationCurves,
    };
  });
  const [trueRows, ownRows] = [truth, predicted].map((all) => new DenseMatrix(all, all.length / outputs, outputs));
  const names = targets.map(({ name }) => name);
  const { microAvg, macroAvg } = labelReportObject(trueRows!, ownRows!, { names });
  const trivial = truth.map((_, i) => each[i % outputs]!.most);
  const task = "several-labels";
  return {
    rows: codes[0]!.length,
    test: {
      task,
      accuracy: shareOfWholeRows(truth, predicted, outputs),
      labelAccuracy: mean(each.map(({ test }) => test.accuracy)),
      microF1: microAvg.f1Score,
      macroF1: macroAvg.f1Score,
      logLoss: meanOrNull(each.map(({ test }) => test.logLoss)),
      rocAuc: meanOrNull(each.map(({ test }) => test.rocAuc)),
      averagePrecision: meanOrNull(each.map(({ test }) => test.averagePrecision)),
      report: labelReport(trueRows!, ownRows!, { names }),
      targets: each.map(({ name, test }) => ({ name, scores: test })),
    },
    baseline: {
      task,
      accuracy: shareOfWholeRows(truth, trivial, outputs),
      labelAccuracy: mean(each.map(({ baseline }) => baseline.accuracy)),
      logLoss: mean(each.map(({ baseline }) => baseline.logLoss)),
      targets: each.map(({ name, baseline }) => ({ name, scores: baseline })),
    },
    curves: {
      task,
      targets: each.flatMap(({ name, curves }) =>
        curves.classes.map((curve): ClassCurves => ({ ...curve, label: name })),
      ),
    },
  };
}

/** What is said of the second of two values as what is said of both, [rows, 2]. */
function bothOf(second: Float64Array, first: (value: number) => number): DenseMatrix {
  const both = DenseMatrix.zeros(second.length, 2);
  for (const [row, value] of second.entries()) both.data.set([first(value), value], 2 * row);
  return both;
}

/** Share of the rows of which every target is right. */
function shareOfWholeRows(truth: Float64Array, predicted: ArrayLike<number>, outputs: number): number {
  const rows = truth.length / outputs;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    let all = 1;
    for (let k = row * outputs; k < (row + 1) * outputs; k++) if (truth[k] !== predicted[k]) all = 0;
    right += all;
  }
  return right / rows;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean over the targets that have the score; null where none has. */
function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
