import { describe, expect, it } from "vitest";
import { takesWhole } from "../../../src/engine/kernels/sparse-record.ts";

const none = { l1: 0, l2: 0, average: 0, columns: 1e6, batchEntries: 1000 };

describe("updates go over all columns", () => {
  it.each([
    ["a weight decays with moments of its own", { optimizer: "adam", l2: 1e-6 }, 1],
    ["it pays L1 with momentum", { optimizer: "momentum", l1: 1e-6 }, 1],
    ["AdaGrad has both penalties, for which there is no formula", { optimizer: "adagrad", l1: 1e-6, l2: 1e-6 }, 1],
    ["AdaGrad's mean has a penalty", { optimizer: "adagrad", l2: 1e-6, average: 1 }, 1],
    ["FTRL's mean counts weights that move with the rate", { optimizer: "ftrl", average: 1 }, 1],
    ["moments fade in few columns", { optimizer: "momentum", columns: 999_999 }, 1],
    ["and not where Adam has many", { optimizer: "adam", columns: 999_999 }, 0],
    ["nor where a formula says all: SGD", { optimizer: "sgd", l1: 1e-6, l2: 1e-6, average: 1 }, 0],
    ["AdaGrad with L2", { optimizer: "adagrad", l2: 1e-6 }, 0],
    ["FTRL with penalties", { optimizer: "ftrl", l1: 1e-6, l2: 1e-6 }, 0],
    ["nor where weights stay", { optimizer: "rmsprop", columns: 10 }, 0],
  ] as const)("where %s", (_, options, expected) => {
    expect(takesWhole({ ...none, ...options })).toBe(expected);
  });
});
