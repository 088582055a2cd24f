import type { TableSchema } from "../../data/table/table-schema.ts";
import { counted, duration, grouped, lossText } from "../../node/report/numbers.ts";
import type { TrainingEpoch, TrainingResult, TrainingStart } from "../../node/training/types.ts";
import { printable } from "../printable.ts";
import type { CommonSettings } from "./common-settings.ts";
import type { RunResult } from "./training-kind.ts";

/** Classes that are named before they are only counted. */
const NAMED_CLASSES = 6;

/** What is learned: the classes, or a number, or how many of several targets. */
export function goalText({
  task,
  classes,
  targets,
}: Pick<TrainingStart, "task" | "classes"> & Pick<TableSchema, "targets">): string {
  if (targets !== undefined) return `${targets.length} ${task === "regression" ? "numbers" : "labels"}`;
  if (task === "regression") return "a number";
  if (classes.length > NAMED_CLASSES) return `${classes.length} classes`;
  return classes.map((label) => printable(String(label))).join(", ");
}

/** How many rows are for what, and how they are trained on: two lines. */
export function planText(
  { task, trainRows, validationRows, testRows }: TrainingStart,
  settings: CommonSettings,
): string {
  const { loss, alpha, batchSize, epochs, l2, shuffle, precision, stratify, seed, training } = settings;
  const of = settings.validationFile.length > 0 ? "of another file" : "of them";
  const held = validationRows === 0 ? "" : ` (${grouped(validationRows)} ${of} to stop by)`;
  return (
    `${task}: ${counted(trainRows, "row")} to train${held}, ${grouped(testRows)} to test${stratify ? ", stratified" : ""}, seed ${seed}\n` +
    `${loss}, ${training.optimizer}, ${alpha === null ? "" : `alpha ${alpha}, `}schedule ${training.schedule}, batch size ${batchSize}, ${counted(epochs, "epoch")}, l2 ${l2}, shuffle ${shuffle}, ${precision}\n`
  );
}

/** Epochs that get a line of progress: the first, the last, and about ten in all. */
export function isProgressEpoch(epoch: number, epochs: number): boolean {
  return epoch === 1 || epoch === epochs || epoch % Math.ceil(epochs / 10) === 0;
}

/** One line of progress; `rows` are those learned from. */
export function epochText({ epoch, epochs, loss, validation, elapsedMs }: TrainingEpoch, rows: number): string {
  const held = validation === undefined ? "" : `  validation ${lossText(validation)}`;
  const position = `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `epoch ${position}  loss ${lossText(loss)}${held}  ${rate(rows * epoch, elapsedMs / 1000)}  ${duration(elapsedMs / 1000)}\n`;
}

/** The learning rate that was found, where it was looked for; a line of its own. */
export function foundRateText(rate: number | undefined): string {
  return rate === undefined ? "" : `alpha ${rate} was found and taken\n`;
}

/** Rows, epochs, time and memory, one line. */
export function effortText({ learnedRows: learned, history, seconds, peakMemory }: RunResult): string {
  const epochs = history.length;
  const total = Object.values(seconds).reduce((sum, stage) => sum + stage, 0);
  return (
    `trained on ${counted(learned, "row")} x ${counted(epochs, "epoch")} in ${duration(seconds.train)} ` +
    `(${rate(learned * epochs, seconds.train)}); with reading and testing ${duration(total)}; ` +
    `peak memory ${grouped(Math.round(peakMemory / 1e6))} MB\n`
  );
}

function rate(rows: number, seconds: number): string {
  const perSecond = rows / Math.max(seconds, 1e-6);
  return `${perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(1)} M` : grouped(Math.round(perSecond))} rows/s`;
}

/** From where a training goes on, a line; nothing for one that begins anew. */
export function goingOnText(
  { warmStart }: { readonly warmStart: string | null },
  { goesOn, settings }: TrainingStart,
): string {
  if (warmStart === null) return "";
  const { optimizer, schedule, scheduleEpochs } = settings;
  const ends = (schedule === "linear" || schedule === "cosine") && scheduleEpochs === undefined;
  const how =
    goesOn === "state"
      ? `its ${optimizer} goes on${ends ? `, schedule ${schedule} begins anew` : ""}`
      : "its weights, with an optimiser that begins anew";
  return `goes on from ${printable(warmStart, 200)}: ${how}\n`;
}

/** What the rows of the first epoch of a training that goes on say of the model as it was; nothing for another training. */
export function progressiveText({ goesOn, history }: TrainingStart & TrainingResult): string {
  const first = history[0];
  if (goesOn === undefined || first === undefined) return "";
  return `loss of these rows before the model learned from them (epoch 1): ${lossText(first.loss)}\n`;
}
