import { createHash } from "node:crypto";
import { join } from "node:path";
import { TableEncoder, type TableLayout, type TextKnowledge } from "../../data/table/sparse/table-encoder.ts";
import type { ColumnPlan, TableSchema, TableWarning } from "../../data/table/table-schema.ts";
import { MinibatchError } from "../../engine/errors.ts";
import { type Label, show } from "../../engine/metrics/labels.ts";
import type { BlockIndex } from "../cache/block-file.ts";
import type { SparseBlockIndex } from "../cache/sparse-block-file.ts";
import { sampleWarnings } from "../diagnosis/table-warnings.ts";
import { columnPlans } from "./column-plans.ts";
import { DuckDBSession } from "./duckdb-session.ts";
import { encodeFiles, type RowFile } from "./encode-files.ts";
import { noTarget, readEvaluationRows } from "./evaluation-rows.ts";
import { featureLayout, textKnowledge } from "./feature-layout.ts";
import { checkSomeLeft, type FittedColumn, fitEncoders } from "./fit-encoders.ts";
import { type FittedText, fitTexts, textColumns } from "./fit-texts.ts";
import { type LoadedTable, loadTable } from "./load-table.ts";
import { PART, unsplit } from "./part.ts";
import type { PrepareOptions } from "./prepare-options.ts";
import { BLOCK_FILES, keptKnowledge, type PreparedDescription } from "./prepared-table.ts";
import { learnTarget, type TableTargetValues, trainedTarget } from "./read-target.ts";
import { SampleRows } from "./sample-rows.ts";
import { splitRows } from "./split-rows.ts";
import { findTableFile } from "./table-input.ts";
import { TextStream } from "./text-stream.ts";
import type { TrainTableSeconds } from "./types.ts";
import { addWordHash } from "./word-hash.ts";

/** Seconds of the stages up to the encoded rows. */
export type PrepareSeconds = Pick<TrainTableSeconds, "read" | "split" | "statistics" | "encode">;

/**
 * Brings a table from its files to encoded rows: reads it once, decides what is learned and which rows train, takes the
 * statistics of these, and writes the rows as features.
 *
 * @param inputs - paths, patterns, or `-`
 * @param options - how
 * @param folder - existing folder for the encoded rows ({@link BLOCK_FILES})
 * @param temporary - existing folder for what is temporary
 * @throws {MinibatchError} as `trainTable`
 */
export async function prepareTable(
  inputs: readonly string[],
  options: PrepareOptions,
  folder: string,
  temporary: string,
): Promise<{ description: PreparedDescription; seconds: PrepareSeconds }> {
  const session = await DuckDBSession.open(temporary);
  const clock = new StageClock();
  try {
    await addWordHash(session);
    const file = await findTableFile(session, inputs, temporary);
    const loaded = await loadTable(session, file, options, temporary);
    try {
      clock.ends("read");
      const all = learnTarget(file.path, loaded.target, options.task, options.loss);
      const part = splitRows(all, options);
      const { target, others } = trainedTarget(file.path, all, part);
      clock.ends("split");
      const { precision, scale = "standard", numeric = [] } = options;
      const fitting = { file: file.path, scale, precision, numeric };
      const columns = fitEncoders(loaded.store, part, loaded.planned, fitting);
      const { fitted, texts } = await fitTexts(session, columns, loaded.from, part, options);
      checkSomeLeft(file.path, fitted);
      const layout = featureLayout(file.path, fitted, texts, options);
      const schema = schemaOf(loaded, fitted, texts, layout, target, options);
      clock.ends("statistics");
      const description = await encode({
        session,
        loaded,
        fitted,
        target,
        others,
        part,
        schema,
        texts: textKnowledge(layout, texts),
        options,
        folder,
        temporary,
      });
      clock.ends("encode");
      return { description: { ...description, files: inputs }, seconds: clock.seconds };
    } finally {
      loaded.store.close();
    }
  } finally {
    session.close();
  }
}

