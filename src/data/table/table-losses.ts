import { MinibatchError } from "../../engine/errors.ts";
import type { ClassifierLoss, RegressorLoss } from "../../engine/objective/losses.ts";
import type { Task } from "./table-schema.ts";

/** Losses of a table's model for classes: those that give probabilities. */
export type TableClassifierLoss = Extract<
  ClassifierLoss,
  "log_loss" | "softmax" | "modified_huber" | "sigmoid_squared_error"
>;

/** Losses of a table's model for numbers: those that go with a standardised target. */
export type TableRegressorLoss = Exclude<RegressorLoss, "quantile" | "poisson">;

/** Losses of a table's model. */
export type TableLoss = TableClassifierLoss | TableRegressorLoss;

/** Losses of each task, the default first. */
export const TABLE_LOSSES: {
  readonly classification: readonly [TableClassifierLoss, ...TableClassifierLoss[]];
  readonly regression: readonly [TableRegressorLoss, ...TableRegressorLoss[]];
} = {
  classification: ["log_loss", "softmax", "modified_huber", "sigmoid_squared_error"],
  regression: ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"],
};

/**
 * Checks that a loss is one of the task's.
 *
 * @throws {MinibatchError} `INVALID_OPTION` when it is not
 */
export function checkTableLoss(loss: string, task: Task): void {
  const allowed: readonly string[] = TABLE_LOSSES[task];
  if (allowed.includes(loss)) return;
  const expected = allowed.map((name) => `"${name}"`).join(" or ");
  throw new MinibatchError("INVALID_OPTION", `loss: got "${loss}", expected ${expected} for ${task}`, {
    option: "loss",
  });
}
