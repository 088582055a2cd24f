import { type Arena, bytesOf } from "../kernels/arena.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { LinearWeights } from "./weights.ts";

/** An array of the shape of the weights in the engine's memory: a row per output, then its bias, padded to cache lines. */
export class EngineArray {
  /** Pointer to it. */
  readonly pointer: number;
  /** Numbers from one output to the next. */
  readonly width: number;
  /** Bytes of it. */
  readonly bytes: number;
  /** Numbers of it without padding. */
  readonly length: number;
  readonly #arena: Arena;
  readonly #precision: Precision;
  readonly #outputs: number;
  readonly #columns: number;

  /**
   * Reserves the memory, which may hold anything.
   *
   * @param width - numbers from one output to the next; by default as few as fit whole cache lines
   */
  constructor(arena: Arena, precision: Precision, outputs: number, columns: number, width?: number) {
    const line = 64 / bytesOf(precision);
    this.width = width ?? Math.ceil((columns + 1) / line) * line;
    this.bytes = outputs * this.width * bytesOf(precision);
    this.length = outputs * (columns + 1);
    this.pointer = arena.reserve(this.bytes);
    this.#arena = arena;
    this.#precision = precision;
    this.#outputs = outputs;
    this.#columns = columns;
  }

  /** Zeros everywhere. */
  clear(): void {
    this.#view().fill(0);
  }

  /** Copies [outputs][columns + 1] in, rounded to the precision; the padding stays. */
  write(values: Float32Array | Float64Array): void {
    const view = this.#view();
    const row = this.#columns + 1;
    for (let k = 0; k < this.#outputs; k++) view.set(values.subarray(k * row, (k + 1) * row), k * this.width);
  }

  /** Copies weights and biases in, rounded to the precision; the padding stays. */
  writeWeights({ coef, intercept }: LinearWeights): void {
    const view = this.#view();
    for (let k = 0; k < this.#outputs; k++) {
      view.set(coef[k], k * this.width);
      view[k * this.width + this.#columns] = intercept[k];
    }
  }

  /** Copies [outputs][columns + 1] out. */
  read(): Float32Array | Float64Array {
    const view = this.#view();
    const row = this.#columns + 1;
    const values = this.#precision === "f32" ? new Float32Array(this.length) : new Float64Array(this.length);
    for (let k = 0; k < this.#outputs; k++) values.set(view.subarray(k * this.width, k * this.width + row), k * row);
    return values;
  }

  /** Whether all numbers are finite. */
  isFinite(): boolean {
    const view = this.#view();
    const row = this.#columns + 1;
    for (let k = 0; k < this.#outputs; k++) {
      for (let i = k * this.width; i < k * this.width + row; i++) if (view[i] - view[i] !== 0) return false;
    }
    return true;
  }

  #view(): Float32Array | Float64Array {
    return this.#arena.numbers(this.#precision, this.pointer, this.#outputs * this.width);
  }
}
