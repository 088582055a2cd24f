/** Weights of a linear model: an array of weights per output, and a bias per output. */
export interface LinearWeights {
  /** Weights, [outputs][columns]. */
  readonly coef: readonly Float64Array[];
  /** Biases, [outputs]. */
  readonly intercept: Float64Array;
}

/** Weights of zeros. */
export function zeroWeights(outputs: number, columns: number): LinearWeights {
  return {
    coef: Array.from({ length: outputs }, () => new Float64Array(columns)),
    intercept: new Float64Array(outputs),
  };
}

/** Weights as one array, [outputs][columns + 1], each bias behind its output's weights. */
export function packWeights({ coef, intercept }: LinearWeights): Float64Array {
  const row = coef[0].length + 1;
  const values = new Float64Array(coef.length * row);
  for (let k = 0; k < coef.length; k++) {
    values.set(coef[k], k * row);
    values[(k + 1) * row - 1] = intercept[k];
  }
  return values;
}

/** The weights of an array of {@link packWeights}. */
export function unpackWeights(values: Float32Array | Float64Array, outputs: number): LinearWeights {
  const row = values.length / outputs;
  const weights = zeroWeights(outputs, row - 1);
  for (let k = 0; k < outputs; k++) {
    weights.coef[k].set(values.subarray(k * row, (k + 1) * row - 1));
    weights.intercept[k] = values[(k + 1) * row - 1];
  }
  return weights;
}
