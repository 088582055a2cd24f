import { PAGE_BYTES } from "../../engine/kernels/wasm-module.ts";
import { growTo, PLACE_SLACK, Places } from "./places.ts";
import { type TableKernels, tableKernels } from "./table-kernels.ts";

/**
 * The memory grows by so much at a time, or by as much as it has: whatever it is, the garbage collector takes all of it for
 * new and looks for garbage. What is not written to takes no room.
 */
const GROWTH_BYTES = 1_048_576;

/** Most that a memory can have. */
const MOST_BYTES = 65_536 * PAGE_BYTES;

/**
 * The memory of a set of table kernels, which hands out places of it. A place stays where it is; a view of one is good
 * until the next place is taken, since memory that grows cuts off the views of what it was.
 */
export class TableMemory {
  /** The kernels that work in it. */
  readonly kernels: TableKernels = tableKernels();
  readonly #places: Places = new Places(this.kernels.heapBase);

  /** A place of so many bytes, filled with zeros. */
  take(bytes: number): number {
    const at = this.#places.take(bytes);
    const { memory } = this.kernels;
    const { byteLength } = memory.buffer;
    if (this.#places.end > byteLength) {
      const more = Math.min(byteLength + Math.max(byteLength, GROWTH_BYTES), MOST_BYTES);
      growTo(memory, Math.max(this.#places.end, more));
    }
    return at;
  }

  /** Grows at once by what places of so many bytes will need. */
  reserve(bytes: number): void {
    growTo(this.kernels.memory, Math.min(this.#places.end + bytes, MOST_BYTES));
  }

  /** Places of so many bytes each, for which the memory grows at once. */
  takeMany(count: number, bytes: number): number[] {
    this.reserve(count * (bytes + PLACE_SLACK));
    return Array.from({ length: count }, () => this.take(bytes));
  }

  /** A view of `length` numbers at a place. */
  numbers(at: number, length: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, at, length);
  }

  /** Where numbers lie; undefined where they are not of this memory. */
  find(values: Float64Array): number | undefined {
    return values.buffer === this.kernels.memory.buffer ? values.byteOffset : undefined;
  }
}
