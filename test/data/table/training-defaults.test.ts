import { expect, test } from "vitest";
import { trainingDefaults } from "../../../src/data/table/training-defaults.ts";

test.each([
  ["classification", 455, 30, { epochs: 2198, learningRate: 0.05, batchSize: 32, l2: 0.002 }],
  ["classification", 10, 100, { epochs: 5000, learningRate: 0.05, batchSize: 32, l2: 0.002 }],
  ["classification", 1e6, 400, { epochs: 5, learningRate: 0.0125, batchSize: 32, l2: 1e-6 }],
  ["regression", 2000, 8, { epochs: 500, learningRate: 0.003, batchSize: 32, l2: 0.0005 }],
  ["regression", 2000, 1000, { epochs: 500, learningRate: 0.0003, batchSize: 32, l2: 0.0005 }],
] as const)("%s of %i rows x %i features", (task, rows, features, expected) => {
  const defaults = trainingDefaults(task, rows, features);
  expect(defaults).toEqual({ ...expected, learningRate: expect.closeTo(expected.learningRate, 12) });
});
