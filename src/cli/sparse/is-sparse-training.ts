import { endsAsSparse, sparseFormatOf } from "../../node/sparse/sparse-file.ts";
import type { TrainCommandOptions } from "../commands/train.ts";

/**
 * Whether a training is one on sparse rows: `--format` or a file's ending says so or, where nothing is asked for that only
 * tables have, its first row, which a table's might look like.
 */
export function isSparseTraining(
  [file, ...others]: readonly string[],
  { format, target, text, interactions, warmStart }: TrainCommandOptions,
): boolean {
  if (format !== undefined) return true;
  if (file === undefined) return false;
  if (endsAsSparse(file)) return true;
  const asked = [target, text, interactions, warmStart].some((option) => option !== undefined);
  return !asked && others.length === 0 && sparseFormatOf(file) !== undefined;
}
