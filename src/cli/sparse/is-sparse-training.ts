import { sparseFormatOf } from "../../node/sparse/sparse-file.ts";
import type { TrainCommandOptions } from "../commands/train.ts";

/** Whether a training is one on sparse rows: the file's format says so, or the columns that were asked for. */
export function isSparseTraining(files: readonly string[], options: TrainCommandOptions): boolean {
  if (options.format !== undefined) return true;
  if (options.text !== undefined || options.interactions !== undefined) return false;
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) return false;
  // Where a target is named, only the file's ending says that it is no table: its rows might look like sparse ones.
  if (options.target !== undefined) return /\.(libsvm|svmlight|svm|vw)(\.gz)?$/i.test(file);
  return sparseFormatOf(file) !== undefined;
}
