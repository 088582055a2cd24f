import type { Label } from "../../engine/metrics/labels.ts";
import { type NamedWeights, NameTable, namedWeights } from "../text/name-table.ts";
import { columnsOf, type SparseInput } from "./sparse-input.ts";
import type { SparseModel } from "./sparse-model.ts";

/** The weights of one output of a model of sparse rows. */
export interface OutputNamedWeights extends NamedWeights {
  /** The class that the output speaks for; undefined for a number. */
  readonly output: Label | undefined;
  /** The constant term. */
  readonly intercept: number;
}

/**
 * The features that push each output of a model towards it and away from it, by name: of libsvm rows the index in the file,
 * of hashed rows the name that was kept.
 *
 * @param limit - most features each way; default 20
 */
export function sparseWeights(model: SparseModel, limit = 20): OutputNamedWeights[] {
  const { estimator, classes } = model;
  const names = model.input.format === "libsvm" ? undefined : (model.names ?? NameTable.none());
  return estimator.coef.map((row, k) => ({
    output: estimator.coef.length === 1 ? classes[1] : classes[k],
    intercept: estimator.intercept[k]!,
    ...(names === undefined ? indexedWeights(model, row, limit) : namedWeights(row, names, limit)),
  }));
}

/** What a column of an input is called: by the name that was kept, or by its number in the text. */
export function columnName(input: SparseInput, names: NameTable | undefined, column: number): string {
  if (input.format === "libsvm") return String(column + input.indexBase);
  return names?.nameOf(column) ?? `column ${column}`;
}

/** The weights of columns that have no name but their index. */
function indexedWeights({ input }: SparseModel, row: ArrayLike<number>, limit: number): NamedWeights {
  const named = ({ column, ...weight }: NamedWeights["positive"][number]) => ({
    ...weight,
    column,
    name: columnName(input, undefined, column),
  });
  const found = namedWeights(row, NameTable.none(), Math.min(limit, columnsOf(input)));
  return {
    ...found,
    positive: found.positive.map(named),
    negative: found.negative.map(named),
    unnamedMass: 0,
  };
}