interface Preparation {
  readonly session: DuckDBSession;
  readonly loaded: LoadedTable;
  readonly fitted: readonly FittedColumn[];
  readonly target: TableTargetValues;
  /** Classes that only test rows have. */
  readonly others: readonly Label[];
  readonly part: Uint8Array;
  readonly schema: TableSchema;
  readonly texts: TextKnowledge;
  readonly options: PrepareOptions;
  readonly folder: string;
  readonly temporary: string;
}

async function encode(preparation: Preparation): Promise<Omit<PreparedDescription, "files">> {
  const { session, loaded, fitted, target, others, part, schema, texts, options, folder } = preparation;
  const { store, chosen, from } = loaded;
  const used = fitted.filter(({ encoder }) => encoder !== undefined);
  const weighted = chosen.weight !== undefined;
  const sample = new SampleRows(part, fitted);
  const what = {
    encoder: new TableEncoder(schema, texts),
    texts: new TextStream(
      session,
      textColumns(fitted.filter(({ dropped }) => dropped === undefined).map((column) => column.planned)),
      from,
    ),
    indices: used.map(({ index }) => index!),
    levels: used.map((column) => column.levels),
    weight: weighted ? storedColumns(loaded) : undefined,
    targets: target.task === "classification" ? target.codes : target.values,
    precision: options.precision,
    memory: store.memory,
  };
  const files: RowFile[] = [{ path: join(folder, BLOCK_FILES.train), part: PART.train, weighted }];
  if (options.test === undefined) files.push({ path: join(folder, BLOCK_FILES.test), part: PART.test, weighted });
  const [train, heldOut] = (await encodeFiles(sample.groupsOf(store), what, part, files)).indices;
  const tested =
    heldOut === undefined
      ? await encodeTestFile(preparation, what.encoder)
      : { test: heldOut, testClasses: [...schema.classes, ...others] };
  const counts = classCounts(target, part);
  const validation = await encodeValidationFile(preparation, what.encoder);
  return {
    schema,
    texts: keptKnowledge(texts),
    warnings: [...warningsOf(fitted, target), ...sampleWarnings(sample.finish(target, counts))],
    rows: store.rows,
    droppedRows: store.rows - target.present.length,
    classCounts: counts,
    trainMean: trainMean(target, part),
    ...tested,
    ...validation,
    train: train!,
    hash: hashOf(train!),
  };
}

/** Encodes the rows of another file as those of the table. */
async function encodeOther(
  { session, schema, options, folder, temporary }: Preparation,
  encoder: TableEncoder,
  inputs: string | readonly string[],
  { name, weighted }: { readonly name: string; readonly weighted: boolean },
): Promise<{
  readonly file: string;
  readonly index: BlockIndex | SparseBlockIndex;
  readonly classes: readonly Label[];
}> {
  const { precision, header, delimiter, nullStrings, weight } = options;
  const read = { ...(header !== undefined && { header }), ...(delimiter !== undefined && { delimiter }), nullStrings };
  const table = await findTableFile(session, typeof inputs === "string" ? [inputs] : inputs, temporary);
  const own = { ...read, ...(weighted && weight !== undefined && { weight }) };
  const rows = await readEvaluationRows(session, table, schema, own, temporary);
  const { file, store, targets, classes, texts } = rows;
  try {
    const indices = schema.encoders.map((_, i) => i);
    const { memory } = store;
    const what = { encoder, texts, precision, indices, levels: [], weight: rows.weight, targets, memory };
    const files = [{ path: join(folder, name), part: PART.test, weighted: rows.weight !== undefined }];
    const [index] = (await encodeFiles(store.groups(), what, unsplit(targets), files)).indices;
    return { file, index: index!, classes };
  } finally {
    store.close();
  }
}

