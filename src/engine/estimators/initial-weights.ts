import { MinibatchError } from "../errors.ts";
import { type LinearWeights, zeroWeights } from "../training/weights.ts";

/** Weights to start from. */
export interface InitialWeights {
  /** Weights: [columns] for one output, [outputs][columns] for several. */
  readonly coef: ArrayLike<number> | readonly ArrayLike<number>[];
  /** Bias of each output, [outputs], or one number for one output. Default 0. */
  readonly intercept?: number | ArrayLike<number>;
}

/**
 * Weights of the given shape from what the caller gave, or zeros.
 *
 * @throws {MinibatchError} `INVALID_SHAPE` when sizes do not fit, `INVALID_OPTION` when a weight is not finite
 */
export function startingWeights(given: InitialWeights | undefined, outputs: number, columns: number): LinearWeights {
  const weights = zeroWeights(outputs, columns);
  if (!given) return weights;
  const rows = isVector(given.coef) ? [given.coef] : given.coef;
  checkLength("initialWeights.coef", rows.length, outputs, "rows");
  for (let k = 0; k < outputs; k++) copy(`initialWeights.coef[${k}]`, rows[k], weights.coef[k]);
  const intercept = typeof given.intercept === "number" ? [given.intercept] : given.intercept;
  if (intercept !== undefined) copy("initialWeights.intercept", intercept, weights.intercept);
  return weights;
}

function isVector(coef: ArrayLike<number> | readonly ArrayLike<number>[]): coef is ArrayLike<number> {
  return coef.length > 0 && typeof coef[0] === "number";
}

function copy(where: string, from: ArrayLike<number>, to: Float64Array): void {
  checkLength(where, from.length, to.length, "numbers");
  for (let at = 0; at < from.length; at++) {
    const weight = Number(from[at]);
    // Zeros are there already: of millions of columns most have nothing else, and memory not written to is not taken.
    if (weight !== 0 || Object.is(weight, -0)) to[at] = weight;
    if (Number.isFinite(weight)) continue;
    throw new MinibatchError("INVALID_OPTION", `${where}[${at}]: got ${weight}, expected a finite number`, {
      option: "initialWeights",
    });
  }
}

function checkLength(where: string, got: number, expected: number, what: string): void {
  if (got === expected) return;
  throw new MinibatchError("INVALID_SHAPE", `${where}: got ${got} ${what}, expected ${expected}`, {
    option: "initialWeights",
  });
}
