import { createWriteStream, type WriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import type { Model } from "../../data/model.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { answerNames } from "../../data/table/answer-names.ts";
import { temporaryFolder } from "../cache/cache-folder.ts";
import { writePathAtomic } from "../files/atomic-write.ts";
import { fileError } from "../files/file-error.ts";
import { sparseModel } from "../model-kind.ts";
import { type PredictionFormat, predictionFormat, writeOptions } from "../prediction-format.ts";
import { DuckDBSession } from "../tables/duckdb-session.ts";
import { sqlText } from "../tables/sql.ts";
import { predictSparse, type SparseAnswers, type SparseCounts } from "./predict-sparse.ts";

/** Where predictions go. */
export interface WritePredictionsOptions {
  /** File that receives them. */
  readonly out: string;
  /** What is written. Default: by the ending of `out`, otherwise `csv`. */
  readonly format?: PredictionFormat;
  /** Ends the prediction; nothing is left of the file then. */
  readonly signal?: AbortSignal;
}

/**
 * Predicts the rows of a file and writes the prediction of each and, for classes, a probability per class, in memory that
 * does not grow with the file.
 *
 * @param trained - a trained model of sparse rows
 * @param path - path of the file; `-` is standard input
 * @returns what was counted in the file
 * @throws {MinibatchError} as `predictSparse`, and `INVALID_FILE` when `out` cannot be written
 * @throws the signal's reason when it fires
 */
export async function writePredictions(
  trained: Model,
  path: string,
  { out, format = predictionFormat(out), signal }: WritePredictionsOptions,
): Promise<SparseCounts> {
  const model = sparseModel(trained, "predictTable");
  let counts: SparseCounts | undefined;
  const write = async (to: string): Promise<void> => {
    counts = await writeLines(model, path, to, signal);
  };
  if (format === "csv") {
    await writePathAtomic(out, write);
    return counts!;
  }
  const folder = await temporaryFolder();
  try {
    const lines = join(folder, "predictions.csv");
    await write(lines);
    await writePathAtomic(out, (to) => convert(model, lines, to, format));
    return counts!;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeLines(
  model: SparseModel,
  path: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<SparseCounts> {
  const stream = createWriteStream(to);
  try {
    await written(stream, predictionHeader(model), to);
    const take = (answers: SparseAnswers): Promise<void> => written(stream, predictionLines(answers), to);
    const counts = await predictSparse(model, path, take, { ...(signal && { signal }) });
    stream.end();
    await finished(stream);
    return counts;
  } finally {
    stream.destroy();
  }
}

function written(stream: WriteStream, text: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(fileError(path, "cannot write", error)) : resolve()));
  });
}

/** Lines of CSV as Parquet or JSON Lines. */
async function convert(model: SparseModel, lines: string, to: string, format: PredictionFormat): Promise<void> {
  const session = await DuckDBSession.open();
  try {
    const whole = model.classes.every((label) => Number.isSafeInteger(label));
    const answer = model.task === "regression" ? "DOUBLE" : whole ? "BIGINT" : "VARCHAR";
    const columns = columnNames(model).map((name, i) => `${sqlText(name)}: '${i === 0 ? answer : "DOUBLE"}'`);
    const read = `read_csv(${sqlText(lines)}, header=true, auto_detect=false, columns={${columns.join(", ")}})`;
    await session.run(`COPY (FROM ${read}) TO ${sqlText(to)} (${writeOptions(format)})`);
  } finally {
    session.close();
  }
}

function columnNames({ estimator, classes }: SparseModel): string[] {
  return ["prediction", ...answerNames(estimator, classes).map(({ what, label }) => `${what} ${label}`)];
}

/** The first line of predictions as CSV. */
export function predictionHeader(model: SparseModel): string {
  return `${columnNames(model).map(csvCell).join(",")}\n`;
}

/** Predictions as lines of CSV. */
export function predictionLines({ answers, values }: SparseAnswers): string {
  const lines = answers.map((answer, r) => {
    const row = values === undefined ? [] : Array.from(values.row(r));
    return `${[csvCell(String(answer)), ...row].join(",")}\n`;
  });
  return lines.join("");
}

/** A value of a CSV file: in quotes where it must be. */
function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
