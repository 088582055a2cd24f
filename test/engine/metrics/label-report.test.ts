import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { labelReport, labelReportObject, MinibatchError, type ReportScores } from "../../../src/engine/index.ts";

interface Case {
  name: string;
  yTrue: number[][];
  yPred: number[][];
  names: string[];
  reports: { zeroDivision: number; digits: number; text: string; dict: Record<string, Record<string, number>> }[];
}

const file = new URL("../../fixtures/metrics/labels.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };

describe.each(cases)("$name", ({ yTrue, yPred, names, reports }) => {
  test.each(reports)("equals scikit-learn's report, zero division $zeroDivision", (expected) => {
    const { zeroDivision, digits, text, dict } = expected;
    expect(labelReport(yTrue, yPred, { names, digits, zeroDivision })).toBe(text);
    const report = labelReportObject(yTrue, yPred, { names, zeroDivision });
    const close = (name: string, { precision, recall, f1Score, support }: ReportScores): void => {
      const got = [precision, recall, f1Score, support];
      for (const [i, key] of ["precision", "recall", "f1-score", "support"].entries()) {
        expect(got[i], `${name} ${key}`).toBeCloseTo(dict[name][key], 14);
      }
    };
    for (const scores of report.classes) close(scores.name, scores);
    close("micro avg", report.microAvg);
    close("macro avg", report.macroAvg);
    close("weighted avg", report.weightedAvg);
    close("samples avg", report.samplesAvg);
  });
});

test.each<[string, () => unknown, string]>([
  [
    "other sizes",
    () => labelReport([[1, 0]], [[1]]),
    "labelReport: got 1 x 2 and 1 x 1, expected two matrices of one size, of a row or more",
  ],
  [
    "another number",
    () => labelReport([[1, 2]], [[1, 0]]),
    "labelReport: yTrue: row 0, label 1: got 2, expected 0 or 1",
  ],
  [
    "too few names",
    () => labelReport([[1, 0]], [[1, 0]], { names: ["a"] }),
    "labelReport: names: got 1 names for 2 labels, expected one each",
  ],
  [
    "digits",
    () => labelReport([[1, 0]], [[1, 0]], { digits: -1 }),
    "labelReport: digits: got -1, expected a whole number from 0 to 100",
  ],
])("%s are refused", (_, run, message) => {
  expect(run).toThrow(MinibatchError);
  expect(run).toThrow(message);
});
