import { describe, expect, test } from "vitest";
import {
  estimatorOptions,
  type TrainingCommandOptions,
  trainingArguments,
  trainingOptions,
} from "../../../src/cli/options/training-options.ts";
import { checkOptions } from "../../../src/engine/index.ts";

describe("options of training on the command line", () => {
  test("reach the estimators under their names", () => {
    const options = estimatorOptions({
      optimizer: "adam",
      schedule: "cosine",
      finalAlpha: 0.01,
      earlyStopping: "roc_auc",
      patience: 3,
      minDelta: 0.5,
      validation: 0.2,
      average: true,
      intercept: false,
      reduction: "sum",
    });
    expect(options).toEqual({
      fitIntercept: false,
      reduction: "sum",
      optimizer: "adam",
      schedule: "cosine",
      finalLearningRate: 0.01,
      average: true,
      earlyStopping: { metric: "roc_auc", patience: 3, minDelta: 0.5, validation: 0.2 },
    });
    expect(checkOptions("classification", options)).toEqual([]);
  });

  test.each<[string, TrainingCommandOptions]>([
    ["--optimizer ftrl --ftrl-beta 2 --l1 0.1", { optimizer: "ftrl", ftrlBeta: 2, l1: 0.1 }],
    ["--average --early-stopping", { average: true, earlyStopping: true }],
    ["--average 100 --early-stopping r2 --patience 7", { average: 100, earlyStopping: "r2", patience: 7 }],
    ["--no-intercept --reduction sum", { intercept: false, reduction: "sum" }],
    ["--class-weight a\\,b=2,c=0.5", { classWeight: { "a,b": 2, c: 0.5 } }],
  ])("%s are the arguments of a run again", (line, options) => {
    expect(trainingArguments(options).join(" ")).toBe(line);
  });

  test("weights of classes are read from a list, or balanced", () => {
    const { type } = trainingOptions.classWeight;
    expect(type?.parse("balanced")).toBe("balanced");
    expect(type?.parse("yes=3,a=b=0.5")).toEqual({ yes: 3, "a=b": 0.5 });
    expect(type?.parse("a\\,b=1")).toEqual({ "a,b": 1 });
    for (const text of ["", "yes", "yes=", "=3", "yes=-1"]) expect(type?.parse(text)).toBeUndefined();
  });

  test("every option says its default or what happens without it", () => {
    for (const { flags, help } of Object.values(trainingOptions)) {
      expect(flags).toMatch(/^--[a-z0-9-]+( [<[][a-z]+[>\]])?$/);
      expect(help.length).toBeGreaterThan(10);
    }
  });

  test("parts of early stopping need it", () => {
    expect(() => estimatorOptions({ validation: 0.2, minDelta: 1 })).toThrow(
      "option --validation and --min-delta: expected together with --early-stopping",
    );
  });
});
