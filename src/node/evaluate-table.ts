import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Model } from "../data/model.ts";
import type { TableModel } from "../data/table/table-model.ts";
import { targetNames } from "../data/table/table-schema.ts";
import type { Label } from "../engine/metrics/labels.ts";
import { temporaryFolder } from "./cache/cache-folder.ts";
import type { Evaluation } from "./evaluation/types.ts";
import { tableModel } from "./model-kind.ts";
import { DuckDBSession } from "./tables/duckdb-session.ts";
import { encodeKnown } from "./tables/encode-known.ts";
import { type EvaluationRows, noTarget, readEvaluationRows } from "./tables/evaluation-rows.ts";
import { PART, unsplit } from "./tables/part.ts";
import { openRows } from "./tables/prepared-table.ts";
import { findTableFile } from "./tables/table-input.ts";
import type { TableFileOptions } from "./tables/types.ts";
import { addWordHash } from "./tables/word-hash.ts";
import { rowsOf, scoreRows, severalOf } from "./training/score-rows.ts";

/** What {@link evaluateTable} gives back. */
export interface EvaluateTableResult extends Evaluation {
  /** The files, as given. */
  readonly files: readonly string[];
  /** Rows left out, because their target is missing. */
  readonly droppedRows: number;
  /** The model's classes, then those that only these rows have; empty for regression. */
  readonly classes: readonly Label[];
  /** By column, the rows with a word that training had not seen; columns without such rows are left out. */
  readonly unseen: Readonly<Record<string, number>>;
  /** Seconds from reading to the scores. */
  readonly seconds: number;
}

/**
 * Scores a model on the rows of a table, which needs the model's columns and its target, in any order. Rows without a
 * target are left out and counted.
 *
 * @param trained - a trained model of a table
 * @param files - as for `trainTable`
 * @param options - how the files are read
 * @throws {MinibatchError} `INVALID_FILE` or `INVALID_DATA` when a file cannot be read, lacks a column, has a value of
 * another kind than in training, or has no row with a target; `INVALID_OPTION` for a model of sparse rows
 */
export async function evaluateTable(
  trained: Model,
  files: string | readonly string[],
  options: Omit<TableFileOptions, "nullStrings"> = {},
): Promise<EvaluateTableResult> {
  const model = tableModel(trained, "evaluateSparse");
  const begin = performance.now();
  const inputs = typeof files === "string" ? [files] : files;
  const temporary = await temporaryFolder();
  try {
    const session = await DuckDBSession.open(temporary);
    try {
      addWordHash(session);
      const file = await findTableFile(session, inputs, temporary);
      const read = await readEvaluationRows(session, file, model.schema, options, temporary);
      const { rows, droppedRows, unseen } = await encodeRows(model, read, join(temporary, "rows.blocks"));
      try {
        if (rows.rows === 0) throw noTarget(file.path, targetNames(model.schema));
        const { classes } = read;
        const { trainCounts = [], trainMean = 0 } = model.data;
        const { targets, index } = rows;
        const several = severalOf(model.schema, model.data.targets);
        const shares = { trainCounts, trainMean, several };
        const scored = { rows: rowsOf(rows), targets, precision: index.precision, classes, ...shares };
        const evaluation = scoreRows(model.estimator, scored);
        const seconds = (performance.now() - begin) / 1000;
        return { ...evaluation, files: inputs, droppedRows, classes, unseen, seconds };
      } finally {
        rows.close();
      }
    } finally {
      session.close();
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Encodes the rows that have a target into a file of blocks, and closes the store. */
async function encodeRows({ encoder, schema, options }: TableModel, read: EvaluationRows, path: string) {
  const { store, targets, outputs } = read;
  const precision = options["precision"] === "f64" ? "f64" : "f32";
  try {
    const files = [{ path, part: PART.test, weighted: false }];
    const encoded = await encodeKnown(read, encoder, precision, unsplit(targets, outputs), files);
    const rows = openRows(path, encoded.indices[0]!, { isOwn: true });
    const seen = schema.encoders.map(({ column }, i): [string, number] => [column, encoded.unseen[i]!]);
    const unseen = Object.fromEntries(seen.filter(([, count]) => count > 0));
    return { rows, droppedRows: store.rows - rows.rows, unseen };
  } finally {
    store.close();
  }
}
