import { existsSync } from "node:fs";
import { SparseModel } from "../../data/sparse/sparse-model.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { endsAsTable, sparseFormatOf } from "../../node/sparse/sparse-file.ts";

/**
 * Runs what reads files with a model. Where it fails on a file that has rows of another kind than the model takes, the error says
 * this instead of what is wrong with the file's first row.
 *
 * @param path - path of the model
 * @param model - the model
 * @param files - what is read
 * @throws what `read` throws; {@link MinibatchError} `INVALID_FILE` for a file of the other kind
 */
export async function readingWith<T>(
  path: string,
  model: TableModel | SparseModel,
  files: readonly string[],
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    const takes = model instanceof SparseModel ? `${model.input.format} rows` : "a table";
    for (const file of files) {
      const has = kindOf(file);
      if (has === undefined || has === takes) continue;
      const message = `${file}: ${has}, and ${path} is a model of ${takes}: give it a file of these, or another model`;
      throw new MinibatchError("INVALID_FILE", message, { file }, error);
    }
    throw error;
  }
}

/** What a file has, as far as its ending or its first row says so; undefined where it is not there. */
function kindOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  if (endsAsTable(file)) return "a table";
  const format = sparseFormatOf(file);
  return format && `${format} rows`;
}
