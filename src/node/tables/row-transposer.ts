import type { TableMemory } from "../../data/kernels/table-memory.ts";
import { type NumberBatch, RUN_COLUMNS } from "./number-lists.ts";

/** Brings rows, as they come from DuckDB, to the columns of a group. */
export class RowTransposer {
  readonly #memory: TableMemory;
  readonly #groupRows: number;
  /** Place of the rows that came last, as they came. */
  #batch = 0;
  #batchNumbers = 0;

  /**
   * @param memory - where the groups lie
   * @param groupRows - rows of a group
   */
  constructor(memory: TableMemory, groupRows: number) {
    this.#memory = memory;
    this.#groupRows = groupRows;
  }

  /**
   * Brings rows of a batch to a group.
   *
   * @param from - the first of them
   * @param count - how many
   * @param group - place of the group
   * @param filled - rows that it has
   */
  bring({ rows, runs }: NumberBatch, from: number, count: number, group: number, filled: number): void {
    for (const [i, run] of runs.entries()) {
      const width = run.length / rows;
      const values = run.subarray(from * width, (from + count) * width);
      if (this.#batchNumbers < values.length) {
        this.#batch = this.#memory.take(values.byteLength);
        this.#batchNumbers = values.length;
      }
      this.#memory.numbers(this.#batch, values.length).set(values);
      const to = group + (i * RUN_COLUMNS * this.#groupRows + filled) * 8;
      this.#memory.kernels.transpose(this.#batch, count, width, to, this.#groupRows * 8);
    }
  }
}
