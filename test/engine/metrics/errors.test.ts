import { describe, expect, it } from "vitest";
import { MinibatchError } from "../../../src/engine/errors.ts";
import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { accuracyScore, balancedAccuracyScore } from "../../../src/engine/metrics/accuracy.ts";
import { cohenKappaScore, matthewsCorrcoef } from "../../../src/engine/metrics/agreement.ts";
import { classificationReport, classificationReportObject } from "../../../src/engine/metrics/classification-report.ts";
import { confusionMatrix } from "../../../src/engine/metrics/confusion-matrix.ts";
import { precisionRecallCurve, rocCurve } from "../../../src/engine/metrics/curves.ts";
import { type Label, uniqueLabels } from "../../../src/engine/metrics/labels.ts";
import {
  f1Score,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from "../../../src/engine/metrics/precision-recall.ts";
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

/** Code, message and details of what the call throws. */
function thrown(call: () => unknown): unknown[] {
  try {
    call();
  } catch (error) {
    if (error instanceof MinibatchError) return [error.code, error.message, error.details];
    throw error;
  }
  return ["nothing thrown"];
}

const onLabels = {
  accuracyScore,
  balancedAccuracyScore,
  matthewsCorrcoef,
  cohenKappaScore,
  confusionMatrix,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
  f1Score,
  classificationReport,
  classificationReportObject,
};
const onScores = { rocCurve, precisionRecallCurve, rocAucScore, averagePrecisionScore, topKAccuracyScore };
const onProbabilities = { logLoss, brierScoreLoss };
const onNumbers = {
  r2Score,
  explainedVarianceScore,
  meanSquaredError,
  rootMeanSquaredError,
  meanAbsoluteError,
  medianAbsoluteError,
};

type OnLabels = (yTrue: ArrayLike<Label>, yPred: ArrayLike<Label>) => unknown;

describe.each(Object.entries<OnLabels>(onLabels))("%s", (where, metric) => {
  it("refuses empty input and different lengths", () => {
    const empty = `${where}: yTrue and yPred are empty, expected at least 1 row`;
    expect(thrown(() => metric([], []))).toEqual(["INVALID_SHAPE", empty, {}]);
    const lengths = `${where}: yTrue has 2 rows and yPred has 3, expected as many`;
    expect(thrown(() => metric([0, 1], [0, 1, 1]))).toEqual(["INVALID_SHAPE", lengths, {}]);
  });

  it("refuses what is no label, with the row", () => {
    const expected = "expected a whole number, a string or a boolean";
    const nan = `${where}: yTrue row 1 is NaN, ${expected}`;
    expect(thrown(() => metric([0, Number.NaN], [0, 1]))).toEqual(["INVALID_DATA", nan, { row: 1 }]);
    const fraction = `${where}: yPred row 2 is 0.5, ${expected}`;
    expect(thrown(() => metric([0, 1, 1], [0, 1, 0.5]))).toEqual(["INVALID_DATA", fraction, { row: 2 }]);
    const inexact = `${where}: yPred row 0 is 9007199254740992, ${expected}`;
    expect(thrown(() => metric([0], [2 ** 53]))).toEqual(["INVALID_DATA", inexact, { row: 0 }]);
    const hole = `${where}: yPred row 0 is undefined, ${expected}`;
    expect(thrown(() => metric([0], [undefined as unknown as Label]))).toEqual(["INVALID_DATA", hole, { row: 0 }]);
  });

  it("refuses strings beside numbers", () => {
    const mixed = `${where}: yPred row 1 is "1" but an earlier label is 0, expected one kind`;
    expect(thrown(() => metric([0, 1], [0, "1"]))).toEqual(["INVALID_DATA", mixed, { row: 1 }]);
    const mixedBoolean = `${where}: yTrue row 1 is true but an earlier label is "a", expected one kind`;
    expect(thrown(() => metric(["a", true], ["a", "a"]))).toEqual(["INVALID_DATA", mixedBoolean, { row: 1 }]);
  });
});

describe("the option labels", () => {
  const option = { option: "labels" };
  const calls = {
    confusionMatrix: (labels: Label[]) => confusionMatrix([0, 1], [1, 1], { labels }),
    cohenKappaScore: (labels: Label[]) => cohenKappaScore([0, 1], [1, 1], { labels }),
    f1Score: (labels: Label[]) => f1Score([0, 1], [1, 1], { labels, average: "macro" }),
    classificationReport: (labels: Label[]) => classificationReport([0, 1], [1, 1], { labels }),
  };

  it.each(Object.entries(calls))("of %s: not empty, of one kind, each once", (where, call) => {
    const start = `${where}: labels:`;
    const empty = `${start} it is empty, expected at least one label`;
    expect(thrown(() => call([]))).toEqual(["INVALID_OPTION", empty, option]);
    const kind = `${start} "0" is in it, but the rows' labels are numbers`;
    expect(thrown(() => call(["0"]))).toEqual(["INVALID_OPTION", kind, option]);
    expect(thrown(() => call([1, 0, 1]))).toEqual(["INVALID_OPTION", `${start} 1 is in it twice`, option]);
    expect(thrown(() => call([1, true]))).toEqual(["INVALID_OPTION", `${start} true is in it twice`, option]);
    const fraction = `${start} 0.5 is in it, expected a whole number, a string or a boolean`;
    expect(thrown(() => call([0.5]))).toEqual(["INVALID_OPTION", fraction, option]);
  });

  it.each(["confusionMatrix", "cohenKappaScore"] as const)("of %s: one of them in yTrue", (where) => {
    const none = `${where}: labels: none of them is in yTrue, expected at least one`;
    expect(thrown(() => calls[where]([7, 8]))).toEqual(["INVALID_OPTION", none, option]);
  });

  it.each([
    ["logLoss", logLoss],
    ["brierScoreLoss", brierScoreLoss],
    ["rocAucScore", rocAucScore],
    ["topKAccuracyScore", topKAccuracyScore],
  ] as const)("of %s: ascending, with the labels of all rows", (where, metric) => {
    const scores = [
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
      [0.5, 0.25, 0.25],
    ];
    const order = `${where}: labels: 0 comes after 1, expected ascending order`;
    expect(thrown(() => metric([0, 1, 2], scores, { labels: [1, 0, 2] }))).toEqual(["INVALID_OPTION", order, option]);
    const unseen = `${where}: yTrue row 1 is 3, which is not in labels`;
    const call = (): number => metric([0, 3, 2], scores, { labels: [0, 1, 2] });
    expect(thrown(call)).toEqual(["INVALID_DATA", unseen, { row: 1 }]);
    const columns = `${where}: ${where.startsWith("log") || where.startsWith("brier") ? "yProba" : "yScore"} has 3 columns for 4 classes, expected as many; with labels all classes can be listed`;
    const four = (): number => metric([0, 1, 2], scores, { labels: [0, 1, 2, 3] });
    expect(thrown(four)).toEqual(["INVALID_SHAPE", columns, {}]);
  });
});

describe("options of the class scores", () => {
  const expectOption = (call: () => unknown, option: string, message: string): void => {
    expect(thrown(call)).toEqual(["INVALID_OPTION", message, { option }]);
  };

  it("average", () => {
    const three = [0, 1, 2];
    const binary = `f1Score: average: got "binary" for 3 classes, expected "macro", "weighted", "micro" or null`;
    expectOption(() => f1Score(three, three), "average", binary);
    const unknown = `recallScore: average: got "samples", expected "binary", "micro", "macro", "weighted" or null`;
    expectOption(() => recallScore(three, three, { average: "samples" as "macro" }), "average", unknown);
  });

  it("posLabel", () => {
    const message = "f1Score: posLabel: got 3, expected one of the labels 0, 1";
    expectOption(() => f1Score([0, 1], [0, 1], { posLabel: 3 }), "posLabel", message);
    const byDefault = `precisionScore: posLabel: got 1, expected one of the labels "a", "b"`;
    expectOption(() => precisionScore(["a", "b"], ["a", "b"]), "posLabel", byDefault);
  });

  it("zeroDivision and beta", () => {
    const call = (): unknown => f1Score([0, 1], [0, 1], { zeroDivision: 2 });
    expectOption(call, "zeroDivision", "f1Score: zeroDivision: got 2, expected 0, 1 or NaN");
    for (const beta of [-1, Number.NaN, Infinity]) {
      const message = `precisionRecallFscoreSupport: beta: got ${beta}, expected a finite number >= 0`;
      expectOption(() => precisionRecallFscoreSupport([0, 1], [0, 1], { beta }), "beta", message);
    }
  });

  it("normalize and weights", () => {
    const normalize = `confusionMatrix: normalize: got "rows", expected "true", "pred" or "all"`;
    expectOption(() => confusionMatrix([0], [0], { normalize: "rows" as "all" }), "normalize", normalize);
    const weights = `cohenKappaScore: weights: got "cubic", expected "linear" or "quadratic"`;
    expectOption(() => cohenKappaScore([0], [0], { weights: "cubic" as "linear" }), "weights", weights);
  });

  it("targetNames, digits and zeroDivision of the report", () => {
    const names = "classificationReport: targetNames: got 1 names for 2 classes, expected one each";
    expectOption(() => classificationReport([0, 1], [0, 1], { targetNames: ["a"] }), "targetNames", names);
    for (const digits of [-1, 1.5, 101, Number.NaN]) {
      const message = `classificationReport: digits: got ${digits}, expected a whole number from 0 to 100`;
      expectOption(() => classificationReport([0, 1], [0, 1], { digits }), "digits", message);
    }
    const zero = "classificationReport: zeroDivision: got 0.5, expected 0, 1 or NaN";
    expectOption(() => classificationReport([0, 1], [0, 1], { zeroDivision: 0.5 }), "zeroDivision", zero);
  });
});

describe.each(Object.entries({ ...onScores, ...onProbabilities }))("%s", (where, metric) => {
  const name = where in onProbabilities ? "yProba" : "yScore";

  it("refuses empty input, different lengths and no columns", () => {
    const empty = `${where}: yTrue and ${name} are empty, expected at least 1 row`;
    expect(thrown(() => metric([], []))).toEqual(["INVALID_SHAPE", empty, {}]);
    const lengths = `${where}: yTrue has 2 rows and ${name} has 3, expected as many`;
    expect(thrown(() => metric([0, 1], [0.5, 0.5, 0.5]))).toEqual(["INVALID_SHAPE", lengths, {}]);
    const noColumns = `${where}: ${name} has no columns, expected at least 1`;
    expect(thrown(() => metric([0, 1], DenseMatrix.zeros(2, 0)))).toEqual(["INVALID_SHAPE", noColumns, {}]);
  });

  it.each([Number.NaN, Infinity, -Infinity])("refuses the score %d, with its place", (bad) => {
    const vector = `${where}: ${name} row 1 is ${bad}, expected a finite number`;
    expect(thrown(() => metric([0, 1], [0.5, bad]))).toEqual(["INVALID_DATA", vector, { row: 1, column: 0 }]);
    const matrix = `${where}: ${name} row 1, column 0 is ${bad}, expected a finite number`;
    const rows = [
      [0.5, 0.5],
      [bad, 0.5],
    ];
    expect(thrown(() => metric([0, 1], rows))).toEqual(["INVALID_DATA", matrix, { row: 1, column: 0 }]);
  });

  it("refuses what is no label", () => {
    const message = `${where}: yTrue row 1 is 0.5, expected a whole number, a string or a boolean`;
    expect(thrown(() => metric([0, 0.5], [0.5, 0.5]))).toEqual(["INVALID_DATA", message, { row: 1 }]);
  });
});

describe("the positive class of scores", () => {
  const option = { option: "posLabel" };

  it.each([
    ["rocCurve", rocCurve],
    ["precisionRecallCurve", precisionRecallCurve],
    ["brierScoreLoss", brierScoreLoss],
  ] as const)("of %s must be known", (where, metric) => {
    const strings = `${where}: posLabel: not given for the labels "a", "b", expected one of them`;
    expect(thrown(() => metric(["a", "b"], [0.5, 0.5]))).toEqual(["INVALID_OPTION", strings, option]);
    const other = `${where}: posLabel: got 2, expected one of the labels 0, 1`;
    expect(thrown(() => metric([0, 1], [0.5, 0.5], { posLabel: 2 }))).toEqual(["INVALID_OPTION", other, option]);
  });

  it("of many classes is asked for with a short list", () => {
    const message = "rocCurve: posLabel: not given for the labels 0, 1, 2, 3, 4, …, expected one of them";
    const scores = new Float64Array(6);
    expect(thrown(() => rocCurve([0, 1, 2, 3, 4, 5], scores))).toEqual(["INVALID_OPTION", message, option]);
    expect(rocCurve([0, 1, 2, 3, 4, 5], scores, { posLabel: 3 }).tpr).toEqual(Float64Array.of(0, 1));
  });

  it("of averagePrecisionScore is one of two, and none of more", () => {
    const other = `averagePrecisionScore: posLabel: got 1, expected one of the labels "a", "b"`;
    expect(thrown(() => averagePrecisionScore(["a", "b"], [0.5, 0.5]))).toEqual(["INVALID_OPTION", other, option]);
    const many = "averagePrecisionScore: posLabel: got 1 for 3 classes, expected none";
    const call = (): number =>
      averagePrecisionScore([0, 1, 2], new DenseMatrix(new Float64Array(9), 3, 3), { posLabel: 1 });
    expect(thrown(call)).toEqual(["INVALID_OPTION", many, option]);
  });

  it("is given alone, not with the other class", () => {
    const columns = [
      [0.5, 0.5],
      [0.25, 0.75],
    ];
    for (const [where, metric] of Object.entries({
      rocCurve,
      precisionRecallCurve,
      rocAucScore,
      averagePrecisionScore,
    })) {
      const message = `${where}: yScore has 2 columns for two classes, expected the positive class's scores only`;
      expect(thrown(() => metric([0, 1], columns))).toEqual(["INVALID_SHAPE", message, {}]);
    }
  });
});

describe("rocAucScore", () => {
  const thirds = Array.from({ length: 3 }, () => [0.25, 0.25, 0.5]);

  it("refuses one class", () => {
    const message = "rocAucScore: every row of yTrue has the class 1, expected some but not all";
    expect(thrown(() => rocAucScore([1, 1], [0.5, 0.25]))).toEqual(["INVALID_DATA", message, {}]);
  });

  it("refuses a class without rows, or with all", () => {
    const labels = [0, 1, 2];
    const absent = "rocAucScore: no row of yTrue has the class 2, expected some but not all";
    expect(thrown(() => rocAucScore([0, 1, 1], thirds, { labels }))).toEqual(["INVALID_DATA", absent, {}]);
    const all = "rocAucScore: every row of yTrue has the class 1, expected some but not all";
    const call = (): number => rocAucScore([1, 1, 1], thirds, { labels, average: "weighted" });
    expect(thrown(call)).toEqual(["INVALID_DATA", all, {}]);
  });

  it("refuses rows that do not sum to 1 to 1e-5", () => {
    const close = [[0.25, 0.25, 0.500001], ...thirds.slice(1)];
    expect(rocAucScore([0, 1, 2], close)).toBeGreaterThan(0);
    const far = [thirds[0], [0.25, 0.25, 0.25], thirds[2]];
    const message = "rocAucScore: yScore row 1 sums to 0.75, expected probabilities that sum to 1";
    expect(thrown(() => rocAucScore([0, 1, 2], far))).toEqual(["INVALID_DATA", message, { row: 1 }]);
  });

  it("refuses one score per row for three classes, and unknown averages", () => {
    const columns =
      "rocAucScore: yScore has 1 columns for 3 classes, expected as many; with labels all classes can be listed";
    expect(thrown(() => rocAucScore([0, 1, 2], [0.5, 0.5, 0.5]))).toEqual(["INVALID_SHAPE", columns, {}]);
    const average = `rocAucScore: average: got "micro", expected "macro" or "weighted"`;
    const call = (): number => rocAucScore([0, 1, 2], thirds, { average: "micro" as "macro" });
    expect(thrown(call)).toEqual(["INVALID_OPTION", average, { option: "average" }]);
  });
});

describe("topKAccuracyScore", () => {
  it.each([0, 4, -1, 1.5, Number.NaN])("refuses k %d of 3 classes", (k) => {
    const message = `topKAccuracyScore: k: got ${k}, expected a whole number from 1 to 3, the number of classes`;
    const call = (): number => topKAccuracyScore([0, 1, 2], DenseMatrix.zeros(3, 3), { k });
    expect(thrown(call)).toEqual(["INVALID_OPTION", message, { option: "k" }]);
  });
});

describe("one class only", () => {
  it.each([
    ["logLoss", logLoss],
    ["topKAccuracyScore", topKAccuracyScore],
  ] as const)("is refused by %s without labels", (where, metric) => {
    const message = `${where}: yTrue has the class 1 only, expected two or more, or all of them in labels`;
    expect(thrown(() => metric([1, 1], [0.5, 0.5]))).toEqual(["INVALID_DATA", message, {}]);
    const single = (): number => metric([1, 1], [0.5, 0.5], { labels: [1] });
    expect(thrown(single)).toEqual(["INVALID_DATA", message, {}]);
  });

  it("is taken with labels", () => {
    expect(logLoss([1, 1], [0.5, 0.5], { labels: [0, 1] })).toBe(Math.log(2));
    expect(topKAccuracyScore([1, 1], [0.25, 0.75], { k: 1, labels: [0, 1] })).toBe(0.5);
  });
});

describe("probabilities", () => {
  it.each(Object.entries(onProbabilities))("of %s are from 0 to 1", (where, metric) => {
    const above = `${where}: yProba row 1 is 1.5, expected a probability from 0 to 1`;
    expect(thrown(() => metric([0, 1], [0.5, 1.5]))).toEqual(["INVALID_DATA", above, { row: 1, column: 0 }]);
    const below = `${where}: yProba row 0, column 1 is -0.5, expected a probability from 0 to 1`;
    const rows = [
      [0.5, -0.5],
      [0.5, 0.5],
    ];
    expect(thrown(() => metric([0, 1], rows))).toEqual(["INVALID_DATA", below, { row: 0, column: 1 }]);
  });

  it("alone in their row are of two classes", () => {
    const message = "brierScoreLoss: yTrue has 3 classes for one probability per row, expected two";
    expect(thrown(() => brierScoreLoss([0, 1, 2], [0.5, 0.5, 0.5]))).toEqual(["INVALID_DATA", message, {}]);
  });
});

describe.each(Object.entries(onNumbers))("%s", (where, metric) => {
  it("refuses empty input and different lengths", () => {
    const empty = `${where}: yTrue and yPred are empty, expected at least 1 row`;
    expect(thrown(() => metric([], []))).toEqual(["INVALID_SHAPE", empty, {}]);
    const lengths = `${where}: yTrue has 1 rows and yPred has 2, expected as many`;
    expect(thrown(() => metric([1], [1, 2]))).toEqual(["INVALID_SHAPE", lengths, {}]);
  });

  it.each([Number.NaN, Infinity, -Infinity])("refuses %d, with its row", (bad) => {
    const inTrue = `${where}: yTrue row 1 is ${bad}, expected a finite number`;
    expect(thrown(() => metric([1, bad], [1, 2]))).toEqual(["INVALID_DATA", inTrue, { row: 1 }]);
    const inPred = `${where}: yPred row 0 is ${bad}, expected a finite number`;
    expect(thrown(() => metric([1, 2], [bad, 2]))).toEqual(["INVALID_DATA", inPred, { row: 0 }]);
  });
});

describe("uniqueLabels", () => {
  it("sorts the labels of all arrays", () => {
    expect(uniqueLabels([2, 10], Int32Array.of(-1, 2))).toEqual([-1, 2, 10]);
    expect(uniqueLabels(["b", "B", "a"])).toEqual(["B", "a", "b"]);
    expect(uniqueLabels([true, false], [true])).toEqual([false, true]);
    expect(uniqueLabels([true], [2, 0])).toEqual([0, 1, 2]);
    expect(uniqueLabels()).toEqual([]);
  });

  it("sorts strings by code point, as Python does", () => {
    expect(uniqueLabels(["\u{1f600}", "\uffff", "\ud7ff", "a\u{10000}", "a\ue000"])).toEqual([
      "a\ue000",
      "a\u{10000}",
      "\ud7ff",
      "\uffff",
      "\u{1f600}",
    ]);
  });

  it("refuses strings beside numbers", () => {
    const message = `uniqueLabels: array 1 row 0 is "a" but an earlier label is 1, expected one kind`;
    expect(thrown(() => uniqueLabels([1], ["a"]))).toEqual(["INVALID_DATA", message, { row: 0 }]);
  });
});
