import type { ReadCounts } from "../../data/readers/row-parser.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { sparseWeights } from "../../data/sparse/sparse-weights.ts";
import { counted, duration, grouped, significant } from "../../node/report/numbers.ts";
import type { TrainSparseResult, TrainSparseStart } from "../../node/sparse/types.ts";
import { wordsText } from "../report-text/words-text.ts";

/** What is trained, on what, and how: four lines. */
export function sparseStartText(start: TrainSparseStart): string {
  const { file, format, counts, columns, values, trainRows, testRows, task, classes, settings } = start;
  const { loss, optimizer, schedule, learningRate, batchSize, epochs, l2, shuffle, precision, seed } = settings;
  const goal =
    task === "regression" ? "a number" : classes.length > 6 ? `${classes.length} classes` : classes.join(", ");
  const base = format === "libsvm" ? `, indices from ${counts.indexBase}` : "";
  return [
    `${file}: ${format}, ${counted(counts.rows, "row")}, ${counted(columns, "column")}${base}; label: ${goal}`,
    `${task}: ${counted(trainRows, "row")} to train, ${grouped(values)} values other than 0; ${counted(testRows, "row")} to test, seed ${seed}`,
    `${loss}, ${optimizer}, ${learningRate === undefined ? "" : `alpha ${learningRate}, `}schedule ${schedule}, batch size ${batchSize}, ${counted(epochs, "epoch")}, l2 ${l2}, shuffle ${shuffle}, ${precision}`,
    "",
  ].join("\n");
}

/** A line for each oddity of a file that was read all the same. */
export function countWarnings(
  file: string,
  { emptyRows, rows }: Pick<ReadCounts, "emptyRows" | "rows">,
  unseenFeatures: number,
  columns: number,
): string[] {
  const warnings: string[] = [];
  if (emptyRows > 0) warnings.push(`${file}: ${grouped(emptyRows)} of ${counted(rows, "row")} have no feature`);
  if (unseenFeatures > 0) {
    const what = `${counted(unseenFeatures, "value")} beyond the ${grouped(columns)} columns that were trained on`;
    warnings.push(`${file}: ${what}: passed over`);
  }
  return warnings;
}

/** Rows, epochs and time, one line. */
export function sparseEffortText({ trainRows, values, history, seconds }: TrainSparseResult): string {
  const epochs = history.length;
  const rate = Math.round((values * epochs) / Math.max(seconds.train, 1e-6));
  const total = seconds.read + seconds.split + seconds.train + seconds.test;
  return (
    `trained on ${counted(trainRows, "row")} x ${counted(epochs, "epoch")} in ${duration(seconds.train)} ` +
    `(${grouped(rate)} values/s); reading ${duration(seconds.read)}, all ${duration(total)}\n`
  );
}

/** The features that push each way, and how the weights lie over names. */
export function sparseWeightsText(model: SparseModel, limit: number): string {
  return sparseWeights(model, limit)
    .map((output) => `${wordsText(output)}constant term ${significant(output.intercept)}\n`)
    .join("\n");
}
