import { expect, it } from "vitest";
import { trainOptions } from "../../../src/cli/commands/train.ts";
import { trainingDefaults } from "../../../src/data/table/training-defaults.ts";

it.each([
  ["classification", 10, 1],
  ["classification", 10_000_000, 1000],
  ["regression", 10, 1],
  ["regression", 10_000_000, 1000],
] as const)(
  "the batch size that the help shows is that of trainTable: %s, %d rows, %d features",
  (task, rows, features) => {
    expect(trainOptions.batchSize.default).toBe(trainingDefaults(task, rows, features).batchSize);
  },
);
