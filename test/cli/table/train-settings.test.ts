import { expect, it } from "vitest";
import { trainOptions } from "../../../src/cli/commands/train.ts";
import { trainingDefaults } from "../../../src/data/table/training-defaults.ts";

it.each([
  [10, 1],
  [10_000_000, 1000],
] as const)("the batch size that the help shows is that of trainTable: %d rows, %d columns", (rows, columns) => {
  expect(trainOptions.batchSize.default).toBe(trainingDefaults({ rows, columns }).batchSize);
});
