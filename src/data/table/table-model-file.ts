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
import { keepNames, keepSparse, namesFrom, sizesOf, sparseFrom } from "./sparse/sparse-tensors.ts";
import { NO_TEXTS, TableEncoder, type TextKnowledge } from "./sparse/table-encoder.ts";
import type { DataFingerprint, TableModelParts } from "./table-model.ts";
import type { TableSchema } from "./table-schema.ts";
import { addTraining, trainingFrom } from "./table-training-state.ts";

const FORMAT = "minibatch.table-model";
/** That of models of sparse rows. */
const SPARSE_FORMAT = "minibatch.sparse-model";
const FORMAT_VERSION = 2;

/** The metadata entry `model`: everything but the numbers. */
interface ModelDescription {
  readonly schema: TableSchema;
  readonly options: TableModelParts["options"];
  readonly data: DataFingerprint;
  readonly scores: TableModelParts["scores"];
  readonly versions: Readonly<Record<string, string>>;
  /** Texts that each text column was learned from; only where rows are sparse. */
  readonly documents?: readonly number[];
}

/**
 * A model as a safetensors file. Tensors, both F64: `coef` [outputs, features] and `intercept` [outputs]. Metadata:
 * `format`, `format_version`, `model` (JSON: schema with the encoders, options, data, scores, versions) and `crc32`, the
 * checksum of the file that the rest makes. Where rows are sparse, `coef` holds only the weights of the features that have
 * one other than 0, and there are the further tensors of {@link keepSparse}. The metadata `names` (JSON) has the names of up to
 * 65,536 features of texts and hashed words, those of the largest weights. Where the training's state is kept, its arrays are the tensors `training.…`, and the rest of
 * it the metadata `training` (JSON).
 */
export function encodeModel(model: TableModelParts): Uint8Array {
  const { schema, options, data, scores, versions, training, texts = NO_TEXTS } = model;
  const { coef, intercept } = model.estimator;
  const sparse = schema.layout === "sparse" ? keepSparse({ coef, texts }) : undefined;
  const description: ModelDescription = {
    ...{ schema, options, data, scores, versions },
    ...(sparse && { documents: sparse.documents }),
  };
  const metadata = new Map([
    ["format", FORMAT],
    ["format_version", String(FORMAT_VERSION)],
    ["model", JSON.stringify(description)],
  ]);
  const names = sparse ? sparse.names : keepNames(texts.names, sizesOf(coef));
  if (names !== undefined) metadata.set("names", names);
  const tensors = new Map<string, Tensor>(sparse?.tensors ?? [["coef", denseTensor(coef)]]);
  tensors.set("intercept", { shape: [intercept.length], data: intercept });
  addTraining(training, tensors, metadata);
  metadata.set("crc32", checksum({ tensors, metadata }));
  return writeSafetensors({ tensors, metadata });
}

function denseTensor(coef: readonly Float64Array[]): Tensor {
  const data = Float64Array.from(coef.flatMap((row) => Array.from(row)));
  return { shape: [coef.length, coef[0]?.length ?? 0], data };
}

/**
 * The parts of a model from its file.
 *
 * @throws {MinibatchError} `INVALID_FILE` when it is no model file, is cut short or altered, or was written by a newer
 * version of the format
 */
export function decodeModel(bytes: Uint8Array): TableModelParts {
  const { tensors, metadata } = readSafetensors(bytes);
  checkFormat(metadata);
  const unsigned = new Map(metadata);
  unsigned.delete("crc32");
  if (checksum({ tensors, metadata: unsigned }) !== metadata.get("crc32")) {
    throw invalid("the checksum is wrong: the file was altered or damaged");
  }
  const description = parseDescription(metadata.get("model"));
  try {
    return { ...assemble(description, tensors, metadata.get("names")), ...trainingFrom(tensors, metadata) };
  } catch (error) {
    if (!(error instanceof MinibatchError)) throw invalid("its metadata entry model does not describe a model", error);
    throw error.code === "INVALID_FILE" ? error : invalid(error.message, error);
  }
}

function assemble(
  description: ModelDescription,
  tensors: ReadonlyMap<string, Tensor>,
  names: string | undefined,
): TableModelParts {
  const { schema, options, data, scores, versions } = description;
  const { coef, texts } = partsFrom(description, tensors, names);
  const weights = { coef, intercept: numbers(tensors, "intercept", [coef.length]) };
  // An estimator checks its own options and passes over the others.
  const { classes, targets } = schema;
  const learned = targets === undefined ? { classes } : { classes: targets.map((_, k) => k), multiLabel: true };
  const estimator =
    schema.task === "classification"
      ? SGDClassifier.fromState({ ...weights, options: options as SGDClassifierOptions, ...learned })
      : SGDRegressor.fromState({ ...weights, options: options as SGDRegressorOptions });
  return { schema, estimator, options, data, scores, versions, texts };
}

function partsFrom(
  { schema, documents = [] }: ModelDescription,
  tensors: ReadonlyMap<string, Tensor>,
  names: string | undefined,
): { readonly coef: Float64Array[]; readonly texts: TextKnowledge } {
  const named = new TableEncoder(schema).features;
  if (!tensors.has("coef")) throw invalid("the tensor coef is missing");
  if (schema.layout === "sparse") {
    const { coef, texts } = sparseFrom(tensors, schema, named, { names, documents });
    return { coef: [...coef], texts };
  }
  const [outputs = 0, features = 0] = tensors.get("coef")?.shape ?? [];
  if (named !== features) throw invalid(`its schema makes ${named} features, and there are ${features} weights`);
  const all = numbers(tensors, "coef", [outputs, features]);
  const coef = Array.from({ length: outputs }, (_, k) => all.subarray(k * features, (k + 1) * features));
  return { coef, texts: { ...NO_TEXTS, names: namesFrom(names) } };
}

function checksum(content: SafetensorsContent): string {
  return crc32(writeSafetensors(content)).toString(16).padStart(8, "0");
}

function checkFormat(metadata: ReadonlyMap<string, string>): void {
  const format = metadata.get("format");
  if (format === SPARSE_FORMAT) throw invalid("a model of libsvm or vw rows, expected one of a table");
  if (format !== FORMAT) {
    throw invalid(`a safetensors file of format ${JSON.stringify(format ?? "")}, expected ${JSON.stringify(FORMAT)}`);
  }
  const version = Number(metadata.get("format_version"));
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
  if (version !== FORMAT_VERSION) throw invalid(`format version ${metadata.get("format_version")} is not known`);
}

function parseDescription(text: string | undefined): ModelDescription {
  if (text === undefined) throw invalid("the metadata has no entry model");
  try {
    return JSON.parse(text) as ModelDescription;
  } catch (cause) {
    throw invalid("the metadata entry model is not JSON", cause);
  }
}

function numbers(tensors: ReadonlyMap<string, Tensor>, name: string, shape: readonly number[]): Float64Array {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw invalid(`the tensor ${name} is missing`);
  const { data } = tensor;
  if (!(data instanceof Float64Array) || tensor.shape.join() !== shape.join()) {
    throw invalid(`the tensor ${name} has shape [${tensor.shape}], expected F64 numbers of shape [${shape}]`);
  }
  return data;
}

function invalid(what: string, cause?: unknown): MinibatchError {
  return new MinibatchError("INVALID_FILE", `model file: ${what}`, {}, cause);
}
