import { decodeSource, type ModelSource } from "../table/load-model.ts";
import { SparseModel } from "./sparse-model.ts";

/**
 * Loads a trained model of sparse rows or texts in a page, or anywhere else that has `fetch`. In Node, `loadSparseModel` of
 * `minibatch/node` reads it from a path.
 *
 * @param source - the bytes of a model file, or its address
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be fetched, is no such file, is cut short or altered, or was written by
 * a newer version of the format
 *
 * @example
 * const model = await loadSparseModel("model.safetensors");
 * model.predict({ text: "You have won", channel: "sms" });
 */
export function loadSparseModel(source: ModelSource): Promise<SparseModel> {
  return decodeSource(source, (bytes) => SparseModel.fromBytes(bytes));
}
