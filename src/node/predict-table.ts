import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Model } from "../data/model.ts";
import type { TableModel } from "../data/table/table-model.ts";
import { MinibatchError } from "../engine/errors.ts";
import { temporaryFolder } from "./cache/cache-folder.ts";
import { writePathAtomic } from "./files/atomic-write.ts";
import { tableModel } from "./model-kind.ts";
import { type PredictionFormat, predictionFormat, writeOptions } from "./prediction-format.ts";
import { checkedGroups } from "./tables/checked-groups.ts";
import { duckDBError } from "./tables/duckdb-error.ts";
import { DuckDBSession } from "./tables/duckdb-session.ts";
import { cellError, type ModelColumns, modelColumns } from "./tables/model-columns.ts";
import { addPredictor, type Predictor, predictionColumns } from "./tables/predictor.ts";
import { sqlText } from "./tables/sql.ts";
import { streamedStore } from "./tables/streamed-store.ts";
import type { TableFile } from "./tables/table-file.ts";
import { checkTableGzip, findTableFile } from "./tables/table-input.ts";
import type { TableFileOptions } from "./tables/types.ts";
import { addWordHash } from "./tables/word-hash.ts";

/** Milliseconds between two tries to end a statement. */
const INTERRUPT_MS = 5;

/** Options of {@link predictTable}. */
export interface PredictTableOptions extends Omit<TableFileOptions, "nullStrings"> {
  /** File that receives the rows and their predictions; a device such as `/dev/stdout` is written to directly. */
  readonly out: string;
  /** What is written. Default: by the ending of `out` (`.parquet`, `.jsonl` or `.ndjson`), otherwise `csv`. */
  readonly format?: PredictionFormat;
  /** Stops the prediction; nothing is left of the file then. */
  readonly signal?: AbortSignal;
}

/** What {@link predictTable} did. */
export interface PredictTableResult {
  /** Rows written. */
  readonly rows: number;
  /** By column, the rows with a word that training had not seen; columns without such rows are left out. */
  readonly unseen: Readonly<Record<string, number>>;
}

/**
 * Predicts every row of a table and writes its columns as they are, then `prediction` and, for classes, `probability
 * <class>` for each, or with a loss that gives no probabilities `decision <class>` (of two classes of the second). Of several targets these are
 * `prediction <target>` and `probability <target> <value>` of its second value. Rows stream in the order of the file. The file needs the model's columns, in any order.
 *
 * @param model - a trained model of a table
 * @param files - as for `trainTable`
 * @param options - where to, and how the file is read
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` when the file cannot be read, lacks a column, or has a value
 * of another kind than in training; `INVALID_FILE` when `out` cannot be written; `INVALID_OPTION` for a model of sparse rows
 * @throws the signal's reason when it fires
 */
export async function predictTable(
  model: Model,
  files: string | readonly string[],
  options: PredictTableOptions,
): Promise<PredictTableResult> {
  const ofTable = tableModel(model, "predictSparse");
  const temporary = await temporaryFolder();
  try {
    const session = await DuckDBSession.open(temporary);
    try {
      addWordHash(session);
      const file = await findTableFile(session, typeof files === "string" ? [files] : files, temporary);
      await checkTableGzip(file);
      return await writePredictions(session, ofTable, file, options, temporary);
    } finally {
      session.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writePredictions(
  session: DuckDBSession,
  model: TableModel,
  file: TableFile,
  options: PredictTableOptions,
  temporary: string,
): Promise<PredictTableResult> {
  const { out, signal, format = predictionFormat(out) } = options;
  // DuckDB looks for equal parts in every pair of the predictor's arguments: minutes for some thousand columns.
  await session.run("SET disabled_optimizers = 'common_subexpressions'");
  const columns = await describe(session, model, file, options, format);
  const predictor = addPredictor(session, model);
  const query = predictionQuery(model, columns, predictor);
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    // A statement that is about to begin does not notice: so until it has ended.
    timer = setInterval(() => session.interrupt(), INTERRUPT_MS);
  };
  signal?.addEventListener("abort", interrupt);
  try {
    signal?.throwIfAborted();
    await writePathAtomic(out, (path) => session.run(`COPY (${query}) TO ${sqlText(path)} (${writeOptions(format)})`));
  } catch (error) {
    signal?.throwIfAborted();
    if (predictor.failure !== undefined) {
      await checkNumbers(session, model, columns, join(temporary, "values"));
      throw predictor.failure;
    }
    throw writeError(out, error) ?? duckDBError(file, await cellError(session, columns, model.schema, error));
  } finally {
    signal?.removeEventListener("abort", interrupt);
    clearInterval(timer);
  }
  return { rows: predictor.rows, unseen: predictor.unseen };
}

/**
 * Looks for what made the predictor fail, which is given rows in no order: reads them once more, in theirs.
 *
 * @param path - a file for what is temporary
 * @throws {MinibatchError} as {@link checkedGroups}
 */
async function checkNumbers(
  session: DuckDBSession,
  { schema, estimator }: TableModel,
  { relation, raw }: ModelColumns,
  path: string,
): Promise<void> {
  if (raw.length === 0) return;
  const store = await streamedStore(session, raw, relation.sql, path);
  try {
    const { encoders } = schema;
    const checked = { file: relation.file.path, encoders, precision: estimator.options.precision };
    // To look at every group is to check it.
    for (const _ of checkedGroups(store, checked));
  } finally {
    store.close();
  }
}

function predictionQuery(model: TableModel, { relation, raw, texts }: ModelColumns, predictor: Predictor): string {
  const names = relation.columns.map(({ name }) => name);
  const select = predictionColumns(model, names, predictor.name, [...raw, ...texts]);
  return `SELECT * EXCLUDE (${select.internal}), ${select.columns.join(", ")} FROM (SELECT *, ${select.call} AS ${select.internal} FROM ${relation.sql})`;
}

async function describe(
  session: DuckDBSession,
  model: TableModel,
  file: TableFile,
  { header, delimiter }: PredictTableOptions,
  format: PredictionFormat,
): Promise<ModelColumns> {
  const read = {
    keep: format === "csv" ? ("text" as const) : ("types" as const),
    ...(header === undefined ? {} : { header }),
    ...(delimiter === undefined ? {} : { delimiter }),
  };
  try {
    return await modelColumns(session, file, model.schema, read);
  } catch (error) {
    throw duckDBError(file, error);
  }
}

/** DuckDB's error for a file that it could not write, in our words; undefined for another error. */
function writeError(path: string, error: unknown): MinibatchError | undefined {
  if (!(error instanceof Error)) return undefined;
  const found = /(?:Could not write file|Cannot open file|Failed to write)[^:]*: (.*)/.exec(error.message);
  if (found === null) return undefined;
  const reason = found[1]!.replace(/^"|"$/g, "").toLowerCase();
  return new MinibatchError("INVALID_FILE", `${path}: cannot write: ${reason}`, { file: path }, error);
}
