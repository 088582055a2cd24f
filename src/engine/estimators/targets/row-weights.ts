import { MinibatchError } from "../../errors.ts";
import type { Precision } from "../../matrix/dense-matrix.ts";
import { type Label, show } from "../../metrics/labels.ts";
import type { ClassWeight } from "../sgd-options.ts";

/**
 * The weights that a caller gave, checked.
 *
 * @param name - what the caller calls them
 * @throws {MinibatchError} `INVALID_SHAPE` when there is not one for each row; `INVALID_DATA` when one is no number,
 * negative, NaN or infinite
 */
export function checkedWeights(name: string, weights: ArrayLike<number>, rows: number): Float64Array {
  if (weights.length !== rows) {
    throw new MinibatchError("INVALID_SHAPE", `${name}: got ${weights.length} weights for ${rows} rows of X`, {
      option: name,
    });
  }
  const checked = new Float64Array(weights.length);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row];
    if (typeof weight !== "number" || !(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      const message = `${name}: row ${row}: got ${show(weight)}, expected a number >= 0`;
      throw new MinibatchError("INVALID_DATA", message, { option: name, row });
    }
    checked[row] = weight;
  }
  return checked;
}

/**
 * The weights that a caller gave, checked, one of them above 0.
 *
 * @throws {MinibatchError} as {@link checkedWeights}, and `INVALID_DATA` when all are 0
 */
export function someWeights(name: string, weights: ArrayLike<number>, rows: number): Float64Array {
  const checked = checkedWeights(name, weights, rows);
  if (checked.some((weight) => weight > 0)) return checked;
  const message = `${name}: all weights are 0, expected at least one above`;
  throw new MinibatchError("INVALID_DATA", message, { option: name });
}

/** Weights beyond this power of two, or its inverse, are brought near 1, so that their sums stay in the range of the engine. */
const PLAIN_RANGE = 2 ** 32;

/** Row weights as the engine takes them. */
export interface EngineWeights {
  /** In the range of the engine's numbers. */
  readonly weights: Float64Array;
  /** A power of two that makes the caller's weights of them. */
  readonly scale: number;
}

/**
 * Weights whose unit does not matter, since they are divided by their mean: very large and very small ones are multiplied with a
 * power of two, which changes no digit of a result. Next to the largest weight one of 1e-38 of it is none in 32 bits.
 *
 * @throws {MinibatchError} `INVALID_DATA` when the weight of a row times that of its class is too large for a number
 */
export function relativeWeights(weights: Float64Array): EngineWeights {
  const most = weights.reduce((largest, weight) => Math.max(largest, weight), 0);
  if (most === Number.POSITIVE_INFINITY) {
    const message = "sampleWeight: a row's weight times that of its class is larger than any number: scale the weights";
    throw new MinibatchError("INVALID_DATA", message, { option: "sampleWeight" });
  }
  if (most <= PLAIN_RANGE && most >= 1 / PLAIN_RANGE) return { weights, scale: 1 };
  let scale = 1;
  while (scale < most / 2) scale *= 2;
  while (scale > most) scale /= 2;
  return { weights: weights.map((weight) => weight / scale), scale };
}

/**
 * Weights that are factors of the steps, where their unit matters, checked to be numbers of the engine too.
 *
 * @throws {MinibatchError} `INVALID_DATA` for one above 0 that 32-bit floats round to 0 or to infinity
 */
export function factorWeights(weights: Float64Array, precision: Precision): EngineWeights {
  const isLost = (weight: number): boolean => {
    const rounded = precision === "f32" ? Math.fround(weight) : weight;
    return (weight > 0 && rounded === 0) || rounded === Number.POSITIVE_INFINITY;
  };
  const lost = weights.find(isLost);
  if (lost === undefined) return { weights, scale: 1 };
  const message = `sampleWeight: got ${lost}, times the weight of the class, expected numbers that 32-bit floats can hold: scale the weights or use precision "f64"`;
  throw new MinibatchError("INVALID_DATA", message, { option: "sampleWeight" });
}

/** The rows of a weight above 0; undefined where that is all. */
export function rowsThatCount(weights: Float64Array | undefined): Int32Array | undefined {
  if (!weights?.includes(0)) return undefined;
  return Int32Array.from(weights, (_, row) => row).filter((row) => weights[row] > 0);
}

/**
 * The weight of each class. That of `"balanced"` is all rows / (classes * the class's rows), each row counted by its weight.
 *
 * @param codes - the class number of each row
 * @param rowWeights - how often each row counts for `"balanced"`; undefined: once
 * @returns undefined where all are 1
 * @throws {MinibatchError} `INVALID_OPTION` when there is no such class
 */
export function weightsOfClasses(
  classWeight: ClassWeight | null,
  classes: readonly Label[],
  codes: Int32Array,
  rowWeights?: Float64Array,
): Float64Array | undefined {
  if (classWeight === null) return undefined;
  const weights = new Float64Array(classes.length).fill(1);
  if (classWeight === "balanced") {
    // Their unit does not matter here either, and sums of numbers near the largest are none.
    const counted = rowWeights && relativeWeights(rowWeights).weights;
    const counts = new Float64Array(classes.length);
    for (let row = 0; row < codes.length; row++) counts[codes[row]] += counted ? counted[row] : 1;
    const all = counts.reduce((sum, count) => sum + count, 0);
    return weights.map((_, k) => (counts[k] > 0 ? all / (classes.length * counts[k]) : 1));
  }
  for (const [name, weight] of Object.entries(classWeight)) {
    const code = classes.findIndex((label) => String(label) === name);
    if (code < 0) {
      const known = classes.map(show).join(", ");
      const message = `classWeight.${name}: there is no such class: expected some of ${known}`;
      throw new MinibatchError("INVALID_OPTION", message, { option: "classWeight" });
    }
    weights[code] = weight;
  }
  return weights.every((weight) => weight === 1) ? undefined : weights;
}

/** How often each row counts: its own weight times its class's; undefined where all count once. */
export function combineWeights(
  rowWeights: Float64Array | undefined,
  classWeights: Float64Array | undefined,
  codes: Int32Array,
): Float64Array | undefined {
  if (!classWeights) return rowWeights;
  return Float64Array.from(codes, (code, row) => classWeights[code] * (rowWeights ? rowWeights[row] : 1));
}
