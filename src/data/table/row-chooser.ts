import type { TableMemory } from "../kernels/table-memory.ts";

/** Chooses the rows of a part, by a kernel. */
export class RowChooser {
  readonly #memory: TableMemory;
  readonly #part: number;
  readonly #rows: number;

  /**
   * @param most - rows at most
   * @param memory - where it works
   */
  constructor(most: number, memory: TableMemory) {
    this.#memory = memory;
    this.#part = memory.take(most);
    this.#rows = memory.take((most + 1) * 4);
  }

  /**
   * Indices of the rows of a part, ascending: a view that is good until the next call.
   *
   * @param part - what each row is for
   * @param value - which ones are chosen
   */
  choose(part: Uint8Array, value: number): Int32Array {
    const { kernels } = this.#memory;
    const { buffer } = kernels.memory;
    new Uint8Array(buffer, this.#part).set(part);
    const count = kernels.chooseRows(this.#part, part.length, value, this.#rows);
    return new Int32Array(buffer, this.#rows, count);
  }
}
