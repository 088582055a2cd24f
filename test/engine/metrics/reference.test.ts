import { describe, expect, it } from "vitest";
import { accuracyScore, balancedAccuracyScore } from "../../../src/engine/metrics/accuracy.ts";
import { cohenKappaScore, matthewsCorrcoef } from "../../../src/engine/metrics/agreement.ts";
import { classificationReport } from "../../../src/engine/metrics/classification-report.ts";
import { confusionMatrix } from "../../../src/engine/metrics/confusion-matrix.ts";
import { precisionRecallCurve, rocCurve } from "../../../src/engine/metrics/curves.ts";
import type { Label } from "../../../src/engine/metrics/labels.ts";
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
import { topKAccuracyScore } from "../../../src/engine/metrics/top-k.ts";
import { readJson, relativeError } from "./fixtures.ts";

interface Reference {
  classification: {
    name: string;
    y_true: Label[];
    y_pred: Label[];
    options: { target_names?: string[]; digits?: number };
    classification_report: string;
    confusion_matrix: number[][];
    accuracy: number;
    balanced_accuracy: number;
    macro_f1: number;
    weighted_f1: number;
    mcc: number;
    cohen_kappa: number;
  }[];
  scores: {
    y_true: number[];
    y_score: number[];
    roc_auc: number;
    average_precision: number;
    log_loss: number;
    brier: number;
    "roc_curve(drop_intermediate=False)": { fpr: number[]; tpr: number[]; thresholds: number[] };
    precision_recall_curve: { precision: number[]; recall: number[]; thresholds: number[] };
  };
  "multiclass scores": {
    y_true: number[];
    y_proba: number[][];
    log_loss: number;
    "roc_auc ovr macro": number;
    top_2_accuracy: number;
  };
  regression: { y_true: number[]; y_pred: number[] } & Record<string, number>;
}

const reference = readJson<Reference>("../../reference/metrics.json");

describe("classification metrics equal scikit-learn's exactly", () => {
  it.each(reference.classification)("$name", (c) => {
    const { target_names: targetNames, digits } = c.options;
    expect(classificationReport(c.y_true, c.y_pred, { targetNames, digits })).toBe(c.classification_report);
    expect(confusionMatrix(c.y_true, c.y_pred)).toEqual(c.confusion_matrix);
    expect(accuracyScore(c.y_true, c.y_pred)).toBe(c.accuracy);
    expect(balancedAccuracyScore(c.y_true, c.y_pred)).toBe(c.balanced_accuracy);
    expect(f1Score(c.y_true, c.y_pred, { average: "macro" })).toBe(c.macro_f1);
    expect(f1Score(c.y_true, c.y_pred, { average: "weighted" })).toBe(c.weighted_f1);
    expect(matthewsCorrcoef(c.y_true, c.y_pred)).toBe(c.mcc);
    expect(cohenKappaScore(c.y_true, c.y_pred)).toBe(c.cohen_kappa);
  });
});

describe("scores of two classes", () => {
  const { y_true: yTrue, y_score: yScore, ...expected } = reference.scores;

  it("rocCurve equals scikit-learn's exactly", () => {
    const { fpr, tpr, thresholds } = expected["roc_curve(drop_intermediate=False)"];
    const curve = rocCurve(yTrue, yScore, { dropIntermediate: false });
    expect(Array.from(curve.fpr)).toEqual(fpr);
    expect(Array.from(curve.tpr)).toEqual(tpr);
    expect(Array.from(curve.thresholds)).toEqual(thresholds);
  });

  it("precisionRecallCurve equals scikit-learn's exactly", () => {
    const { precision, recall, thresholds } = expected.precision_recall_curve;
    const curve = precisionRecallCurve(yTrue, yScore);
    expect(Array.from(curve.precision)).toEqual(precision);
    expect(Array.from(curve.recall)).toEqual(recall);
    expect(Array.from(curve.thresholds)).toEqual(thresholds);
  });

  it("areas and the Brier score equal scikit-learn's exactly", () => {
    expect(rocAucScore(yTrue, yScore)).toBe(expected.roc_auc);
    expect(averagePrecisionScore(yTrue, yScore)).toBe(expected.average_precision);
    expect(brierScoreLoss(yTrue, yScore)).toBe(expected.brier);
  });

  it("log loss, relative error < 1e-12", () => {
    const clipped = yScore.map((score) => Math.min(Math.max(score, 0.01), 0.99));
    expect(relativeError(logLoss(yTrue, clipped), expected.log_loss)).toBeLessThan(1e-12);
  });
});

describe("scores of three classes", () => {
  const { y_true: yTrue, y_proba: yProba, ...expected } = reference["multiclass scores"];

  it("AUC and top-2 accuracy equal scikit-learn's exactly", () => {
    expect(rocAucScore(yTrue, yProba)).toBe(expected["roc_auc ovr macro"]);
    expect(topKAccuracyScore(yTrue, yProba)).toBe(expected.top_2_accuracy);
  });

  it("log loss, relative error < 1e-12", () => {
    expect(relativeError(logLoss(yTrue, yProba), expected.log_loss)).toBeLessThan(1e-12);
  });
});

describe("regression metrics, relative error < 1e-12", () => {
  const { y_true: yTrue, y_pred: yPred, ...expected } = reference.regression;

  it.each([
    ["r2", r2Score],
    ["mse", meanSquaredError],
    ["mae", meanAbsoluteError],
    ["rmse", rootMeanSquaredError],
    ["median_ae", medianAbsoluteError],
    ["explained_variance", explainedVarianceScore],
  ] as const)("%s", (name, metric) => {
    expect(relativeError(metric(yTrue, yPred), expected[name])).toBeLessThan(1e-12);
  });
});
