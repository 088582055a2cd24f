import type { Label } from "../../engine/metrics/labels.ts";
import { type NamedWeights, NameTable, namedWeights } from "../text/name-table.ts";
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
  return coef.map((row, k) => ({
    output: outputs[k],
    intercept: intercept[k]!,
    weights: named.map(({ feature, name, column, scale }) => ({
      name,
      column,
      weight: row[feature]!,
      ...(scale === undefined ? {} : { rawWeight: row[feature]! / scale }),
    })),
  }));
}

/** The words of a text column that push an output each way. */
export interface TextWeights extends NamedWeights {
  /** The column. */
  readonly column: string;
  /** What the output speaks for: a class, of two the second, or one of several targets. None where the model answers with one number. */
  readonly output: Label | undefined;
}

/**
 * The words of each text column that push each output, and how its weights lie over names.
 *
 * @param limit - most words each way; default 20
 */
export function textWeights({ schema, estimator, encoder, texts }: TableModel, limit = 20): TextWeights[] {
  const { coef } = estimator;
  const outputs = outputNames(schema, coef.length);
  return encoder.texts.flatMap(({ column, buckets }, i) => {
    const start = encoder.textStart(i);
    const names = texts.names?.between(start, start + buckets) ?? NameTable.none();
    return coef.map((row, k) => ({
      column,
      output: outputs[k],
      ...namedWeights(row.subarray(start, start + buckets), names, limit),
    }));
  });
}
