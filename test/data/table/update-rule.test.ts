import { expect, test } from "vitest";
import { updateRule } from "../../../src/data/table/update-rule.ts";
import { checkOptions } from "../../../src/engine/estimators/options/resolve-options.ts";
import { OPTIMIZERS } from "../../../src/engine/optimizer/optimizers.ts";
import { SCHEDULES } from "../../../src/engine/optimizer/schedule-names.ts";

test.each([
  ["nothing", {}, { optimizer: "adagrad", schedule: "linear", learningRate: 0.2 }],
  ["another schedule", { schedule: "cosine" }, { optimizer: "adagrad", schedule: "cosine", learningRate: 0.2 }],
  ["another optimiser", { optimizer: "adam" }, { optimizer: "adam", schedule: "linear", learningRate: "auto" }],
  ["ftrl", { optimizer: "ftrl" }, { optimizer: "ftrl", schedule: "constant", learningRate: "auto" }],
  ["optimal, which makes its own rate", { schedule: "optimal" }, { optimizer: "sgd", schedule: "optimal" }],
  ["pa1, whose rate is C", { schedule: "pa1" }, { optimizer: "sgd", schedule: "pa1", learningRate: 1 }],
] as const)("given %s", (_, given, expected) => {
  expect(updateRule(given)).toEqual(expected);
});

test.each(OPTIMIZERS.map((optimizer) => ({ optimizer })))("the estimators take what goes with $optimizer", (given) => {
  expect(checkOptions("classification", updateRule(given))).toEqual([]);
});

test.each(SCHEDULES.map((schedule) => ({ schedule })))("the estimators take what goes with $schedule", (given) => {
  const loss = given.schedule === "pa1" || given.schedule === "pa2" ? "hinge" : "log_loss";
  const tol = given.schedule === "adaptive" ? 0.001 : null;
  expect(checkOptions("classification", { ...updateRule(given), loss, tol })).toEqual([]);
});
