import type { TableLoss } from "../../data/table/table-losses.ts";
import type { Task } from "../../data/table/table-schema.ts";

/** What the losses of a training's epochs are losses of. */
export function lossLabel(task: Task, loss: TableLoss): string {
  if (task === "classification") return `Loss (${loss})`;
  return `Loss (${loss} of the ${loss === "poisson" ? "target divided by its mean" : "standardised target"})`;
}
