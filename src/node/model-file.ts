import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SparseModel } from "../data/sparse/sparse-model.ts";
import { isSparseModel } from "../data/sparse/sparse-model-file.ts";
import { TableModel } from "../data/table/table-model.ts";
import { MinibatchError } from "../engine/errors.ts";
import { writeFileAtomic } from "./files/atomic-write.ts";
import { fileError } from "./files/file-error.ts";

/**
 * Writes a model as a safetensors file; what was there is replaced at once or not at all.
 *
 * @param model - the model
 * @param path - path of the file; its folder must exist
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
 */
export async function saveModel(model: TableModel | SparseModel, path: string): Promise<void> {
  await writeFileAtomic(path, model.toBytes());
}

/**
 * Reads a model that {@link saveModel} wrote.
 *
 * @param path - path of the file
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be read, is no model file, is cut short or altered, or was
 * written by a newer version of the format
 */
export async function loadModel(path: string): Promise<TableModel> {
  return decode(path, await readBytes(path), (bytes) => TableModel.fromBytes(bytes));
}

/**
 * Reads a model of sparse rows or texts that {@link saveModel} or the command wrote.
 *
 * @param path - path of the file
 * @throws {MinibatchError} as {@link loadModel}
 */
export async function loadSparseModel(path: string): Promise<SparseModel> {
  return decode(path, await readBytes(path), (bytes) => SparseModel.fromBytes(bytes));
}

/**
 * Reads a model of a table or of sparse rows.
 *
 * @param path - path of the file
 * @throws {MinibatchError} as {@link loadModel}
 */
export async function loadAnyModel(path: string): Promise<TableModel | SparseModel> {
  const bytes = await readBytes(path);
  return decode<TableModel | SparseModel>(path, bytes, (all) =>
    isSparseModel(all) ? SparseModel.fromBytes(all) : TableModel.fromBytes(all),
  );
}

/**
 * Whether a model file is that of a model of sparse rows.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is no safetensors file
 */
export async function isSparseModelFile(path: string): Promise<boolean> {
  return decode(path, await readBytes(path), isSparseModel);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EISDIR") {
      const message = `${path}: a directory, expected a model file; that of a run is ${join(path, "model.safetensors")}`;
      throw new MinibatchError("INVALID_FILE", message, { file: path }, error);
    }
    throw fileError(path, "cannot read", error);
  }
}

function decode<Model>(path: string, bytes: Uint8Array, from: (bytes: Uint8Array) => Model): Model {
  try {
    return from(bytes);
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    throw new MinibatchError(error.code, `${path}: ${error.message}`, { file: path }, error);
  }
}
