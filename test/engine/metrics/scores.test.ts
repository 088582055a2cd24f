import { describe, expect, it } from "vitest";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import {
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from "../../../src/engine/metrics/curves.ts";
import type { Label } from "../../../src/engine/metrics/labels.ts";
import { brierScoreLoss, logLoss } from "../../../src/engine/metrics/probability.ts";
import { averagePrecisionScore, rocAucScore } from "../../../src/engine/metrics/ranking.ts";
import { topKAccuracyScore } from "../../../src/engine/metrics/top-k.ts";
import { named, readJson, relativeError } from "./fixtures.ts";

type Curve = [number[], number[], number[]];

interface Fixtures {
  ranked: {
    name: string;
    classes: Label[];
    yTrue: number[];
    yScore: number[];
    posLabel?: Label;
    roc: [Curve, Curve];
    precisionRecall: [Curve, Curve];
    ap: number;
    auc?: number;
  }[];
  many: {
    classes: Label[];
    yTrue: number[];
    yProba: number[][];
    auc: Record<"macro" | "weighted", number>;
    ap: Record<"macro" | "weighted", number>;
    logLoss: number;
    brier: number;
    "brier halved": number;
    topK: number[];
  }[];
  absent: {
    labels: number[];
    yTrue: number[];
    yProba: number[][];
    "weighted auc": number;
    logLoss: number;
    brier: number;
    topK: number[];
  };
  two: {
    name: string;
    classes: Label[];
    yTrue: number[];
    yProba: number[];
    logLoss: number;
    "logLoss f32": number;
    brier: number;
    "logLoss columns": number;
    "brier columns": number;
    "brier columns, not halved": number;
    top1: number;
    "top1 of p - 0.5": number;
    top2: number;
  }[];
  brierPositive: { yTrue: Label[]; yProba: number[]; posLabel: Label | null; brier: number }[];
}

const fixtures = readJson<Fixtures>("../../fixtures/metrics/scores.json");
const rocArrays = ({ fpr, tpr, thresholds }: RocCurve): number[][] => [fpr, tpr, thresholds].map((a) => Array.from(a));
const prArrays = ({ precision, recall, thresholds }: PrecisionRecallCurve): number[][] =>
  [precision, recall, thresholds].map((a) => Array.from(a));
const twoColumns = (p: number[]): number[][] => p.map((value) => [1 - value, value]);
/** -0 as 0: of equal scores, which one becomes the threshold is left open. */
const withoutSign = (curve: number[][]): number[][] => curve.map((values) => values.map((value) => value + 0));

describe.each(fixtures.ranked)("two classes: $name", ({ classes, yScore, posLabel, ...c }) => {
  const yTrue = named(classes, c.yTrue);

  it.each([false, true])("curves equal scikit-learn's exactly, dropIntermediate %s", (dropIntermediate) => {
    const options = { posLabel, dropIntermediate };
    const at = Number(dropIntermediate);
    expect(withoutSign(rocArrays(rocCurve(yTrue, yScore, options)))).toEqual(withoutSign(c.roc[at]));
    const expected = withoutSign(c.precisionRecall[at]);
    expect(withoutSign(prArrays(precisionRecallCurve(yTrue, yScore, options)))).toEqual(expected);
  });

  it("defaults: rocCurve drops points, precisionRecallCurve does not", () => {
    expect(rocCurve(yTrue, yScore, { posLabel })).toEqual(
      rocCurve(yTrue, yScore, { posLabel, dropIntermediate: true }),
    );
    const full = precisionRecallCurve(yTrue, yScore, { posLabel, dropIntermediate: false });
    expect(precisionRecallCurve(yTrue, yScore, { posLabel })).toEqual(full);
  });

  it("average precision and AUC equal scikit-learn's exactly", () => {
    expect(averagePrecisionScore(yTrue, yScore, { posLabel })).toBe(c.ap);
    if (c.auc === undefined) expect(() => rocAucScore(yTrue, yScore)).toThrow("expected some but not all");
    else expect(rocAucScore(yTrue, yScore)).toBe(c.auc);
  });

  it("a column matrix and a typed array give the same", () => {
    const auc = averagePrecisionScore(yTrue, yScore, { posLabel });
    const column = yScore.map((score) => [score]);
    expect(averagePrecisionScore(yTrue, column, { posLabel })).toBe(auc);
    expect(averagePrecisionScore(yTrue, DenseMatrix.from(column), { posLabel })).toBe(auc);
    expect(averagePrecisionScore(yTrue, Float64Array.from(yScore), { posLabel })).toBe(auc);
  });
});

describe.each(fixtures.many)("$classes.length classes $classes", ({ classes, yProba, ...c }) => {
  const yTrue = named(classes, c.yTrue);

  it("AUC and average precision equal scikit-learn's exactly", () => {
    for (const average of ["macro", "weighted"] as const) {
      expect(rocAucScore(yTrue, yProba, { average })).toBe(c.auc[average]);
      expect(averagePrecisionScore(yTrue, yProba, { average })).toBe(c.ap[average]);
    }
    expect(rocAucScore(yTrue, yProba, { labels: classes })).toBe(c.auc.macro);
  });

  it("top-k accuracy equals scikit-learn's exactly, for each k", () => {
    expect(c.topK.map((_, i) => topKAccuracyScore(yTrue, yProba, { k: i + 1 }))).toEqual(c.topK);
  });

  it("Brier score equals scikit-learn's exactly", () => {
    expect(brierScoreLoss(yTrue, yProba)).toBe(c.brier);
    expect(brierScoreLoss(yTrue, yProba, { scaleByHalf: true })).toBe(c["brier halved"]);
  });

  it("log loss, relative error < 1e-12", () => {
    expect(relativeError(logLoss(yTrue, yProba), c.logLoss)).toBeLessThan(1e-12);
    expect(relativeError(logLoss(yTrue, DenseMatrix.from(yProba)), c.logLoss)).toBeLessThan(1e-12);
  });
});

describe("a class without rows, listed in labels", () => {
  const { labels, yTrue, yProba, ...c } = fixtures.absent;

  it("weighted AUC, top-k accuracy and Brier score equal scikit-learn's exactly", () => {
    expect(rocAucScore(yTrue, yProba, { labels, average: "weighted" })).toBe(c["weighted auc"]);
    expect([1, 2, 3].map((k) => topKAccuracyScore(yTrue, yProba, { labels, k }))).toEqual(c.topK);
    expect(brierScoreLoss(yTrue, yProba, { labels })).toBe(c.brier);
  });

  it("log loss, relative error < 1e-12", () => {
    expect(relativeError(logLoss(yTrue, yProba, { labels }), c.logLoss)).toBeLessThan(1e-12);
  });
});

describe.each(fixtures.two)("probabilities of two classes: $name", ({ classes, yProba, ...c }) => {
  const yTrue = named(classes, c.yTrue);

  it("log loss, relative error < 1e-12", () => {
    expect(relativeError(logLoss(yTrue, yProba), c.logLoss)).toBeLessThan(1e-12);
    expect(relativeError(logLoss(yTrue, twoColumns(yProba)), c["logLoss columns"])).toBeLessThan(1e-12);
  });

  it("log loss of 32-bit floats, relative error < 1e-6 or absolute error < 1e-7", () => {
    const loss = logLoss(yTrue, Float32Array.from(yProba));
    const error = Math.abs(loss - c["logLoss f32"]);
    expect(error).toBeLessThan(Math.max(1e-6 * c["logLoss f32"], 1e-7));
  });

  it("Brier score and top-k accuracy equal scikit-learn's exactly", () => {
    expect(brierScoreLoss(yTrue, yProba)).toBe(c.brier);
    expect(brierScoreLoss(yTrue, twoColumns(yProba))).toBe(c["brier columns"]);
    expect(brierScoreLoss(yTrue, twoColumns(yProba), { scaleByHalf: false })).toBe(c["brier columns, not halved"]);
    expect(topKAccuracyScore(yTrue, yProba, { k: 1 })).toBe(c.top1);
    const decisions = yProba.map((p) => p - 0.5);
    expect(topKAccuracyScore(yTrue, decisions, { k: 1 })).toBe(c["top1 of p - 0.5"]);
    expect(topKAccuracyScore(yTrue, yProba)).toBe(c.top2);
  });
});

describe("the Brier score's positive class", () => {
  it.each(fixtures.brierPositive)("labels $yTrue, posLabel $posLabel", ({ yTrue, yProba, posLabel, brier }) => {
    expect(brierScoreLoss(yTrue, yProba, { posLabel: posLabel ?? undefined })).toBe(brier);
  });
});

describe("scores are only read", () => {
  it("a typed array keeps its order", () => {
    const scores = Float64Array.of(0.5, 0.1, 0.9);
    rocCurve([0, 1, 1], scores);
    rocAucScore([0, 1, 1], scores);
    logLoss([0, 1, 1], scores);
    expect(scores).toEqual(Float64Array.of(0.5, 0.1, 0.9));
  });
});
