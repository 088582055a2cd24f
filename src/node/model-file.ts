import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Model, modelFromBytes } from "../data/model.ts";
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
export async function saveModel(model: Pick<Model, "toBytes">, path: string): Promise<void> {
  await writeFileAtomic(path, model.toBytes());
}

/**
 * Reads a model that {@link saveModel} or the command wrote: of a table, or of libsvm or Vowpal Wabbit rows.
 *
 * @param path - path of the file
 * @returns a `TableModel` or a `SparseModel`: `instanceof` tells which
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be read, is no model file, is cut short or altered, or was
 * written by a newer version of the format
 */
export async function loadModel(path: string): Promise<Model> {
  return await loadKnownModel(path);
}

/**
 * As {@link loadModel}, for those who tell the kinds apart.
 *
 * @throws {MinibatchError} as {@link loadModel}
 */
export async function loadKnownModel(path: string): Promise<TableModel | SparseModel> {
  return decode(path, await readBytes(path), modelFromBytes);
}

/**
 * Reads a model of a table.
 *
 * @param path - path of the file
 * @throws {MinibatchError} as {@link loadModel}, and where it is one of sparse rows
 */
export async function loadTableModel(path: string): Promise<TableModel> {
  return decode(path, await readBytes(path), (bytes) => TableModel.fromBytes(bytes));
}

/**
 * Reads a model of sparse rows.
 *
 * @param path - path of the file
 * @throws {MinibatchError} as {@link loadModel}, and where it is one of a table
 */
export async function loadSparseModel(path: string): Promise<SparseModel> {
  return decode(path, await readBytes(path), (bytes) => SparseModel.fromBytes(bytes));
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
