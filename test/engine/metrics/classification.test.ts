import { describe, expect, it } from "vitest";
import { accuracyScore, balancedAccuracyScore } from "../../../src/engine/metrics/accuracy.ts";
import { cohenKappaScore, matthewsCorrcoef } from "../../../src/engine/metrics/agreement.ts";
import { classificationReport, classificationReportObject } from "../../../src/engine/metrics/classification-report.ts";
import { confusionMatrix } from "../../../src/engine/metrics/confusion-matrix.ts";
import type { Label } from "../../../src/engine/metrics/labels.ts";
import { formatFixed } from "../../../src/engine/metrics/number-format.ts";
import {
  f1Score,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from "../../../src/engine/metrics/precision-recall.ts";
import { named, readJson } from "./fixtures.ts";

interface Scores<T> {
  precision: T;
  recall: T;
  fscore: T;
  "fscore beta 0.5": T;
}

interface LabelledCase {
  name: string;
  classes: Label[];
  classesPred?: Label[];
  yTrue: number[];
  yPred: number[];
  options: { labels?: Label[]; targetNames?: string[]; digits?: number; zeroDivision?: number };
  report: string;
  accuracy: number;
  balanced: number;
  mcc: number;
  averages: Record<"micro" | "macro" | "weighted", Scores<number>>;
  each: Scores<number[]> & { support: number[] };
  confusion?: number[][];
  kappa?: { None: number; linear: number; quadratic: number };
}

interface Fixtures {
  labelled: LabelledCase[];
  binary: {
    name: string;
    classes: Label[];
    yTrue: number[];
    yPred: number[];
    posLabel: Label;
    zeroDivision?: number;
    precision: number;
    recall: number;
    f1: number;
  }[];
  normalized: { normalize: "true" | "pred" | "all"; labels: number[] | null; matrix: number[][] }[];
  formats: [number, string[]][];
}

const fixtures = readJson<Fixtures>("../../fixtures/metrics/classification.json");

describe("equal to scikit-learn exactly", () => {
  describe.each(fixtures.labelled)("$name", (c) => {
    const yTrue = named(c.classes, c.yTrue);
    const yPred = named(c.classesPred ?? c.classes, c.yPred);
    const { labels, zeroDivision } = c.options;

    it("classificationReport", () => {
      expect(classificationReport(yTrue, yPred, c.options)).toBe(c.report);
    });

    it("accuracyScore, balancedAccuracyScore, matthewsCorrcoef", () => {
      expect(accuracyScore(yTrue, yPred)).toBe(c.accuracy);
      expect(balancedAccuracyScore(yTrue, yPred)).toBe(c.balanced);
      expect(matthewsCorrcoef(yTrue, yPred)).toBe(c.mcc);
    });

    it("confusionMatrix and cohenKappaScore", () => {
      if (c.confusion === undefined || c.kappa === undefined) {
        expect(() => confusionMatrix(yTrue, yPred, { labels })).toThrow("none of them is in yTrue");
        expect(() => cohenKappaScore(yTrue, yPred, { labels })).toThrow("none of them is in yTrue");
        return;
      }
      expect(confusionMatrix(yTrue, yPred, { labels })).toEqual(c.confusion);
      expect(cohenKappaScore(yTrue, yPred, { labels })).toBe(c.kappa.None);
      expect(cohenKappaScore(yTrue, yPred, { labels, weights: "linear" })).toBe(c.kappa.linear);
      expect(cohenKappaScore(yTrue, yPred, { labels, weights: "quadratic" })).toBe(c.kappa.quadratic);
    });

    it.each(["micro", "macro", "weighted"] as const)("precision, recall, F score: %s", (average) => {
      const { precision, recall, fscore } = c.averages[average];
      const options = { labels, zeroDivision, average };
      expect(precisionScore(yTrue, yPred, options)).toBe(precision);
      expect(recallScore(yTrue, yPred, options)).toBe(recall);
      expect(f1Score(yTrue, yPred, options)).toBe(fscore);
      expect(precisionRecallFscoreSupport(yTrue, yPred, options)).toEqual({ precision, recall, fscore });
      const half = precisionRecallFscoreSupport(yTrue, yPred, { ...options, beta: 0.5 });
      expect(half.fscore).toBe(c.averages[average]["fscore beta 0.5"]);
    });

    it("precision, recall, F score, support: per class", () => {
      const options = { labels, zeroDivision, average: null };
      const scores = precisionRecallFscoreSupport(yTrue, yPred, options);
      expect(Array.from(scores.precision)).toEqual(c.each.precision);
      expect(Array.from(scores.recall)).toEqual(c.each.recall);
      expect(Array.from(scores.fscore)).toEqual(c.each.fscore);
      expect(Array.from(scores.support)).toEqual(c.each.support);
      expect(precisionScore(yTrue, yPred, options)).toEqual(scores.precision);
      expect(recallScore(yTrue, yPred, options)).toEqual(scores.recall);
      expect(f1Score(yTrue, yPred, options)).toEqual(scores.fscore);
      const half = precisionRecallFscoreSupport(yTrue, yPred, { ...options, beta: 0.5 });
      expect(Array.from(half.fscore)).toEqual(c.each["fscore beta 0.5"]);
    });

    it("classificationReportObject", () => {
      const report = classificationReportObject(yTrue, yPred, c.options);
      expect(report.classes.map((row) => row.precision)).toEqual(c.each.precision);
      expect(report.classes.map((row) => row.recall)).toEqual(c.each.recall);
      expect(report.classes.map((row) => row.f1Score)).toEqual(c.each.fscore);
      expect(report.classes.map((row) => row.support)).toEqual(c.each.support);
      const support = c.each.support.reduce((sum, rows) => sum + rows, 0);
      const average = ({ precision, recall, fscore }: Scores<number>) => ({
        precision,
        recall,
        f1Score: fscore,
        support,
      });
      expect(report.macroAvg).toEqual(average(c.averages.macro));
      expect(report.weightedAvg).toEqual(average(c.averages.weighted));
      const hasMicro = c.report.includes("micro avg ");
      expect(report.microAvg).toEqual(hasMicro ? average(c.averages.micro) : null);
      expect(report.accuracy).toBe(hasMicro ? null : c.accuracy);
    });
  });

  it.each(fixtures.binary)("the positive class alone: $name", ({ classes, posLabel, zeroDivision, ...c }) => {
    const yTrue = named(classes, c.yTrue);
    const yPred = named(classes, c.yPred);
    const options = { posLabel, zeroDivision };
    expect(precisionScore(yTrue, yPred, options)).toBe(c.precision);
    expect(recallScore(yTrue, yPred, options)).toBe(c.recall);
    expect(f1Score(yTrue, yPred, options)).toBe(c.f1);
    expect(f1Score(yTrue, yPred, { ...options, average: undefined })).toBe(c.f1);
  });

  it.each(fixtures.normalized)("confusionMatrix normalized by $normalize, labels $labels", (c) => {
    const options = { normalize: c.normalize, labels: c.labels ?? undefined };
    expect(confusionMatrix([0, 1, 2, 2, 1, 0, 4], [0, 1, 1, 3, 1, 0, 0], options)).toEqual(c.matrix);
  });
});

describe("formatFixed equals Python's format", () => {
  it.each(fixtures.formats)("of %d with 0 to 6 digits", (value, texts) => {
    expect(texts.map((_, digits) => formatFixed(value, digits))).toEqual(texts);
  });
});

describe("the report's object", () => {
  it("has labels beside names", () => {
    const { classes } = classificationReportObject([false, true], [true, true], { targetNames: ["no", "yes"] });
    expect(classes.map(({ label, name }) => [label, name])).toEqual([
      [false, "no"],
      [true, "yes"],
    ]);
  });

  it("names labels as the text does", () => {
    const names = (labels: Label[]): string[] => classificationReportObject(labels, labels).classes.map((c) => c.name);
    expect(names([true, false])).toEqual(["False", "True"]);
    expect(names([10, -2, 9])).toEqual(["-2", "9", "10"]);
    expect(names([-0, 1])).toEqual(["0", "1"]);
  });
});

describe("arrays of all kinds", () => {
  it("typed arrays give what plain arrays give, whole numbers in floats included", () => {
    const yTrue = [0, 1, 2, 2, 1];
    const yPred = [0, 2, 2, 2, 1];
    const expected = classificationReport(yTrue, yPred);
    for (const Kind of [Int8Array, Uint8Array, Int32Array, Float32Array, Float64Array]) {
      expect(classificationReport(Kind.from(yTrue), Kind.from(yPred))).toBe(expected);
    }
  });

  it("leaves its input as it was", () => {
    const yTrue = [2, 0, 1];
    const yPred = Int32Array.of(1, 0, 2);
    confusionMatrix(yTrue, yPred);
    classificationReport(yTrue, yPred, { labels: [2, 1] });
    expect(yTrue).toEqual([2, 0, 1]);
    expect(yPred).toEqual(Int32Array.of(1, 0, 2));
  });
});

describe("undefined scores", () => {
  it("one class, all right: MCC 0, kappa NaN", () => {
    expect(matthewsCorrcoef([0, 0], [0, 0])).toBe(0);
    expect(cohenKappaScore([0, 0], [0, 0])).toBeNaN();
  });

  it("kappa is NaN when no row has its labels among those given", () => {
    expect(cohenKappaScore([0, 1, 2], [1, 1, 1], { labels: [0, 2] })).toBeNaN();
  });
});
