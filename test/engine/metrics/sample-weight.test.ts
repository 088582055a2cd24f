import { describe, expect, it } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { accuracyScore, balancedAccuracyScore } from "../../../src/engine/metrics/accuracy.ts";
import { matthewsCorrcoef } from "../../../src/engine/metrics/agreement.ts";
import { f1Score, precisionScore } from "../../../src/engine/metrics/precision-recall.ts";
import { brierScoreLoss, logLoss } from "../../../src/engine/metrics/probability.ts";
import { averagePrecisionScore, rocAucScore } from "../../../src/engine/metrics/ranking.ts";
import {
  explainedVarianceScore,
  meanAbsoluteError,
  meanSquaredError,
  medianAbsoluteError,
  r2Score,
  rootMeanSquaredError,
} from "../../../src/engine/metrics/regression.ts";
import { readJson, relativeError } from "./fixtures.ts";

type Scores = Record<string, number>;
interface Rows {
  readonly name: string;
  readonly weights: number[];
  readonly yTrue: number[];
  readonly yPred: number[];
}
type ClassCase = Rows & { readonly classes: number; readonly proba: number[][] } & Scores;
const fixtures = readJson<{ classes: ClassCase[]; numbers: (Rows & Scores)[] }>("../../fixtures/metrics/weighted.json");

const numbers = {
  r2: r2Score,
  explainedVariance: explainedVarianceScore,
  mse: meanSquaredError,
  rmse: rootMeanSquaredError,
  mae: meanAbsoluteError,
  medianAe: medianAbsoluteError,
};

const classes = {
  accuracy: ({ yTrue, yPred, weights }: ClassCase) => accuracyScore(yTrue, yPred, { sampleWeight: weights }),
  balancedAccuracy: ({ yTrue, yPred, weights }: ClassCase) =>
    balancedAccuracyScore(yTrue, yPred, { sampleWeight: weights }),
  matthews: ({ yTrue, yPred, weights }: ClassCase) => matthewsCorrcoef(yTrue, yPred, { sampleWeight: weights }),
  f1: ({ yTrue, yPred, weights, classes: count }: ClassCase) =>
    f1Score(yTrue, yPred, { average: count === 2 ? "binary" : "macro", sampleWeight: weights }),
  precisionWeighted: ({ yTrue, yPred, weights }: ClassCase) =>
    precisionScore(yTrue, yPred, { average: "weighted", sampleWeight: weights }),
  rocAuc: (one: ClassCase) => rocAucScore(one.yTrue, scoresOf(one), { sampleWeight: one.weights }),
  averagePrecision: (one: ClassCase) => averagePrecisionScore(one.yTrue, scoresOf(one), { sampleWeight: one.weights }),
  logLoss: ({ yTrue, proba, weights }: ClassCase) => logLoss(yTrue, proba, { sampleWeight: weights }),
  brier: ({ yTrue, proba, weights }: ClassCase) => brierScoreLoss(yTrue, proba, { sampleWeight: weights }),
};

const scoresOf = ({ classes: count, proba }: ClassCase): number[] | number[][] =>
  count === 2 ? proba.map((row) => row[1]) : proba;

describe("sampleWeight: scikit-learn's sample_weight, relative error < 1e-12", () => {
  it.each(fixtures.numbers.map((one): [string, Rows & Scores] => [one.name, one]))("numbers, %s weights", (_, one) => {
    for (const [name, metric] of Object.entries(numbers)) {
      const actual = metric(one.yTrue, one.yPred, { sampleWeight: one.weights });
      expect(relativeError(actual, one[name]), name).toBeLessThan(1e-12);
    }
  });

  it.each(fixtures.classes.map((one): [string, ClassCase] => [one.name, one]))("%s", (_, one) => {
    for (const [name, metric] of Object.entries(classes)) {
      expect(relativeError(metric(one), one[name]), name).toBeLessThan(1e-12);
    }
  });

  it.each([
    ["too few", [1], "INVALID_SHAPE", "r2Score: sampleWeight has 1 weights for 2 rows, expected as many"],
    ["a negative one", [1, -1], "INVALID_DATA", "r2Score: sampleWeight row 1 is -1, expected a number >= 0"],
    ["all 0", [0, 0], "INVALID_DATA", "r2Score: sampleWeight: all weights are 0, expected at least one above"],
  ])("%s: an error with a code", (_, sampleWeight, code, message) => {
    try {
      r2Score([1, 2], [2, 1], { sampleWeight });
    } catch (error) {
      expect(error).toBeInstanceOf(MinibatchError);
      expect([(error as MinibatchError).code, (error as MinibatchError).message]).toEqual([code, message]);
      return;
    }
    throw new Error("expected an error");
  });
});
