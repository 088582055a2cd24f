import type { Label } from "../../engine/metrics/labels.ts";
import { type NamedWeights, NameTable, namedWeights } from "../text/name-table.ts";
import { hashedBucket } from "./encoders/hashed.ts";
import type { TableModel } from "./table-model.ts";
import { outputNames } from "./table-schema.ts";

/** A weight of a table's model. */
export interface FeatureWeight {
  /** Name of the feature. */
  readonly name: string;
  /** The column that it comes from. */
  readonly column: string;
  /** Weight of the feature as the model sees it: of a standardised number, of a word that is there. */
  readonly weight: number;
  /** Weight of one unit of the column, where the feature is a number. */
  readonly rawWeight?: number;
}

/** The weights of one output of a table's model. */
export interface OutputFeatureWeights {
  /** What the output speaks for: a class, of two the second, or one of several targets. None where the model answers with one number. */
  readonly output: Label | undefined;
  /** The constant term. */
  readonly intercept: number;
  /** The weights, in the order of the model's features. */
  readonly weights: readonly FeatureWeight[];
}

/**
 * The weights of a table's model with their names, by output. Of hashed features, those of texts, only the ones that have a
 * weight other than 0 in an output.
 */
export function featureWeights({ schema, estimator, encoder }: TableModel): OutputFeatureWeights[] {
  const { encoders } = schema;
  const { coef, intercept } = estimator;
  const outputs = outputNames(schema, coef.length);
  const scales = new Map(
    encoders.flatMap((column, i) =>
      column.kind === "numeric" ? [[encoder.columns.starts[i]!, column.scale] as const] : [],
    ),
  );
  const features = Array.from({ length: encoder.columns.features }, (_, feature) => feature);
  for (let feature = features.length; feature < encoder.features; feature++) {
    if (coef.some((row) => row[feature] !== 0)) features.push(feature);
  }
  const named = features.map((feature) => ({ feature, ...encoder.describe(feature), scale: scales.get(feature) }));
  // The weight of a hashed word is what the word adds.
  return coef.map((row, k) => ({
    output: outputs[k],
    intercept: intercept[k]!,
    weights: named.map(({ feature, name, column, scale, sign = 1 }) => ({
      name,
      column,
      weight: sign * row[feature]!,
      ...(scale === undefined ? {} : { rawWeight: row[feature]! / scale }),
    })),
  }));
}

/** The words of a column that push an output each way. */
export interface TextWeights extends NamedWeights {
  /** The column. */
  readonly column: string;
  /** What the output speaks for: a class, of two the second, or one of several targets. None where the model answers with one number. */
  readonly output: Label | undefined;
}

/**
 * The words of each column whose words are hashed, and of each text, that push each output, and how its weights lie over names.
 *
 * @param limit - most words each way; default 20
 */
export function textWeights({ schema, estimator, encoder, texts }: TableModel, limit = 20): TextWeights[] {
  const { encoders } = schema;
  const { coef } = estimator;
  const outputs = outputNames(schema, coef.length);
  const hashed = encoders.flatMap((column, i) =>
    column.kind === "hashed" ? [{ ...column, start: encoder.columns.starts[i]! }] : [],
  );
  const all = [...hashed, ...encoder.texts.map((text, i) => ({ ...text, start: encoder.textStart(i) }))];
  return all.flatMap(({ kind, column, buckets, start }) => {
    const names = texts.names?.between(start, start + buckets) ?? NameTable.none();
    const signs = kind === "hashed" ? signsOf(names, buckets) : undefined;
    return coef.map((row, k) => {
      const weights = row.subarray(start, start + buckets);
      return {
        column,
        output: outputs[k],
        ...namedWeights(signs ? weights.map((weight, i) => weight * signs[i]!) : weights, names, limit),
      };
    });
  });
}

/** The value that the word of each feature gives it; 1 where no word is known. */
function signsOf({ columns, names }: NameTable, buckets: number): Int8Array {
  const signs = new Int8Array(buckets).fill(1);
  for (const [i, feature] of columns.entries()) if (hashedBucket(names[i]!, buckets) < 0) signs[feature] = -1;
  return signs;
}
