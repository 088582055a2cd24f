import type { ReadCounts } from "../../data/readers/row-parser.ts";
import { counted, grouped } from "../report/numbers.ts";
import type { SparseWarning } from "./types.ts";

/** What is odd about a text that was read all the same. */
export function sparseWarnings(
  file: string,
  { rows, emptyRows, unseenFeatures }: Pick<ReadCounts, "rows" | "emptyRows" | "unseenFeatures">,
): SparseWarning[] {
  const warnings: SparseWarning[] = [];
  if (emptyRows > 0) warnings.push({ code: "empty-rows", file, count: emptyRows, of: rows });
  if (unseenFeatures > 0) warnings.push({ code: "unseen-features", file, count: unseenFeatures });
  return warnings;
}

/** A warning as one line. */
export function sparseWarningText({ code, file, count, of = 0 }: SparseWarning): string {
  if (code === "empty-rows") return `${file}: ${grouped(count)} of ${counted(of, "row")} have no feature`;
  return `${file}: ${counted(count, "value")} beyond the last column of the rows trained on: passed over`;
}
