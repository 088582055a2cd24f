import { DenseMatrix } from "../../../src/engine/matrix/dense-matrix.ts";
import { evaluateClasses } from "../../../src/node/evaluation/evaluate-classes.ts";
import { evaluateNumbers } from "../../../src/node/evaluation/evaluate-numbers.ts";
import type { ReportContent } from "../../../src/node/report/content.ts";

/** A name that would become an element, end an attribute or close the style sheet, were it not escaped. */
export const hostile = `</title></style><img src=x onerror="alert(1)">'"&\u0000`;

/** A report in which every name is `name(what)`: of `classes` classes, or of numbers for 0. */
export function reportContent(classes: number, name: (what: string) => string = (what) => what): ReportContent {
  const rows = 200;
  const labels = Array.from({ length: classes }, (_, k) => name(`class ${k}`));
  const codes = Int32Array.from({ length: rows }, (_, row) => (row * 7) % Math.max(1, classes));
  const predicted = codes.map((code, row) => (row % 9 === 0 ? (code + 1) % classes : code));
  const probabilities = new DenseMatrix(
    Float64Array.from({ length: rows * classes }, (_, i) => {
      const isAnswer = i % classes === predicted[Math.floor(i / classes)];
      return isAnswer ? 0.7 : 0.3 / (classes - 1);
    }),
    rows,
    classes,
  );
  const values = Float64Array.from({ length: rows }, (_, row) => row);
  return {
    title: name("title"),
    subtitle: name("subtitle"),
    date: "2026-01-31 12:00",
    measuredOn: name("measured"),
    evaluation:
      classes === 0
        ? evaluateNumbers({ values, predicted: values.map((value) => value + Math.sin(value)), trainMean: 99 })
        : evaluateClasses({ classes: labels, codes, predicted, probabilities, trainCounts: labels.map(() => 10) }),
    history: Array.from({ length: 30 }, (_, i) => ({ epoch: i + 1, loss: 1 / (i + 1), validationLoss: 1.1 / (i + 1) })),
    lossLabel: name("loss"),
    bestEpoch: 20,
    weights: (classes > 2 ? labels : [labels[1]]).map((output, k) => ({
      output,
      intercept: 0.5,
      weights: [
        { name: name("age"), column: "age", weight: -0.5 * (k + 1), rawWeight: 0.1 },
        { name: name("job=clerk"), column: "job", weight: 0.5 * (k + 1) },
      ],
    })),
    columns: [{ name: name("age"), kind: name("kind"), missing: 0.125, becomes: name("becomes") }],
    warnings: [name("warning")],
    facts: [{ title: name("Settings"), rows: [[name("setting"), name("value")]] }],
    commands: [{ does: name("does"), line: name("line") }],
    version: "1.2.3",
  };
}
