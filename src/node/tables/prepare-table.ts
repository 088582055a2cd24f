import { countPart } from "../../data/table/row-loops.ts";
import { TableEncoder, type TableLayout, type TextKnowledge } from "../../data/table/sparse/table-encoder.ts";
import type { ColumnPlan, TableSchema, TableWarning } from "../../data/table/table-schema.ts";
import type { Label } from "../../engine/metrics/labels.ts";
import type { BlockIndex } from "../cache/block-file.ts";
import { sampleWarnings } from "../diagnosis/table-warnings.ts";
import { columnPlans } from "./column-plans.ts";
import { DuckDBSession } from "./duckdb-session.ts";
import { encodeFiles, type RowFile } from "./encode-files.ts";
import { encodeTestRows, encodeValidationFile, ownFiles } from "./encode-other.ts";
import { featureLayout, textKnowledge } from "./feature-layout.ts";
import { checkSomeLeft, type FittedColumn, fitEncoders } from "./fit-encoders.ts";
import { type FittedText, fitTexts, textColumns } from "./fit-texts.ts";
import { addRowPart, learnHashedNames } from "./hashed-names.ts";
import { type LoadedTable, loadTable } from "./load-table.ts";
import { PART } from "./part.ts";
import type { OnTrainRows, PrepareOptions } from "./prepare-options.ts";
import { hashOf, keptKnowledge, type PreparedDescription } from "./prepared-table.ts";
import { classCounts, learnTarget, type RawTarget, type TableTargetValues, trainedTarget } from "./read-target.ts";
import { mayRound, RoundedRows } from "./rounded-rows.ts";
import { SampleRows } from "./sample-rows.ts";
import {
  checkBothValues,
  learnTargets,
  targetFacts,
  targetOutputs,
  targetValues,
  together,
} from "./several-targets.ts";
import { splitRows } from "./split-rows.ts";
import { type PrepareSeconds, StageClock } from "./stage-clock.ts";
import { findTableFile } from "./table-input.ts";
import { TextStream } from "./text-stream.ts";
import { addWordHash } from "./word-hash.ts";

/** Where a table is prepared, and who is told of it meanwhile. */
export interface PreparePlaces {
  /** Existing folder for the encoded rows. */
  readonly folder: string;
  /** Existing folder for what is temporary. */
  readonly temporary: string;
  /** Told where it is known before the rows are read, since each column is a feature. */
  readonly onTrainRows?: OnTrainRows | undefined;
}

/**
 * Brings a table from its files to encoded rows: reads it, decides what is learned and which rows train, takes the
 * statistics of these, and writes the rows as features.
 *
 * @param inputs - paths, patterns, or `-`
 * @param options - how
 * @param places - where
 * @throws {MinibatchError} as `trainTable`
 */
export async function prepareTable(
  inputs: readonly string[],
  options: PrepareOptions,
  { folder, temporary, onTrainRows }: PreparePlaces,
): Promise<{ description: PreparedDescription; seconds: PrepareSeconds }> {
  const opening = DuckDBSession.open(temporary);
  // What trains is loaded meanwhile; whoever trains hears of an error.
  import("./train-prepared.ts").catch(() => {});
  const session = await opening;
  const clock = new StageClock();
  try {
    addWordHash(session);
    addRowPart(session);
    const file = await findTableFile(session, inputs, temporary);
    const loaded = await loadTable(session, file, options, temporary);
    try {
      clock.ends("read");
      await loaded.values.begin();
      const { targets, others, part, counts } = learned(file.path, loaded.targets, options);
      clock.ends("split");
      const columns = rawColumns(loaded);
      if (onTrainRows !== undefined && mayRound(loaded.planned, options)) {
        const beside = loaded.targets.length + (loaded.chosen.weight === undefined ? 0 : 1);
        onTrainRows(countPart(part, PART.train), columns + beside);
      }
      const rows = keptRows(loaded, columns, targets);
      const preparation = { session, loaded, columns, targets, rows, others, part, counts, options, folder, temporary };
      const { fitted, texts, layout, hashed, sample, indices } = await fitColumns(preparation, file.path);
      const schema = schemaOf(loaded, fitted, texts, layout, targets, options);
      clock.ends("statistics");
      const known = { fitted, schema, texts: textKnowledge(layout, texts, hashed), sample, indices };
      const description = await encode({ ...preparation, ...known });
      clock.ends("encode");
      return { description: { ...description, files: inputs }, seconds: clock.seconds };
    } finally {
      await loaded.values.close();
    }
  } finally {
    session.close();
  }
}

