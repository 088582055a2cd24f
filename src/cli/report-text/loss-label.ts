import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";

/**
 * What the losses of a training's epochs are losses of, short enough for the axis of a picture.
 *
 * @param targets - how many targets a row has; default 1
 */
export function lossLabel(task: Task, loss: TableLoss, targets: number = 1): string {
  const sum = targets === 1 ? "" : `, sum of ${targets} targets`;
  if (task === "classification") return `Loss (${loss})${sum}`;
  const s = targets === 1 ? "" : "s";
  return loss === "poisson" ? `Loss of target${s} / mean${sum}` : `Loss of standardised target${s}${sum}`;
}
