import type { Model } from "../data/model.ts";
import { SparseModel } from "../data/sparse/sparse-model.ts";
import { TableModel } from "../data/table/table-model.ts";
import { MinibatchError } from "../engine/errors.ts";

/**
 * A model as one of a table.
 *
 * @param instead - the function that takes the other kind, for the message
 * @throws {MinibatchError} `INVALID_OPTION` when it is one of sparse rows
 */
export function tableModel(model: Model, instead: string): TableModel {
  if (model instanceof TableModel) return model;
  throw otherKind("of libsvm or vw rows, expected one of a table", instead);
}

/**
 * A model as one of sparse rows.
 *
 * @param instead - the function that takes the other kind, for the message
 * @throws {MinibatchError} `INVALID_OPTION` when it is one of a table
 */
export function sparseModel(model: Model, instead: string): SparseModel {
  if (model instanceof SparseModel) return model;
  throw otherKind("of a table, expected one of libsvm or vw rows", instead);
}

function otherKind(what: string, instead: string): MinibatchError {
  return new MinibatchError("INVALID_OPTION", `model: ${what}; ${instead} takes it`, { option: "model" });
}
