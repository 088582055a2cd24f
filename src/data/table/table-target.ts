import type { Label } from "../../engine/metrics/labels.ts";

/** The target column of a table as it was read: numbers, or classes. */
export type TableTarget =
  | {
      /** Its name. */
      readonly name: string;
      /** Numbers. */
      readonly kind: "numeric";
      /** Its numbers, [rows]. */
      readonly values: Float64Array;
    }
  | {
      /** Its name. */
      readonly name: string;
      /** Anything but numbers. */
      readonly kind: "classes";
      /** The distinct values, sorted by code point; booleans where all values are `true` or `false`. */
      readonly classes: readonly Label[];
      /** Position of each row's class in `classes`, [rows]. */
      readonly codes: Int32Array;
    };
