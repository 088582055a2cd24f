import type { BlockIndex } from "./block-file.ts";
import type { BlockWriter } from "./block-writer.ts";

/** Copies encoded rows together, for a file of blocks. */
export class RowCopier {
  readonly #writer: BlockWriter;
  readonly #free: (Float32Array | Float64Array)[] = [];
  #rows: Float32Array | Float64Array | undefined;
  #filled = 0;

  /** @param writer - the file, which is closed with this */
  constructor(writer: BlockWriter) {
    this.#writer = writer;
  }

  /**
   * Appends rows, which are copied.
   *
   * @param features - [rows, columns] or longer, of the file's precision
   * @param targets - [rows, targets] or longer
   * @param weights - [rows] or longer, where rows have weights
   * @throws {MinibatchError} `INVALID_FILE` when rows cannot be written
   */
  async append(
    features: Float32Array | Float64Array,
    targets: Float64Array,
    weights: Float64Array | undefined,
    rows: number,
  ): Promise<void> {
    this.#writer.addTargets(targets, weights, rows);
    const { shape, rowsPerWrite } = this.#writer;
    const { columns } = shape;
    for (let from = 0; from < rows; ) {
      const count = Math.min(rows - from, rowsPerWrite - this.#filled);
      this.#rows ??= this.#free.pop() ?? this.#fresh();
      this.#rows.set(features.subarray(from * columns, (from + count) * columns), this.#filled * columns);
      this.#filled += count;
      from += count;
      if (this.#filled === rowsPerWrite) await this.#write();
    }
  }

  /**
   * Writes what is left and closes the file.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  async finish(): Promise<BlockIndex> {
    await this.#write();
    return await this.#writer.finish();
  }

  /** Closes the file as it is. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  async #write(): Promise<void> {
    const rows = this.#rows;
    if (rows === undefined) return;
    const features = rows.subarray(0, this.#filled * this.#writer.shape.columns);
    this.#filled = 0;
    this.#rows = undefined;
    await this.#writer.write(features, () => this.#free.push(rows));
  }

  #fresh(): Float32Array | Float64Array {
    const { shape, rowsPerWrite } = this.#writer;
    const length = rowsPerWrite * shape.columns;
    return shape.precision === "f32" ? new Float32Array(length) : new Float64Array(length);
  }
}