/**
 * What is learned from the targets, and from which rows.
 *
 * @throws {MinibatchError} as `learnTarget`, `learnTargets`, `splitRows` and `trainedTarget`
 */
function learned(file: string, raw: readonly RawTarget[], options: PrepareOptions) {
  const { task, loss } = options;
  if (raw.length > 1) {
    const targets = learnTargets(file, raw, task, loss);
    const part = splitRows(together(targets), options);
    const counts = targets.map((target) => classCounts(target, part));
    checkBothValues(file, targets, counts);
    return { targets, others: [], part, counts };
  }
  const all = learnTarget(file, raw[0]!, task, loss);
  const part = splitRows(all, options);
  const { target, others, counts } = trainedTarget(file, all, part);
  return { targets: [target], others, part, counts: [counts] };
}

/** A table whose rows are read and split. */
interface Preparation {
  readonly session: DuckDBSession;
  readonly loaded: LoadedTable;
  /** How many columns of the raw values are candidates for features. */
  readonly columns: number;
  readonly targets: readonly TableTargetValues[];
  /** What goes with the features of rows. */
  readonly rows: ReturnType<typeof keptRows>;
  /** Classes that only test rows have. */
  readonly others: readonly Label[];
  readonly part: Uint8Array;
  /** Training rows of each class of each target. */
  readonly counts: readonly (readonly number[])[];
  readonly options: PrepareOptions;
  readonly folder: string;
  readonly temporary: string;
}

/** What the columns become, by their statistics. */
interface Fitted {
  readonly fitted: readonly FittedColumn[];
  readonly sample: SampleRows;
  /** The files of rows, where they need not be encoded. */
  readonly indices: readonly BlockIndex[] | undefined;
}

/** Takes the statistics, and keeps the rows meanwhile where they are numbers. */
async function fitColumns(preparation: Preparation, file: string) {
  const { session, loaded, columns, rows, part, options } = preparation;
  const { values, planned, from } = loaded;
  const { precision, scale = "standard", numeric = [] } = options;
  const sample = new SampleRows(part, columns);
  const rounded = mayRound(planned, options)
    ? await RoundedRows.open({ ...rows, columns, part, files: filesOf(preparation) })
    : undefined;
  try {
    const own = { file, scale, precision, numeric };
    const found = await fitEncoders(values, part, planned, own, { sample, rounded });
    const kept = await rounded?.finish(found);
    const { fitted, texts } = await fitTexts(session, kept?.columns ?? found, from, part, options);
    checkSomeLeft(file, fitted);
    const layout = featureLayout(file, fitted, texts, options);
    const hashed = await learnHashedNames(session, fitted, from, part);
    if (kept === undefined) await values.begin();
    return { fitted, texts, layout, hashed, sample, indices: kept?.indices };
  } finally {
    await rounded?.leave();
  }
}

/** What goes with the features of rows. */
function keptRows({ values, chosen }: LoadedTable, columns: number, targets: readonly TableTargetValues[]) {
  return {
    values,
    weight: chosen.weight === undefined ? undefined : columns,
    targets: targetValues(targets),
    outputs: targets.length > 1 ? targets.length : undefined,
  };
}

/** The files that rows are kept in. */
function filesOf({ rows, options, folder }: Preparation): RowFile[] {
  return ownFiles({ options, folder }, rows.weight !== undefined);
}

