import { trainTestIndices } from "../../datasets/split.ts";
import { MinibatchError } from "../../errors.ts";
import type { RowSource } from "../../matrix/row-source.ts";
import { selectRows } from "../../matrix/select-rows.ts";
import type { LossName } from "../../objective/losses.ts";
import type { HeldOutRows } from "../early-stopping/held-out-views.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import type { TrainingTask } from "../training-job.ts";
import { selectTargets, type TrainingTargets } from "./training-targets.ts";

/** What a training is made from. */
export interface TaskParts {
  /** All rows. */
  readonly source: RowSource;
  /** Their targets. */
  readonly targets: TrainingTargets;
  /** How often each counts, >= 0; undefined: once. */
  readonly weights: Float64Array | undefined;
  /** Class numbers, of which the rows held out shall have the same share; undefined: any rows. */
  readonly classes?: Int32Array | undefined;
  /** Rows to watch that were given. */
  readonly given?: HeldOutRows | undefined;
  /** How rows held out are seen. */
  view(source: RowSource, targets: TrainingTargets): HeldOutRows["view"];
}

/**
 * Holds rows out where the options ask for it and leaves rows of weight 0 out.
 *
 * @throws {MinibatchError} `INVALID_OPTION` or `INVALID_DATA` when the rows are too few to hold some out
 */
export function makeTask(parts: TaskParts, { earlyStopping, seed }: ResolvedOptions<LossName>): TrainingTask {
  const { source, targets, weights, given } = parts;
  if (given || !earlyStopping) return trainingOn(parts, positive(weights), given);
  const { train, test } = holdOut(source.rows, earlyStopping.validation, seed, parts.classes);
  const rows = selectRows(source, test);
  const own = selectTargets(targets, test);
  const heldOut: HeldOutRows = {
    source: rows,
    targets: own,
    weights: weights && Float64Array.from(test, (row) => weights[row]),
    view: parts.view(rows, own),
  };
  checkSome(heldOut.weights);
  return trainingOn(parts, weights ? train.filter((row) => weights[row] > 0) : train, heldOut);
}

/** The rows of both parts, ascending: those of scikit-learn's `StratifiedShuffleSplit` or `ShuffleSplit`. */
export function holdOut(
  rows: number,
  share: number,
  seed: number,
  classes: Int32Array | undefined,
): { train: Int32Array; test: Int32Array } {
  const stratify = classes === undefined ? {} : { stratify: classes };
  const { trainIndices, testIndices } = trainTestIndices(rows, { testSize: share, seed, ...stratify });
  return { train: trainIndices.sort(), test: testIndices.sort() };
}

function checkSome(weights: Float64Array | undefined): void {
  if (!weights || weights.some((weight) => weight > 0)) return;
  const message = "earlyStopping: all rows held out have weight 0: choose another seed or give validation rows";
  throw new MinibatchError("INVALID_DATA", message, { option: "earlyStopping" });
}

/** The rows of a weight above 0; undefined where that is all. */
function positive(weights: Float64Array | undefined): Int32Array | undefined {
  if (!weights?.includes(0)) return undefined;
  const rows: number[] = [];
  for (let row = 0; row < weights.length; row++) if (weights[row] > 0) rows.push(row);
  return Int32Array.from(rows);
}

function trainingOn(
  { source, targets, weights }: TaskParts,
  rows: Int32Array | undefined,
  heldOut: HeldOutRows | undefined,
): TrainingTask {
  if (!rows) return { source, targets, weights, heldOut };
  return {
    source: selectRows(source, rows),
    targets: selectTargets(targets, rows),
    weights: weights && Float64Array.from(rows, (row) => weights[row]),
    heldOut,
  };
}
