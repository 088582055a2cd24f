import type { ReadCounts } from "../../data/readers/row-parser.ts";
import { inputParser, type SparseTextInput } from "../../data/sparse/sparse-input.ts";
import type { SparseModel } from "../../data/sparse/sparse-model.ts";
import { MinibatchError } from "../../engine/errors.ts";
import type { CsrMatrix } from "../../engine/matrix/csr-matrix.ts";
import type { DenseMatrix } from "../../engine/matrix/dense-matrix.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { Evaluation } from "../evaluation/types.ts";
import type { TableFileOptions } from "../tables/types.ts";
import { evaluateBlocks } from "./evaluate-blocks.ts";
import { readRecords } from "./read-records.ts";
import { otherLabels, takeRecords } from "./record-labels.ts";
import { readInto } from "./sparse-file.ts";

/** The answers for some consecutive rows. */
export interface SparseAnswers {
  /** The answer of each row: its class, or its number. */
  readonly answers: readonly Label[];
  /** The probability of each class, [rows, classes]; absent for a number. */
  readonly probabilities?: DenseMatrix;
}

/** How files are read for a model of sparse rows. */
export interface SparseFileOptions extends TableFileOptions {
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/** What was counted in a file. */
export type SparseCounts = Pick<ReadCounts, "rows" | "emptyRows" | "unseenFeatures">;

/** Records go through the model so many at a time. */
const STRETCH_ROWS = 8192;

/**
 * Predicts the rows of a file: text rows as they are read, so that memory does not grow with the file; those of a table from
 * memory. Text rows may come without labels, tables without the target.
 *
 * @param model - a trained model
 * @param files - the path of a text file, or those of a table; `-` is standard input
 * @param take - gets the answers, in the file's order; may wait
 * @returns what was counted in the file
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read; `INVALID_DATA` for a line that is no row
 */
export async function predictSparse(
  model: SparseModel,
  files: readonly string[],
  take: (answers: SparseAnswers) => void | Promise<void>,
  options: SparseFileOptions = {},
): Promise<SparseCounts> {
  const { input } = model;
  if (input.format === "table") return predictRecords(model, input.encoder.columns, files, take, options);
  const path = onlyFile(files);
  const parser = inputParser(input, path, model.estimator.options.precision, "optional");
  const answer = async (): Promise<void> => {
    for (const { X } of parser.take(false)) await take(answersOf(model, X));
  };
  await readInto(parser, path, { onStretch: answer, signal: options.signal });
  const counts = parser.end();
  for (const { X } of parser.take(true)) await take(answersOf(model, X));
  return counts;
}

async function predictRecords(
  model: SparseModel,
  columns: readonly { readonly name: string; readonly kind: "text" | "word" | "number" }[],
  files: readonly string[],
  take: (answers: SparseAnswers) => void | Promise<void>,
  { signal, ...options }: SparseFileOptions,
): Promise<SparseCounts> {
  const table = await readRecords(files, { ...options, choose: () => columns });
  for (let first = 0; first < table.rows; first += STRETCH_ROWS) {
    const count = Math.min(STRETCH_ROWS, table.rows - first);
    const rows = Int32Array.from({ length: count }, (_, i) => first + i);
    await take(answersOf(model, model.encode(takeRecords(table.columns, rows))));
    signal?.throwIfAborted();
  }
  return { rows: table.rows, emptyRows: 0, unseenFeatures: 0 };
}

function answersOf(model: SparseModel, X: CsrMatrix): SparseAnswers {
  const answers = model.predict(X);
  return model.task === "regression" ? { answers } : { answers, probabilities: model.predictProba(X) };
}

/** What {@link evaluateSparse} gives back. */
export interface SparseEvaluation extends Evaluation {
  /** What was counted in the file. */
  readonly counts: SparseCounts;
}

/**
 * Scores a model on the rows of a file, which need labels.
 *
 * @param model - a trained model
 * @param files - the path of a text file, or those of a table; `-` is standard input
 * @throws {MinibatchError} `INVALID_FILE` when the file cannot be read or has no row; `INVALID_DATA` for a line that is no row
 */
export async function evaluateSparse(
  model: SparseModel,
  files: readonly string[],
  options: SparseFileOptions = {},
): Promise<SparseEvaluation> {
  const { input } = model;
  if (input.format !== "table") return evaluateText(model, input, onlyFile(files), options.signal);
  const { signal, ...given } = options;
  const wanted = [{ name: input.target }, ...input.encoder.columns];
  const table = await readRecords(files, { ...given, target: input.target, choose: () => wanted });
  signal?.throwIfAborted();
  const { classes, y, rows } = otherLabels(table.columns[0]!, model.task, model.classes);
  const X = model.encode(takeRecords(table.columns.slice(1), rows));
  const counts = { rows: y.length, emptyRows: 0, unseenFeatures: 0 };
  return { ...evaluateBlocks(model, [{ X, y }], (code) => classes[code]!), counts };
}

async function evaluateText(
  model: SparseModel,
  input: SparseTextInput,
  path: string,
  signal: AbortSignal | undefined,
): Promise<SparseEvaluation> {
  const parser = inputParser(input, path, model.estimator.options.precision);
  await readInto(parser, path, { signal });
  const counts = parser.end();
  if (counts.rows === 0) throw new MinibatchError("INVALID_FILE", `${path}: has no row`, { file: path });
  return { ...evaluateBlocks(model, parser.take(true)), counts };
}

function onlyFile(files: readonly string[]): string {
  const [path, ...others] = files;
  if (path !== undefined && others.length === 0) return path;
  throw new MinibatchError("INVALID_OPTION", `got ${files.length} files, expected one file of sparse rows`);
}
