import { counted, duration, grouped, lossText } from "../../node/report/numbers.ts";
import type { TrainTableResult, TrainTableStart } from "../../node/tables/types.ts";
import type { TrainingEpoch } from "../../node/training/types.ts";
import { printable } from "../printable.ts";
import { sourcesText } from "./facts.ts";
import type { TrainSettings } from "./train-settings.ts";

/** Classes that are named before they are only counted. */
const NAMED_CLASSES = 6;

/** What is trained, on what, and how: three lines. */
export function startText(files: readonly string[], start: TrainTableStart, settings: TrainSettings): string {
  const { rows, columns, features, trainRows, validationRows, testRows, task, classes } = start;
  const { target, loss, alpha, batchSize, epochs, l2, shuffle, precision, stratify, seed, training } = settings;
  const names = classes.map((label) => printable(String(label)));
  const goal =
    task === "regression" ? "a number" : names.length > NAMED_CLASSES ? `${names.length} classes` : names.join(", ");
  const table = files.map((file) => printable(file, 200)).join(" ");
  const of = settings.validationFile.length > 0 ? "of another file" : "of them";
  const held = validationRows === 0 ? "" : ` (${grouped(validationRows)} ${of} to stop by)`;
  return [
    `${table}: ${counted(rows, "row")}, ${sourcesText(columns.length, settings.interactions.length)} that become ${counted(features, "feature")}; target ${printable(target)}: ${goal}`,
    `${task}: ${counted(trainRows, "row")} to train${held}, ${grouped(testRows)} to test${stratify ? ", stratified" : ""}, seed ${seed}`,
    `${loss}, ${training.optimizer}, ${alpha === null ? "" : `alpha ${alpha}, `}schedule ${training.schedule}, batch size ${batchSize}, ${counted(epochs, "epoch")}, l2 ${l2}, shuffle ${shuffle}, ${precision}`,
    ...(settings.warmStart === null ? [] : [goingOnText(settings.warmStart, start)]),
    "",
  ].join("\n");
}

/** From where a training goes on. */
function goingOnText(model: string, { goesOn, settings }: TrainTableStart): string {
  const { optimizer, schedule, scheduleEpochs } = settings;
  const ends = (schedule === "linear" || schedule === "cosine") && scheduleEpochs === undefined;
  const how =
    goesOn === "state"
      ? `its ${optimizer} goes on${ends ? `, schedule ${schedule} begins anew` : ""}`
      : "its weights, with an optimiser that begins anew";
  return `goes on from ${printable(model, 200)}: ${how}`;
}

/** What the rows of the first epoch of a training that goes on say of the model as it was; nothing for another training. */
export function progressiveText({ goesOn, history }: TrainTableResult): string {
  const first = history[0];
  if (goesOn === undefined || first === undefined) return "";
  return `loss of these rows before the model learned from them (epoch 1): ${lossText(first.loss)}\n`;
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
export function effortText({ learnedRows: learned, history, seconds, peakMemory }: TrainTableResult): string {
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
