import type { OptionIssue } from "../../engine/errors.ts";
import { throwIssues } from "../../engine/estimators/options/issues.ts";
import { endsAsSparse, endsAsTable, sparseFormatOf } from "../../node/sparse/sparse-file.ts";
import { textName } from "../../node/sparse/text-name.ts";
import type { TrainCommandOptions } from "../commands/train.ts";

/**
 * Whether a training is one on sparse rows: `--format`, a file's ending or the model that it goes on from says so or, where nothing
 * is asked for that only tables have, its first row, which a table's might look like.
 *
 * @throws {MinibatchError} `INVALID_FILE` for a model that cannot be read, `INVALID_OPTION` for one of the other kind of rows
 */
export async function isSparseTraining(
  [file, ...others]: readonly string[],
  { format, target, text, interactions, warmStart }: TrainCommandOptions,
): Promise<boolean> {
  if (file === undefined) return format !== undefined;
  const isSaid = format !== undefined || endsAsSparse(file);
  const isAsked = [target, text, interactions].some((option) => option !== undefined);
  if (warmStart === undefined) {
    return isSaid || (!isAsked && others.length === 0 && sparseFormatOf(file) !== undefined);
  }
  const { isSparseModelFile } = await import("../../node/model-file.ts");
  const isSparseModel = await isSparseModelFile(warmStart);
  if (isSaid && !isSparseModel)
    throwIssues([otherModel(warmStart, "a table", `libsvm or vw rows, as ${textName(file)} has them`)]);
  if (isSparseModel && !isSaid && (isAsked || endsAsTable(file))) {
    throwIssues([otherModel(warmStart, "libsvm or vw rows", `a table, which ${textName(file)} is taken for`)]);
  }
  return isSparseModel;
}

function otherModel(path: string, of: string, expected: string): OptionIssue {
  return { option: "warmStart", got: `${JSON.stringify(path)}, a model of ${of}`, expected: `one of ${expected}` };
}
