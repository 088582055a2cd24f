import type { Label } from "../../engine/metrics/labels.ts";
import { encoderNames } from "./encoders/column-encoder.ts";
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

/** The weights of a table's model with their names, by output. */
export function featureWeights({ schema, estimator }: TableModel): OutputFeatureWeights[] {
  const { encoders, classes } = schema;
  const { coef, intercept } = estimator;
  const features = encoders.flatMap((encoder) =>
    encoderNames(encoder).map((name, i) => ({
      name,
      column: encoder.column,
      scale: encoder.kind === "numeric" && i === 0 ? encoder.scale : undefined,
    })),
  );
  return coef.map((row, k) => ({
    output: coef.length === 1 ? classes[1] : classes[k],
    intercept: intercept[k]!,
    weights: features.map(({ name, column, scale }, j) => ({
      name,
      column,
      weight: row[j]!,
      ...(scale === undefined ? {} : { rawWeight: row[j]! / scale }),
    })),
  }));
}