async function encodeTestFile(
  preparation: Preparation,
  encoder: TableEncoder,
): Promise<Pick<PreparedDescription, "test" | "testClasses">> {
  const { test = [] } = preparation.options;
  const { index, classes } = await encodeOther(preparation, encoder, test, { name: BLOCK_FILES.test, weighted: false });
  return { test: index, testClasses: classes };
}

/** @throws {MinibatchError} `INVALID_DATA` for a file without a target, or with a class that no training row has */
async function encodeValidationFile(
  preparation: Preparation,
  encoder: TableEncoder,
): Promise<Pick<PreparedDescription, "validation">> {
  const { validationFile } = preparation.options;
  if (validationFile === undefined) return {};
  const { target, classes: known } = preparation.schema;
  const own = { name: BLOCK_FILES.validation, weighted: true };
  const { file, index, classes } = await encodeOther(preparation, encoder, validationFile, own);
  if (index.rows === 0) throw noTarget(file, target);
  const unknown = classes[known.length];
  if (unknown !== undefined) {
    const message = `${file}: target ${show(target)}: got the class ${show(unknown)}, which no training row has: leave its rows out of the validation file`;
    throw new MinibatchError("INVALID_DATA", message, { file, column: target });
  }
  return { validation: index };
}

/** How many columns of the store are candidates for features. */
function storedColumns({ planned }: LoadedTable): number {
  return planned.filter(({ raw }) => raw !== undefined).length;
}

function schemaOf(
  { relation, chosen, target: raw }: LoadedTable,
  fitted: readonly FittedColumn[],
  texts: readonly FittedText[],
  layout: TableLayout,
  target: TableTargetValues,
  { nullStrings }: PrepareOptions,
): TableSchema {
  const plans: readonly ColumnPlan[] = columnPlans(relation, chosen, fitted, texts, target, raw);
  const classes = target.task === "classification" ? target.classes : [];
  return { columns: plans, ...layout, nullStrings, target: target.name, task: target.task, classes };
}

function warningsOf(fitted: readonly FittedColumn[], target: TableTargetValues): TableWarning[] {
  const warnings: TableWarning[] = [];
  const named = (code: TableWarning["code"], is: (column: FittedColumn) => boolean): void => {
    const columns = fitted.filter(is).map(({ planned }) => planned.column.name);
    if (columns.length > 0) warnings.push({ code, columns });
  };
  named("constant", ({ kind }) => kind === "constant");
  named("identifier", ({ kind }) => kind === "identifier");
  named("text", ({ dropped }) => dropped === "text");
  named("nested", ({ planned }) => planned.column.kind === "nested");
  const rows = target.rows - target.present.length;
  if (rows > 0) warnings.push({ code: "missing-target", columns: [target.name], rows });
  return warnings;
}

function classCounts(target: TableTargetValues, part: Uint8Array): number[] {
  if (target.task === "regression") return [];
  const counts = new Array<number>(target.classes.length).fill(0);
  const { present, codes } = target;
  for (let i = 0; i < present.length; i++) if (part[present[i]!] === PART.train) counts[codes[present[i]!]!]!++;
  return counts;
}

function trainMean(target: TableTargetValues, part: Uint8Array): number {
  if (target.task === "classification") return 0;
  let sum = 0;
  let rows = 0;
  for (const row of target.present) {
    if (part[row] !== PART.train) continue;
    sum += target.values[row]!;
    rows++;
  }
  return sum / rows;
}

function hashOf({ checksums }: Pick<BlockIndex, "checksums">): string {
  return createHash("sha256").update(Uint32Array.from(checksums)).digest("hex").slice(0, 32);
}

/** Measures stages one after another. */
class StageClock {
  readonly seconds = { read: 0, split: 0, statistics: 0, encode: 0 };
  #last = performance.now();

  ends(stage: keyof PrepareSeconds): void {
    const now = performance.now();
    this.seconds[stage] = (now - this.#last) / 1000;
    this.#last = now;
  }
}
