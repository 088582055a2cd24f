import { MinibatchError } from "../errors.ts";
import type { Precision } from "../matrix/dense-matrix.ts";
import type { Kernels } from "./kernels.ts";
import { MAX_PAGES } from "./wasm.ts";
import { PAGE_BYTES } from "./wasm-module.ts";

/** Bytes of a number of the given width. */
export function bytesOf(precision: Precision): 4 | 8 {
  return precision === "f32" ? 4 : 8;
}

/**
 * Hands out the memory of a set of kernels, front to back, on cache lines. What was reserved last is given back first, by
 * {@link mark} and {@link release}. Growing the memory detaches views: one is to be used before the next reservation.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #end: number;

  /** @param start - where the memory is free to the end; behind what the kernels use themselves by default */
  constructor(kernels: Kernels, start: number = kernels.heapBase) {
    this.#memory = kernels.memory;
    this.#end = start;
  }

  /**
   * Reserves bytes, which may hold anything, with 64 bytes of slack behind them for loads of whole vectors.
   *
   * @throws {MinibatchError} `INVALID_DATA` when the 4 GiB of a WebAssembly memory do not suffice
   */
  reserve(bytes: number): number {
    const pointer = Math.ceil(this.#end / 64) * 64;
    this.#end = pointer + bytes + 64;
    const pages = Math.ceil(this.#end / PAGE_BYTES);
    const missing = pages - this.#memory.buffer.byteLength / PAGE_BYTES;
    if (missing > 0) this.#grow(pages, missing);
    return pointer;
  }

  /** A place to which {@link release} gives back. */
  mark(): number {
    return this.#end;
  }

  /** Gives back everything that was reserved since a mark; the memory stays as large as it is. */
  release(mark: number): void {
    this.#end = mark;
  }

  #grow(pages: number, missing: number): void {
    const gibibytes = ((pages * PAGE_BYTES) / 2 ** 30).toFixed(1);
    if (pages > MAX_PAGES) {
      throw new MinibatchError(
        "INVALID_DATA",
        `the rows need ${gibibytes} GiB in the engine, which has at most 4: use precision "f32", fewer rows or fewer columns`,
      );
    }
    try {
      this.#memory.grow(missing);
    } catch (error) {
      throw new MinibatchError("INVALID_DATA", `the machine gave no ${gibibytes} GiB of memory`, {}, error);
    }
  }

  /** A view of `length` numbers at a pointer. */
  numbers(precision: Precision, pointer: number, length: number): Float32Array | Float64Array {
    return precision === "f32"
      ? new Float32Array(this.#memory.buffer, pointer, length)
      : new Float64Array(this.#memory.buffer, pointer, length);
  }

  /** A view of `length` 64-bit floats at a pointer. */
  float64(pointer: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, pointer, length);
  }

  /** A view of `length` bytes at a pointer for values of several kinds. */
  record(pointer: number, length: number): DataView {
    return new DataView(this.#memory.buffer, pointer, length);
  }

  /** A view of `length` bytes at a pointer. */
  uint8(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, pointer, length);
  }

  /** A view of `length` 32-bit whole numbers at a pointer. */
  uint32(pointer: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, pointer, length);
  }
}
