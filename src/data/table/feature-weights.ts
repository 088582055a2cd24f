import type { Label } from "../../engine/metrics/labels.ts";
import { type NamedWeights, NameTable, namedWeights } from "../text/name-table.ts";
import type { TableModel } from "./table-model.ts";

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
  /** The class that the output speaks for: of two classes the second. None where the model answers with a number. */
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
  const { encoders, classes } = schema;
  const { coef, intercept } = estimator;
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
    output: coef.length === 1 ? classes[1] : classes[k],
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
  /** The class that the output speaks for: of two classes the second. None where the model answers with a number. */
  readonly output: Label | undefined;
}

/**
 * The words of each text column that push each output, and how its weights lie over names.
 *
 * @param limit - most words each way; default 20
 */
export function textWeights({ schema, estimator, encoder, texts }: TableModel, limit = 20): TextWeights[] {
  const { classes } = schema;
  const { coef } = estimator;
  return encoder.texts.flatMap(({ column, buckets }, i) => {
    const start = encoder.textStart(i);
    const names = texts.names?.between(start, start + buckets) ?? NameTable.none();
    return coef.map((row, k) => ({
      column,
      output: coef.length === 1 ? classes[1] : classes[k],
      ...namedWeights(row.subarray(start, start + buckets), names, limit),
    }));
  });
}
