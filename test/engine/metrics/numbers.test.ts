import { describe, expect, it } from "vitest";
import { cohenKappaScore, matthewsCorrcoef } from "../../../src/engine/metrics/agreement.ts";
import { classificationReport } from "../../../src/engine/metrics/classification-report.ts";
import { pairwiseMean, pairwiseSum } from "../../../src/engine/metrics/pairwise-sum.ts";
import { f1Score } from "../../../src/engine/metrics/precision-recall.ts";
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

interface Fixtures {
  numbers: ({ name: string; yTrue: number[]; yPred: number[] } & Record<string, number>)[];
  million: { report: string } & Record<string, number>;
  pairwise: { sums: [number, number][] };
}

const fixtures = readJson<Fixtures>("../../fixtures/metrics/scores.json");
const metrics = {
  r2: r2Score,
  explainedVariance: explainedVarianceScore,
  mse: meanSquaredError,
  rmse: rootMeanSquaredError,
  mae: meanAbsoluteError,
  medianAe: medianAbsoluteError,
};

describe("regression metrics, relative error < 1e-12", () => {
  describe.each(fixtures.numbers)("$name", ({ yTrue, yPred, ...expected }) => {
    it.each(Object.entries(metrics))("%s", (name, metric) => {
      expect(relativeError(metric(yTrue, yPred), expected[name])).toBeLessThan(1e-12);
      expect(metric(Float64Array.from(yTrue), Float64Array.from(yPred))).toBe(metric(yTrue, yPred));
    });
  });

  it("leave their input as it was", () => {
    const yTrue = Float64Array.of(3, -1, 2);
    const yPred = Float64Array.of(-5, 4, 2);
    for (const metric of Object.values(metrics)) metric(yTrue, yPred);
    expect(yTrue).toEqual(Float64Array.of(3, -1, 2));
    expect(yPred).toEqual(Float64Array.of(-5, 4, 2));
  });
});

describe("pairwiseSum", () => {
  const terms = (n: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => (((i * 7919) % 10007) - 5000) / 97);

  it.each(fixtures.pairwise.sums)("of %d terms equals np.sum exactly", (n, sum) => {
    expect(pairwiseSum(terms(n))).toBe(sum);
  });

  it("takes a range", () => {
    expect(pairwiseSum(terms(300), 20, 277)).toBe(pairwiseSum(terms(300).slice(20, 277)));
  });

  it("loses no digits: the mean of a million times 0.1 is 0.1 to 1e-15", () => {
    expect(relativeError(pairwiseMean(new Float64Array(1_000_000).fill(0.1)), 0.1)).toBeLessThan(1e-15);
  });

  it("has no mean of nothing", () => {
    expect(pairwiseMean(new Float64Array(0))).toBeNaN();
  });
});

describe("a million rows", () => {
  const n = 1_000_000;
  const a = (i: number): number => (i * 7919) % 1_000_003;
  const b = (i: number): number => (i * 104_729) % 1_000_033;
  const generate = (value: (i: number) => number): Float64Array => {
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = value(i);
    return values;
  };
  const expected = fixtures.million;

  it("labels: report and scores equal scikit-learn's exactly", () => {
    const yTrue = generate((i) => a(i) % 3);
    const yPred = generate((i) => (b(i) % 5 < 3 ? a(i) % 3 : b(i) % 3));
    expect(classificationReport(yTrue, yPred, { digits: 4 })).toBe(expected.report);
    expect(matthewsCorrcoef(yTrue, yPred)).toBe(expected.mcc);
    expect(cohenKappaScore(yTrue, yPred)).toBe(expected.kappa);
    expect(f1Score(yTrue, yPred, { average: "macro" })).toBe(expected["macro f1"]);
  });

  it("scores of two classes, relative error < 1e-12", () => {
    const two = generate((i) => a(i) % 2);
    const score = generate((i) => Math.floor(((a(i) % 2) * 250_000 + b(i)) / 1000) / 1251);
    expect(relativeError(rocAucScore(two, score), expected.auc)).toBeLessThan(1e-12);
    expect(relativeError(averagePrecisionScore(two, score), expected.ap)).toBeLessThan(1e-12);
    expect(relativeError(logLoss(two, score), expected.logLoss)).toBeLessThan(1e-12);
    expect(relativeError(brierScoreLoss(two, score), expected.brier)).toBeLessThan(1e-12);
  });

  it("numbers, relative error < 1e-12", () => {
    const x = generate((i) => a(i) / 1000);
    const z = generate((i) => a(i) / 1000 + b(i) / 1_000_003 - 0.5);
    for (const name of ["r2", "mse", "mae", "medianAe", "explainedVariance"] as const) {
      expect(relativeError(metrics[name](x, z), expected[name])).toBeLessThan(1e-12);
    }
  });
});
