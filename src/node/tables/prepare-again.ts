import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { TableEncoder } from "../../data/table/sparse/table-encoder.ts";
import type { TableModel } from "../../data/table/table-model.ts";
import {
  type TableSchema,
  type TableWarning,
  type TargetOutput,
  type Task,
  targetNames,
} from "../../data/table/table-schema.ts";
import { columnsOf } from "../../data/table/target-scales.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { show } from "../../engine/metrics/labels.ts";
import { DuckDBSession } from "./duckdb-session.ts";
import { encodeKnown } from "./encode-known.ts";
import { encodeTestRows, encodeValidationFile, ownFiles, readOptions } from "./encode-other.ts";
import { type EvaluationRows, noTarget, readEvaluationRows } from "./evaluation-rows.ts";
import type { PrepareOptions } from "./prepare-options.ts";
import { hashOf, keptKnowledge, type PreparedDescription } from "./prepared-table.ts";
import { classCounts, type TableTargetValues } from "./read-target.ts";
import { targetFacts, together } from "./several-targets.ts";
import { splitRows } from "./split-rows.ts";
import { type PrepareSeconds, StageClock } from "./stage-clock.ts";
import { findTableFile } from "./table-input.ts";
import { addWordHash } from "./word-hash.ts";

/**
 * Brings a table to encoded rows as a model reads it, for a training that goes on: its columns become what they became then, by
 * the statistics of the rows that it was first trained on. Otherwise as `prepareTable`.
 *
 * @throws {MinibatchError} as `evaluateTable`; `INVALID_DATA` for a class that the model does not have
 */
export async function prepareAgain(
  inputs: readonly string[],
  model: TableModel,
  options: PrepareOptions,
  folder: string,
  temporary: string,
): Promise<{ description: PreparedDescription; seconds: PrepareSeconds }> {
  const session = await DuckDBSession.open(temporary);
  const clock = new StageClock();
  try {
    addWordHash(session);
    const file = await findTableFile(session, inputs, temporary);
    // The other files are read while this one's values are still needed.
    const own = join(temporary, "train");
    await mkdir(own);
    const { schema } = model;
    const read = await readEvaluationRows(session, file, schema, readOptions(options, true), own);
    try {
      clock.ends("read");
      const targets = knownTargets(read, schema);
      const target = together(targets);
      const part = splitRows(target, options);
      clock.ends("split");
      const encoder = new TableEncoder(schema, model.texts);
      const others = { session, schema, encoder, options, folder, temporary };
      const files = ownFiles(others, read.weight !== undefined);
      const { indices, unseen } = await encodeKnown(read, encoder, options.precision, part, files);
      const [train, heldOut] = indices;
      const tested = await encodeTestRows(others, heldOut, schema.classes);
      const validation = await encodeValidationFile(others);
      clock.ends("encode");
      const description: PreparedDescription = {
        ...{ files: inputs, schema, texts: keptKnowledge(model.texts), warnings: warningsOf(target, schema, unseen) },
        ...{ rows: target.rows, droppedRows: target.rows - target.present.length },
        ...targetFacts(
          targets,
          part,
          targets.map((target) => classCounts(target, part)),
        ),
        ...tested,
        ...validation,
        ...{ train: train!, hash: hashOf(train!) },
      };
      return { description, seconds: clock.seconds };
    } finally {
      read.store.close();
    }
  } finally {
    session.close();
  }
}

/** The targets of rows that were read as a model reads them. */
function knownTargets({ file, targets, outputs, classes }: EvaluationRows, schema: TableSchema): TableTargetValues[] {
  const { target: name, task, classes: known } = schema;
  // A row that lacks any of several targets lacks all here.
  if (targets.every(Number.isNaN)) throw noTarget(file, targetNames(schema));
  if (schema.targets !== undefined) {
    const columns = columnsOf(targets, outputs);
    return schema.targets.map((output, k) => knownTarget(file, output, task, columns[k]!));
  }
  const unknown = classes[known.length];
  if (unknown !== undefined) {
    const message = `${file}: target ${show(name)}: got the class ${show(unknown)}, expected one of the model's: ${known.map(show).join(", ")}; leave its rows out, or train a new model`;
    throw new MinibatchError("INVALID_DATA", message, { file, column: name });
  }
  return [knownTarget(file, { name, classes: known }, task, targets)];
}

function knownTarget(
  file: string,
  { name, classes }: TargetOutput,
  task: Task,
  targets: Float64Array,
): TableTargetValues {
  const present = Int32Array.from(targets.keys()).filter((row) => !Number.isNaN(targets[row]));
  const shared = { name, rows: targets.length, present };
  if (task === "regression") {
    const row = present.find((row) => !Number.isFinite(targets[row]));
    if (row === undefined) return { ...shared, task, values: targets };
    const message = `${file}: target ${show(name)}: data row ${row + 1} is ${targets[row]}, expected a finite number; correct it or leave the row out`;
    throw new MinibatchError("INVALID_DATA", message, { file, column: name, row });
  }
  return { ...shared, task, classes, codes: Int32Array.from(targets, (code) => (Number.isNaN(code) ? -1 : code)) };
}

function warningsOf(target: TableTargetValues, schema: TableSchema, unseen: Float64Array): TableWarning[] {
  const missing = target.rows - target.present.length;
  return [
    ...schema.encoders.flatMap(({ column }, i): TableWarning[] =>
      unseen[i]! > 0 ? [{ code: "unseen-words", columns: [column], rows: unseen[i]! }] : [],
    ),
    ...(missing > 0 ? [{ code: "missing-target", columns: targetNames(schema), rows: missing } as const] : []),
  ];
}
