import { expect, it } from "vitest";
import { trainOptions } from "../../../src/cli/commands/train.ts";
import { trainingDefaults } from "../../../src/data/table/training-defaults.ts";

it.each([
  ["classification", 10, 1],
  ["classification", 10_000_000, 1000],
  ["regression", 10, 1],
  ["regression", 10_000_000, 1000],
] as const)(
  "the defaults that the help shows are those of trainTable: %s, %d rows, %d features",
  (task, rows, features) => {
    const { batchSize, l2 } = trainingDefaults(task, rows, features);
    expect([trainOptions.batchSize.default, trainOptions.l2.default]).toEqual([batchSize, l2]);
  },
);
