import { endsAsSparse, sparseFormatOf } from "../../node/sparse/sparse-file.ts";
import type { TrainCommandOptions } from "../commands/train.ts";

/**
 * Whether a training is one on sparse rows: `--format`, a file's ending or the model that it goes on from says so or, where nothing
 * is asked for that only tables have, its first row, which a table's might look like.
 *
 * @throws {MinibatchError} `INVALID_FILE` for a model that cannot be read
 */
export async function isSparseTraining(
  [file, ...others]: readonly string[],
  { format, target, text, interactions, warmStart }: TrainCommandOptions,
): Promise<boolean> {
  if (format !== undefined) return true;
  if (file === undefined) return false;
  if (endsAsSparse(file)) return true;
  if (warmStart !== undefined) {
    const { isSparseModelFile } = await import("../../node/model-file.ts");
    return await isSparseModelFile(warmStart);
  }
  const asked = [target, text, interactions].some((option) => option !== undefined);
  return !asked && others.length === 0 && sparseFormatOf(file) !== undefined;
}
