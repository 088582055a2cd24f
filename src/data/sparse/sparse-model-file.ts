import { MinibatchError } from "../../engine/errors.ts";
import { SGDClassifier, type SGDClassifierOptions } from "../../engine/estimators/sgd-classifier.ts";
import { SGDRegressor, type SGDRegressorOptions } from "../../engine/estimators/sgd-regressor.ts";
import { crc32 } from "../../engine/model/crc32.ts";
import {
  readSafetensors,
  type SafetensorsContent,
  type Tensor,
  writeSafetensors,
} from "../../engine/model/safetensors.ts";
import { addTraining, trainingFrom } from "../table/table-training-state.ts";
import { NameTable } from "../text/name-table.ts";
import { columnsOf } from "./sparse-input.ts";
import type { SparseModelParts } from "./sparse-model.ts";

/** The metadata entry `format` of a model of sparse rows. */
const SPARSE_FORMAT = "minibatch.sparse-model";
const FORMAT_VERSION = 2;

/** Most names of columns in a file: those of the largest weights. */
const MOST_NAMES = 65536;

/** The metadata entry `model`: everything but the numbers. */
type Description = Pick<SparseModelParts, "input" | "task" | "classes" | "options" | "data" | "scores" | "versions">;

/** The metadata entry `names`. */
type NameEntry = readonly [column: number, name: string, collided: 0 | 1];

/**
 * A model of sparse rows as a safetensors file. Tensors: `columns` (I32, the columns with a weight other than 0, ascending),
 * `coef` (F64, [outputs, columns there]), `intercept` (F64, [outputs]). Metadata: `format`, `format_version`, `model` (JSON),
 * `names` (JSON, of up to 65,536 columns of the largest weights) and `crc32`, the checksum of the file that the rest makes. Where
 * the training's state is kept, it is there as `addTraining` puts it.
 */
export function encodeSparseModel(model: SparseModelParts): Uint8Array {
  const { input, task, classes, options, data, scores, versions, estimator } = model;
  const { coef, intercept } = estimator;
  const sizes = new Float64Array(columnsOf(input));
  for (const row of coef) for (let c = 0; c < row.length; c++) sizes[c]! += Math.abs(row[c]!);
  const columns = Int32Array.from(nonZeros(sizes));
  const weights = new Float64Array(coef.length * columns.length);
  coef.forEach((row, k) => {
    for (let i = 0; i < columns.length; i++) weights[k * columns.length + i] = row[columns[i]!]!;
  });
  const description: Description = { input, task, classes, options, data, scores, versions };
  const metadata = new Map([
    ["format", SPARSE_FORMAT],
    ["format_version", String(FORMAT_VERSION)],
    ["model", JSON.stringify(description)],
  ]);
  if (model.names !== undefined)
    metadata.set("names", JSON.stringify(nameEntries(model.names.heaviest(sizes, MOST_NAMES))));
  const tensors = new Map<string, Tensor>([
    ["columns", { shape: [columns.length], data: columns }],
    ["coef", { shape: [coef.length, columns.length], data: weights }],
    ["intercept", { shape: [intercept.length], data: Float64Array.from(intercept) }],
  ]);
  addTraining(model.training, tensors, metadata);
  metadata.set("crc32", checksum({ tensors, metadata }));
  return writeSafetensors({ tensors, metadata });
}

/**
 * Whether the bytes of a model file are those of a model of sparse rows.
 *
 * @throws {MinibatchError} `INVALID_FILE` when they are no safetensors file
 */
export function isSparseModel(bytes: Uint8Array): boolean {
  return readSafetensors(bytes).metadata.get("format") === SPARSE_FORMAT;
}

/**
 * The parts of a model of sparse rows from its file.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it is no such file, is cut short or altered, or was written by a newer version of
 * the format
 */
export function decodeSparseModel(bytes: Uint8Array): SparseModelParts {
  const { tensors, metadata } = readSafetensors(bytes);
  const version = Number(metadata.get("format_version"));
  if (metadata.get("format") !== SPARSE_FORMAT) {
    throw invalid("not one of libsvm or vw rows");
  }
  if (version > FORMAT_VERSION) {
    throw invalid(
      `written in format version ${version}, this minibatch reads up to ${FORMAT_VERSION}: use a newer one`,
    );
  }
  if (version < FORMAT_VERSION) {
    throw invalid(
      `written in format version ${version}, this minibatch reads ${FORMAT_VERSION}: train the model again`,
    );
  }
  const unsigned = new Map(metadata);
  unsigned.delete("crc32");
  if (checksum({ tensors, metadata: unsigned }) !== metadata.get("crc32")) {
    throw invalid("the checksum is wrong: the file was altered or damaged");
  }
  try {
    return assemble(tensors, metadata);
  } catch (error) {
    if (error instanceof MinibatchError) throw invalid(error.message, error);
    throw invalid("its metadata do not describe a model", error);
  }
}

function assemble(tensors: ReadonlyMap<string, Tensor>, metadata: ReadonlyMap<string, string>): SparseModelParts {
  const description = JSON.parse(metadata.get("model") ?? "") as Description;
  const { input, task, classes, options } = description;
  const columns = tensors.get("columns")?.data as Int32Array;
  const weights = tensors.get("coef")?.data as Float64Array;
  const intercept = tensors.get("intercept")?.data as Float64Array;
  const coef = Array.from(intercept, (_, k) => {
    const row = new Float64Array(columnsOf(input));
    for (let i = 0; i < columns.length; i++) row[columns[i]!] = weights[k * columns.length + i]!;
    return row;
  });
  const estimator =
    task === "classification"
      ? SGDClassifier.fromState({ coef, intercept, options: options as SGDClassifierOptions, classes })
      : SGDRegressor.fromState({ coef, intercept, options: options as SGDRegressorOptions });
  const names = metadata.get("names");
  return {
    ...description,
    ...trainingFrom(tensors, metadata),
    estimator,
    names: names === undefined ? undefined : toTable(JSON.parse(names) as NameEntry[]),
  };
}

function nonZeros(sizes: Float64Array): number[] {
  const found: number[] = [];
  for (let c = 0; c < sizes.length; c++) if (sizes[c] !== 0) found.push(c);
  return found;
}

function nameEntries({ columns, names, collided }: NameTable): NameEntry[] {
  return names.map((name, i) => [columns[i]!, name, collided[i] === 1 ? 1 : 0]);
}

function toTable(entries: readonly NameEntry[]): NameTable {
  return new NameTable(
    Uint32Array.from(entries, ([column]) => column),
    entries.map(([, name]) => name),
    Uint8Array.from(entries, ([, , collided]) => collided),
  );
}

function checksum(content: SafetensorsContent): string {
  return crc32(writeSafetensors(content)).toString(16).padStart(8, "0");
}

function invalid(what: string, cause?: unknown): MinibatchError {
  return new MinibatchError("INVALID_FILE", `model file: ${what}`, {}, cause);
}
