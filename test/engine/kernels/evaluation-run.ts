import type { Kernels } from "../../../src/engine/kernels/kernels.ts";
import { ofWidth } from "./backends.ts";
import { firstDifference } from "./bytes.ts";
import { RunLayout, type TrainingCase, type TrainingData } from "./training-run.ts";

/** What evaluating the rows of a case gives. */
export interface EvaluationResult {
  /** The sum of the losses, each times its row's weight. */
  readonly loss: number;
  /** The sum of the weights, 0 without weights. */
  readonly weight: number;
  /** Whether the weights are others now. */
  readonly changed: boolean;
  /** Guards that were overwritten. */
  readonly overruns: readonly string[];
}

/** Lays a run out in the kernels' memory and evaluates its rows in one call. */
export function evaluateCase(kernels: Kernels, run: TrainingCase, data: TrainingData): EvaluationResult {
  const layout = new RunLayout(kernels, run, data, 1, undefined);
  const before = layout.memory.bytes(layout.weights, layout.bytes);
  const loss = ofWidth(kernels, run.precision).evaluate(layout.record, 0, run.rows);
  const changed = firstDifference(before, layout.memory.bytes(layout.weights, layout.bytes)) !== undefined;
  return { loss, weight: layout.slot("batchWeight"), changed, overruns: layout.memory.overruns() };
}
