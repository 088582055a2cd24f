import type { TableModel } from "../data/table/table-model.ts";
import { readTable } from "./tables/read-table.ts";
import type { TableFileOptions, TablePredictions } from "./tables/types.ts";

/**
 * Predicts every row of a CSV, TSV or Parquet file. The file needs the model's feature columns, in any order; the
 * target and other columns are passed over.
 *
 * @param model - a trained model
 * @param path - path of the file
 * @param options - how the file is read
 * @returns one answer per row, in the file's order
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` when the file cannot be read, lacks a column, or has a
 * value that is missing or not a number
 */
export async function predictTable(
  model: TableModel,
  path: string,
  options: TableFileOptions = {},
): Promise<TablePredictions> {
  const { features, task, classes } = model.schema;
  const { X, rows } = await readTable(path, { ...options, features: features.map((feature) => feature.name) });
  const answers = model.predict(X);
  if (task === "regression") return { task, rows, values: Float64Array.from(answers, Number) };
  return { task, rows, classes, labels: answers, probabilities: model.predictProba(X) };
}
