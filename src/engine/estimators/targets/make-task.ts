import { trainTestIndices } from "../../datasets/split.ts";
import { MinibatchError } from "../../errors.ts";
import type { RowSource } from "../../matrix/row-source.ts";
import { selectRows } from "../../matrix/select-rows.ts";
import { type Label, show } from "../../metrics/labels.ts";
import type { LossName } from "../../objective/losses.ts";
import type { HeldOutRows } from "../early-stopping/held-out-views.ts";
import type { ResolvedOptions } from "../sgd-options.ts";
import type { TrainingTask } from "../training-job.ts";
import { rowsThatCount } from "./row-weights.ts";
import { selectTargets, type TrainingTargets } from "./training-targets.ts";

/** The classes of rows. */
export interface ClassShares {
  /** The class number of each row. */
  readonly codes: Int32Array;
  /** The classes. */
  readonly classes: readonly Label[];
}

/** What a training is made from. */
export interface TaskParts {
  /** All rows. */
  readonly source: RowSource;
  /** Their targets. */
  readonly targets: TrainingTargets;
  /** How often each counts, >= 0; undefined: once. */
  readonly weights: Float64Array | undefined;
  /** Classes, of which the rows held out shall have the same share; undefined: any rows. */
  readonly classes?: ClassShares | undefined;
  /** Rows to watch that were given. */
  readonly given?: HeldOutRows | undefined;
  /** How rows held out are seen. */
  view(source: RowSource, targets: TrainingTargets): HeldOutRows["view"];
}

/**
 * Leaves rows of weight 0 out and holds some of the others out where the options ask for it.
 *
 * @throws {MinibatchError} `INVALID_DATA` when the rows are too few to hold some out; `INVALID_SHAPE` when the rows to watch have
 * another number of targets
 */
export function makeTask(all: TaskParts, { earlyStopping, seed }: ResolvedOptions<LossName>): TrainingTask {
  if (all.given) checkOutputs(all.given.targets, all.targets);
  const rows = rowsThatCount(all.weights);
  const parts = rows ? someOf(all, rows) : all;
  const { source, targets, weights, given: heldOut } = parts;
  if (heldOut || !earlyStopping || source.rows === 0) return { source, targets, weights, heldOut };
  const { train, test } = holdOut(source.rows, earlyStopping.validation, seed, parts.classes);
  const held = someOf(parts, test);
  const trained = someOf(parts, train);
  return {
    ...{ source: trained.source, targets: trained.targets, weights: trained.weights },
    heldOut: {
      source: held.source,
      targets: held.targets,
      weights: held.weights,
      view: parts.view(held.source, held.targets),
    },
  };
}

function checkOutputs({ outputs: got }: TrainingTargets, { outputs: expected }: TrainingTargets): void {
  if (got === expected) return;
  throw new MinibatchError("INVALID_SHAPE", `validation.y: got ${got} targets a row, expected ${expected} as in y`);
}

/**
 * Refuses a training without a row that counts.
 *
 * @param sampleWeight - what was given
 * @throws {MinibatchError} `INVALID_DATA`
 */
export function checkAnyRow({ source }: TrainingTask, sampleWeight: ArrayLike<number> | undefined): void {
  if (source.rows > 0) return;
  const option =
    sampleWeight && Array.from(sampleWeight).every((weight) => weight === 0) ? "sampleWeight" : "classWeight";
  const what =
    option === "sampleWeight"
      ? "all weights are 0, expected at least one above"
      : "every row has weight 0, expected a class above 0 that has rows";
  throw new MinibatchError("INVALID_DATA", `${option}: ${what}`, { option });
}

/**
 * The rows of both parts, ascending: those of scikit-learn's `StratifiedShuffleSplit` or `ShuffleSplit`.
 *
 * @param classes - the class number of each row, of which both parts shall have the same share; undefined: any rows
 * @throws {MinibatchError} `INVALID_DATA` when the rows are too few
 */
export function holdOut(
  rows: number,
  share: number,
  seed: number,
  classes: ClassShares | undefined,
): { train: Int32Array; test: Int32Array } {
  const instead = "give validation rows, or train without earlyStopping";
  if (rows < 2) {
    const message = `earlyStopping: got ${rows} row, expected at least 2 to hold some out: ${instead}`;
    throw new MinibatchError("INVALID_DATA", message, { option: "earlyStopping" });
  }
  if (classes) checkPairs(classes, instead);
  const stratify = classes === undefined ? {} : { stratify: classes.codes };
  try {
    const { trainIndices, testIndices } = trainTestIndices(rows, { testSize: share, seed, ...stratify });
    return { train: trainIndices.sort(), test: testIndices.sort() };
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    const parts = classes ? "two parts with rows of every class" : "two parts with rows";
    const message = `earlyStopping.validation: got ${share} of ${rows} rows, expected ${parts}: ${instead}`;
    throw new MinibatchError("INVALID_DATA", message, { option: "earlyStopping" });
  }
}

function checkPairs({ codes, classes }: ClassShares, instead: string): void {
  const counts = new Float64Array(classes.length);
  for (const code of codes) counts[code]++;
  const single = counts.indexOf(1);
  if (single < 0) return;
  const message = `earlyStopping: got 1 row of the class ${show(classes[single])}, expected at least 2 of each: ${instead}`;
  throw new MinibatchError("INVALID_DATA", message, { option: "earlyStopping" });
}

function someOf(parts: TaskParts, rows: Int32Array): TaskParts {
  const { source, targets, weights, classes } = parts;
  return {
    ...parts,
    source: selectRows(source, rows),
    targets: selectTargets(targets, rows),
    weights: weights && Float64Array.from(rows, (row) => weights[row]),
    classes: classes && { ...classes, codes: Int32Array.from(rows, (row) => classes.codes[row]) },
  };
}
