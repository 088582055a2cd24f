import { type FileHandle, open } from "node:fs/promises";
import type { TableKernels } from "../../data/kernels/table-kernels.ts";
import { bytesOf } from "../files/bytes.ts";
import { fileError } from "../files/file-error.ts";
import type { BlockIndex } from "./block-file.ts";
import { checksumOf } from "./checksum.ts";

/** Rows are written, checked and read in blocks of about so many bytes. */
const BLOCK_BYTES = 262_144;

/** Blocks that are handed over together: waking another thread costs as much as copying a block. */
const BLOCKS_PER_WRITE = 8;

/** Writes that are on their way to the file at a time. */
const MOST_PENDING = 2;

/** Arrays of rows that are in use at a time: those of the writes, and one that is being filled. */
export const MOST_ARRAYS: number = MOST_PENDING + 1;

/** The shape of the rows of a file. */
export type BlockShape = Pick<BlockIndex, "columns" | "precision" | "weighted" | "outputs">;

/** The rows that come to a file. */
export interface WrittenRows {
  /** How many. */
  readonly rows: number;
  /** The kernels in whose memory their features lie, where they do. */
  readonly kernels?: TableKernels | undefined;
}

/**
 * Writes rows: blocks of features, row-major, behind one another; then the targets of each row and, where rows have weights, the
 * weight of each, as 64-bit floats. Numbers are little-endian. Other threads hand the blocks to the system while the next
 * ones are filled.
 */
export class BlockWriter {
  /** The shape of its rows. */
  readonly shape: BlockShape;
  /** Rows that are to be written together. */
  readonly rowsPerWrite: number;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #kernels: TableKernels | undefined;
  readonly #blockRows: number;
  readonly #checksums: number[] = [];
  readonly #targets: Float64Array;
  readonly #weights: Float64Array;
  readonly #pending = new Set<Promise<void>>();
  #position = 0;
  #rows = 0;
  #failure: unknown;

  private constructor(path: string, file: FileHandle, shape: BlockShape, { rows, kernels }: WrittenRows) {
    const bytes = shape.precision === "f32" ? 4 : 8;
    this.#path = path;
    this.#file = file;
    this.#kernels = kernels;
    this.shape = shape;
    this.#targets = new Float64Array(rows * (shape.outputs ?? 1));
    this.#weights = new Float64Array(shape.weighted ? rows : 0);
    this.#blockRows = Math.max(1, Math.floor(BLOCK_BYTES / (shape.columns * bytes)));
    this.rowsPerWrite = BLOCKS_PER_WRITE * this.#blockRows;
  }

  /**
   * Opens a file to write to.
   *
   * @param path - the file, which is created or emptied
   * @param shape - its rows' features, their width, and whether rows have weights
   * @param written - how many there will be, and from where
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  static async open(path: string, shape: BlockShape, written: WrittenRows): Promise<BlockWriter> {
    try {
      return new BlockWriter(path, await open(path, "w"), shape, written);
    } catch (error) {
      throw fileError(path, "cannot write", error);
    }
  }

  /**
   * Takes what goes with the features of the next rows.
   *
   * @param targets - [rows, targets] or longer
   * @param weights - [rows] or longer, where rows have weights
   */
  addTargets(targets: Float64Array, weights: Float64Array | undefined, rows: number): void {
    const outputs = this.shape.outputs ?? 1;
    this.#targets.set(targets.subarray(0, rows * outputs), this.#rows * outputs);
    if (weights !== undefined) this.#weights.set(weights.subarray(0, rows), this.#rows);
    this.#rows += rows;
  }

  /**
   * Writes the features of the next rows.
   *
   * @param features - [{@link rowsPerWrite}, columns] of the file's precision, or fewer rows at the end of the file
   * @param written - called when they are written; until then they must stay as they are
   * @throws {MinibatchError} `INVALID_FILE` when rows cannot be written
   */
  async write(features: Float32Array | Float64Array, written: () => void): Promise<void> {
    const block = this.#blockRows * this.shape.columns;
    for (let from = 0; from < features.length; from += block) {
      this.#checksums.push(checksumOf(bytesOf(features.subarray(from, from + block)), this.#kernels));
    }
    await this.#write(bytesOf(features), written);
  }

  /**
   * Writes the targets and closes the file.
   *
   * @throws {MinibatchError} `INVALID_FILE` when it cannot be written
   */
  async finish(): Promise<BlockIndex> {
    try {
      for (const values of this.shape.weighted ? [this.#targets, this.#weights] : [this.#targets]) {
        this.#checksums.push(checksumOf(bytesOf(values)));
        await this.#write(bytesOf(values));
      }
    } finally {
      await this.close();
    }
    this.#checkWritten();
    return { ...this.shape, rows: this.#rows, blockRows: this.#blockRows, checksums: this.#checksums };
  }

  /** Closes the file as it is. */
  async close(): Promise<void> {
    await Promise.all(this.#pending);
    await this.#file.close();
  }

  /** Hands bytes over, which must stay as they are until they are written. Waits only where many are on their way. */
  async #write(bytes: Uint8Array, written: () => void = () => {}): Promise<void> {
    const writing = writeAt(this.#file, bytes, this.#position)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .then(() => {
        this.#pending.delete(writing);
        written();
      });
    this.#pending.add(writing);
    this.#position += bytes.length;
    while (this.#pending.size >= MOST_PENDING) await Promise.race(this.#pending);
    this.#checkWritten();
  }

  #checkWritten(): void {
    if (this.#failure !== undefined) throw fileError(this.#path, "cannot write", this.#failure);
  }
}

/** Writes all bytes; a single call may write fewer. */
async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
