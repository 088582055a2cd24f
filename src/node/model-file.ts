import { readFile } from "node:fs/promises";
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
export async function saveModel(model: TableModel, path: string): Promise<void> {
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
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileError(path, "cannot read", error);
  }
  try {
    return TableModel.fromBytes(bytes);
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw error;
    throw new MinibatchError(error.code, `${path}: ${error.message}`, { file: path }, error);
  }
}
