import { MinibatchError } from "../../engine/errors.ts";
import {
  CLASSIFIER_LOSSES,
  type ClassifierLoss,
  type LossName,
  REGRESSOR_LOSSES,
  type RegressorLoss,
} from "../../engine/objective/losses.ts";
import type { Task } from "./table-schema.ts";

/** Losses of a table's model: every one of the estimators. */
export type TableLoss = LossName;

/** Losses of each task, the default first. */
export const TABLE_LOSSES: {
  readonly classification: readonly [ClassifierLoss, ...ClassifierLoss[]];
  readonly regression: readonly [RegressorLoss, ...RegressorLoss[]];
} = {
  classification: ["log_loss", ...CLASSIFIER_LOSSES.filter((loss) => loss !== "log_loss")],
  regression: ["squared_error", ...REGRESSOR_LOSSES.filter((loss) => loss !== "squared_error")],
};

/**
 * What a numeric target is to teach: what was asked for, else with a loss of numbers a number, else undefined: that depends
 * on the numbers.
 */
export function numericTask(task: Task | undefined, loss: TableLoss | undefined): Task | undefined {
  const learnsNumbers = (REGRESSOR_LOSSES as readonly (TableLoss | undefined)[]).includes(loss);
  return task ?? (learnsNumbers ? "regression" : undefined);
}

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
