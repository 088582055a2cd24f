import type { TableSchema, TableWarning } from "../../data/table/table-schema.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { BlockFile, type BlockIndex } from "../cache/block-file.ts";

/** What is known of a table's encoded rows; plain values, as the cache keeps them. */
export interface PreparedDescription {
  /** The files, as given. */
  readonly files: readonly string[];
  /** Columns, encoders, classes. */
  readonly schema: TableSchema;
  /** What the table's owner should know. */
  readonly warnings: readonly TableWarning[];
  /** Rows read, of the test file not. */
  readonly rows: number;
  /** Rows left out, because their target is missing. */
  readonly droppedRows: number;
  /** Training rows of each class; empty for regression. */
  readonly classCounts: readonly number[];
  /** Mean of the training rows' target; 0 for classes. */
  readonly trainMean: number;
  /** The model's classes, then those that only test rows have; empty for regression. */
  readonly testClasses: readonly Label[];
  /** The rows to train on. Their targets are numbers, or positions in the schema's classes. */
  readonly train: BlockIndex;
  /** The rows to test on. Their targets are numbers, or positions in `testClasses`. */
  readonly test: BlockIndex;
  /** Hash of the training rows. */
  readonly hash: string;
}

/** Names of the files of encoded rows. */
export const BLOCK_FILES = { train: "train.blocks", test: "test.blocks" } as const;

/** A table's encoded rows, open to be read. */
export interface PreparedTable extends PreparedDescription {
  /** The rows to train on. */
  readonly trainRows: BlockFile;
  /** The rows to test on. */
  readonly testRows: BlockFile;
}

/**
 * Opens a table's encoded rows.
 *
 * @param pathOf - path of one of the {@link BLOCK_FILES}
 * @throws {MinibatchError} `INVALID_FILE` when they cannot be read or are damaged
 */
export function openPrepared(description: PreparedDescription, pathOf: (name: string) => string): PreparedTable {
  const trainRows = new BlockFile(pathOf(BLOCK_FILES.train), description.train);
  try {
    return { ...description, trainRows, testRows: new BlockFile(pathOf(BLOCK_FILES.test), description.test) };
  } catch (error) {
    trainRows.close();
    throw error;
  }
}

/** Closes a table's encoded rows. */
export function closePrepared({ trainRows, testRows }: PreparedTable): void {
  trainRows.close();
  testRows.close();
}
