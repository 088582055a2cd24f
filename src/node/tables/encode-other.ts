import { join } from "node:path";
import type { TableEncoder } from "../../data/table/sparse/table-encoder.ts";
import { type TableSchema, targetNames } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { type Label, show } from "../../engine/metrics/labels.ts";
import type { BlockIndex } from "../cache/block-file.ts";
import type { SparseBlockIndex } from "../cache/sparse-block-file.ts";
import type { DuckDBSession } from "./duckdb-session.ts";
import type { RowFile } from "./encode-files.ts";
import { encodeKnown } from "./encode-known.ts";
import { type EvaluationOptions, noTarget, readEvaluationRows } from "./evaluation-rows.ts";
import { PART, unsplit } from "./part.ts";
import type { PrepareOptions } from "./prepare-options.ts";
import { BLOCK_FILES, type PreparedDescription } from "./prepared-table.ts";
import { findTableFile } from "./table-input.ts";

/** What the files beside that of a table are read and encoded with. */
export interface OtherFiles {
  readonly session: DuckDBSession;
  /** The columns, as they were fitted to the training rows. */
  readonly schema: TableSchema;
  /** From columns to features. */
  readonly encoder: TableEncoder;
  readonly options: PrepareOptions;
  /** Existing folder for the encoded rows. */
  readonly folder: string;
  /** Existing folder for what is temporary. */
  readonly temporary: string;
}

/** How a file is read whose columns are known; its rows have weights where they are asked for. */
export function readOptions({ header, delimiter, weight }: PrepareOptions, weighted: boolean): EvaluationOptions {
  return {
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
    ...(weighted && weight !== undefined && { weight }),
  };
}

/** Encodes the rows of another file as those of the table. */
async function encodeOther(
  { session, schema, encoder, options, folder, temporary }: OtherFiles,
  inputs: string | readonly string[],
  { name, weighted }: { readonly name: string; readonly weighted: boolean },
): Promise<{
  readonly file: string;
  readonly index: BlockIndex | SparseBlockIndex;
  readonly classes: readonly Label[];
}> {
  const table = await findTableFile(session, typeof inputs === "string" ? [inputs] : inputs, temporary);
  const rows = await readEvaluationRows(session, table, schema, readOptions(options, weighted), temporary);
  const { file, store, targets, outputs, classes } = rows;
  try {
    const files = [{ path: join(folder, name), part: PART.test, weighted: rows.weight !== undefined }];
    const encoded = await encodeKnown(rows, encoder, options.precision, unsplit(targets, outputs), files);
    return { file, index: encoded.indices[0]!, classes };
  } finally {
    store.close();
  }
}

/** The files that a table's own rows are encoded to: also those held out, where no test file has the rows to test on. */
export function ownFiles({ options, folder }: Pick<OtherFiles, "options" | "folder">, weighted: boolean): RowFile[] {
  const train = { path: join(folder, BLOCK_FILES.train), part: PART.train, weighted };
  if (options.test !== undefined) return [train];
  return [train, { path: join(folder, BLOCK_FILES.test), part: PART.test, weighted }];
}

/**
 * The rows to test on.
 *
 * @param heldOut - those of the table; undefined where there is a test file, whose rows are encoded
 * @param testClasses - the classes of the table's rows
 * @throws {MinibatchError} `INVALID_DATA` for a test file without a target
 */
export async function encodeTestRows(
  others: OtherFiles,
  heldOut: BlockIndex | SparseBlockIndex | undefined,
  testClasses: readonly Label[],
): Promise<Pick<PreparedDescription, "test" | "testClasses">> {
  if (heldOut !== undefined) return { test: heldOut, testClasses };
  const { test = [] } = others.options;
  const { file, index, classes } = await encodeOther(others, test, { name: BLOCK_FILES.test, weighted: false });
  if (index.rows === 0) throw noTarget(file, targetNames(others.schema));
  return { test: index, testClasses: classes };
}

/**
 * The rows of the validation file, where there is one.
 *
 * @throws {MinibatchError} `INVALID_DATA` for a file without a target, or with a class that no training row has
 */
export async function encodeValidationFile(others: OtherFiles): Promise<Pick<PreparedDescription, "validation">> {
  const { validationFile } = others.options;
  if (validationFile === undefined) return {};
  const { target, classes: known } = others.schema;
  const own = { name: BLOCK_FILES.validation, weighted: true };
  const { file, index, classes } = await encodeOther(others, validationFile, own);
  if (index.rows === 0) throw noTarget(file, targetNames(others.schema));
  const unknown = classes[known.length];
  if (unknown !== undefined) {
    const message = `${file}: target ${show(target)}: got the class ${show(unknown)}, which no training row has: leave its rows out of the validation file`;
    throw new MinibatchError("INVALID_DATA", message, { file, column: target });
  }
  return { validation: index };
}
