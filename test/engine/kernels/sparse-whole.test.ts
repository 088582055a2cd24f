import { describe, expect, it } from "vitest";
import { takesWhole } from "../../../src/engine/kernels/sparse-record.ts";

const none = { l1: 0, l2: 0, average: 0, maxNorm: 0, columns: 1e6, batchEntries: 1000 };

describe("updates go over all columns", () => {
  it.each([
    ["a weight decays with moments of its own", { optimizer: "adam", l2: 1e-6 }, true],
    ["it pays L1 with momentum", { optimizer: "momentum", l1: 1e-6 }, true],
    ["AdaGrad has both penalties, for which there is no formula", { optimizer: "adagrad", l1: 1e-6, l2: 1e-6 }, true],
    ["AdaGrad's mean has a penalty", { optimizer: "adagrad", l2: 1e-6, average: 1 }, true],
    ["FTRL's mean counts weights that move with the rate", { optimizer: "ftrl", average: 1 }, true],
    ["the norm of all weights has a bound", { optimizer: "sgd", maxNorm: 1 }, true],
    ["moments fade in few columns", { optimizer: "momentum", columns: 999_999 }, true],
    ["and not where Adam has many", { optimizer: "adam", columns: 999_999 }, false],
    ["nor where a formula says all: SGD", { optimizer: "sgd", l1: 1e-6, l2: 1e-6, average: 1 }, false],
    ["AdaGrad with L2", { optimizer: "adagrad", l2: 1e-6 }, false],
    ["FTRL with penalties", { optimizer: "ftrl", l1: 1e-6, l2: 1e-6 }, false],
    ["nor where weights stay", { optimizer: "rmsprop", columns: 10 }, false],
  ] as const)("where %s", (_, options, expected) => {
    expect(takesWhole({ ...none, ...options })).toBe(expected);
  });
});
