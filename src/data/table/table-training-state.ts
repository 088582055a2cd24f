import type { ModelTrainingState } from "../../engine/estimators/training-job.ts";
import { STOPPING_START } from "../../engine/training/stopping.ts";

/**
 * Where the training of a table's model stands: what its estimator's training goes on with to the same bytes. The rules that end
 * a training are not part of it: each training of a table has its own rows to stop by and its own best epoch. Of a model of a
 * number it is that of the scaled target.
 */
export type TableTrainingState = Pick<ModelTrainingState, "trainer" | "schedule" | "learningRate">;

/** The part of an estimator's training state that a table's model keeps. */
export function keptState({ trainer, schedule, learningRate }: ModelTrainingState): TableTrainingState {
  return { trainer, schedule, learningRate };
}

/**
 * The state of an estimator that goes on from what was kept.
 *
 * @param state - what was kept
 * @param schedule - whether the schedule goes on where it stood, or begins anew: its place is the number of updates
 */
export function resumedState(state: TableTrainingState, schedule: "goes on" | "anew"): ModelTrainingState {
  const own = schedule === "goes on" ? {} : { trainer: { ...state.trainer, updates: 0 }, schedule: { reductions: 0 } };
  return {
    ...state,
    ...own,
    control: { training: STOPPING_START, heldOut: STOPPING_START },
    streamed: { rows: 0, weight: 0, lossSum: 0 },
  };
}
