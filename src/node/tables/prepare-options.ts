import type { Precision } from "../../engine/matrix/dense-matrix.ts";
import type { SettledOptions } from "./going-on.ts";

/** What a training reads where nothing else is said: these texts stand for a missing value, beside the empty one. */
const NULL_STRINGS: readonly string[] = ["?", "NA"];

/** The options that encoded rows depend on, with the defaults filled in. */
export interface PrepareOptions extends SettledOptions {
  readonly nullStrings: readonly string[];
  readonly precision: Precision;
}

/** Told about how many rows there will be to train on, and how many numbers each has: features, targets and weight. */
export type OnTrainRows = (rows: number, numbers: number) => void;

/** The options of a training with the defaults of its preparation. */
export function prepareOptions(options: SettledOptions): PrepareOptions {
  return { ...options, nullStrings: options.nullStrings ?? NULL_STRINGS, precision: options.precision ?? "f32" };
}
