import type { ModelTrainingState } from "../../engine/estimators/training-job.ts";
import { putTogether, takeApart } from "../../engine/model/plain-values.ts";
import type { Tensor } from "../../engine/model/safetensors.ts";
import { STOPPING_START } from "../../engine/training/stopping.ts";

/** Before the names of the state's tensors in a model file, and the name of its metadata entry. */
const TRAINING = "training";

/**
 * Where the training of a model of a table or of sparse rows stands: what its estimator's training goes on with to the same bytes. The rules that end
 * a training are not part of it: each training has its own rows to stop by and its own best epoch. Of a model of a
 * number it is that of the scaled target.
 */
export type TableTrainingState = Pick<ModelTrainingState, "trainer" | "schedule" | "learningRate">;

/** The trainings that a model's further one goes on from. */
export interface TrainingsBefore {
  /** How many. */
  readonly trainings: number;
  /** How many rows they learned from in all. */
  readonly trainRows: number;
}

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

/** Adds a state to a model file: its arrays as the tensors `training.…`, the rest as the metadata `training` (JSON). */
export function addTraining(
  training: TableTrainingState | undefined,
  tensors: Map<string, Tensor>,
  metadata: Map<string, string>,
): void {
  if (training === undefined) return;
  const parts = takeApart(training, `${TRAINING}.`);
  for (const [name, tensor] of parts.tensors) tensors.set(name, tensor);
  metadata.set(TRAINING, parts.text);
}

/**
 * The state in a model file; none where it has none.
 *
 * @throws {MinibatchError} `INVALID_FILE` when a tensor of it is missing
 */
export function trainingFrom(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
): { readonly training?: TableTrainingState } {
  const text = metadata.get(TRAINING);
  return text === undefined ? {} : { training: putTogether({ tensors, text }, `${TRAINING}.`) as TableTrainingState };
}
