import { expect, test } from "vitest";
import { stoppingDefaults, trainingDefaults } from "../../../src/data/table/training-defaults.ts";

test.each([
  ["few rows: the most epochs, half the usual penalty", { rows: 100, columns: 5 }, { epochs: 1000, l2: 0.5 / 100 }],
  ["as many columns as rows: a fifth of them", { rows: 200, columns: 200 }, { epochs: 1000, l2: 40 / 200 }],
  ["many columns: columns² / rows", { rows: 5000, columns: 500 }, { epochs: 200, l2: 50 / 5000 }],
  ["about a million visits", { rows: 30_000, columns: 20 }, { epochs: 34, l2: 0.0000167 }],
  ["many rows: the fewest epochs", { rows: 5_000_000, columns: 28 }, { epochs: 3, l2: 0.5 / 5_000_000 }],
] as const)("%s", (_, size, expected) => {
  const { l2, ...others } = trainingDefaults(size);
  expect(l2).toBeCloseTo(expected.l2, 12);
  const rule = { optimizer: "adagrad", schedule: "linear", learningRate: 0.2 };
  expect(others).toEqual({ ...rule, epochs: expected.epochs, batchSize: 32 });
});

test.each([
  ["few rows", 19_999, {}, false],
  ["enough rows", 20_000, {}, { metric: "loss", validation: 0.1, patience: 25, minDelta: 0 }],
  ["many rows", 4_000_000, {}, { metric: "loss", validation: 0.0025, patience: 25, minDelta: 0 }],
  ["another rule", 1e6, { tol: 0.001 }, false],
  ["a schedule with a rule of its own", 1e6, { schedule: "adaptive" }, false],
  ["none wanted", 1e6, { earlyStopping: false }, false],
  ["one wanted", 100, { earlyStopping: true }, {}],
  ["one described", 1e6, { earlyStopping: { metric: "roc_auc" } }, { metric: "roc_auc" }],
] as const)("stopping: %s", (_, rows, given, expected) => {
  expect(stoppingDefaults(rows, 50, given)).toEqual(expected);
});
