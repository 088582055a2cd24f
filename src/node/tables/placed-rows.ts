import type { TableMemory } from "../../data/kernels/table-memory.ts";
import type { BlockIndex } from "../cache/block-file.ts";
import { type BlockWriter, MOST_ARRAYS } from "../cache/block-writer.ts";

/** Rows of 32-bit numbers that kernels write to a memory, from where they go to a file of blocks. */
export class PlacedRows {
  readonly #memory: TableMemory;
  readonly #writer: BlockWriter;
  readonly #free: number[];
  #place: number;
  #filled = 0;

  /**
   * @param memory - that of the kernels, which must not grow meanwhile
   * @param most - rows that are added together at most
   * @param writer - the file, which is closed with this
   */
  constructor(memory: TableMemory, most: number, writer: BlockWriter) {
    this.#memory = memory;
    this.#writer = writer;
    const bytes = (writer.rowsPerWrite + most) * this.#rowBytes;
    this.#free = memory.takeMany(MOST_ARRAYS, bytes);
    this.#place = this.#free.pop()!;
  }

  /** Where the next rows are to be written, behind one another. */
  get next(): number {
    return this.#place + this.#filled * this.#rowBytes;
  }

  /**
   * Adds the rows that were written there.
   *
   * @param targets - [rows, targets] or longer
   * @param weights - [rows] or longer, where rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when rows cannot be written
   */
  async add(targets: Float64Array, weights: Float64Array | undefined, rows: number): Promise<void> {
    this.#writer.addTargets(targets, weights, rows);
    this.#filled += rows;
    while (this.#filled >= this.#writer.rowsPerWrite) await this.#write(this.#writer.rowsPerWrite);
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  async finish(): Promise<BlockIndex> {
    if (this.#filled > 0) await this.#write(this.#filled);
    return await this.#writer.finish();
  }

  /** Closes the file as it is. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  /** Writes the first rows; those behind them become the first of another place. */
  async #write(rows: number): Promise<void> {
    const { buffer } = this.#memory.kernels.memory;
    const place = this.#place;
    const next = this.#free.pop()!;
    const [begin, end] = [place + rows * this.#rowBytes, this.next];
    new Uint8Array(buffer).copyWithin(next, begin, end);
    this.#place = next;
    this.#filled -= rows;
    const features = new Float32Array(buffer, place, rows * this.#writer.shape.columns);
    await this.#writer.write(features, () => this.#free.push(place));
  }

  get #rowBytes(): number {
    return this.#writer.shape.columns * 4;
  }
}
