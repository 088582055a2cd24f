import { type Arena, bytesOf } from "../kernels/arena.ts";
import type { Precision } from "../matrix/dense-matrix.ts";

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

/** Weights in the engine's memory: a row per output, then the bias, padded to whole cache lines. */
export class EngineWeights {
  /** Pointer to the weights. */
  readonly pointer: number;
  /** Numbers from one output's weights to the next. */
  readonly width: number;
  /** Bytes of one set of weights, or of one gradient. */
  readonly bytes: number;
  readonly #arena: Arena;
  readonly #precision: Precision;
  readonly #outputs: number;
  readonly #columns: number;

  constructor(arena: Arena, precision: Precision, outputs: number, columns: number) {
    const line = 64 / bytesOf(precision);
    this.width = Math.ceil((columns + 1) / line) * line;
    this.bytes = outputs * this.width * bytesOf(precision);
    this.pointer = arena.reserve(this.bytes);
    this.#arena = arena;
    this.#precision = precision;
    this.#outputs = outputs;
    this.#columns = columns;
  }

  /** Copies weights into the engine, rounded to its precision. */
  write(weights: LinearWeights): void {
    const view = this.#view().fill(0);
    for (let k = 0; k < this.#outputs; k++) {
      view.set(weights.coef[k], k * this.width);
      view[k * this.width + this.#columns] = weights.intercept[k];
    }
  }

  /** Copies the weights out of the engine. */
  read(): LinearWeights {
    const view = this.#view();
    const weights = zeroWeights(this.#outputs, this.#columns);
    for (let k = 0; k < this.#outputs; k++) {
      weights.coef[k].set(view.subarray(k * this.width, k * this.width + this.#columns));
      weights.intercept[k] = view[k * this.width + this.#columns];
    }
    return weights;
  }

  /** Whether all weights are finite numbers. */
  isFinite(): boolean {
    return this.#view().every(Number.isFinite);
  }

  #view(): Float32Array | Float64Array {
    return this.#arena.numbers(this.#precision, this.pointer, this.#outputs * this.width);
  }
}
