import type { DataFingerprint } from "../../data/table/table-model.ts";
import type { ColumnPlan } from "../../data/table/table-schema.ts";
import type { TableTrainingState, TrainingsBefore } from "../../data/table/table-training-state.ts";
import type { ColumnFacts, Facts } from "../../node/report/content.ts";
import { counted, grouped } from "../../node/report/numbers.ts";

/** A table's columns for a reader: the target says that it is the target. */
export function columnFacts(columns: readonly ColumnPlan[]): ColumnFacts[] {
  return columns.map(({ name, kind, role, missing, becomes }) => {
    const prefix = role === "target" ? "target: " : role === "weight" ? "weight: " : "";
    return { name, kind, missing, becomes: `${prefix}${becomes}` };
  });
}

/** What becomes features, counted. */
export function sourcesText(columns: number, interactions = 0): string {
  return `${counted(columns, "column")}${interactions === 0 ? "" : ` and ${counted(interactions, "interaction")}`}`;
}

/** Settings by name; those of texts are called so. */
export function settingFacts(settings: object): Facts {
  const rows = Object.entries(settings).flatMap(([name, value]): (readonly [string, string])[] => {
    if (!isGroup(value)) return [[name, settingText(name, value)]];
    const prefix = name === "training" ? "" : `${name}: `;
    return Object.entries(value).map(([part, own]) => [`${prefix}${part}`, settingText(part, own)]);
  });
  return { title: "Settings", rows };
}

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The data that a model was trained on. */
export function dataFacts({ files, rows, trainRows, hash, before }: DataFingerprint, title: string): Facts {
  return {
    title,
    rows: [
      [files.length === 1 ? "file" : "files", files.join(", ")],
      ["rows", grouped(rows)],
      ["to train", grouped(trainRows)],
      ["fingerprint of the training rows", hash],
      ...beforeRows(before),
    ],
  };
}

/** What the reader of a file finds out where nothing is said. */
const FOUND_OUT = ["header", "delimiter"];

/** A setting as text. */
function settingText(name: string, value: unknown): string {
  if (value === null || value === undefined) return FOUND_OUT.includes(name) ? "found out" : "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The trainings that one went on from; no row where there were none. */
export function beforeRows(before: TrainingsBefore | undefined): Facts["rows"] {
  if (before === undefined) return [];
  return [["before that", `${counted(before.trainings, "training")} on ${counted(before.trainRows, "row")}`]];
}

/** What a model keeps for going on; nothing where it does not. */
export function trainingFacts({ training }: { readonly training?: TableTrainingState | undefined }): Facts {
  if (training === undefined) return { title: "", rows: [] };
  const { optimizer, epoch, samplesSeen } = training.trainer;
  return {
    title: "State of the training",
    rows: [
      ["optimiser", optimizer],
      ["epochs so far", grouped(epoch)],
      ["rows seen so far", grouped(samplesSeen)],
    ],
  };
}

/** The same as plain values. */
export function trainingValues({ training }: { readonly training?: TableTrainingState | undefined }): object {
  if (training === undefined) return {};
  const { epoch: epochs, updates } = training.trainer;
  return { training: { epochs, updates } };
}
