import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { accuracyScore, balancedAccuracyScore } from "../../../src/engine/metrics/accuracy.ts";
import { calibrationCurve } from "../../../src/engine/metrics/calibration.ts";
import { classificationReport } from "../../../src/engine/metrics/classification-report.ts";
import { confusionMatrix } from "../../../src/engine/metrics/confusion-matrix.ts";
import { f1Score } from "../../../src/engine/metrics/precision-recall.ts";
import { logLoss } from "../../../src/engine/metrics/probability.ts";
import { averagePrecisionScore, rocAucScore } from "../../../src/engine/metrics/ranking.ts";
import { evaluateClasses } from "../../../src/node/evaluation/evaluate-classes.ts";
import type { ClassificationCurves, ClassificationScores } from "../../../src/node/evaluation/types.ts";

const names = ["ant", "bee", "cat", "dog"];

/** Rows of up to four classes, each class with at least one row, and probabilities in 64ths that sum to 1. */
const answers = fc.integer({ min: 2, max: 4 }).chain((k) =>
  fc
    .array(
      fc.record({
        code: fc.nat(k - 1),
        parts: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: k, maxLength: k }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((rows) => {
      const all = [...names.slice(0, k).map((_, code) => ({ code, parts: Array<number>(k).fill(1) })), ...rows];
      const probabilities = all.map(({ parts }) => {
        const sum = parts.reduce((a, b) => a + b, 0);
        return parts.map((part) => part / sum);
      });
      return {
        classes: names.slice(0, k),
        codes: Int32Array.from(all, ({ code }) => code),
        predicted: Int32Array.from(probabilities, (row) => row.indexOf(Math.max(...row))),
        probabilities: DenseMatrix.from(probabilities),
        trainCounts: names.slice(0, k).map((_, code) => code + 1),
      };
    }),
);

describe("evaluateClasses", () => {
  it("gives the scores that the metrics give for the labels (property, 1e-12)", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const { classes, codes, predicted, probabilities } = given;
        const { test, curves, rows } = evaluateClasses(given) as {
          test: ClassificationScores;
          curves: ClassificationCurves;
          rows: number;
        };
        const yTrue = Array.from(codes, (code) => classes[code]);
        const yPred = Array.from(predicted, (code) => classes[code]);
        expect(rows).toBe(codes.length);
        expect(test.accuracy).toBeCloseTo(accuracyScore(yTrue, yPred), 12);
        expect(test.balancedAccuracy).toBeCloseTo(balancedAccuracyScore(yTrue, yPred), 12);
        expect(test.macroF1).toBeCloseTo(f1Score(yTrue, yPred, { average: "macro" }), 12);
        expect(test.logLoss).toBeCloseTo(logLoss(yTrue, probabilities), 12);
        expect(test.report).toBe(classificationReport(yTrue, yPred));
        expect(test.classes).toEqual(classes);
        expect(test.byClass.map(({ label }) => label)).toEqual(classes);
        expect(test.confusion).toEqual(confusionMatrix(yTrue, yPred, { labels: classes }));
        const second = probabilities.toArray().map((row) => row[1]);
        const isTwo = classes.length === 2;
        const auc = isTwo ? rocAucScore(yTrue, second) : rocAucScore(yTrue, probabilities);
        const precision = isTwo
          ? averagePrecisionScore(yTrue, second, { posLabel: classes[1] })
          : averagePrecisionScore(yTrue, probabilities);
        expect(test.rocAuc).toBeCloseTo(auc, 12);
        expect(test.averagePrecision).toBeCloseTo(precision, 12);
        const calibration = isTwo
          ? calibrationCurve(yTrue, second, { bins: 10, posLabel: classes[1] })
          : calibrationCurve(
              yTrue.map((label, row) => label === yPred[row]),
              probabilities.toArray().map((row) => Math.max(...row)),
              { bins: 10 },
            );
        expect(curves.calibration).toEqual({
          x: Array.from(calibration.predicted),
          y: Array.from(calibration.observed),
          counts: Array.from(calibration.counts),
        });
      }),
    );
  });

  const codes = Int32Array.of(0, 0, 1, 1, 0);
  const given = { classes: ["no", "yes"], codes, predicted: codes, trainCounts: [3, 1] };

  it("scores the trivial answer: the training rows' commonest class and shares", () => {
    const { baseline } = evaluateClasses(given);
    const loss = -(3 * Math.log(0.75) + 2 * Math.log(0.25)) / 5;
    expect(baseline).toMatchObject({ task: "classification", label: "no", accuracy: 0.6 });
    expect(baseline.task === "classification" && baseline.logLoss).toBeCloseTo(loss, 12);
  });

  it("ranks by the decision function where there are no probabilities, and has no log loss or calibration then", () => {
    const scores = DenseMatrix.from([-2, 1, 3, 0.5, -1].map((z) => [-z, z]));
    const { test, curves } = evaluateClasses({ ...given, scores });
    expect(test).toMatchObject({ logLoss: null, rocAuc: rocAucScore(["n", "n", "y", "y", "n"], [-2, 1, 3, 0.5, -1]) });
    expect(curves).toMatchObject({ calibration: null, classes: [{ label: "yes", rows: 2 }] });
  });

  it("leaves out of the ranking a class that no row or every row has", () => {
    const probabilities = DenseMatrix.from([
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
    ]);
    const two = { classes: ["a", "b", "c"], codes: Int32Array.of(0, 1), predicted: Int32Array.of(0, 1) };
    const { test, curves } = evaluateClasses({ ...two, probabilities, trainCounts: [1, 1, 1] });
    expect(curves.task === "classification" && curves.classes.map(({ label }) => label)).toEqual(["a", "b"]);
    expect(test).toMatchObject({ rocAuc: 1, accuracy: 1, balancedAccuracy: 1 });
    const one = { ...given, codes: Int32Array.of(1, 1), predicted: Int32Array.of(1, 0) };
    const same = DenseMatrix.from([
      [0.5, 0.5],
      [0.75, 0.25],
    ]);
    expect(evaluateClasses({ ...one, probabilities: same }).test).toMatchObject({ rocAuc: null, accuracy: 0.5 });
  });

  it("thins curves out to what a picture shows, ends kept, and draws eight classes at most", () => {
    const rows = 20_000;
    const values = Float64Array.from({ length: rows }, (_, i) => ((i * 7919) % 10_007) / 10_007);
    const probabilities = new DenseMatrix(
      Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? values[i >> 1] : 1 - values[i >> 1])),
      rows,
      2,
    );
    const many = Int32Array.from(values, (value, i) => Number((i * 104_729) % 9973 < 9973 * value));
    const { curves } = evaluateClasses({ ...given, codes: many, predicted: many, probabilities });
    if (curves.task !== "classification") throw new Error("expected classes");
    const { roc, precisionRecall } = curves.classes[0];
    for (const { x, y } of [roc, precisionRecall])
      expect([x.length, y.length].every((n) => n > 50 && n < 1200)).toBe(true);
    expect([roc.x[0], roc.y[0], roc.x.at(-1), roc.y.at(-1)]).toEqual([0, 0, 1, 1]);

    const codes = Int32Array.from({ length: 100 }, (_, i) => i % 10);
    const flat = new DenseMatrix(new Float64Array(1000).fill(0.1), 100, 10);
    const ten = { classes: [...codes.subarray(0, 10)], codes, predicted: codes, probabilities: flat };
    const { curves: drawn } = evaluateClasses({ ...ten, trainCounts: new Array<number>(10).fill(1) });
    expect(drawn.task === "classification" && drawn.classes).toHaveLength(8);
  });
});