async function encode(
  preparation: Preparation & Fitted & { readonly schema: TableSchema; readonly texts: TextKnowledge },
): Promise<Omit<PreparedDescription, "files">> {
  const { session, loaded, targets, rows, others, part, counts, options, folder, temporary } = preparation;
  const { fitted, schema, texts, sample, indices } = preparation;
  const { values, from } = loaded;
  const encoder = new TableEncoder(schema, texts);
  const used = fitted.filter((column) => column.encoder !== undefined);
  const encoded = async () => {
    const what = {
      ...rows,
      encoder,
      texts: new TextStream(
        session,
        textColumns(fitted.filter(({ dropped }) => dropped === undefined).map((column) => column.planned)),
        from,
      ),
      indices: used.map(({ index }) => index!),
      levels: used.map((column) => column.levels),
      precision: options.precision,
    };
    return (await encodeFiles(values.groups(), what, part, filesOf(preparation))).indices;
  };
  const [train, heldOut] = indices ?? (await encoded());
  const beside = { session, schema, encoder, options, folder, temporary };
  const tested = await encodeTestRows(beside, heldOut, [...schema.classes, ...others]);
  const validation = await encodeValidationFile(beside);
  return {
    schema,
    texts: keptKnowledge(texts),
    warnings: [...warningsOf(fitted, targets), ...targetWarnings(sample, fitted, targets, counts, options)],
    rows: values.rows,
    droppedRows: values.rows - targets[0]!.present.length,
    ...targetFacts(targets, part, counts),
    ...tested,
    ...validation,
    train: train!,
    hash: hashOf(train!, schema.encoders),
  };
}

/** What there is to say of the sample beside each target; of the columns among themselves it is said once. */
function targetWarnings(
  sample: SampleRows,
  fitted: readonly FittedColumn[],
  targets: readonly TableTargetValues[],
  counts: readonly (readonly number[])[],
  { numeric = [] }: PrepareOptions,
): TableWarning[] {
  return targets.flatMap((target, k) =>
    sampleWarnings(sample.finish(fitted, target, counts[k]!)).filter(({ code, columns }) => {
      if (code === "numeric-identifier" && numeric.includes(columns[0]!)) return false;
      return k === 0 || (code !== "duplicate" && code !== "numeric-identifier");
    }),
  );
}

/** How many columns of the raw values are candidates for features. */
function rawColumns({ planned }: LoadedTable): number {
  return planned.filter(({ raw }) => raw !== undefined).length;
}

function schemaOf(
  { relation, chosen, targets: raw }: LoadedTable,
  fitted: readonly FittedColumn[],
  texts: readonly FittedText[],
  layout: TableLayout,
  targets: readonly TableTargetValues[],
  { nullStrings }: PrepareOptions,
): TableSchema {
  const columns: readonly ColumnPlan[] = columnPlans(relation, chosen, fitted, texts, targets, raw);
  const { task } = targets[0]!;
  const outputs = targetOutputs(targets);
  const several = targets.length > 1;
  const classes = several ? [] : outputs[0]!.classes;
  const target = together(targets).name;
  return { columns, ...layout, nullStrings, target, task, classes, ...(several && { targets: outputs }) };
}

function warningsOf(fitted: readonly FittedColumn[], targets: readonly TableTargetValues[]): TableWarning[] {
  const warnings: TableWarning[] = [];
  const named = (code: TableWarning["code"], is: (column: FittedColumn) => boolean): void => {
    const columns = fitted.filter(is).map(({ planned }) => planned.column.name);
    if (columns.length > 0) warnings.push({ code, columns });
  };
  named("constant", ({ kind }) => kind === "constant");
  named("identifier", ({ kind }) => kind === "identifier");
  named("text", ({ dropped }) => dropped === "text");
  named("nested", ({ planned }) => planned.column.kind === "nested");
  const target = together(targets);
  const rows = target.rows - target.present.length;
  if (rows > 0) warnings.push({ code: "missing-target", columns: targets.map(({ name }) => name), rows });
  return warnings;
}
