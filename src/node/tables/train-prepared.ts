import { basename } from "node:path";
import { TableEncoder } from "../../data/table/sparse/table-encoder.ts";
import { TableModel } from "../../data/table/table-model.ts";
import { packageVersion } from "../files/package-version.ts";
import { trainingsBefore } from "../training/going-on.ts";
import { type EncodedRows, rowsOf, severalOf } from "../training/score-rows.ts";
import { type TrainedRows, type TrainingData, type TrainingRun, trainRows } from "../training/train-rows.ts";
import type { TargetRows } from "../training/validation-part.ts";
import type { SettledOptions } from "./going-on.ts";
import { knowledgeOf, type PreparedTable } from "./prepared-table.ts";

/**
 * Trains on a table's encoded rows.
 *
 * @param options - what was asked for
 * @param run - the settings, and what is told before
 * @throws {MinibatchError} as `trainRows`
 */
export async function trainPrepared(
  table: PreparedTable,
  options: SettledOptions,
  run: Omit<TrainingRun, "options">,
): Promise<Pick<TrainedRows, "result" | "seconds"> & { readonly model: TableModel }> {
  const trained = await trainRows(trainingData(table), { ...run, options });
  const { result, seconds } = trained;
  return { result, seconds, model: toModel(table, trained, options) };
}

function trainingData(table: PreparedTable): TrainingData {
  const { schema, texts, trainRows, testRows, validationRows, testClasses, classCounts, trainMean } = table;
  const { task, classes, encoders } = schema;
  const encoder = new TableEncoder(schema, knowledgeOf(texts));
  return {
    ...{ task, classes, classCounts, trainMean, precision: trainRows.index.precision },
    train: targetRows(trainRows),
    validation: validationRows && targetRows(validationRows),
    test: {
      rows: rowsOf(testRows),
      targets: testRows.targets,
      classes: testClasses,
      several: severalOf(schema, table.targets),
    },
    nameOf: (feature) => encoder.describe(feature).name,
    rawValue(feature, value) {
      const known = encoders[encoder.columns.starts.indexOf(feature)];
      return known?.kind === "numeric" ? value * known.scale + known.shift : undefined;
    },
  };
}

/** The rows of a file with their targets and weights. */
export function targetRows(file: EncodedRows): TargetRows {
  const { targets, weights, index } = file;
  return { X: rowsOf(file), y: targets, outputs: index.outputs, ...(weights && { sampleWeight: weights }) };
}

function toModel(
  { files, schema, texts, rows, train, hash, classCounts, trainMean, targets }: PreparedTable,
  { estimator, options, scales: targetScales, training, result: { test, baseline } }: TrainedRows,
  { testSize = 0.2, stratify = true, scale, validationFile, warmStart, keepState = false }: SettledOptions,
): TableModel {
  const isClasses = schema.task === "classification";
  const shares = targets ? { targets } : isClasses ? { trainCounts: classCounts } : { trainMean };
  const known = { ...shares, ...(targetScales && { targetScales }) };
  const split = { testSize, stratify: isClasses && targets === undefined && stratify };
  return new TableModel({
    schema,
    estimator,
    texts: knowledgeOf(texts),
    options: {
      ...options,
      ...{ precision: train.precision, ...split, scale: scale ?? warmStart?.options["scale"] ?? "standard" },
      ...(validationFile !== undefined && { validationFile: [validationFile].flat().map((file) => basename(file)) }),
    },
    data: {
      ...{ files: files.map((file) => basename(file)), rows, trainRows: train.rows, hash, ...known },
      ...(warmStart && { before: trainingsBefore(warmStart.data) }),
    },
    scores: { test, baseline },
    versions: { minibatch: packageVersion() },
    ...(keepState && training && { training }),
  });
}
