import { createHash } from "node:crypto";
import type { ColumnEncoder } from "../../data/table/encoders/column-encoder.ts";
import type { NumericEncoder } from "../../data/table/encoders/numeric.ts";
import type { TextKnowledge } from "../../data/table/sparse/table-encoder.ts";
import type { TargetShare } from "../../data/table/table-model.ts";
import type { TableSchema, TableWarning } from "../../data/table/table-schema.ts";
import { NameTable } from "../../data/text/name-table.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import { BlockFile, type BlockFileOptions, type BlockIndex } from "../cache/block-file.ts";
import { SparseBlockFile, type SparseBlockIndex } from "../cache/sparse-block-file.ts";

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
  /** Training rows of each class; empty for regression and several targets. */
  readonly classCounts: readonly number[];
  /** Mean of the training rows' target; 0 for classes and several targets. */
  readonly trainMean: number;
  /** What is known of each of several targets among the training rows. */
  readonly targets?: readonly TargetShare[];
  /** The model's classes, then those that only test rows have; empty for regression. */
  readonly testClasses: readonly Label[];
  /** The rows to train on. Their targets are numbers, or positions in the schema's classes. */
  readonly train: BlockIndex | SparseBlockIndex;
  /** The rows to test on. Their targets are numbers, or positions in `testClasses`. */
  readonly test: BlockIndex | SparseBlockIndex;
  /** The rows of the validation file, where there is one. Their targets are those of the rows to train on. */
  readonly validation?: BlockIndex | SparseBlockIndex;
  /** What is known of texts. */
  readonly texts: KeptKnowledge;
  /** Hash of the training rows. */
  readonly hash: string;
}

/** {@link TextKnowledge} as JSON keeps it. */
export interface KeptKnowledge {
  readonly frequencies: readonly {
    readonly documents: number;
    readonly columns: readonly number[];
    readonly frequencies: readonly number[];
  }[];
  readonly names: KeptNames;
}

/** A {@link NameTable} as JSON keeps it: columns, names, and whether several share the column. */
export type KeptNames =
  | readonly [columns: readonly number[], names: readonly string[], collided: readonly number[]]
  | null;

/** Names, for JSON. */
export function keptNames(names: NameTable | undefined): KeptNames {
  return names === undefined ? null : [Array.from(names.columns), names.names, Array.from(names.collided)];
}

/** What {@link keptNames} was made from. */
export function namesOf(names: KeptNames): NameTable | undefined {
  return names === null ? undefined : new NameTable(Uint32Array.from(names[0]), names[1], Uint8Array.from(names[2]));
}

/** What is known of texts, for JSON. */
export function keptKnowledge({ frequencies, names }: TextKnowledge): KeptKnowledge {
  return {
    frequencies: frequencies.map(({ documents, ...known }) => ({
      documents,
      columns: Array.from(known.columns),
      frequencies: Array.from(known.frequencies),
    })),
    names: keptNames(names),
  };
}

/** What {@link keptKnowledge} was made from. */
export function knowledgeOf({ frequencies, names }: KeptKnowledge): TextKnowledge {
  return {
    frequencies: frequencies.map(({ documents, columns, frequencies }) => ({
      documents,
      columns: Uint32Array.from(columns),
      frequencies: Uint32Array.from(frequencies),
    })),
    names: namesOf(names),
  };
}

/** Names of the files of encoded rows. */
export const BLOCK_FILES = { train: "train.blocks", test: "test.blocks", validation: "validation.blocks" } as const;

/** A table's encoded rows, open to be read. */
export interface PreparedTable extends PreparedDescription {
  /** The rows to train on. */
  readonly trainRows: BlockFile | SparseBlockFile;
  /** The rows to test on. */
  readonly testRows: BlockFile | SparseBlockFile;
  /** The rows of the validation file, where there is one. */
  readonly validationRows: BlockFile | SparseBlockFile | undefined;
}

/**
 * Opens a table's encoded rows.
 *
 * @param pathOf - path of one of the {@link BLOCK_FILES}
 * @param isOwn - whether this process has written them just now, and they need no check
 * @throws {MinibatchError} `INVALID_FILE` when they cannot be read or are damaged
 */
export function openPrepared(
  description: PreparedDescription,
  pathOf: (name: string) => string,
  isOwn = false,
): PreparedTable {
  const { train, test, validation, schema } = description;
  const opened: (BlockFile | SparseBlockFile)[] = [];
  const open = (name: keyof typeof BLOCK_FILES, index: BlockIndex | SparseBlockIndex): BlockFile | SparseBlockFile => {
    const rows = openRows(pathOf(BLOCK_FILES[name]), index, { isOwn, encoders: numericOf(schema) });
    opened.push(rows);
    return rows;
  };
  try {
    const rows = { trainRows: open("train", train), testRows: open("test", test) };
    return { ...description, ...rows, validationRows: validation && open("validation", validation) };
  } catch (error) {
    for (const rows of opened) rows.close();
    throw error;
  }
}

/** The files of a table's encoded rows. */
export function encodedFiles({ trainRows, testRows, validationRows }: PreparedTable): (BlockFile | SparseBlockFile)[] {
  return [trainRows, testRows, ...(validationRows ? [validationRows] : [])];
}

/**
 * Hash of encoded rows, hexadecimal.
 *
 * @param encoders - what makes features of rows that are encoded when they are read
 */
export function hashOf(
  { checksums, rounded }: Pick<BlockIndex, "checksums" | "rounded">,
  encoders: readonly ColumnEncoder[] = [],
): string {
  const hash = createHash("sha256").update(Uint32Array.from(checksums));
  if (rounded !== undefined) hash.update(JSON.stringify(encoders));
  return hash.digest("hex").slice(0, 32);
}

/**
 * Opens a file of encoded rows.
 *
 * @param options - how dense rows are
 * @throws {MinibatchError} `INVALID_FILE` when it cannot be read or is damaged
 */
export function openRows(
  path: string,
  index: BlockIndex | SparseBlockIndex,
  options: BlockFileOptions,
): BlockFile | SparseBlockFile {
  return "layout" in index ? new SparseBlockFile(path, index) : new BlockFile(path, index, options);
}

/** The encoders of numbers: of a table that has others, no rows are encoded when they are read. */
function numericOf({ encoders }: TableSchema): NumericEncoder[] {
  return encoders.filter((encoder) => encoder.kind === "numeric");
}

/** Closes a table's encoded rows. */
export function closePrepared(table: PreparedTable): void {
  for (const rows of encodedFiles(table)) rows.close();
}
