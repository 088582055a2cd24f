import { MinibatchError } from "../../../engine/errors.ts";
import type { Tensor } from "../../../engine/model/safetensors.ts";
import { NameTable } from "../../text/name-table.ts";
import type { TableSchema } from "../table-schema.ts";
import type { TextKnowledge } from "./table-encoder.ts";

/** Most names of features in a file: those of the largest weights. */
const MOST_NAMES = 65536;

/** An entry of a model file's metadata `names`. */
type NameEntry = readonly [feature: number, name: string, collided: 0 | 1];

/** What a model of sparse rows adds to a file, or a file gives to it. */
export interface SparseParts {
  /** Weights of each output, [features]. */
  readonly coef: readonly Float64Array[];
  /** What is known of its texts. */
  readonly texts: TextKnowledge;
}

/** What of {@link SparseParts} is kept as tensors and metadata. */
export interface KeptSparseParts {
  readonly tensors: readonly (readonly [name: string, tensor: Tensor])[];
  /** The metadata `names`, where there are texts. */
  readonly names: string | undefined;
  /** Texts that each text column was learned from. */
  readonly documents: readonly number[];
}

/**
 * Tensors: `columns` (I32, the features with a weight other than 0, ascending), `coef` (F64, [outputs, features there]),
 * `text.0.columns` and `text.0.frequencies` (I32: which features came in the training rows, and in how many), and so on.
 */
export function keepSparse({ coef, texts }: SparseParts): KeptSparseParts {
  const sizes = sizesOf(coef);
  const columns = Int32Array.from(Array.from(sizes.keys()).filter((feature) => sizes[feature] !== 0));
  const weights = new Float64Array(coef.length * columns.length);
  coef.forEach((row, k) => {
    columns.forEach((feature, i) => {
      weights[k * columns.length + i] = row[feature]!;
    });
  });
  return {
    tensors: [
      ["columns", { shape: [columns.length], data: columns }],
      ["coef", { shape: [coef.length, columns.length], data: weights }],
      ...texts.frequencies.flatMap(({ columns: seen, frequencies }, i) => [
        [`text.${i}.columns`, { shape: [seen.length], data: Int32Array.from(seen) }] as const,
        [`text.${i}.frequencies`, { shape: [seen.length], data: Int32Array.from(frequencies) }] as const,
      ]),
    ],
    names: keepNames(texts.names, sizes),
    documents: texts.frequencies.map(({ documents }) => documents),
  };
}

/** Sum of the sizes of each feature's weights. */
export function sizesOf(coef: readonly Float64Array[]): Float64Array {
  const sizes = new Float64Array(coef[0]?.length ?? 0);
  for (const row of coef) for (let j = 0; j < sizes.length; j++) sizes[j] = sizes[j]! + Math.abs(row[j]!);
  return sizes;
}

/** Names of features as the metadata `names`: those of the largest weights. */
export function keepNames(all: NameTable | undefined, sizes: Float64Array): string | undefined {
  const names = all?.heaviest(sizes, MOST_NAMES);
  return (
    names &&
    JSON.stringify(names.names.map((name, i): NameEntry => [names.columns[i]!, name, names.collided[i] === 1 ? 1 : 0]))
  );
}

/**
 * The parts of a model of sparse rows from its file.
 *
 * @param schema - its schema
 * @param features - number of its features
 * @throws {MinibatchError} `INVALID_FILE` when a tensor is missing or of another shape
 */
export function sparseFrom(
  tensors: ReadonlyMap<string, Tensor>,
  { texts = [] }: TableSchema,
  features: number,
  { names, documents }: Pick<KeptSparseParts, "names" | "documents">,
): SparseParts {
  const columns = integers(tensors, "columns");
  const [outputs = 0, there = 0] = tensors.get("coef")?.shape ?? [];
  const weights = tensors.get("coef")?.data;
  if (!(weights instanceof Float64Array) || there !== columns.length) {
    throw invalid(`the tensor coef has no F64 number for each of ${columns.length} features`);
  }
  if (columns.some((feature) => feature < 0 || feature >= features)) {
    throw invalid(`the tensor columns names a feature beyond the ${features} of the schema`);
  }
  const coef = Array.from({ length: outputs }, (_, k) => {
    const row = new Float64Array(features);
    for (let i = 0; i < there; i++) row[columns[i]!] = weights[k * there + i]!;
    return row;
  });
  const frequencies = texts.map((_, i) => ({
    documents: documents[i] ?? 0,
    columns: Uint32Array.from(integers(tensors, `text.${i}.columns`)),
    frequencies: Uint32Array.from(integers(tensors, `text.${i}.frequencies`)),
  }));
  return { coef, texts: { frequencies, names: namesFrom(names) } };
}

/** What {@link keepNames} was made from. */
export function namesFrom(names: string | undefined): NameTable | undefined {
  if (names === undefined) return undefined;
  const entries = JSON.parse(names) as NameEntry[];
  return new NameTable(
    Uint32Array.from(entries, ([feature]) => feature),
    entries.map(([, name]) => name),
    Uint8Array.from(entries, ([, , collided]) => collided),
  );
}

function integers(tensors: ReadonlyMap<string, Tensor>, name: string): Int32Array {
  const data = tensors.get(name)?.data;
  if (data instanceof Int32Array) return data;
  throw invalid(`the tensor ${name} is missing, or no I32`);
}

function invalid(what: string): MinibatchError {
  return new MinibatchError("INVALID_FILE", `model file: ${what}`);
}
